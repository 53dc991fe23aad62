"""Who moves in the ranking: ranks today, later without, later with the programme."""

from typing import TYPE_CHECKING

from narrows.errors import options_by_name
from narrows.results.plots.lettering import lettering_for
from narrows.results.plots.slide import (
    BLUE,
    FOOTNOTE,
    GREY,
    LABEL,
    VERMILLION,
    line_height,
    own_axes,
    slide,
    spread,
)

if TYPE_CHECKING:
    import pandas as pd
    from matplotlib.axes import Axes

    from narrows.results.plots.lettering import Lettering

PANELS = ((0.15, 0.155, 0.19, 0.55), (0.65, 0.155, 0.19, 0.55))
KEY_BOTTOM = 0.105


@options_by_name("nw.plots.ranks_moved")
def ranks_moved(
    counties: "pd.DataFrame",
    places: "pd.DataFrame",
    *,
    years: tuple[int, int] | None = None,
    role: str = "weak",
    ax: "Axes | None" = None,
    letters: "Lettering | None" = None,
) -> "Axes":
    """Slope chart of the ranks by GDP of the counties of one role.

    Three columns: the first year, the last year without, the last year with the programme.
    Medians over the draws; in brackets the range of nine in ten draws with the programme.

    Args:
        counties: the run's table of counties.
        places: the run's table of places.
        years: (first, last), or None for the ends of the table.
        role: "weak", "strong" or "other".
        ax: axes or None.
        letters: the lettering, or None for English.

    Returns:
        the axes; rank 1 is at the top.
    """
    axes, letters = own_axes(ax), letters or lettering_for()
    codes = places.code[places.role == role].tolist()
    first, last = years or (counties.year.min(), counties.year.max())
    ranks = _ranks(counties, codes, first, last)
    _columns(axes, ranks, first, last, letters)
    colours = [_colour(row.without, row.median) for row in ranks.itertuples()]
    for row, colour in zip(ranks.itertuples(), colours, strict=True):
        steps = (row.now, row.without, row.median)
        axes.plot((0, 1, 2), steps, color=colour, lw=2, marker="o", ms=5, clip_on=False)
    _names(axes, ranks, colours, letters.names(places))
    return axes


def _ranks(counties, codes, first, last):
    """Table by code: now, without, median, low, high; the best of today first."""
    import pandas as pd

    rows = counties[(counties.variable == "rank") & counties.code.isin(codes)].set_index("code")
    before = rows[(rows.arm == "baseline") & (rows.year == first)]
    without = rows[(rows.arm == "baseline") & (rows.year == last)]
    with_it = rows[(rows.arm == "programme") & (rows.year == last)]
    table = pd.DataFrame({
        "now": before.q50,
        "without": without.q50,
        "median": with_it.q50,
        "low": with_it.q05,
        "high": with_it.q95,
    })  # fmt: skip
    return table.loc[codes].sort_values("now")


def _columns(axes, ranks, first, last, letters):
    medians = ranks[["now", "without", "median"]]
    low, high = medians.min().min(), medians.max().max()
    axes.set_ylim(high + 1, low - 1)
    axes.set_xlim(0, 2)
    axes.set_yticks([])
    axes.spines[["left", "bottom"]].set_visible(False)
    axes.set_xticks((0, 1, 2))
    axes.set_xticklabels((
        letters.say("ranks.now", year=first),
        letters.say("ranks.without", year=last),
        letters.say("ranks.with", year=last),
    ))  # fmt: skip
    axes.xaxis.tick_top()
    axes.tick_params(length=0, pad=6, labelsize=FOOTNOTE + 0.5, labelcolor=GREY)
    for column in (0, 1, 2):
        axes.axvline(column, color="#DDDDDD", lw=1, zorder=0)


def _colour(without, median):
    if median == without:
        return GREY
    return BLUE if median < without else VERMILLION


def _names(axes, ranks, colours, names):
    """Name and rank left and right of the slopes, no two of them on one another."""
    gap = line_height(axes)
    left, right = spread(ranks.now.tolist(), gap), spread(ranks["median"].tolist(), gap)
    for row, colour, before, after in zip(ranks.itertuples(), colours, left, right, strict=True):
        name = names[row.Index]
        known = {"va": "center", "size": LABEL - 0.5, "color": colour, "annotation_clip": False}
        line = {"arrowstyle": "-", "color": colour, "lw": 0.7, "shrinkA": 1, "shrinkB": 4}
        axes.annotate(
            f"{name} {row.now:.0f}", (0, row.now), (-0.16, before),
            ha="right", arrowprops=line, **known,
        )  # fmt: skip
        axes.annotate(
            f"{row.median:.0f} {name} ({row.low:.0f}–{row.high:.0f})", (2, row.median),
            (2.16, after), ha="left", arrowprops=line, **known,
        )  # fmt: skip


def ranks_slide(run, letters, facts, footnote):
    """The recipients' ranks and the donors' ranks side by side; None without a programme."""
    roles = [role for role in ("weak", "strong") if (run.places.role == role).any()]
    if facts.period is None or not roles:
        return None
    figure, panels = slide(
        letters.say("ranks.title"),
        letters.say("ranks.subtitle", counties=len(run.places)),
        footnote,
        PANELS[: len(roles)],
    )
    for axes, role in zip(panels, roles, strict=True):
        ranks_moved(run.counties, run.places, role=role, ax=axes, letters=letters)
        axes.set_title(letters.say(f"ranks.{role}"), pad=46)
    _key(figure, letters)
    return figure


def _key(figure, letters):
    """The three colours, below the panels."""
    for left, word, colour in (
        (0.04, "up", BLUE),
        (0.33, "same", GREY),
        (0.45, "down", VERMILLION),
    ):
        figure.text(
            left, KEY_BOTTOM, f"● {letters.say(f'ranks.{word}')}", color=colour, size=LABEL,
        )  # fmt: skip
