"""What can go wrong on the user's side, and how a list of problems is printed."""

from dataclasses import dataclass

from narrows.words import catalogue


def render(problem, lang="en"):
    """A Problem as one line in a language.

    >>> render(Problem("a.toml", 3, "horizon.end", "a year", "'x'", column=7))
    "a.toml:3:7: horizon.end: a year (found 'x')"
    """
    texts = catalogue(lang)
    place = ":".join(str(x) for x in (problem.file, problem.line, problem.column) if x)
    found = texts["line.found"].format(value=problem.value) if problem.value is not None else ""
    hint = texts["line.nearest"].format(word=problem.nearest) if problem.nearest else ""
    word = texts["line.warning"] if problem.severity == "warning" else ""
    return f"{place}: {problem.key}: {word}{problem.rule}{found}{hint}"


def render_all(problems, lang="en"):
    """All problems, one a line."""
    return "\n".join(render(problem, lang) for problem in problems)


class NarrowsError(Exception):
    """Anything narrows itself reports; the command line prints it without a traceback."""


@dataclass(frozen=True)
class Problem:
    """One mistake in an input file.

    Args:
        file: name of the file as the user gave it.
        line: line of the mistake, from 1; None where a file has no lines.
        key: dotted key or column.
        rule: what is required, in words.
        value: what was found, as written.
        nearest: the allowed word nearest to what was found.
        code: short stable name of the rule, for programs and for translation.
        column: column of the mistake, from 1, where the file's kind has one.
        severity: "error", or "warning" of what is valid in form and doubtful in meaning.
    """

    file: str
    line: int | None
    key: str
    rule: str
    value: str | None = None
    nearest: str | None = None
    code: str = "invalid"
    column: int | None = None
    severity: str = "error"

    def __str__(self):
        """Read like a compiler: `file:line: key: rule (found ...); did you mean ...?`."""
        place = ":".join(str(part) for part in (self.file, self.line, self.column) if part)
        found = f" (found {self.value})" if self.value is not None else ""
        hint = f"; did you mean {self.nearest!r}?" if self.nearest else ""
        return f"{place}: {self.key}: {self.rule}{found}{hint}"


class InputError(NarrowsError):
    """All problems of the user's files at once."""

    def __init__(self, problems):
        self.problems = tuple(problems)
        super().__init__("\n".join(str(problem) for problem in self.problems))


class AccountingError(NarrowsError):
    """An identity of money, capital or people failed in a run: a bug, never the user's fault."""
