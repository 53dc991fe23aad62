"""Pictures of a hindcast: what was expected from past years and what happened, and the scores."""

from textwrap import fill

from narrows.results.plots.lettering import lettering_for
from narrows.results.plots.slide import (
    BLUE,
    GREY,
    INK,
    SERIES,
    TEXT,
    own_axes,
    save,
    slide,
    styled,
    year_axis,
)

LINE = {"en": 125, "zh": 62}  # characters of a subtitle's line
RATIOS = (0.25, 0.35, 0.5, 0.7, 1, 1.4, 2, 3, 4, 6, 8, 12, 16)
WHOLE = ((0.07, 0.15, 0.86, 0.6),)
ROOM = ((0.24, 0.15, 0.6, 0.63),)


def sigma_fans(years, sigma, fans, reach=10, ax=None):
    """The gap as it was, and fans of forecasts from a few origins that hardly overlap.

    Args:
        years: calendar years (year,).
        sigma: sd of log income, log units (year,).
        fans: {origin: quantiles 5, 25, 50, 75, 95 % (5, year ahead)}.
        reach: years ahead that are drawn.
        ax: matplotlib axes, or None for a new figure.

    Returns:
        the axes.
    """
    axes = own_axes(ax)
    today = dict(zip(years.tolist(), sigma.tolist(), strict=True))
    for origin in spaced(fans, reach):
        shown = fans[origin][:, :reach]
        ahead = [origin + step for step in range(shown.shape[1] + 1)]
        low, quarter, middle, three, high = ([100 * today[origin], *(100 * row)] for row in shown)
        axes.fill_between(ahead, low, high, color=BLUE, alpha=0.16, lw=0)
        axes.fill_between(ahead, quarter, three, color=BLUE, alpha=0.22, lw=0)
        axes.plot(ahead, middle, color=BLUE, lw=1.2, ls="--")
        axes.plot(origin, 100 * today[origin], "o", color=BLUE, ms=6)
    axes.plot(years, 100 * sigma, color=INK, lw=2.4)
    year_axis(axes, int(years[0]), int(years[-1]))
    return axes


def score_dots(scores, label, ax=None):
    """CRPS of every rule over that of the random walk, a colour a horizon.

    Args:
        scores: dicts with rule, horizon, crps_ratio_to_random_walk.
        label: rule -> printed name.
        ax: matplotlib axes, or None for a new figure.
    """
    axes = own_axes(ax)
    rules = list(dict.fromkeys(row["rule"] for row in scores))[::-1]
    horizons = sorted({row["horizon"] for row in scores})
    for number, horizon in enumerate(horizons):
        rows = [r for r in scores if r["horizon"] == horizon and r["crps_ratio_to_random_walk"]]
        axes.plot(
            [row["crps_ratio_to_random_walk"] for row in rows],
            [rules.index(row["rule"]) + 0.16 * (1 - number) for row in rows],
            "o", color=SERIES[number % len(SERIES)], ms=9, label=str(horizon),
        )  # fmt: skip
    axes.axvline(1, color=GREY, lw=1)
    axes.set_yticks(range(len(rules)), [label(rule) for rule in rules])
    axes.set_xscale("log", base=2)
    low, high = axes.get_xlim()
    ticks = [ratio for ratio in RATIOS if low <= ratio <= high]
    axes.set_xticks(ticks, [f"{tick:g}" for tick in ticks])
    axes.grid(axis="x")
    axes.tick_params(length=0)
    return axes


def spaced(fans, reach):
    """Origins from the first one on, a fan's length apart.

    >>> spaced(dict.fromkeys(range(1981, 2001)), 10)
    [1981, 1991]
    """
    return sorted(fans)[::reach]


def middle(horizons):
    """The horizon the reading and the picture speak of.

    >>> middle([5, 10, 15]), middle([5, 10])
    (10, 5)
    """
    return horizons[(len(horizons) - 1) // 2]


def draw_hindcast(target, hindcast, reading, lang="en"):
    """Draw both pictures as PNG and SVG into a folder.

    Args:
        target: folder.
        hindcast: with panel, scores, fans.
        reading: language -> the sentence under the title.
        lang: "en" or "zh".
    """
    letters = lettering_for(lang)
    panel = hindcast.panel
    source = letters.say("hindcast.source", file=panel.file, variable=panel.variable)
    with styled(letters):
        words = fill(reading(letters.lang), LINE[letters.lang])
        figure, (axes,) = slide(letters.say("hindcast.title"), words, source, WHOLE)
        reach = middle(sorted({row["horizon"] for row in hindcast.scores}))
        sigma_fans(panel.years, panel.relative.std(axis=1), hindcast.fans, reach, axes)
        axes.set_title(letters.say("hindcast.axis"))
        save(figure, target / "fans")
        title = letters.say("hindcast.scores")
        figure, (axes,) = slide(title, letters.say("hindcast.ratio"), source, ROOM)
        score_dots(hindcast.scores, lambda rule: letters.say(f"hindcast.rule.{rule}"), axes)
        legend = axes.legend(
            title=letters.say("hindcast.horizon"), loc="center left", bbox_to_anchor=(1.02, 0.5),
            frameon=False, fontsize=TEXT,
        )  # fmt: skip
        legend.get_title().set_fontsize(TEXT)
        save(figure, target / "scores")
