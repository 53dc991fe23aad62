"""Where every key and value of a TOML text stands.

`tomllib` judges and reads the text, but forgets lines and columns. This scanner walks a text
that `tomllib` has accepted and notes the place of each key and value; it judges nothing. That
both see the same keys is a test.
"""

import re
import tomllib
from dataclasses import dataclass

_BLANK = re.compile(r"(?:[ \t\r\n]|#[^\n]*)*")
_SPACE = re.compile(r"[ \t]*")
_BARE_KEY = re.compile(r"[A-Za-z0-9_-]+")
_BASIC = re.compile(r'"(?:[^"\\\n]|\\.)*"')
_LITERAL = re.compile(r"'[^'\n]*'")
_LONG_BASIC = re.compile(r'"""(?:[^\\]|\\.)*?"""(?:"{0,2})', re.DOTALL)
_LONG_LITERAL = re.compile(r"'''.*?'''(?:'{0,2})", re.DOTALL)
_SCALAR = re.compile(r"[^,\]}\n#]*")


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
