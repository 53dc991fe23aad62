"""Rules between keys of what changes over the years, and of pairs that must not be."""

from narrows.scenario.wrong import Wrong


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


def _falls(name):
    """Whether a measure falls when the gap narrows, and does not depend on money's unit."""
    from narrows.measures import MEASURES

    return MEASURES[name].relative and MEASURES[name].narrower == "smaller"


def title(view, code):
    """A county as it is shown in a message."""
    return view.facts.titles.get(code, code) if view.facts else code


CHANGING = (forbidden, rematch, graduate, growing_funds)
