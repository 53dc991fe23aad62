"""What can go wrong on the user's side, and how a list of problems is printed."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from functools import wraps
from inspect import signature
from reprlib import repr as short
from typing import ParamSpec, TypeVar

from narrows.words import catalogue

P = ParamSpec("P")
R = TypeVar("R")


def options_by_name(public: str) -> Callable[[Callable[P, R]], Callable[P, R]]:
    """Say what to write where an optional argument of a function is given without its name.

    Args:
        public: how a user calls the function.

    >>> @options_by_name("nw.fly")
    ... def fly(bird, *, speed=1): pass
    >>> fly("crane", 200)
    Traceback (most recent call last):
    TypeError: options of nw.fly go by name: nw.fly("crane", speed=200)
    """

    def wrapped(function: Callable[P, R]) -> Callable[P, R]:
        parameters = signature(function).parameters.values()
        options = [one.name for one in parameters if one.kind is one.KEYWORD_ONLY]
        first = len(parameters) - len(options)

        @wraps(function)
        def called(*values: P.args, **named: P.kwargs) -> R:
            if len(values) > first:
                written = [_argument(value) for value in values]
                nameless = zip(options, written[first:], strict=False)
                words = [*written[:first], *(f"{name}={value}" for name, value in nameless)]
                right = f"{public}({', '.join(words)})"
                raise TypeError(f"options of {public} go by name: {right}")
            return function(*values, **named)

        return called

    return wrapped


def _argument(value: object) -> str:
    """A value as it is written in a call, cut where it is long."""
    text = short(value)
    return f'"{text[1:-1]}"' if isinstance(value, str) and '"' not in text else text


def render(problem: "Problem", lang: str = "en") -> str:
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


def render_all(problems: "Iterable[Problem]", lang: str = "en") -> str:
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

    def __str__(self) -> str:
        """Read like a compiler: `file:line: key: rule (found ...); did you mean ...?`."""
        place = ":".join(str(part) for part in (self.file, self.line, self.column) if part)
        found = f" (found {self.value})" if self.value is not None else ""
        hint = f"; did you mean {self.nearest!r}?" if self.nearest else ""
        return f"{place}: {self.key}: {self.rule}{found}{hint}"


class InputError(NarrowsError):
    """All problems of the user's files at once."""

    def __init__(self, problems: Iterable[Problem]) -> None:
        self.problems: tuple[Problem, ...] = tuple(problems)
        super().__init__("\n".join(str(problem) for problem in self.problems))


class AccountingError(NarrowsError):
    """An identity of money, capital or people failed in a run: a bug, never the user's fault."""
