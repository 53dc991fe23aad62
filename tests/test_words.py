"""What a person reads: both languages whole, the glossary's words, a region's own names."""

import ast
import re
import tomllib
from pathlib import Path
from string import Formatter

import pytest
from typer.testing import CliRunner

from narrows import outcome
from narrows.cli import app
from narrows.region import load_region
from narrows.verdict.answer import Figures
from narrows.words import LANGUAGES, VOCABULARY, catalogue, say, vocabulary

ROOT = Path(__file__).parents[1]
PACKAGE = ROOT / "model" / "narrows"
GLOSSARY = tomllib.loads((PACKAGE / "words" / "glossary.toml").read_text(encoding="utf-8"))


def placeholders(text):
    """Names in the braces of a text."""
    return {name.split(".")[0] for _, name, _, _ in Formatter().parse(text) if name}


def test_both_languages_have_every_text():
    """A text in one language is there in the other, and asks for nothing the other does not get."""
    english, chinese = (catalogue(lang) for lang in LANGUAGES)
    # Keys of scenario files are described in the schema; only the Chinese needs a table.
    described = {key for key in chinese if key.startswith("key.")}
    assert english.keys() == chinese.keys() - described
    known = set(VOCABULARY)
    wrong = [
        key
        for key in english
        if placeholders(english[key]) - known != placeholders(chinese[key]) - known
    ]
    assert wrong == []


@pytest.mark.parametrize("lang", LANGUAGES)
@pytest.mark.parametrize("where", ["words", "parameters", "readme"])
def test_texts_keep_to_the_glossary(lang, where):
    """None of the words that the glossary refuses."""
    if where == "words":
        texts = dict(catalogue(lang))
    elif where == "parameters":
        texts = {"toml": (PACKAGE / "model" / "parameters.toml").read_text(encoding="utf-8")}
    else:
        texts = {"README": (ROOT / "README.md").read_text(encoding="utf-8")}
    refused = [word for entry in GLOSSARY.values() for word in entry[f"never_{lang}"]]
    found = [(key, word) for key, text in texts.items() for word in refused if word in text]
    assert found == []


def test_the_glossary_says_what_to_write_instead():
    """Each entry has a word in both languages and its meaning, and does not refuse itself."""
    for entry in GLOSSARY.values():
        assert entry.keys() == {"en", "zh", "meaning", "never_en", "never_zh"}
        for lang in LANGUAGES:
            assert not [word for word in entry[f"never_{lang}"] if word in entry[lang]]


@pytest.mark.parametrize("lang", LANGUAGES)
def test_texts_hold_no_note_of_their_writer(lang):
    """Two blanks in a line, as before a remark in brackets, are in no text."""
    lines = ((key, line) for key, text in catalogue(lang).items() for line in text.splitlines())
    assert [key for key, line in lines if "  " in line.strip()] == []


@pytest.mark.parametrize(
    ("million", "english", "chinese"),
    [
        (2.5, "2.5 million CNY", "250万元"),
        (50, "50 million CNY", "5000万元"),
        (200, "200 million CNY", "2.0亿元"),
        (15_100, "15 billion CNY", "151亿元"),
    ],
)
def test_money_is_counted_as_each_language_counts(million, english, chinese):
    """English counts in millions and thousands of them, Chinese in 万 and 亿."""
    assert Figures("en", "CNY").money(million) == english
    assert Figures("zh", "CNY").money(million) == chinese


def looked_up():
    """Keys that the code asks for: whole, and as patterns where a part is filled in."""
    whole, patterns = set(), []
    for path in PACKAGE.rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Constant) and isinstance(node.value, str):
                whole.add(node.value)
            elif isinstance(node, ast.JoinedStr):
                parts = (
                    re.escape(part.value) if isinstance(part, ast.Constant) else r"[\w.]+"
                    for part in node.values
                )
                patterns.append(re.compile("".join(parts)))
    return whole, [pattern for pattern in patterns if "." in pattern.pattern]


def test_every_text_is_reached():
    """No text lies about that nobody asks for: each key is looked up whole or by a pattern."""
    whole, patterns = looked_up()
    tails = {key.split(".", 1)[1] if "." in key else key for key in catalogue("en")}
    assert tails
    lost = []
    for key in catalogue("en"):
        forms = (key, key.split(".", 1)[-1])
        named = any(form in whole for form in forms)
        if not named and not any(p.fullmatch(form) for p in patterns for form in forms):
            lost.append(key)
    assert lost == []


@pytest.fixture
def german(tmp_path):
    """A scenario in a small region that says what it calls its units."""
    panel = tmp_path / "kreise.csv"
    rows = ["unit_id,unit_name,year,variable,value"]
    for number in range(12):
        for year in (2019, 2020):
            rows.append(f"k{number:02d},Kreis {number},{year},gdp,{100 * (number + 2)}")
            rows.append(f"k{number:02d},Kreis {number},{year},population,{10000 + number}")
    panel.write_text("\n".join(rows) + "\n", encoding="utf-8")
    words = ["region", "new", str(panel), "--variable", "gdp", "--population", "population"]
    made = CliRunner().invoke(app, [*words, "--out", str(tmp_path / "land"), "--currency", "EUR"])
    assert made.exit_code == 0, made.output
    head = tmp_path / "land" / "region.toml"
    told = '\n[words.en]\nunit = "Kreis"\nunits = "Kreise"\nwhole = "the Land"\n'
    head.write_text(head.read_text(encoding="utf-8") + told, encoding="utf-8")
    file = tmp_path / "aid.toml"
    file.write_text(
        'schema = 1\ntitle = "Aid"\nregion = "land"\n[horizon]\nend = 2030\n'
        "[programme]\nstart = 2024\nend = 2028\n"
        "[weak]\nselect = { bottom = 3 }\n[strong]\nselect = { top = 3 }\n[ensemble]\ndraws = 4\n"
        '[[fund]]\nname = "fund"\namount = "1 million EUR per year"\n',
        encoding="utf-8",
    )
    return file


def test_a_region_is_called_what_it_calls_itself(german):
    """A German reads Kreise and Land; nobody else's prefecture or province."""
    verdict = outcome.run(str(german)).verdict
    sentence = verdict["sentence"]["en"]
    assert "closer to the Land?" in sentence
    assert "all Kreise" in sentence
    assert not re.search("province|prefecture", sentence)
    assert vocabulary("zh")["whole"] in verdict["sentence"]["zh"]


def test_the_built_in_region_has_its_words():
    """Shandong is a province of prefectures, in both languages."""
    words = load_region("shandong").words
    assert words["en"]["whole"] == "the province"
    assert words["zh"]["group"] == "设区市"
    assert "prefectures" in say("pictures.measure.theil_l_between", "en", **words["en"])
    assert "groups" in say("pictures.measure.theil_l_between", "en")


def test_wrong_words_of_a_region_are_problems(german):
    """An unknown language or word is told with the nearest one, by line."""
    head = german.parent / "land" / "region.toml"
    text = head.read_text(encoding="utf-8")
    head.write_text(text.replace("whole =", "whol =") + '[words.de]\nunit = "Kreis"\n', "utf-8")
    told = CliRunner().invoke(app, ["region", "check", str(head.parent)]).output
    assert "words.en.whol" in told
    assert "whole" in told
    assert "words.de" in told
