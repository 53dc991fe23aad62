"""Mistakes, before it is known in which file and language they will be told."""


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
