"""The two headlines of the verdict against the size from which a difference counts."""

from typing import TYPE_CHECKING, Any

from narrows.errors import options_by_name
from narrows.results.plots.lettering import lettering_for
from narrows.results.plots.slide import (
    ARM_COLOURS,
    GREY,
    INK,
    LABEL,
    TEXT,
    own_axes,
    slide,
)

if TYPE_CHECKING:
    from matplotlib.axes import Axes

    from narrows.results.plots.lettering import Lettering

PANEL = ((0.085, 0.2, 0.65, 0.57),)
HEAD = 0.9  # height of a headline's title, in rows
BLUE = ARM_COLOURS["difference"]


@options_by_name("nw.plots.headline_differences")
def headline_differences(
    verdict: dict[str, Any], *, ax: "Axes | None" = None, letters: "Lettering | None" = None
) -> "Axes":
    """What the programme changes of each headline, per cent of the gap of the base year.

    One row a headline and year of the verdict: the median, nine tenths of the draws, and how
    probable it is that the gap narrows by a size that matters. Left is narrower for every
    headline; the sizes that do not matter are shaded.

    Args:
        verdict: verdict.json as a dictionary.
        ax: axes or None.
        letters: the lettering, or None for English.

    Returns:
        the axes.
    """
    axes, letters = own_axes(ax), letters or lettering_for()
    blocks = headlines(verdict)
    place, reach = 0.0, 0.0
    for name, rows in blocks.items():
        _question(axes, place, name, rows[0][1], letters)
        _too_small(axes, place, len(rows), 100 * rows[0][1]["threshold"])
        for year, headline in rows:
            place += 1
            _row(axes, place - 1 + HEAD, year, headline, letters)
            due = headline["due"]["relative"]
            reach = max(reach, 1.7 * headline["threshold"], -1.1 * due["low"], 1.1 * due["high"])
        place += HEAD
    axes.set_xlim(-100 * reach, 100 * reach)
    axes.set_ylim(place - 0.3, -0.35)
    axes.set_yticks([])
    axes.spines["left"].set_visible(False)
    axes.tick_params(length=0)
    axes.xaxis.set_major_formatter(lambda value, _: f"{signed(value)}%")
    return axes


def signed(value):
    """A number with its sign, as it is typeset.

    >>> signed(-2.13), signed(0.0)
    ('−2.1', '0')
    """
    return f"{value:+.2g}".replace("-", "−") if value else "0"


def headlines(verdict):
    """{name: [(year, headline)]} of the headlines that could be computed."""
    found = {}
    for judged in verdict.get("judged", ()):
        for name, headline in judged["headlines"].items():
            if headline is not None:
                found.setdefault(name, []).append((judged["year"], headline))
    return found


def _question(axes, place, name, headline, letters):
    told = letters.measure(headline["measure"], headline["weights"], headline["concept"])
    known = {"transform": axes.get_yaxis_transform(), "va": "center"}
    axes.text(-0.05, place - 0.08, letters.question(name), size=TEXT, weight="bold", **known)
    axes.text(-0.05, place + 0.24, told, size=LABEL, color=GREY, **known)


def _too_small(axes, place, rows, size):
    """Shade what does not matter behind the rows of one headline."""
    from matplotlib.patches import Rectangle

    corner = (-size, place + HEAD - 0.4)
    axes.add_patch(Rectangle(corner, 2 * size, rows - 0.2, color="#EBEBEB", lw=0, zorder=0))
    axes.vlines(0, corner[1], corner[1] + rows - 0.2, color=INK, lw=1, zorder=1)
    axes.text(
        size, corner[1] + 0.02, f"±{size:.2g}% ", ha="right", va="top", size=LABEL - 2, color=GREY
    )


def _row(axes, place, year, headline, letters):
    due = headline["due"]
    low, median, high = (100 * due["relative"][name] for name in ("low", "median", "high"))
    axes.plot((low, high), (place, place), color=BLUE, lw=5, solid_capstyle="round", alpha=0.55)
    axes.plot([median], [place], marker="o", ms=12, mfc="white", mec=BLUE, mew=3, ls="none")
    axes.annotate(
        f"{signed(median)}%", (median, place), (0, 12), textcoords="offset points",
        ha="center", size=LABEL, weight="bold", color=BLUE,
    )  # fmt: skip
    known = {"transform": axes.get_yaxis_transform(), "va": "center"}
    axes.text(-0.05, place, str(year), size=TEXT, **known)
    chance = 100 * due["narrower"]["value"]
    axes.text(
        1.03,
        place,
        letters.say("verdict.chance", chance=f"{chance:.0f}"),
        size=LABEL,
        linespacing=1.4,
        **known,
    )


def verdict_slide(run, letters, facts, footnote):
    """The headlines of the verdict; None where there is no programme to judge."""
    verdict = run.verdict if run.has("verdict") else {}
    if not facts.period or not headlines(verdict):
        return None
    figure, (axes,) = slide(
        letters.say("verdict.title"),
        letters.say("verdict.subtitle", start=facts.base_year),
        footnote,
        PANEL,
    )
    headline_differences(verdict, ax=axes, letters=letters)
    narrower, wider = letters.say("verdict.narrower"), letters.say("verdict.wider")
    axes.text(0, -0.13, f"← {narrower}", transform=axes.transAxes, color=GREY, size=LABEL)
    axes.text(1, -0.13, f"{wider} →", transform=axes.transAxes, color=GREY, size=LABEL, ha="right")
    axes.text(
        0.5, -0.13, letters.say("verdict.size"), transform=axes.transAxes, color=GREY, size=LABEL,
        ha="center",
    )  # fmt: skip
    return figure
