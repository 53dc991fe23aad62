"""From a mistake, a place and a language to a `Problem` that a person can act on."""

import difflib

from narrows.errors import InputError, Problem
from narrows.scenario.reading import short
from narrows.words import say


def tell(wrong, mark, key, lang, key_itself=False):
    """The Problem of a mistake.

    Args:
        wrong: a `Wrong`.
        mark: `Mark` of the key or value it is about.
        key: dotted name of the key.
        lang: "en" or "zh".
        key_itself: whether the key is the mistake, not its value.
    """
    at_key = key_itself or mark.value_line is None
    line = wrong.line or (mark.line if at_key else mark.value_line)
    column = wrong.column or (mark.column if at_key else mark.value_column)
    found = wrong.found if wrong.found is not None else None if key_itself else mark.text
    return Problem(
        file=mark.file,
        line=line,
        key=key,
        rule=say(f"problem.{wrong.code}", lang, **wrong.values),
        value=short(str(found)) if found not in (None, "") else None,
        nearest=nearest(wrong, mark),
        code=wrong.code,
        column=column,
    )


def refusal(problems, lang):
    """The InputError of some problems; it remembers the language they are told in."""
    error = InputError(problems)
    error.language = lang
    return error


def dotted(path):
    """A flat path as people read it.

    >>> dotted(("fund", "guidance fund", "amount")), dotted(("horizon", "end"))
    ('fund[guidance fund].amount', 'horizon.end')
    """
    from narrows.scenario.layers import HEADER, shapes

    steps = [str(step) for step in path if step is not HEADER]
    if len(steps) > 1 and steps[0] in shapes()["items"]:
        steps = [f"{steps[0]}[{steps[1]}]", *steps[2:]]
    return short(".".join(steps) or "(file)", 120)


def nearest(wrong, mark):
    """The allowed word nearest to what was written, or None."""
    written = wrong.found if wrong.found is not None else mark.text
    if not wrong.allowed or not isinstance(written, str) or len(written) > 100:
        return None
    plain = written.strip("\"' ")
    lower = {word.lower(): word for word in wrong.allowed}
    close = difflib.get_close_matches(plain.lower(), lower, n=1, cutoff=0.7)
    return lower[close[0]] if close else None
