"""Pictures of the scorecards: facts, published effects, luck and power of the pilot."""

from narrows.results.plots.lettering import lettering_for
from narrows.results.plots.slide import (
    BLUE,
    GREEN,
    GREY,
    LABEL,
    PALE,
    VERMILLION,
    own_axes,
    save,
    slide,
    styled,
)
from narrows.words import say

COLOURS = {"passed": GREEN, "failed": VERMILLION}
EDGE = 6.0  # half-widths; what lies beyond stands at the edge
REACH = (-1.5, 2.5)  # of the scaled axis of effects, accepted range 0 to 1
ONE = ((0.36, 0.13, 0.58, 0.68),)
ROWS = ((0.53, 0.085, 0.29, 0.745),)
HALVES = ((0.29, 0.16, 0.2, 0.6), (0.57, 0.16, 0.38, 0.6))
SMALL = 10.0  # points: 27 rows on a slide
PAGE = 27  # claims on a slide


def fact_dots(facts, title, ax=None):
    """Facts with a closed range as dots at their distance from its middle.

    Args:
        facts: rows of the card.
        title: row -> printed name.
        ax: matplotlib axes, or None for a new figure.
    """
    axes = own_axes(ax)
    rows = [row for row in facts if row["z"] is not None][::-1]
    axes.axvspan(-1, 1, color=PALE, lw=0)
    for place, row in enumerate(rows):
        axes.plot(max(-EDGE, min(EDGE, row["z"])), place, "o", ms=10, color=COLOURS[row["status"]])
    axes.set_yticks(range(len(rows)), [title(row) for row in rows])
    axes.set_xlim(-EDGE - 0.3, EDGE + 0.3)
    axes.tick_params(length=0)
    axes.grid(axis="x")
    return axes


def effect_lines(effects, title, ax=None):
    """Claims as lines and dots on one scale, on which the accepted range is 0 to 1.

    Args:
        effects: rows of the card that were judged.
        title: row -> printed name.
        ax: matplotlib axes, or None for a new figure.
    """
    axes = own_axes(ax)
    for place, row in enumerate(effects[::-1]):
        low, middle, high, left, right = scaled(row)
        colour = COLOURS[row["status"]]
        axes.barh(place, right - left, left=left, height=0.8, color=PALE, lw=0)
        axes.plot([low, high], [place, place], color=colour, lw=2)
        axes.plot(middle, place, "o", color=colour, ms=6, clip_on=False)
        told = f" {row['value']:.2g}  ({_range(row)})"
        axes.text(REACH[1], place, told, size=SMALL, va="center")
    axes.set_yticks(range(len(effects)), [title(row) for row in effects[::-1]], size=SMALL)
    axes.set_xlim(*REACH)
    axes.set_ylim(-0.7, len(effects) - 0.3)
    axes.set_xticks([])
    axes.tick_params(length=0)
    axes.spines[["left", "bottom"]].set_visible(False)
    return axes


def _range(row):
    """The accepted range as a reader writes it."""
    low, high = row["low"], row["high"]
    if low is None:
        return f"< {high:g}"
    return f"> {low:g}" if high is None else f"{low:g} to {high:g}"


def scaled(row):
    """Interval, median and ends of the accepted range on a scale that puts the range at 0 to 1.

    An open range starts (or ends) at 0 (or 1), and the interval's reach is the unit.

    >>> scaled({"q05": 1, "value": 2, "q95": 3, "low": 0.0, "high": 4.0})
    (0.25, 0.5, 0.75, 0.0, 1.0)
    >>> scaled({"q05": 1, "value": 2, "q95": 4, "low": 0.0, "high": None})
    (0.25, 0.5, 1.0, 0.0, 2.5)
    """
    values = [row[key] for key in ("q05", "value", "q95")]
    low, high = row["low"], row["high"]
    if low is not None and high is not None:
        places = [(value - low) / (high - low) for value in values]
        ends = (0.0, 1.0)
    else:
        end, shift = (low, 0.0) if high is None else (high, 1.0)
        unit = max(*(abs(value - end) for value in values), 1e-12)
        places = [shift + (value - end) / unit for value in values]
        ends = (0.0, REACH[1]) if high is None else (REACH[0], 1.0)
    return (*(max(REACH[0], min(REACH[1], place)) for place in places), *ends)


