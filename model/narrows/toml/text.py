"""Bytes to values, each with the place it was written at."""

import re
import tomllib
from bisect import bisect_right
from dataclasses import dataclass

from narrows.toml.mistakes import Wrong, short

LARGEST_FILE = 1_000_000  # bytes; a scenario of a thousand named counties takes thirty thousand
_DEEPEST_KEY = 16  # parts of a dotted key; tomllib's time grows with their square
_MOST_REPAIRS = 20  # broken lines reported of one file
_PLACE = re.compile(r" \(at (?:line (\d+), column (\d+)|end of document)\)$")
# How tomllib begins to say it, and the rule we tell instead; other words are passed on.
_SAID = {
    "Cannot overwrite": "duplicate",
    "Cannot declare": "duplicate",
    "Duplicate": "duplicate",
    "Expected newline or end of document": "toml_rest",
    "Invalid value": "toml_value",
    "Expected '='": "toml_equals",
    "Invalid statement": "toml_statement",
    "Unclosed array": "toml_array",
    "Unclosed inline table": "toml_inline",
    "Expected ']": "toml_header",
    "Unterminated string": "toml_quote",
    "Illegal character '\\n'": "toml_quote",
}
_OPEN_BRACE = re.compile(r"=\s*\{[^}\"']*$")  # a table in braces that goes on in the next line
_BLANK = re.compile(r"(?:[ \t\r\n]|#[^\n]*)*")
_SPACE = re.compile(r"[ \t]*")
_BARE_KEY = re.compile(r"[A-Za-z0-9_-]+")
_BASIC = re.compile(r'"(?:[^"\\\n]|\\.)*"')
_LITERAL = re.compile(r"'[^'\n]*'")
_LONG_BASIC = re.compile(r'"""(?:[^\\]|\\.)*?"""(?:"{0,2})', re.DOTALL)
_LONG_LITERAL = re.compile(r"'''.*?'''(?:'{0,2})", re.DOTALL)
_SCALAR = re.compile(r"[^,\]}\n#]*")

_DEEP = re.compile(
    rf"""(?:^|[\[{{,])[ \t]*(?:(?:"[^"\n]*"|'[^'\n]*'|[\w-]+)[ \t]*\.[ \t]*){{{_DEEPEST_KEY}}}""",
    re.MULTILINE,
)


@dataclass(frozen=True)
class Mark:
    """Where something is written.

    Args:
        file: name of the file as the user knows it.
        line: from 1; None where there is no line (a Python value, a command's option).
        column: of the key, from 1, counted in characters.
        text: the value as written, cut short.
        value_line: line at which the value starts.
        value_column: column at which the value starts.
    """

    file: str
    line: int | None = None
    column: int | None = None
    text: str | None = None
    value_line: int | None = None
    value_column: int | None = None


@dataclass(frozen=True)
class SourceText:
    """A file read.

    Args:
        data: plain data.
        marks: {path: Mark} of every key and item.
        whole: Mark of the file itself, for what has no line.
        source: the text as written; None for a Python table.
        wrongs: broken lines, left out of the data.
        spelled: places of tables written key by key, under a header or by dotted keys, not in
            braces.
    """

    data: dict
    marks: dict
    whole: Mark
    source: str | None = None
    wrongs: tuple = ()
    spelled: frozenset = frozenset()

    def mark(self, place):
        """Mark of the deepest part of a path that has one."""
        while place and place not in self.marks:
            place = place[:-1]
        return self.marks.get(place, self.whole)

    def below(self, place):
        """The marks of a path and of all that is inside it."""
        if not hasattr(self, "_grouped"):
            grouped = {}
            for path, mark in self.marks.items():
                for depth in (1, 2, 3):
                    grouped.setdefault(path[:depth], []).append((path, mark))
            object.__setattr__(self, "_grouped", grouped)
        return self._grouped.get(place, [])


