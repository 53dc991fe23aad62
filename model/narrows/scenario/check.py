"""Merged entries to a Scenario, or all problems at once."""

from dataclasses import dataclass, field

from pydantic import ValidationError

from narrows.errors import InputError
from narrows.folders import shipped_folder
from narrows.scenario import region_names, rules
from narrows.scenario.files import locate_named
from narrows.scenario.instrument_specs import VerdictSpec
from narrows.scenario.keys import section_of
from narrows.scenario.kinds import Kind
from narrows.scenario.layers import HEADER, dotted, folder_of, nested, shapes
from narrows.scenario.scenario import Scenario
from narrows.scenario.specs import HorizonSpec
from narrows.toml.mistakes import Wrong, Wrongs, mistakes, nearest, refusal, tell
from narrows.toml.text import Mark

_WITH_HINTS = 100  # problems for which the nearest word is looked up; no person reads more
_PYDANTIC = {
    "missing": "missing",
    "extra_forbidden": "unknown_key",
    "model_type": "inline_table",
    "model_attributes_type": "inline_table",
    "dict_type": "inline_table",
    "tuple_type": "list",
}


@dataclass
class Check:
    """A check under way: what is being checked, and what has been found.

    Args:
        entries: {flat path: Entry} after merging.
        whole: Mark of the file, for what stands nowhere.
        folder: of the file, for a region beside it.
        lang: language of the messages.
    """

    entries: dict
    whole: Mark
    folder: object = None
    lang: str = "en"
    problems: list = field(default_factory=list)
    partial: dict = field(default_factory=dict)
    facts: object = None
    broken: bool = False  # part of the file could not be read: say nothing of what is missing

    def report(self, path, wrong, key_itself=False):
        """Note a mistake at a flat path, or below the value there."""
        if self.broken and wrong.code in ("missing", "needs_programme", "needs_pairs"):
            return
        path = (*path, *wrong.inside)
        mark = self.mark(path)
        if len(self.problems) > _WITH_HINTS:
            wrong.allowed = ()
        self.problems.append(tell(wrong, mark, dotted(path), self.lang, key_itself))

    def mark(self, path):
        """Mark of the deepest part of a path that was written."""
        for depth in range(len(path), 0, -1):
            entry = self.entries.get(path[:depth]) or self.entries.get((*path[:depth], HEADER))
            if entry is not None:
                return entry.mark_of(path[depth:])
        return self.whole


def check(under_way):
    """The Scenario of a Check.

    Raises:
        InputError: with every problem found.
    """
    tree = nested(under_way.entries)
    _read_region(under_way, tree)
    _read_baseline(under_way, tree)
    for name, value in tree.items():
        _read_top(under_way, name, value)
    for path, wrong in told(rules.RULES, rules.View(under_way.partial, under_way.facts)):
        under_way.report(path, wrong)
    if under_way.problems:
        raise refusal(_ordered(under_way.problems, under_way.whole.file), under_way.lang)
    return _scenario(under_way)


def _read_region(under_way, tree):
    """Look the region up first: currency and counties are checked against it."""
    name = tree.get("region", Scenario.model_fields["region"].default)
    if not isinstance(name, str) or not name.strip():
        return
    try:
        folder = folder_of(under_way.entries, "region", under_way.folder)
        under_way.facts = region_names.facts_of(name, folder)
    except (Wrong, Wrongs) as error:
        for wrong in mistakes(error):
            under_way.report(("region",), wrong)
    except InputError as error:
        under_way.report(("region",), Wrong("region"))
        under_way.problems.extend(error.problems)


def _read_baseline(under_way, tree):
    """See that the scenario it is compared with exists; it is read when the run needs it."""
    name = tree.get("baseline", Scenario.model_fields["baseline"].default)
    if isinstance(name, str):
        try:
            given = under_way.folder if "baseline" in tree else None
            folder = folder_of(under_way.entries, "baseline", given)
            locate_named(name, folder or shipped_folder())
        except Wrong as wrong:
            under_way.report(("baseline",), wrong)


def _read_top(under_way, name, value):
    """Validate one top-level key into `partial`, or note what is wrong with it."""
    kinds = shapes()
    if name == "parameters":
        _read_value(under_way, name, value)
    elif name in kinds["section"]:
        _read_section(under_way, (name,), kinds["section"][name], value)
    elif name in kinds["items"]:
        model = kinds["items"][name]
        paths = [((name, key), item) for key, item in value.items()]
        read = [_read_section(under_way, path, model, item) for path, item in paths]
        under_way.partial[name] = tuple(read)
    elif name in kinds["value"]:
        _read_value(under_way, name, value)
    else:
        _report_unknown(under_way, (name,), tuple(n for kind in kinds.values() for n in kind))


def _read_value(under_way, name, value):
    field_name = "schema_" if name == "schema" else name
    kind = Scenario.model_fields[field_name].metadata[0]
    try:
        under_way.partial[name] = kind.parse(value, under_way.facts)
    except (Wrong, Wrongs) as error:
        for wrong in mistakes(error):
            wrong.inside, inside = (), wrong.inside
            under_way.report((name, *inside), wrong, wrong.code == "unknown_parameter")


