"""Pictures are drawn from the folder alone, the same each time, legible with or without fonts."""

import subprocess
import sys

import numpy as np
import pandas as pd
import pytest

from narrows.results import plots
from narrows.results.plots import county_map
from narrows.results.plots import lettering as letters
from narrows.results.plots.county_map import overlap, place_labels
from narrows.results.plots.pictures import SLIDES
from narrows.results.plots.slide import spread
from narrows.results.run_folder import read_run
from narrows.results.store import write_run
from narrows.words import LANGUAGES, catalogue

NAMES = {"verdict", "gap", "recipients", "ranks", "map", "map_effect", "money"}


@pytest.fixture(scope="module")
def folder(tmp_path_factory, small_run):
    return write_run(tmp_path_factory.mktemp("plots") / "run", **small_run)


def without_chinese(monkeypatch):
    monkeypatch.setattr(letters, "installed_families", lambda: {letters.LATIN})


def words_of(figure):
    return [text.get_text() for text in figure.findobj(lambda artist: hasattr(artist, "get_text"))]


def test_every_picture_comes_as_png_and_svg(folder):
    """Seven pictures, each in both forms, listed apart in the manifest."""
    run = read_run(folder)
    assert {path.name for path in run.pictures} == {
        f"{name}.{form}" for name in NAMES for form in ("png", "svg")
    }
    assert len(run.manifest["pictures"]["files"]) == 14
    assert not any(name.startswith("pictures/") for name in run.manifest["files"])


def test_pictures_are_the_same_each_time(folder, tmp_path, small_run):
    """The same run on the same machine gives the same bytes."""
    again = write_run(tmp_path / "again", **small_run)
    for path in read_run(folder).pictures:
        assert path.read_bytes() == (again / "pictures" / path.name).read_bytes(), path.name


def test_pictures_are_the_same_one_by_one_and_at_once(folder):
    """Drawn by one process or by three, in whatever order they are finished."""
    files = [path.read_bytes() for path in plots.draw_all(folder, at_once=1).files]
    at_once = plots.draw_all(folder, at_once=3).files
    assert [path.read_bytes() for path in at_once] == files
    assert [path.stem for path in at_once[::2]] == list(SLIDES)


def test_without_a_chinese_font_pictures_speak_english(folder, tmp_path, monkeypatch, small_run):
    """No font: pinyin names, no warning about missing glyphs, and a note that says so."""
    without_chinese(monkeypatch)
    run = write_run(tmp_path / "run", **small_run, language="zh")
    note = read_run(run).manifest["pictures"]["note"]
    assert "no Chinese font" in note
    known = letters.lettering_for("zh")
    assert known.lang == "en"
    assert known.names(read_run(run).places)["370101"] == "Jia"


def test_a_chinese_title_without_a_font_is_left_out():
    """What cannot be shown is replaced, never drawn as boxes."""
    plain = letters.Lettering("en", (letters.LATIN,))
    assert plain.legible("十对", instead="ten pairs") == "ten pairs"
    assert letters.Lettering("zh", ("A", "B")).legible("十对") == "十对"


def test_a_county_without_latin_name_shows_its_code_where_it_must():
    """Name, else the other name if legible, else the code."""
    places = pd.DataFrame({"code": ["1", "2"], "name": ["甲", "乙"], "name_en": ["Jia", ""]})
    assert letters.Lettering("en", ("A",)).names(places) == {"1": "Jia", "2": "2"}
    assert letters.Lettering("en", ("A", "B")).names(places) == {"1": "Jia", "2": "乙"}


def test_chinese_pictures_draw_without_warning(folder, tmp_path):
    """Every glyph of every Chinese picture is found where a Chinese font is installed."""
    if not letters.lettering_for("zh").chinese:
        pytest.skip("no Chinese font on this machine")
    drawn = plots.draw_all(folder, "zh")
    assert drawn.note is None
    plots.draw_all(folder, "en")


def test_functions_draw_on_the_axes_they_are_given(folder):
    """An economist's own figure: each function takes ax and gives it back."""
    from matplotlib.figure import Figure

    run = read_run(folder)
    calls = {
        "fan": lambda ax: plots.fan(run.measures, "theil_l", ax=ax),
        "recipients": lambda ax: plots.recipients_against_province(run.measures, ax=ax),
        "ranks": lambda ax: plots.ranks_moved(run.counties, run.places, ax=ax),
        "map": lambda ax: county_map(run.counties, run.places, run.pairs, ax=ax),
        "money": lambda ax: plots.money_flows(run.ledger, run.places, ax=ax),
        "headlines": lambda ax: plots.headline_differences(run.verdict, ax=ax),
    }
    for name, call in calls.items():
        ax = Figure().add_subplot()
        assert call(ax) is ax, name
        assert call(None).figure is not None, name


