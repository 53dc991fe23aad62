"""Files made by enemies or by accident: a clear error each, never a crash, a wait or a leak."""

import contextlib
import os
import random
import re
import tracemalloc
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from narrows.errors import InputError, render_all
from narrows.scenario import load_scenario, scenario_from_dict, shipped_folder
from narrows.scenario.layers import shapes

HERE = Path(__file__).parent / "scenarios"
HEAD = 'schema = 1\ntitle = "x"\n'
SEEDS = [*sorted(shipped_folder().glob("*.toml")), *sorted((HERE / "valid").glob("*.toml"))]
MOST_MEMORY = 200_000_000  # bytes; a tenth of what would hurt


def answer(path, **options):
    """The scenario, or the printed problems; anything else that is raised is a failure."""
    try:
        return load_scenario(path, **options)
    except InputError as caught:
        error = caught
    assert error.problems
    said = render_all(error.problems, "en") + render_all(error.problems, "zh")
    assert said.replace("\n", "").isprintable()
    assert all(problem.rule for problem in error.problems)
    return error


def refused(tmp_path, raw, code=None):
    path = tmp_path / "hostile.toml"
    path.write_bytes(raw if isinstance(raw, bytes) else raw.encode())
    found = answer(path)
    assert isinstance(found, InputError)
    if code is not None:
        assert code in {problem.code for problem in found.problems}
    return found


DIGITS = "9" * 5000
HOSTILE = {
    "nested lists": (HEAD + "sources = " + "[" * 100_000 + "]" * 100_000, "too_deep"),
    "open lists": (HEAD + "sources = " + "[" * 100_000, "too_deep"),
    "nested tables": (HEAD + "x = " + "{a=" * 50_000 + "1" + "}" * 50_000, "too_deep"),
    "long dotted key": (HEAD + "a." * 100_000 + "a = 1", "too_deep"),
    "long dotted header": (HEAD + "[" + "a." * 100_000 + "a]", "too_deep"),
    "long quoted key": (HEAD + '"a".' * 100_000 + "a = 1", "too_deep"),
    "huge whole number": (HEAD + f"[ensemble]\ndraws = {DIGITS}", "unreadable_value"),
    "huge hexadecimal number": (HEAD + "[ensemble]\ndraws = 0x" + "f" * 90_000, "count"),
    "huge decimal": (HEAD + f"[[link]]\nkind = 'relocation'\nsigned = 1e{DIGITS[:300]}", "number"),
    "huge money": (HEAD + '[[bond]]\nname="b"\nquota = "1e99 million CNY"', "most"),
    "huge exponent": (HEAD + '[[bond]]\nname="b"\nquota = "1e999999999 million CNY"', "money"),
    "endless digits": (HEAD + f'[[bond]]\nname="b"\nquota = "{DIGITS} CNY"', "money"),
    "not a number": (HEAD + "[verdict]\npractical_size = nan", "share"),
    "infinite draws": (HEAD + "[ensemble]\ndraws = inf", "count"),
    "impossible date": (HEAD + "[horizon]\nend = 2030-13-45", None),
    "long title": (HEAD.replace('"x"', f'"{"x" * 50_000}"'), "text_length"),
    "many keys": (HEAD + "\n".join(f"key_{n} = 1" for n in range(5000)), "unknown_key"),
    "many funds": (HEAD + "\n".join(f'[[fund]]\nname="f{n}"' for n in range(2000)), "missing"),
    "many counties": (HEAD + "[weak]\nselect = { counties = [" + '"a",' * 5000 + "] }", None),
    "long county": (HEAD + f'[weak]\nselect = {{ counties = ["{"县" * 90_000}"] }}', None),
    "control characters": (HEAD + 'region = "\\u001b[31mred"', None),
    "lone carriage return": (HEAD + 'region = "a\rb"', None),
    "zero byte": (HEAD + 'region = "a\\u0000b"', None),
    "class names": (HEAD + "__class__ = 1\n__init__ = 2\nmodel_config = {}", "unknown_key"),
    "format braces": (HEAD + '"{lang}{0}{wrong.__class__}" = "{x}"', "unknown_key"),
    "empty key": (HEAD + '"" = 1', "unknown_key"),
    "code as region": (HEAD + "region = \"__import__('os').system('true')\"", "no_region"),
    "utf-16": ((HEAD + "x = 1").encode("utf-16"), "encoding"),
    "gb18030": ("# 方案\nschema = 1\n".encode("gb18030"), "encoding"),
    "latin-1": ('schema = 1\ntitle = "é"\n'.encode("latin-1"), "encoding"),
    "cut utf-8": (HEAD.encode() + "县".encode()[:2], "encoding"),
    "binary": (bytes(range(256)) * 40, None),
    "empty": (b"", "schema_missing"),
    "only a mark of byte order": (b"\xef\xbb\xbf", "schema_missing"),
    "fifty megabytes": (b"# " + b"x" * 50_000_000, "file_too_large"),
}


