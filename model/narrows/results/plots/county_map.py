"""The map and its labels."""

import math
from typing import TYPE_CHECKING

import numpy as np

from narrows.errors import options_by_name
from narrows.results.plots.lettering import lettering_for
from narrows.results.plots.slide import FOOTNOTE, GREY, INK, own_axes, slide

if TYPE_CHECKING:
    import pandas as pd
    from matplotlib.axes import Axes

    from narrows.results.plots.lettering import Lettering

LARGEST = 22.0  # radius of the largest circle, points
KEY_COLUMN = 0.22  # share of the width, at the left
KM_PER_DEGREE = 111.2
NAME_SIZE = 11
TICKS = (1, 2, 5, 10, 20, 50, 100, 200, 500, 1000)
BACKGROUND = ((0.02, 0.1, 0.96, 0.74),)
# Directions in which a name may stand from its circle, best first: (x, y) of its near edge.
SIDES = ((1, 0), (-1, 0), (0, 1), (0, -1), (0.7, 0.7), (0.7, -0.7), (-0.7, 0.7), (-0.7, -0.7))
DISTANCES = (3.0, 12.0, 24.0)  # points between circle and name
SQUARE = 0.8  # half the side of the square that stands for a circle, in radii
# What covering a square point costs: a circle, another name, the frame's outside.
ON_CIRCLE, ON_NAME, OUTSIDE = 3, 20, 10
PER_CHOICE = 2  # cost of each step down the list of places, square points


@options_by_name("nw.plots.county_map")
def county_map(
    counties: "pd.DataFrame",
    places: "pd.DataFrame",
    pairs: "pd.DataFrame | None" = None,
    *,
    year: int | None = None,
    colour: str = "gdp_per_head",
    neighbours: "pd.DataFrame | None" = None,
    ax: "Axes | None" = None,
    letters: "Lettering | None" = None,
    currency: str | None = None,
) -> "Axes":
    """Circles with area by GDP, coloured by GDP per head or by the programme's effect on GDP.

    Medians over the draws, programme arm. Degrees of longitude are shortened by the cosine of
    the middle latitude, so that distances look alike in all directions.

    Args:
        counties: the run's table of counties.
        places: the run's table of places.
        pairs: the run's table of pairs, or None.
        year: which, or None for the last.
        colour: "gdp_per_head" or "effect".
        neighbours: table of columns code, neighbour, drawn as thin lines, or None.
        ax: axes or None.
        letters: the lettering, or None for English.
        currency: the word for it.

    Returns:
        the axes.
    """
    axes, letters = own_axes(ax), letters or lettering_for()
    currency = currency or ("元" if letters.lang == "zh" else "yuan")
    year = counties.year.max() if year is None else year
    places = places.assign(gdp=_values(counties, places, "programme", "gdp", year))
    _frame(axes, places)
    if neighbours is not None:
        _neighbour_lines(axes, places, neighbours)
    radii = LARGEST * (places.gdp / places.gdp.max()) ** 0.5
    shown = _shown(counties, places, colour, year, letters)
    norm, cmap = _colours(shown, colour)
    order = places.gdp.to_numpy().argsort(kind="stable")[::-1]  # small circles on top of large
    circles = axes.scatter(
        places.longitude.to_numpy()[order], places.latitude.to_numpy()[order],
        s=(2 * radii.to_numpy()[order]) ** 2, c=shown[order], norm=norm, cmap=cmap,
        edgecolors="#444444", linewidths=0.6, zorder=3,
    )  # fmt: skip
    if pairs is not None:
        _links(axes, places, pairs, radii)
    _names(axes, places, radii, letters)
    key = letters.say(
        f"map.{'colour_effect' if colour == 'effect' else 'colour'}", currency=currency
    )
    _colour_key(axes, circles, key, colour)
    _area_key(axes, places.gdp.max(), letters, currency)
    _scale_bar(axes, places, letters)
    return axes


def _values(counties, places, arm, variable, year):
    rows = counties[
        (counties.arm == arm) & (counties.variable == variable) & (counties.year == year)
    ]
    return rows.set_index("code").q50.reindex(places.code).to_numpy()


def _shown(counties, places, colour, year, letters):
    """What the colours show: per cent, or GDP per head in a handy unit."""
    if colour == "effect":
        return 100 * _values(counties, places, "effect", "gdp", year)
    return _values(counties, places, "programme", "gdp_per_head", year) / letters.head_unit


def _colours(values, colour):
    """Norm and colour map: logarithmic for levels, symmetric about zero for effects."""
    import numpy as np
    from matplotlib.colors import LogNorm, Normalize

    if colour == "effect":
        reach = float(np.nanmax(np.abs(values))) or 1.0
        return Normalize(-reach, reach), "PuOr_r"
    return LogNorm(float(np.nanmin(values)), float(np.nanmax(values))), "viridis"