def read_text(raw, file):
    """Parse the bytes of a file; broken lines are reported and the rest is read.

    Args:
        raw: bytes of the file.
        file: its name for messages.

    Raises:
        Wrong: where nothing of the file can be read.
    """
    text = _decoded(raw)
    broken = []
    while True:
        try:
            data = _parsed(text)
            break
        except Wrong as wrong:
            broken.append(wrong)
            text = _without_line(text, wrong.line, broken)
    spans = scan(text)
    marks = _marks(text, file, spans)
    return SourceText(data, marks, Mark(file), text, tuple(broken), _spelled(text, spans))


def _decoded(raw):
    if len(raw) > LARGEST_FILE:
        raise Wrong("file_too_large", limit=LARGEST_FILE)
    try:
        text = raw.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = raw[: error.start].count(b"\n") + 1
        raise Wrong("encoding", line=line) from None
    text = text.replace("\r\n", "\n")
    deep = _DEEP.search(text)
    if deep:
        raise Wrong("too_deep", line=text.count("\n", 0, deep.end()) + 1)
    return text


def _parsed(text):
    try:
        return tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise _syntax(str(error), text) from None
    except RecursionError:
        raise Wrong("too_deep") from None
    except ValueError:  # a whole number of thousands of digits, a thirteenth month
        raise Wrong("unreadable_value") from None


def _syntax(message, text):
    """The place and kind of what tomllib objects to."""
    place = _PLACE.search(message)
    last = text.rstrip("\n").count("\n") + 1
    line = int(place[1]) if place and place[1] else last
    column = int(place[2]) if place and place[2] else None
    said = _PLACE.sub("", message)
    row = text.split("\n")[line - 1].strip() if line <= text.count("\n") + 1 else ""
    code = next((code for start, code in _SAID.items() if said.startswith(start)), "toml")
    if _OPEN_BRACE.search(row):
        code = "toml_one_line"
    key = re.match(r"[\[\s]*([\w-]+)", row)
    inside = (key[1],) if key else ()
    return Wrong(code, line=line, column=column, found=short(row), inside=inside, said=said)


def _without_line(text, line, broken):
    """Blank a broken `key = value` line to look at the rest; give up where that is no remedy."""
    rows = text.split("\n")
    hopeless = line is None or line > len(rows) or len(broken) > _MOST_REPAIRS
    row = "" if hopeless else rows[line - 1].strip()
    # A second problem in the same line, a header or the end of a list: the rest means nothing.
    if not re.match(r"""[\w"'-][^\n]*=""", row):
        raise Unreadable(broken)
    last = line
    if broken[-1].code == "toml_one_line":  # the whole table, up to its closing brace
        closing = (n for n, text in enumerate(rows[line:], line + 1) if text.lstrip()[:1] == "}")
        last = next(closing, line)
    rows[line - 1 : last] = [""] * (last - line + 1)
    return "\n".join(rows)


class Unreadable(Exception):  # noqa: N818 - carries reports, is none itself
    """A text whose broken lines keep the rest from being read."""

    def __init__(self, reports):
        self.reports = tuple(reports)
        super().__init__(len(reports))


def _marks(text, file, spans):
    starts = [0, *(found.end() for found in re.finditer("\n", text))]
    return {path: _mark(text, starts, span, file) for path, span in spans.items()}


def _spelled(text, spans):
    """Places whose value does not begin with a brace: of tables, those written key by key."""
    return frozenset(path for path, span in spans.items() if text[span.start] != "{")


def _mark(text, starts, span, file):
    line = bisect_right(starts, span.key)
    value_line = bisect_right(starts, span.start)
    written = short(text[span.start : min(span.end, span.start + 200)])
    return Mark(
        file,
        line,
        span.key - starts[line - 1] + 1,
        written,
        value_line,
        span.start - starts[value_line - 1] + 1,
    )


@dataclass(frozen=True)
class Span:
    """Offsets of a key and of its value in the text; a header has no value of its own."""

    key: int
    start: int
    end: int


def scan(text):
    r"""Map the path of every key and item to its Span; `text` must be valid TOML.

    >>> spans = scan('a = 1\n[b]\nc = ["x", "y"]\n')
    >>> [path for path in spans]
    [('a',), ('b',), ('b', 'c'), ('b', 'c', 0), ('b', 'c', 1)]
    >>> spans["b", "c"]
    Span(key=10, start=14, end=24)
    """
    return _Scanner(text).document()


