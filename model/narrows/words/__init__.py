"""The text catalogue: every sentence the user reads, in English and Chinese."""

import tomllib
from functools import cache
from importlib.resources import files

LANGUAGES = ("en", "zh")
VOCABULARY = ("unit", "units", "group", "groups", "whole")


def say(key, lang="en", **values):
    """The text of a key in a language, with its {braces} filled in.

    What units are called comes from the region where the caller hands its words on, else from
    the common vocabulary.

    Raises:
        KeyError: no file words/*.{lang}.toml holds the key.

    >>> say("pictures.arm.programme", "zh")
    '有帮扶'
    """
    return catalogue(lang)[key].format(**(vocabulary(lang) | values))


@cache
def vocabulary(lang):
    """What units, groups and the whole are called where a region does not say."""
    return {name: catalogue(lang)[f"vocabulary.{name}"] for name in VOCABULARY}


@cache
def catalogue(lang):
    """All texts of a language, {dotted key: text}, merged from words/*.{lang}.toml."""
    texts = {}
    for file in sorted(files(__name__).iterdir(), key=lambda file: file.name):
        if file.name.endswith(f".{lang}.toml"):
            texts |= dict(_dotted(tomllib.loads(file.read_text(encoding="utf-8"))))
    return texts


def _dotted(tree, above=""):
    for key, value in tree.items():
        if isinstance(value, dict):
            yield from _dotted(value, f"{above}{key}.")
        else:
            yield above + key, value
