"""Rewrite what the corpus of scenario files expects, and show every change for review.

    python tools/refresh_scenario_corpus.py          show what would change
    python tools/refresh_scenario_corpus.py --write  write it

Expected messages of tests/scenarios/invalid, resolved forms of tests/scenarios/valid, and the
schema beside the shipped scenarios.
"""

import difflib
import sys
from pathlib import Path

from narrows.errors import InputError, render
from narrows.scenario import dump_toml, load_scenario, shipped_folder
from narrows.scenario.keys import FILE_NAME, schema_text

CORPUS = Path(__file__).parents[1] / "tests" / "scenarios"
EXPECT = "# expect: "


def main():
    write = "--write" in sys.argv
    changed = 0
    for path, text in wanted():
        before = path.read_text(encoding="utf-8") if path.exists() else ""
        if before != text:
            changed += 1
            sys.stdout.writelines(_difference(path, before, text))
            if write:
                path.write_text(text, encoding="utf-8")
    print(f"{changed} files {'written' if write else 'would change'}")


def wanted():
    """Every generated file with the text it should have."""
    for path in sorted((CORPUS / "invalid").glob("*.toml")):
        yield path, with_message(path)
    for path in sorted((CORPUS / "valid").glob("*.toml")):
        yield path.parent / "resolved" / path.name, dump_toml(load_scenario(path))
    yield shipped_folder() / FILE_NAME, schema_text()


def with_message(path):
    """The file with its one message in the first line."""
    body = path.read_text(encoding="utf-8").split("\n", 1)[1]
    try:
        load_scenario(path)
    except InputError as error:
        said = [render(p).removeprefix(f"{p.file}:").strip() for p in error.problems]
        return f"{EXPECT}{' | '.join(said)}\n{body}"
    return f"{EXPECT}nothing: the file is valid\n{body}"


def _difference(path, before, after):
    rows = (text.splitlines(keepends=True) for text in (before, after))
    return difflib.unified_diff(*rows, path.name, path.name, n=0)


if __name__ == "__main__":
    main()
