"""Rules between keys."""

from narrows.measures.catalogue import HEADLINES
from narrows.scenario.instrument_specs import LINKS
from narrows.scenario.kinds import Dated
from narrows.scenario.scenario import Scenario
from narrows.scenario.specs import MOST_YEARS
from narrows.toml.mistakes import Wrong


class View:
    """The sections of a check, defaults filled, holes where there are mistakes."""

    def __init__(self, partial, facts):
        self.partial = partial
        self.facts = facts

    def __getattr__(self, name):
        field = Scenario.model_fields[name]
        return self.partial.get(name, field.get_default(call_default_factory=True))

    def items(self, name):
        """The items of a list that are switched on, each with its flat path."""
        for item in getattr(self, name) or ():
            if item is not None and not item.off:
                identity = getattr(item, "name", None) or item.kind
                yield (name, identity), item


def _horizon(view):
    horizon, facts = view.horizon, view.facts
    if horizon is None:
        return
    start = horizon.start or (facts.base_year if facts else None)
    if facts and start != facts.base_year:
        yield ("horizon", "start"), Wrong("base_year", year=facts.base_year)
    elif start and horizon.end <= start:
        yield ("horizon", "end"), Wrong("end_after_start", start=start)
    elif start and horizon.end - start > MOST_YEARS:
        yield ("horizon", "end"), Wrong("horizon_length", longest=MOST_YEARS)


def _first(view):
    """First year of a horizon that is right in itself; None where it is not."""
    if view.horizon is None or view.facts is None or next(_horizon(view), None):
        return None
    return view.facts.base_year


def _programme(view):
    programme, horizon = view.programme, view.horizon
    if programme is None:
        return
    if programme.end < programme.start:
        yield ("programme", "end"), Wrong("end_after_start", start=programme.start)
    first = _first(view)
    if first is None:
        return
    # Aid of the base year itself would already be in its figures.
    if not first < programme.start <= horizon.end:
        yield ("programme", "start"), Wrong("in_years", first=first + 1, last=horizon.end)
    if programme.start <= programme.end and programme.end > horizon.end:
        yield ("programme", "end"), Wrong("in_years", first=first + 1, last=horizon.end)


def _years_in_horizon(view):
    horizon, first = view.horizon, _first(view)
    if first is None:
        return
    looked_at = [("verdict", "horizon", view.verdict), ("goal", "by", view.goal)]
    for section, key, table in looked_at:
        year = getattr(table, key, None)
        if year is not None and not first < year <= horizon.end:
            yield (section, key), Wrong("in_years", first=first + 1, last=horizon.end)
    for path, dated in _dated(view):
        for year in dated.years:
            if not first <= year <= horizon.end:
                wrong = Wrong("in_years", found=year, first=first, last=horizon.end)
                yield (*path, str(year)), wrong


def _after_the_first_payment(view):
    """What has not begun can neither be judged nor have reached a goal."""
    programme = view.programme
    if programme is None:
        return
    start = _first_payment(view, programme)
    for section, key, table in (("verdict", "horizon", view.verdict), ("goal", "by", view.goal)):
        year = getattr(table, key, None)
        if year is not None and year < start:
            yield (section, key), Wrong("verdict_before", start=start)


def _first_payment(view, programme):
    """First year of the programme in which any instrument gives something."""
    given = [dated for path, dated in _dated(view) if path != ("general_fund", "amount")]
    at_once = [item for kind in ("bond", "link") for _, item in view.items(kind)]
    undated = [item for item in at_once if not getattr(item, "amount", None)]
    if undated or not given:
        return programme.start
    years = range(programme.start, programme.end + 1)
    paying = (year for year in years if any(dated.at(year) > 0 for dated in given))
    return next(paying, programme.start)


def _headlines(view):
    """One measure for each question: the recipients', one of the whole gap, one for the goal."""
    from narrows.measures import MEASURES

    gaps = tuple(name for name, m in MEASURES.items() if m.narrower and "recipients" not in m.needs)
    if view.goal is not None and not MEASURES[view.goal.measure].narrower:
        words = ", ".join((HEADLINES[0], *gaps))
        yield ("goal", "measure"), Wrong("goal_measure", found=view.goal.measure, words=words)
    names, path = view.verdict.headline, ("verdict", "headline")
    if len(names) != len(HEADLINES):
        yield path, Wrong("headlines")
        return
    if names[0] != HEADLINES[0]:
        yield path, Wrong("headline_recipients", found=names[0])
    if names[1] not in gaps:
        yield path, Wrong("headline_gap", found=names[1], words=", ".join(gaps))