def _frame(axes, places):
    """Limits around all places, distances alike in all directions, a column left for the keys."""
    stretch = 1 / math.cos(math.radians(places.latitude.mean()))
    box = axes.get_window_extent()
    shape, margin = box.width / box.height, 2 * (LARGEST + 4) * axes.figure.dpi / 72
    west, east = places.longitude.min(), places.longitude.max()
    south, north = places.latitude.min(), places.latitude.max()
    across = (east - west) / stretch / (box.width * (1 - KEY_COLUMN) - margin)  # degrees a pixel
    height = box.height * max((north - south) / (box.height - margin), across, 1e-6)
    width = height * stretch * shape
    middle = (west + east) / 2 - KEY_COLUMN / 2 * width
    axes.set_axis_off()
    axes.set_xlim(middle - width / 2, middle + width / 2)
    axes.set_ylim((south + north - height) / 2, (south + north + height) / 2)
    axes.set_aspect(stretch, adjustable="box")
    axes.set_autoscale_on(False)


def _neighbour_lines(axes, places, neighbours):
    from matplotlib.collections import LineCollection

    spot = dict(zip(places.code, zip(places.longitude, places.latitude, strict=True), strict=True))
    once = neighbours[neighbours.code < neighbours.neighbour]
    lines = [(spot[a], spot[b]) for a, b in zip(once.code, once.neighbour, strict=True)]
    axes.add_collection(LineCollection(lines, colors="#DADADA", linewidths=0.6, zorder=1))


def _links(axes, places, pairs, radii):
    """An arc from each donor to its recipient; pairs with an unknown side are left out."""
    from matplotlib.patches import FancyArrowPatch

    spot = dict(zip(places.code, zip(places.longitude, places.latitude, strict=True), strict=True))
    radius = dict(zip(places.code, radii, strict=True))
    for strong, weak in zip(pairs.strong, pairs.weak, strict=True):
        if strong in spot and weak in spot:
            axes.add_patch(FancyArrowPatch(
                spot[strong], spot[weak], connectionstyle="arc3,rad=0.18",
                arrowstyle="-|>,head_length=6,head_width=3", color="#B2182B", lw=1.5, alpha=0.85,
                shrinkA=radius[strong], shrinkB=radius[weak] + 1, zorder=4,
            ))  # fmt: skip


def _names(axes, places, radii, letters):
    """Name the recipients and donors, or the five largest where there are none."""
    chosen = places.role.isin(["weak", "strong"])
    if not chosen.any():
        chosen = places.gdp.rank(ascending=False) <= 5
    order = [*places.index[chosen], *places.index[~chosen]]
    sorted_places, names = places.loc[order], letters.names(places)
    texts = [names[code] for code in sorted_places.code[: chosen.sum()]]
    unit = 72 / axes.figure.dpi
    spots = axes.transData.transform(sorted_places[["longitude", "latitude"]].to_numpy()) * unit
    box = axes.get_window_extent()
    frame = [unit * edge for edge in (box.x0, box.y0, box.x1, box.y1)]
    boxes = place_labels(spots, radii.loc[order], texts, NAME_SIZE, frame)
    back = axes.transData.inverted()
    for text, where, role in zip(texts, boxes, sorted_places.role, strict=False):
        middle = (where[:2] + where[2:]) / 2
        _name(axes, text, back.transform(middle / unit), role)


def _name(axes, text, spot, role):
    from matplotlib.patheffects import withStroke

    axes.text(
        *spot, text, size=NAME_SIZE, ha="center", va="center", zorder=6, color=INK,
        weight="bold" if role == "weak" else "normal",
        path_effects=[withStroke(linewidth=2.5, foreground="white")],
    )  # fmt: skip


def _colour_key(axes, circles, text, colour):
    inset = axes.inset_axes((0.02, 0.07, KEY_COLUMN - 0.03, 0.025))
    bar = axes.figure.colorbar(circles, cax=inset, orientation="horizontal")
    bar.outline.set_visible(False)
    if colour != "effect":
        low, high = circles.get_clim()
        ticks = [tick for tick in TICKS if low <= tick <= high]
        bar.set_ticks(ticks, labels=[str(tick) for tick in ticks])
        bar.minorticks_off()
    inset.tick_params(length=0, labelsize=FOOTNOTE)
    inset.set_title(text, size=FOOTNOTE + 0.5, pad=5, weight="normal", linespacing=1.4)


def _area_key(axes, largest, letters, currency):
    """Three round sizes with their values, above the colours."""
    top = _round_below(largest)
    inset = axes.inset_axes((0.02, 0.22, KEY_COLUMN - 0.03, 0.24))
    inset.set_axis_off()
    inset.set_xlim(0, 1)
    inset.set_ylim(0, 1)
    for height, value in zip((0.68, 0.3, 0.06), (top, top / 5, top / 25), strict=True):
        size = (2 * LARGEST) ** 2 * value / largest
        inset.scatter([0.12], [height], s=size, c="none", edgecolors=GREY, clip_on=False)
        inset.text(0.3, height, f"{value / letters.area_unit:g}", va="center", size=FOOTNOTE)
    text = letters.say("map.area", currency=currency)
    inset.set_title(text, size=FOOTNOTE + 0.5, pad=2, weight="normal")


