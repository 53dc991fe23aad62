"""Fan charts of the measures: both arms, and the difference the programme makes."""

from typing import TYPE_CHECKING

from narrows.errors import options_by_name
from narrows.results.plots.lettering import lettering_for
from narrows.results.plots.slide import (
    ARM_COLOURS,
    GREY,
    INK,
    LABEL,
    line_height,
    own_axes,
    shade_period,
    slide,
    spread,
    year_axis,
)

if TYPE_CHECKING:
    import pandas as pd
    from matplotlib.axes import Axes

    from narrows.results.plots.lettering import Lettering

QUANTILES = ("q05", "q25", "q50", "q75", "q95")
ALONE = ((0.065, 0.15, 0.7, 0.59),)
PANELS = ((0.065, 0.15, 0.5, 0.59), (0.66, 0.15, 0.3, 0.59))


@options_by_name("nw.plots.fan")
def fan(
    measures: "pd.DataFrame",
    measure: str,
    weights: str = "none",
    concept: str = "gdp_per_head",
    arms: tuple[str, ...] = ("baseline", "programme"),
    *,
    ax: "Axes | None" = None,
    scale: float = 1.0,
    period: tuple[int, int] | None = None,
    letters: "Lettering | None" = None,
) -> "Axes":
    """Quantile bands of a measure over the years, one fan an arm, named at its right end.

    The programme and the difference are filled: q25 to q75 dark, q05 to q95 light. The
    baseline, which lies almost under them, is drawn by dashed lines at q05, q50 and q95.

    Args:
        measures: the run's table of measures.
        measure: which, by its name in the table.
        weights: "none" or "population".
        concept: "gdp_per_head" or "gdp".
        arms: of "baseline", "programme", "difference"; those without rows are left out.
        ax: matplotlib axes to draw on, or None for a new figure.
        scale: what the values are multiplied with (100 for per cent).
        period: (first, last) year of the programme, shaded, or None.
        letters: the lettering, or None for English.

    Returns:
        the axes.
    """
    axes, letters = own_axes(ax), letters or lettering_for()
    ends = {}
    for arm in arms:
        rows = rows_of(measures, measure, weights, concept, arm)
        if len(rows):
            _draw_arm(axes, rows, scale, arm)
            ends[arm] = rows.q50.iloc[-1] * scale
            first, last = rows.year.iloc[0], rows.year.iloc[-1]
    if not ends:
        return axes
    year_axis(axes, first, last, room=0.0 if list(ends) == ["difference"] else 0.38)
    shade_period(axes, period, letters.say("bands.period"))
    if list(ends) == ["difference"]:
        axes.axhline(0, color=INK, lw=1)
    else:
        _name_ends(axes, ends, last, letters)
    return axes


def rows_of(measures, measure, weights, concept, arm):
    """The rows of one fan, by year."""
    wanted = {"measure": measure, "weights": weights, "concept": concept, "arm": arm}
    keep = True
    for column, value in wanted.items():
        keep = keep & (measures[column] == value)
    return measures[keep].sort_values("year")


def _draw_arm(axes, rows, scale, arm):
    years, colour = rows.year.to_numpy(), ARM_COLOURS[arm]
    q05, q25, q50, q75, q95 = (rows[name].to_numpy() * scale for name in QUANTILES)
    if arm == "baseline":
        for line, width in ((q05, 1.0), (q50, 2.2), (q95, 1.0)):
            axes.plot(years, line, color=colour, lw=width, ls=(0, (4, 2)), zorder=4)
        return
    axes.fill_between(years, q05, q95, color=colour, alpha=0.16, lw=0, zorder=2)
    axes.fill_between(years, q25, q75, color=colour, alpha=0.28, lw=0, zorder=2)
    axes.plot(years, q50, color=colour, lw=2.6, zorder=3)


def _name_ends(axes, ends, last, letters):
    """Write each arm's name and last median beside its end."""
    places = spread(list(ends.values()), line_height(axes))
    low, high = axes.get_xlim()
    for (arm, value), place in zip(ends.items(), places, strict=True):
        name = letters.say(f"arm.{arm}" if len(ends) > 1 else "arm.alone")
        axes.annotate(
            f"{name}  {value:#.3g}",
            xy=(last, value), xytext=(last + 0.03 * (high - low), place),
            color=ARM_COLOURS[arm], va="center", size=LABEL, weight="bold",
            arrowprops={"arrowstyle": "-", "color": ARM_COLOURS[arm], "lw": 0.8,
                        "shrinkA": 1, "shrinkB": 1},
        )  # fmt: skip


def say_sides(axes, above, below):
    """Write what it means to lie above and below zero, where there is room for it."""
    low, high = axes.get_ylim()
    reach = high - low
    axes.set_ylim(min(low - 0.06 * reach, -0.12 * reach), max(high + 0.06 * reach, 0.12 * reach))
    for text, height, align in ((f"↑ {above}", 0.985, "top"), (f"↓ {below}", 0.015, "bottom")):
        axes.text(
            0.02, height, text, transform=axes.transAxes, va=align, size=LABEL, color=GREY, zorder=6
        )


@options_by_name("nw.plots.recipients_against_province")
def recipients_against_province(
    measures: "pd.DataFrame",
    weights: str = "none",
    concept: str = "gdp_per_head",
    *,
    ax: "Axes | None" = None,
    period: tuple[int, int] | None = None,
    letters: "Lettering | None" = None,
) -> "Axes":
    """The recipients' mean as a share of the province's, in per cent, in both arms."""
    return fan(
        measures, "recipients_province", weights, concept,
        ax=ax, scale=100, period=period, letters=letters,
    )  # fmt: skip


def gap_slide(run, letters, facts, footnote):
    """The province-wide headline in both arms, and the difference made."""
    sides = [letters.say(f"gap.{side}") for side in ("wider", "narrower")]
    base = rows_of(run.measures, *facts.gap, "baseline")
    return _two_panels(
        run, letters, facts, footnote, key=facts.gap, slide_name="gap",
        level=letters.measure(*facts.gap), scales=(1.0, 100 / base.q50.iloc[0]),
        sides=sides if facts.gap_narrower == "smaller" else sides[::-1],
    )  # fmt: skip


def recipients_slide(run, letters, facts, footnote):
    """The recipients over the province in both arms, and the difference; None without them."""
    if not len(rows_of(run.measures, *facts.recipients, "baseline")):
        return None
    concept = letters.word("concept", facts.recipients[2])
    return _two_panels(
        run, letters, facts, footnote, key=facts.recipients, slide_name="recipients",
        level=letters.say("recipients.level", concept=concept), scales=(100, 100),
        sides=[letters.say(f"recipients.{side}") for side in ("nearer", "farther")],
    )  # fmt: skip


def _two_panels(run, letters, facts, footnote, *, key, slide_name, level, scales, sides):
    """Levels in both arms to the left, the difference to the right; levels alone without aid."""
    known = {"period": facts.period, "letters": letters}
    alone = facts.period is None
    figure, axes = slide(
        letters.say(f"{slide_name}.title_alone" if alone else f"{slide_name}.title"),
        letters.say("bands.alone" if alone else "bands.both"),
        footnote,
        ALONE if alone else PANELS,
    )
    arms = ("programme",) if alone else ("baseline", "programme")
    fan(run.measures, *key, arms, ax=axes[0], scale=scales[0], **known)
    axes[0].set_title(level)
    if not alone:
        fan(run.measures, *key, ("difference",), ax=axes[1], scale=scales[1], **known)
        axes[1].set_title(letters.say(f"{slide_name}.difference", year=facts.base_year))
        say_sides(axes[1], *sides)
    return figure