def _dated(view):
    """Every dated value with its path."""
    for path, fund in view.items("fund"):
        yield (*path, "amount"), fund.amount
    for path, quota in view.items("quota"):
        yield (*path, "amount"), quota.amount
    for path, link in view.items("link"):
        for key in ("amount", "people"):
            if getattr(link, key) is not None:
                yield (*path, key), getattr(link, key)
    for name, keys in (("assistance", ("share_of_revenue",)),
                       ("general_fund", ("amount", "moved_share"))):
        section = getattr(view, name)
        for key in keys if section is not None else ():
            if isinstance(getattr(section, key), Dated):
                yield (name, key), getattr(section, key)


def _disjoint(view):
    """No county is weak and strong at once."""
    if view.weak is None or view.strong is None:
        return
    weak, strong = view.weak.select, view.strong.select
    both = sorted(set(weak.counties or ()) & set(strong.counties or ()))
    for code in both:
        yield ("strong", "select", "counties"), Wrong("weak_and_strong", county=title(view, code))
    number = len(view.facts.codes) if view.facts else None
    for name, select in (("weak", weak), ("strong", strong)):
        chosen = select.bottom or select.top or 0
        if number and chosen > number:
            yield (name, "select"), Wrong("too_many", number=number)
    overlap = weak.by == strong.by and number
    if overlap and max(weak.bottom or 0, strong.top or 0) <= number < (weak.bottom or 0) + (
        strong.top or 0
    ):
        yield ("strong", "select"), Wrong("overlap", number=number)
    same_end = (weak.bottom and strong.bottom) or (weak.top and strong.top)
    if weak.by == strong.by and same_end:
        yield ("strong", "select"), Wrong("same_end")


def _counties_once(view):
    """A list of counties names each once and is not empty."""
    for name in ("weak", "strong"):
        section = getattr(view, name)
        counties = section.select.counties if section is not None else None
        path = (name, "select", "counties")
        if counties == ():
            yield path, Wrong("no_recipients" if name == "weak" else "no_counties")
        yield from _repeated(view, path, counties or ())
    for name in ("fund", "bond", "quota"):
        for path, item in view.items(name):
            yield from _repeated(view, (*path, "to"), () if isinstance(item.to, str) else item.to)


def _repeated(view, path, counties):
    seen = set()
    for number, code in enumerate(counties):
        if code in seen:
            yield (*path, number), Wrong("county_twice", county=title(view, code))
        seen.add(code)


def _pairs(view):
    pairing = view.pairing
    if pairing is None:
        return
    announced = view.facts is None or view.facts.announced
    if pairing.rule == "announced" and not announced:
        yield ("pairing", "rule"), Wrong("nothing_announced")
    for name in ("weak", "strong"):
        section = getattr(view, name)
        if section is not None and section.select.announced and not announced:
            yield (name, "select", "announced"), Wrong("nothing_announced")
    aided = set()
    for number, pair in enumerate(pairing.pairs):
        path = ("pairing", "pairs", number)
        if pair.strong == pair.weak:
            yield path, Wrong("weak_and_strong", county=title(view, pair.weak))
        if pair.weak in aided:
            yield (*path, "weak"), Wrong("aided_twice", county=title(view, pair.weak))
        aided.add(pair.weak)


def _instruments(view):
    """What is given needs a time to be given in, and ties need pairs."""
    given = [path for name in ("fund", "bond", "quota", "link") for path, _ in view.items(name)]
    assistance = view.assistance is not None and view.assistance.share_of_revenue.largest > 0
    given += [("assistance",)] * assistance
    general = view.general_fund
    given += [("general_fund",)] * (general is not None and general.moved_share.largest > 0)
    for path in given if "programme" not in view.partial else ():
        yield path, Wrong("needs_programme", found="")
    unpaired = [path for path in given if path[0] in ("link", "assistance")]
    pairing = view.pairing
    if unpaired and pairing is not None and pairing.rule == "none" and not pairing.pairs:
        where = ("pairing", "rule") if "pairing" in view.partial else unpaired[0]
        yield where, Wrong("needs_pairs", needing=", ".join(path[0] for path in unpaired))