class _Scanner:
    """A cursor over the text and what it has seen."""

    def __init__(self, text):
        self.text = text
        self.at = 0
        self.spans = {}
        self.counts = {}  # number of items so far of each [[array]]
        self.steps = {}  # where each part of a dotted key was last seen

    def document(self):
        prefix = ()
        self.skip(_BLANK)
        while self.at < len(self.text):
            if self.text[self.at] == "[":
                prefix = self.header()
            else:
                self.statement(prefix)
            self.skip(_BLANK)
        return self.spans

    def skip(self, pattern):
        self.at = pattern.match(self.text, self.at).end()

    def header(self):
        start = self.at
        repeated = self.text.startswith("[[", start)
        self.at += 2 if repeated else 1
        path = self.resolved(self.key(()))
        self.at = self.text.index("]", self.at) + (2 if repeated else 1)
        for depth in range(1, len(path)):
            self.note(path[:depth], start, start, self.at)
        if repeated:
            self.note(path, start, start, self.at)
            self.counts[path] = self.counts.get(path, 0) + 1
            path = (*path, self.counts[path] - 1)
        self.note(path, start, start, self.at)
        return path

    def resolved(self, path):
        """A header's path with the number of the current item of each array on its way."""
        done = ()
        for part in path[:-1]:
            done = (*done, part)
            if done in self.counts:
                done = (*done, self.counts[done] - 1)
        return (*done, path[-1])

    def note(self, path, key, start, end):
        self.spans.setdefault(path, Span(key, start, end))

    def key(self, prefix):
        path = prefix
        while True:
            self.skip(_SPACE)
            start = self.at
            path = (*path, self.key_part())
            self.steps[path] = start
            self.skip(_SPACE)
            if self.text[self.at] != ".":
                return path[len(prefix) :]
            self.at += 1

    def key_part(self):
        start, mark = self.at, self.text[self.at]
        pattern = {'"': _BASIC, "'": _LITERAL}.get(mark, _BARE_KEY)
        self.skip(pattern)
        raw = self.text[start : self.at]
        return {'"': _unescape, "'": _inner}.get(mark, str)(raw)

    def statement(self, prefix):
        start = self.at
        path = (*prefix, *self.key(prefix))
        self.at = self.text.index("=", self.at) + 1
        self.value(path, start)
        end = self.at
        for depth in range(len(prefix) + 1, len(path)):
            self.note(path[:depth], self.steps.get(path[:depth], start), start, end)

    def value(self, path, key):
        self.skip(_SPACE)
        start = self.at
        self.note(path, key, start, start)
        mark = self.text[start]
        if mark == "[":
            self.array(path)
        elif mark == "{":
            self.inline(path)
        else:
            self.skip(_scalar_pattern(self.text, start))
        end = start + len(self.text[start : self.at].rstrip())
        self.spans[path] = Span(key, start, end)

    def array(self, path):
        self.at += 1
        number = 0
        while True:
            self.skip_commas()
            if self.text[self.at] == "]":
                break
            self.value((*path, number), self.at)
            number += 1
        self.at += 1

    def inline(self, path):
        self.at += 1
        while True:
            self.skip_commas()
            if self.text[self.at] == "}":
                break
            self.statement(path)
        self.at += 1

    def skip_commas(self):
        self.skip(_BLANK)
        while self.text[self.at] == ",":
            self.at += 1
            self.skip(_BLANK)


def _scalar_pattern(text, at):
    if text.startswith('"""', at):
        return _LONG_BASIC
    if text.startswith("'''", at):
        return _LONG_LITERAL
    return {'"': _BASIC, "'": _LITERAL}.get(text[at], _SCALAR)


def _inner(raw):
    return raw[1:-1]


def _unescape(raw):
    """The key inside double quotes, its escapes read by the judge itself."""
    return raw[1:-1] if "\\" not in raw else tomllib.loads(f"k = {raw}")["k"]