def _scale_bar(axes, places, letters):
    """A bar of a round number of kilometres, at the head of the keys."""
    low, high = axes.get_xlim()
    km_per_degree = KM_PER_DEGREE * math.cos(math.radians(places.latitude.mean()))
    longest = 0.8 * KEY_COLUMN * (high - low) * km_per_degree
    length = _round_below(longest)
    part = length / km_per_degree / (high - low)
    known = {"transform": axes.transAxes, "color": INK}
    axes.plot((0.02, 0.02 + part), (0.56, 0.56), lw=2, **known)
    axes.text(0.02, 0.575, letters.say("map.scale", length=f"{length:g}"), size=FOOTNOTE, **known)


def _round_below(value):
    """The largest of 1, 2, 5 times a power of ten that is not above the value.

    >>> _round_below(731), _round_below(0.3)
    (500, 0.2)
    """
    power = 10 ** math.floor(math.log10(value))
    return power * max(step for step in (1, 2, 5) if step * power <= value)


def map_slide(run, letters, facts, footnote, colour="gdp_per_head"):
    """The map of the last year; None without places, or for the effect of no programme."""
    alone = facts.period is None
    known = run.places[["longitude", "latitude"]].notna().all(axis=1)
    if not known.any() or (alone and colour == "effect"):
        return None
    places = run.places[known]
    year = int(run.counties.year.max())
    paired = bool(len(run.pairs))
    title = "title_effect" if colour == "effect" else "title_alone" if alone else "title"
    figure, (axes,) = slide(
        letters.say(f"map.{title}", year=year),
        letters.say("map.subtitle" if paired else "map.subtitle_alone"),
        footnote,
        BACKGROUND,
    )
    county_map(
        run.counties, places, _between(run.pairs, places) if paired else None, year=year,
        colour=colour,
        neighbours=_between(run.table("neighbours"), places) if run.has("neighbours") else None,
        ax=axes,
        letters=letters, currency=facts.currency,
    )  # fmt: skip
    return figure


def _between(rows, places):
    """Rows whose two counties, in the columns named for them, have a place."""
    first, second = ("strong", "weak") if "strong" in rows else ("code", "neighbour")
    return rows[rows[first].isin(places.code) & rows[second].isin(places.code)]


def place_labels(points, radii, texts, size, frame):
    """Choose a place for each label in turn: the one where it covers least.

    Args:
        points: (circle, 2) of every circle, in points; the first len(texts) are labelled.
        radii: (circle,) in points.
        texts: the labels.
        size: of the type, in points.
        frame: (left, bottom, right, top) the labels should stay in, points.

    Returns:
        (label, 4) boxes: left, bottom, right, top in points.
    """
    points, radii = np.asarray(points, dtype=float), np.asarray(radii, dtype=float)
    half = SQUARE * radii[:, None]
    circles = np.hstack([points - half, points + half])
    placed = np.empty((0, 4))
    for point, radius, text in zip(points, radii, texts, strict=False):
        boxes = _candidates(point, radius, text_size(text, size))
        cost = ON_CIRCLE * overlap(boxes, circles).sum(1) + ON_NAME * overlap(boxes, placed).sum(1)
        cost += OUTSIDE * (_area(boxes) - overlap(boxes, np.array([frame]))[:, 0])
        cost += PER_CHOICE * np.arange(len(boxes))
        placed = np.vstack([placed, boxes[cost.argmin()]])
    return placed


def text_size(text, size):
    """Width and height of a text in points, near enough to place it.

    >>> text_size("ab", 20)
    (26.0, 24.0)
    """
    width = sum(1.0 if letter > "\u2e80" else 0.65 for letter in text)
    return width * size, 1.2 * size


def overlap(boxes, others):
    """Common area of each box with each other one, (box, other), square points.

    >>> overlap(np.array([[0, 0, 2, 2]]), np.array([[1, 1, 3, 3], [5, 5, 6, 6]]))
    array([[1, 0]])
    """
    low = np.maximum(boxes[:, None, :2], others[None, :, :2])
    high = np.minimum(boxes[:, None, 2:], others[None, :, 2:])
    return np.clip(high - low, 0, None).prod(-1)


def _area(boxes):
    return (boxes[:, 2:] - boxes[:, :2]).prod(1)


def _candidates(point, radius, extent):
    """Boxes around a circle, best first: (side and distance, 4)."""
    width, height = extent
    boxes = []
    for distance in DISTANCES:
        for right, up in SIDES:
            x, y = point[0] + right * (radius + distance), point[1] + up * (radius + distance)
            left = x - (0 if right > 0 else width if right < 0 else width / 2)
            bottom = y - (0 if up > 0 else height if up < 0 else height / 2)
            boxes.append((left, bottom, left + width, bottom + height))
    return np.array(boxes)