def chance_bars(luck, title, ax=None):
    """How often luck alone shows each event, a bar an event and number of years."""
    axes = own_axes(ax)
    rows = luck[::-1]
    axes.barh(range(len(rows)), [100 * row["probability"] for row in rows], color=BLUE)
    for place, row in enumerate(rows):
        axes.text(100 * row["probability"] + 1.5, place, f"{row['probability']:.0%}", va="center")
    axes.set_yticks(range(len(rows)), [title(row) for row in rows])
    axes.set_xlim(0, 100)
    axes.tick_params(length=0)
    return axes


def power_lines(power, words, ax=None):
    """The effect by years of data, and the smallest effect that would be found."""
    axes = own_axes(ax)
    years = [row["years"] for row in power["rows"]]
    for key, name, colour in (("detectable", "found", VERMILLION), ("effect", "effect", BLUE)):
        values = [100 * row[key] for row in power["rows"]]
        axes.plot(years, values, color=colour, lw=2.6)
        axes.annotate(
            words(name), (years[-1], values[-1]), (0, 8), textcoords="offset points",
            color=colour, ha="right",
        )  # fmt: skip
    axes.axhline(0, color=GREY, lw=1)
    axes.margins(y=0.12)
    axes.set_xlabel(words("years"))
    axes.xaxis.get_major_locator().set_params(integer=True)
    axes.grid(axis="y")
    axes.tick_params(length=0)
    return axes


def draw_scorecards(target, document, lang="en"):
    """Draw the pictures as PNG and SVG into a folder.

    Args:
        target: folder.
        document: as `narrows evidence --json` prints it.
        lang: "en" or "zh".
    """
    letters = lettering_for(lang)

    def words(key, **values):
        return letters.say(f"scorecards.{key}", **values)

    source = words("source", region=document["region"], draws=document["draws"])
    with styled(letters):
        save(_facts_slide(document, letters, words, source), target / "facts")
        save(_pilot_slide(document, letters, words, source), target / "pilot")
        rows = [row for row in document["effects"] if row["value"] is not None]
        for page, first in enumerate(range(0, len(rows), PAGE), 1):
            part = rows[first : first + PAGE]
            figure = _effects_slide(part, document["counts"]["effects"], letters, words, source)
            save(figure, target / f"effects_{page}")


def _facts_slide(document, letters, words, source):
    figure, (axes,) = slide(words("facts"), words("facts_axis"), source, ONE)
    fact_dots(document["facts"], lambda row: f"{row['name']}  {row[f'title_{letters.lang}']}", axes)
    return figure


def _effects_slide(rows, counts, letters, words, source):
    told = {key: counts.get(key, 0) for key in ("passed", "failed")}
    told["none"] = counts.get("not_expressible", 0)
    figure, (axes,) = slide(words("effects"), words("effects_sub", **told), source, ROWS)
    effect_lines(rows, lambda row: _claim(row, letters.lang), axes)
    return figure


def _claim(row, lang):
    read = say(f"scorecards.reading_of.{row['reading']}", lang)
    return f"{row[f'programme_{lang}']}: {read}  {row['row']}{row['part']}"


def _pilot_slide(document, letters, words, source):
    figure, (left, right) = slide(words("pilot"), words("pilot_sub"), source, HALVES)
    chance_bars(document["luck"], lambda row: _event(row, letters.lang, words), left)
    left.set_title(words("chance"), size=LABEL)
    power_lines(document["power"], words, right)
    right.set_title(words("level"), size=LABEL)
    return figure


def _event(row, lang, words):
    event = say(f"scorecards.event.{row['event']}", lang, count=row["count"], of=row["of"])
    return words("within", years=row["years"]) + event