def test_the_fan_shows_the_quantiles_of_the_table(folder):
    """The last point of each line is the table's last median."""
    measures = read_run(folder).measures
    ax = plots.fan(measures, "theil_l", weights="population", scale=100)
    rows = measures[
        (measures.measure == "theil_l")
        & (measures.weights == "population")
        & (measures.concept == "gdp_per_head")
        & (measures.year == 2040)
    ].set_index("arm")
    ends = {line.get_ydata()[-1] for line in ax.lines}
    for arm in ("baseline", "programme"):
        assert 100 * rows.q50[arm] in ends


def test_circle_areas_are_proportional_to_gdp(folder):
    """The ratio of two areas on the map is the ratio of the two GDPs."""
    run = read_run(folder)
    ax = county_map(run.counties, run.places)
    gdp = run.counties[
        (run.counties.arm == "programme")
        & (run.counties.variable == "gdp")
        & (run.counties.year == 2040)
    ].q50
    sizes = ax.collections[-1].get_sizes()
    np.testing.assert_allclose(sizes / sizes.max(), np.sort(gdp)[::-1] / gdp.max(), rtol=1e-9)


def test_distances_on_the_map_are_alike_in_all_directions(folder):
    """A degree of longitude is drawn shorter than one of latitude by the cosine."""
    run = read_run(folder)
    ax = county_map(run.counties, run.places)
    east, north = ax.transData.transform([(1, 0), (0, 1)]) - ax.transData.transform((0, 0))
    expected = np.cos(np.radians(run.places.latitude.mean()))
    assert east[0] / north[1] == pytest.approx(expected, rel=1e-6)


def test_money_bars_add_up_to_the_ledger(folder):
    """The bars of a year sum to what the ledger says was paid to counties and creditors."""
    run = read_run(folder)
    ax = plots.money_flows(run.ledger, run.places)
    heights = sum(bar.get_height() for bar in ax.patches if bar.get_height() != 1)
    assert heights == pytest.approx(run.ledger["mean"].sum())


def test_no_bar_of_money_is_cut_off(folder):
    """A purpose without money in the dearest year must not take the room above its stack."""
    run = read_run(folder)
    ledger = run.ledger.copy()
    ledger.loc[ledger.year == 2024, "mean"] *= 2  # before the first interest
    ax = plots.money_flows(ledger, run.places)
    assert max(bar.get_y() + bar.get_height() for bar in ax.patches) < 0.99 * ax.get_ylim()[1]


def test_a_run_without_programme_draws_what_it_can(tmp_path, small_run):
    """No money, pairs or roles: the map and the gap remain, and nothing fails."""
    tables = dict(small_run["tables"])
    tables["places"] = tables["places"].assign(role="other")
    tables["pairs"], tables["ledger"] = tables["pairs"].iloc[:0], tables["ledger"].iloc[:0]
    measures = tables["measures"]
    tables["measures"] = measures[measures.measure != "recipients_province"]
    documents = {"manifest": {"scenario": "none"}, "verdict": {"programme": None, "judged": []}}
    folder = write_run(tmp_path / "run", tables, {}, documents)
    assert {path.stem for path in read_run(folder).pictures} == {"gap", "map"}


def test_every_word_stands_in_both_languages():
    """The two catalogues of pictures have the same keys, braces included."""
    english, chinese = (
        {key: text for key, text in catalogue(lang).items() if key.startswith("pictures.")}
        for lang in ("en", "zh")
    )
    optional = {key for key in english | chinese if key.startswith("pictures.purpose.")}
    assert set(english) - optional == set(chinese) - optional
    assert not any(letters.has_chinese(text) for text in english.values())


def test_measures_are_called_as_the_panel_calls_them():
    """Every measure has its title in both languages, in the one table of titles."""
    from narrows.measures import MEASURES

    for lang in LANGUAGES:
        titles = {key for key in catalogue(lang) if key.startswith("pictures.measure.")}
        assert {f"pictures.measure.{name}" for name in MEASURES} <= titles


def test_spread_labels_stand_apart_and_keep_their_order():
    places = spread([3.0, 3.1, 3.0, 9.0], 1.0)
    assert np.diff(sorted(places)).min() >= 1 - 1e-12
    assert places[3] == 9.0
    assert places[0] < places[2] < places[1]


def test_names_on_the_map_do_not_cover_one_another():
    """Twenty names around one spot: no two overlap while there is room."""
    points = np.array([(300 + 60 * (i % 5), 200 + 30 * (i // 5)) for i in range(20)])
    boxes = place_labels(points, np.full(20, 4.0), ["name"] * 20, 10, (0, 0, 900, 600))
    common = overlap(boxes, boxes)
    np.fill_diagonal(common, 0)
    assert common.max() == 0


def test_nothing_heavy_is_imported_with_the_results():
    """Reading and writing modules load neither matplotlib nor pandas until they are used."""
    code = (
        "import sys, narrows.results.store, narrows.results.run_folder, narrows.results.plots;"
        "assert not {'matplotlib', 'pandas', 'pyarrow'} & set(sys.modules)"
    )
    subprocess.run([sys.executable, "-c", code], check=True)


def test_shandong_draws(tmp_path, shandong_run):
    """All 136 counties at their places."""
    folder = write_run(tmp_path / "run", **shandong_run)
    assert {path.stem for path in read_run(folder).pictures} == NAMES