def _read_section(under_way, path, model, table):
    """The section as an object, with holes where it has problems, which are noted."""
    try:
        section = model.model_validate(table, context={"facts": under_way.facts})
    except ValidationError as error:
        for found in error.errors(include_url=False, include_input=False):
            _report_pydantic(under_way, path, model, found)
        section = holed(model, table, under_way.facts)
    if len(path) == 1:
        under_way.partial[path[0]] = section
    return section


def _report_pydantic(under_way, path, model, found):
    """Note one error of pydantic in our words."""
    where = (*path, *found["loc"])
    if "wrongs" in found.get("ctx", {}):
        for wrong in found["ctx"]["wrongs"]:
            under_way.report(where, wrong)
        return
    code = _PYDANTIC.get(found["type"])
    if code == "unknown_key":
        _report_unknown(under_way, where, _keys_at(model, found["loc"][:-1]))
    elif code == "missing":
        under_way.report(where, Wrong("missing", found=""), key_itself=True)
    elif code:
        under_way.report(where, Wrong(code))
    else:
        under_way.report(where, Wrong("other", message=found["msg"]))


def _keys_at(model, steps):
    """Allowed keys of the table at a place inside a section's model."""
    from narrows.scenario.keys import model_at

    fields = model_at(model, steps).model_fields
    return tuple(info.alias or name for name, info in fields.items())


def _report_unknown(under_way, path, allowed):
    """Note an unknown key with the nearest of this table, or the table where it belongs."""
    from narrows.scenario.keys import homes

    word = str(path[-1])
    wrong = Wrong("unknown_key", found=word, allowed=allowed)
    near = len(under_way.problems) > _WITH_HINTS or nearest(wrong, under_way.mark(path))
    if len(path) == 1 and near in allowed:
        under_way.partial[near] = HOLE  # it was meant: say nothing of its absence
    elsewhere = () if near else homes(word)
    if elsewhere:
        wrong = Wrong("misplaced_key", found=word, home=elsewhere[0])
    under_way.report(path, wrong, key_itself=True)


def _ordered(problems, first):
    """Each once, those of the file asked for first, then by file and line."""
    unique = dict.fromkeys(problems)
    return sorted(unique, key=lambda p: (p.file != first, p.file, p.line or 0, p.column or 0))


def _scenario(under_way):
    """The Scenario, its last defaults taken from the region and the horizon."""
    values, facts = dict(under_way.partial), under_way.facts
    horizon = values.get("horizon", HorizonSpec())
    horizon = horizon.model_copy(update={"start": facts.base_year})
    verdict = values.get("verdict", VerdictSpec())
    programme = values.get("programme")
    last_full_year = programme.end if programme else horizon.end
    looked_at = verdict.horizon or min(last_full_year, horizon.end)
    values |= {"horizon": horizon, "verdict": verdict.model_copy(update={"horizon": looked_at})}
    scenario = Scenario(**values)
    object.__setattr__(scenario, "_currency", facts.currency)
    return scenario


class Met(Exception):  # noqa: N818 - a signal between two functions
    """A rule has looked at a value that was wrong."""


class Hole:
    """In place of a value that was wrong: whoever looks at it raises `Met`."""

    def _meet(self, *_):
        raise Met

    def __getattr__(self, name):
        if name.startswith("__"):  # Python's own questions, not a rule's
            raise AttributeError(name)
        raise Met

    __bool__ = __len__ = __iter__ = __lt__ = __le__ = __gt__ = __ge__ = _meet
    __eq__ = __add__ = __radd__ = __sub__ = __rsub__ = __contains__ = _meet
    __hash__ = __index__ = __int__ = __float__ = _meet


HOLE = Hole()


def holed(model, table, facts):
    """What is right of a section that has mistakes, holes in place of the rest.

    Where a key is unknown, any key that is absent may be the one that was meant: it is a hole
    too, not its default.

    Args:
        model: class of the section.
        table: what was written.
        facts: of the region.
    """
    names = {info.alias or name for name, info in model.model_fields.items()}
    strange = not isinstance(table, dict) or bool(set(table) - names)
    values = {}
    for name, info in model.model_fields.items():
        key = info.alias or name
        if not strange and key not in table:
            values[name] = HOLE if info.is_required() else info.get_default()
        elif isinstance(table, dict) and key in table:
            values[name] = _value(info, table[key], facts)
        else:
            values[name] = HOLE
    return model.model_construct(**values)


def _value(info, raw, facts):
    """One value, or a hole."""
    kind = next((m for m in info.metadata if isinstance(m, Kind)), None)
    try:
        if kind is not None:
            return kind.parse(raw, facts)
        inner, context = section_of(info), {"facts": facts}
        if getattr(info.annotation, "__origin__", None) is tuple:
            items = raw if isinstance(raw, list | tuple) else HOLE
            return tuple(inner.model_validate(item, context=context) for item in items)
        return inner.model_validate(raw, context=context)
    except (Wrong, Wrongs, ValidationError, Met):
        return HOLE


def told(rules, view):
    """Every (path, Wrong) of the rules, each as far as it comes.

    What is wrong inside an item whose own name is a hole has no place to be told at: the name
    is told, and the rest once it is mended.
    """
    for rule in rules:
        try:
            for path, wrong in rule(view):
                if not any(part is HOLE for part in path):
                    yield path, wrong
        except Met:
            continue