@pytest.mark.parametrize("name", HOSTILE)
def test_a_hostile_file_gives_a_clear_error(name, tmp_path):
    """Its kind of mistake is told; memory stays small."""
    raw, code = HOSTILE[name]
    raw = raw if isinstance(raw, bytes) else raw.encode()
    path = tmp_path / "hostile.toml"
    path.write_bytes(raw)
    tracemalloc.start()
    found = answer(path)
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert isinstance(found, InputError)
    assert code is None or code in {problem.code for problem in found.problems}
    assert peak < MOST_MEMORY
    assert all(len(str(problem)) < 1000 for problem in found.problems)


ESCAPES = ["../secret", "/etc/passwd", "..", "a/../../secret", "..\\secret", "C:secret", "~/x", ""]
ESCAPES += ["县" * 110, "县" * 190, "a" * 190 + "/b"]


@pytest.mark.parametrize("name", ESCAPES)
@pytest.mark.parametrize("key", ["extends", "baseline", "region"])
def test_a_file_names_nothing_outside_its_folder(name, key, tmp_path):
    """No path in a file leads out of its folder and the shipped ones."""
    (tmp_path / "secret.toml").write_text(HEAD + "secret_key = 1\n")
    inside = tmp_path / "inside"
    inside.mkdir()
    path = inside / "a.toml"
    path.write_text(HEAD + f"{key} = '{name}'\n")
    found = answer(path)
    assert isinstance(found, InputError)
    assert "secret_key" not in str(found)


def test_a_link_out_of_the_folder_is_not_followed(tmp_path):
    """A symbolic link beside the file leads nowhere else."""
    (tmp_path / "secret.toml").write_text(HEAD + "secret_key = 1\n")
    inside = tmp_path / "inside"
    inside.mkdir()
    (inside / "link.toml").symlink_to(tmp_path / "secret.toml")
    (inside / "folder").symlink_to(tmp_path)
    for name in ("link", "folder/secret"):
        (inside / "a.toml").write_text(HEAD + f'extends = "{name}"\n')
        found = answer(inside / "a.toml")
        assert {p.code for p in found.problems} == {"outside"}
    (inside / "a.toml").write_text(HEAD + 'region = "folder"\n')
    assert {p.code for p in answer(inside / "a.toml").problems} == {"outside"}


def test_circles_and_long_chains_of_parents_end(tmp_path):
    """Two files that extend each other, and fifty that stand on one another."""
    (tmp_path / "a.toml").write_text(HEAD + 'extends = "b"\n')
    (tmp_path / "b.toml").write_text(HEAD + 'extends = "a"\n')
    assert {p.code for p in answer(tmp_path / "a.toml").problems} == {"cycle"}
    for n in range(50):
        (tmp_path / f"c{n}.toml").write_text(HEAD + f'extends = "c{n + 1}"\n')
    (tmp_path / "c50.toml").write_text(HEAD)
    assert {p.code for p in answer(tmp_path / "c0.toml").problems} == {"deep_chain"}


def test_overlays_that_name_each_other_do_not_multiply(tmp_path):
    """An overlay has no overlays, so that twenty of them are twenty files."""
    (tmp_path / "o.toml").write_text(HEAD + 'apply = ["o", "o"]\n')
    (tmp_path / "a.toml").write_text(HEAD + f"apply = {['o'] * 20}\n")
    assert {p.code for p in answer(tmp_path / "a.toml").problems} == {"overlay_parent"}


NOWHERE = ["", ".", "..", "/", "no_such", "no_such.toml", "a\x00b"]
NOWHERE += ["x" * 5000, "x" * 5000 + "/a.toml"]


@pytest.mark.parametrize("name", NOWHERE)
def test_a_file_that_is_not_there_is_told(name):
    """Whatever is typed in place of a file."""
    assert isinstance(answer(name), InputError)


@pytest.mark.skipif(not Path("/dev/zero").exists(), reason="needs /dev/zero")
def test_an_endless_device_is_not_read():
    """A device has no end."""
    assert isinstance(answer("/dev/zero"), InputError)


@pytest.mark.skipif(not hasattr(os, "geteuid") or os.geteuid() == 0, reason="root reads all")
def test_a_file_that_may_not_be_read_is_told(tmp_path):
    """No permission is a problem like another."""
    path = tmp_path / "a.toml"
    path.write_text(HEAD)
    path.chmod(0)
    assert isinstance(answer(path), InputError)


TOKENS = re.compile(r'"[^"\n]*"|[\w.-]+|[^\w\s]|\s+')
JUNK = ["nan", "inf", "-1", "1e400", "true", "[]", "{}", '""', '"5 %"', '"3 years"', "[[", "]]"]
JUNK += ['"-2 billion CNY"', '"2亿美元"', "\x00", "\ufeff", "\r", "“", "2024-09-01", "=", '"""']


