"""A mistake, before and after its file, line and language are known."""

import difflib

from narrows.errors import InputError, Problem
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


def nearest(wrong, mark):
    """The allowed word nearest to what was written, or None."""
    written = wrong.found if wrong.found is not None else mark.text
    if not wrong.allowed or not isinstance(written, str) or len(written) > 100:
        return None
    plain = written.strip("\"' ")
    lower = {word.lower(): word for word in wrong.allowed}
    close = difflib.get_close_matches(plain.lower(), lower, n=1, cutoff=0.7)
    return lower[close[0]] if close else None


class Wrong(Exception):  # noqa: N818 - it is caught and told, never shown
    """A mistake by its code and the values its message needs.

    Args:
        code: name of the rule, a key of the message catalogue.
        line: where a file has been read so far; None where the place follows from the key.
        column: likewise.
        found: text to show as found, where it is not simply the value.
        allowed: words from which the nearest is offered.
        inside: path of the mistake below the value that is being read.
        values: what the message's text needs.
    """

    def __init__(
        self, code, *, line=None, column=None, found=None, allowed=(), inside=(), **values
    ):
        self.code = code
        self.line = line
        self.column = column
        self.found = found
        self.allowed = tuple(allowed)
        self.inside = tuple(inside)
        self.values = values
        super().__init__(code)

    def below(self, step):
        """The same mistake seen from one level up."""
        self.inside = (step, *self.inside)
        return self


class Wrongs(Exception):  # noqa: N818 - a bag of them
    """Several mistakes inside one value."""

    def __init__(self, wrongs):
        self.wrongs = tuple(wrongs)
        super().__init__(len(self.wrongs))


def mistakes(error):
    """The single mistakes of a Wrong or of Wrongs."""
    return error.wrongs if isinstance(error, Wrongs) else (error,)


def each(items, read):
    """Read every (step, value); all mistakes are raised together.

    Args:
        items: pairs of a step (number or key) and what was written there.
        read: function of step and value.

    Returns:
        The values read, in their order.
    """
    values, wrongs = [], []
    for step, raw in items:
        try:
            values.append(read(step, raw))
        except (Wrong, Wrongs) as error:
            wrongs.extend(wrong.below(step) for wrong in mistakes(error))
    if wrongs:
        raise Wrongs(wrongs)
    return values


def short(text, longest=60):
    r"""One line of at most `longest` characters, safe to print.

    >>> short("a\nb"), short("x" * 9, 5)
    ('a b', 'xxxx…')
    """
    line = "".join(c if c.isprintable() else " " for c in text)
    return line if len(line) <= longest else line[: longest - 1] + "…"