def _grace(view):
    for path, bond in view.items("bond"):
        if bond.grace >= bond.term:
            yield (*path, "grace"), Wrong("grace", term=bond.term)


def _empty_funds(view):
    """A fund whose money ends before the programme begins pays nothing."""
    programme = view.programme
    for path, fund in view.items("fund"):
        years = fund.amount.years
        if programme is not None and years and years[0] > programme.end + programme.taper:
            wrong = Wrong("pays_nothing", first=programme.start, last=programme.end)
            yield (*path, "amount"), wrong


def _bounds(view):
    """A fund's floor lies below its ceiling; a guaranteed bond has donors to guarantee it."""
    for path, fund in view.items("fund"):
        if fund.floor is not None and fund.ceiling is not None and fund.floor > fund.ceiling:
            yield (*path, "floor"), Wrong("low_high_of", low="floor", high="ceiling")
    pairing = view.pairing
    for path, bond in view.items("bond"):
        if bond.failure_paid_by == "donor" and pairing.rule == "none" and not pairing.pairs:
            yield (*path, "failure_paid_by"), Wrong("needs_pairs")


def _links(view):
    """Every kind of tie is told all it needs, and nothing that belongs to another kind."""
    for path, link in view.items("link"):
        needed = next(keys for kind, keys in LINKS.items() if link.kind == kind)
        for key in dict.fromkeys(key for keys in LINKS.values() for key in keys):
            given = getattr(link, key) is not None
            if key in needed and not given:
                yield (*path, key), Wrong("missing", found="")
            elif given and key not in needed:
                yield (*path, key), Wrong("not_for_kind", kind=link.kind, keys=", ".join(needed))


def forbidden(view):
    """No pair is laid down and forbidden at once."""
    if view.pairing is None:
        return
    laid_down = {(pair.strong, pair.weak) for pair in view.pairing.pairs}
    for number, pair in enumerate(view.pairing.forbidden):
        if (pair.strong, pair.weak) in laid_down:
            strong, weak = title(view, pair.strong), title(view, pair.weak)
            path = ("pairing", "forbidden", number)
            yield path, Wrong("forbidden_pair", strong=strong, weak=weak)


def rematch(view):
    """Partners chosen anew need a rule to choose by."""
    pairing = view.pairing
    if pairing is None or pairing.rematch == 0:
        return
    rule = pairing.fill if pairing.rule == "announced" else pairing.rule
    if rule == "none":
        yield ("pairing", "rematch"), Wrong("rematch_rule")
    elif "programme" not in view.partial:
        yield ("pairing", "rematch"), Wrong("needs_programme", found="")


def graduate(view):
    """A county graduates from a programme."""
    weak = view.weak
    if weak is not None and weak.graduate is not None and "programme" not in view.partial:
        yield ("weak", "graduate"), Wrong("needs_programme", found="")


def growing_funds(view):
    """A fund grows with a gap that can narrow, up to a ceiling that is above what it pays."""
    for path, fund in view.items("fund"):
        grow = fund.grow_while
        if grow is None:
            continue
        if not _falls(grow.measure):
            yield (*path, "grow_while", "measure"), Wrong("grow_measure")
        if grow.ceiling < fund.amount.largest:
            amount = f"{fund.amount.largest:g} million"
            yield (*path, "grow_while", "ceiling"), Wrong("ceiling", amount=amount)


CHANGING = (forbidden, rematch, graduate, growing_funds)

RULES = (
    _links,
    _bounds,
    _horizon,
    _programme,
    _years_in_horizon,
    _after_the_first_payment,
    _headlines,
    _disjoint,
    _counties_once,
    _pairs,
    _instruments,
    _grace,
    _empty_funds,
    *CHANGING,
)


def _falls(name):
    """Whether a measure falls when the gap narrows, and does not depend on money's unit."""
    from narrows.measures import MEASURES

    return MEASURES[name].relative and MEASURES[name].narrower == "smaller"


def title(view, code):
    """A county as it is shown in a message."""
    return view.facts.titles.get(code, code) if view.facts else code