def mutate(text, luck):
    """One random edit of a file's text or bytes."""
    raw = text.encode()
    way = luck.randrange(9)
    tokens = TOKENS.findall(text)
    spot = luck.randrange(len(tokens))
    if way == 0:  # a key or word renamed by one letter
        tokens[spot] = _letter(tokens[spot], luck)
    elif way == 1:  # two values or keys swapped
        other = luck.randrange(len(tokens))
        tokens[spot], tokens[other] = tokens[other], tokens[spot]
    elif way == 2:  # something else in its place
        tokens[spot] = luck.choice(JUNK)
    elif way == 3:  # left out
        del tokens[spot]
    elif way == 4:  # nesting broken
        tokens.insert(spot, luck.choice("[]{}=,\"'\n#."))
    elif way == 5:  # a line twice, or moved
        lines = text.split("\n")
        lines.insert(luck.randrange(len(lines)), luck.choice(lines))
        return "\n".join(lines).encode()
    elif way == 6:  # a number changed
        tokens = re.split(r"(\d+)", text + "0")
        spot = luck.randrange(1, len(tokens), 2)
        tokens[spot] = luck.choice(["0", "-1", "99999999999999999999", "1e9", tokens[spot] * 3])
    elif way == 7:  # bytes broken
        place = luck.randrange(len(raw))
        return raw[:place] + bytes([luck.randrange(256)]) + raw[place + luck.randrange(3) :]
    else:  # cut off
        return raw[: luck.randrange(len(raw))]
    return "".join(tokens).encode()


def _letter(word, luck):
    place = luck.randrange(len(word))
    return word[:place] + luck.choice("aeklz_ 中") + word[place + luck.randrange(2) :]


def run_mutations(folder, number, seed):
    """Mutate shipped and valid files; every answer is a scenario or a clear error.

    Returns:
        number that validated.
    """
    luck = random.Random(seed)
    texts = [path.read_bytes().decode("utf-8-sig") for path in SEEDS]
    path = folder / "mutant.toml"
    valid = 0
    for _ in range(number):
        raw = luck.choice(texts).encode()
        for _ in range(luck.choice([1, 1, 1, 2, 5])):
            raw = mutate(raw.decode("utf-8", "replace") or "x1", luck)
        path.write_bytes(raw)
        valid += not isinstance(answer(path), InputError)
    return valid


def test_an_item_that_says_nothing_is_told_and_no_more(tmp_path):
    """A bare [[link]] lacks its kind, by which its other mistakes would be placed."""
    path = tmp_path / "bare.toml"
    path.write_text('schema = 1\nextends = "no_programme"\n\n[[link]]\n', encoding="utf-8")
    found = answer(path)
    assert isinstance(found, InputError)
    assert all(problem.line == 4 for problem in found.problems)


def test_mutants_validate_or_are_explained(tmp_path):
    """Five hundred random edits: no other exception than the list of problems."""
    valid = run_mutations(tmp_path, 500, seed=1)
    assert 0 < valid < 500


@pytest.mark.long
@pytest.mark.parametrize("seed", range(10))
def test_twenty_thousand_mutants_validate_or_are_explained(tmp_path, seed):
    """The same on two thousand edits each of ten seeds, in little memory."""
    tracemalloc.start()
    run_mutations(tmp_path, 2000, seed=100 + seed)
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert peak < MOST_MEMORY


def test_a_renamed_key_never_passes_in_silence(tmp_path):
    """Every key of every shipped file, mistyped by one letter, is told at its line."""
    for seed in SEEDS:
        text = seed.read_bytes().decode("utf-8-sig")
        for number, line in enumerate(text.split("\n"), 1):
            key = re.match(r"([a-z_]+)\s*=", line)
            if key is None or key[1] == "schema":
                continue
            lines = text.split("\n")
            lines[number - 1] = line.replace(key[1], f"{key[1]}q", 1)
            path = tmp_path / "mutant.toml"
            path.write_text("\n".join(lines), encoding="utf-8")
            found = answer(path)
            assert isinstance(found, InputError), line
            if text.startswith("# "):  # no headers on the way of the valid corpus' first lines
                assert number in {p.line for p in found.problems}, line


anything = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=10),
    lambda inner: (
        st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=8), inner, max_size=4)
    ),
    max_leaves=12,
)
names = st.sampled_from([*(n for kind in shapes().values() for n in kind), "apply"])


@settings(max_examples=150, deadline=None)
@given(table=st.dictionaries(names, anything, max_size=5))
def test_any_python_table_gives_a_scenario_or_problems(table):
    """The interface in Python is as patient as the files'."""
    with contextlib.suppress(InputError):
        scenario_from_dict(table)


def test_a_changed_figure_is_never_the_same_scenario(tmp_path):
    """Every figure of every shipped file, raised by one in its first digit, is told or acts."""
    path = tmp_path / "mutant.toml"
    for seed in sorted(shipped_folder().glob("*.toml")):
        text = seed.read_text(encoding="utf-8")
        path.write_text(text, encoding="utf-8")
        before = load_scenario(path)
        for found in re.finditer(r"^\w+ *= *[^#\n]*?(\d)", text, re.MULTILINE):
            digit = str((int(found[1]) + 1) % 10)
            path.write_text(text[: found.start(1)] + digit + text[found.end(1) :], encoding="utf-8")
            after = answer(path)
            assert isinstance(after, InputError) or after != before, found[0]
