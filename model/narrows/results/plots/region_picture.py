"""A picture of a region alone: the map, or the ranking where no places are known."""

import numpy as np

from narrows.results.plots import slide
from narrows.results.plots.county_map import BACKGROUND, county_map
from narrows.results.plots.lettering import lettering_for
from narrows.words import say

RANKING = ((0.07, 0.14, 0.9, 0.66),)
NAMED = 5
ORDINARY_DPI = 110  # a region is looked at on a screen


class RegionLetters:
    """The lettering of pictures; the colours of a region are figures, not medians of draws."""

    def __init__(self, letters):
        self.letters = letters

    def __getattr__(self, name):
        return getattr(self.letters, name)

    def say(self, key, **values):
        if key == "map.colour":
            return self.own("colour", **values)
        return self.letters.say(key, **values)

    def own(self, key, **values):
        """A text of `region.picture`."""
        return say(f"region.picture.{key}", self.lang, **values)


def draw_region(region, path, lang="en"):
    """Draw a region to a file; Chinese falls back to English where no font has it.

    Args:
        region: a Region, or anything with its fields.
        path: pathlib.Path ending in .png, .svg or .pdf.
        lang: en or zh.
    """
    letters = RegionLetters(lettering_for(lang))
    placed = bool(np.isfinite(region.longitude).all())
    with slide.styled(letters):
        title = letters.legible(region.title[letters.lang], region.name)
        kinds = {kind: region.output_basis.count(kind) for kind in region.output_basis}
        words = [f"{say(f'region.word.{k}', letters.lang)} {n}" for k, n in kinds.items()]
        subtitle = "subtitle" if placed else "subtitle_ranked"
        figure, (axes,) = slide.slide(
            letters.own("title", title=title),
            letters.own(subtitle, counties=len(region.codes), year=region.base_year),
            letters.own("footnote", name=region.name, basis=", ".join(words)),
            BACKGROUND if placed else RANKING,
        )
        (draw_map if placed else draw_ranking)(region, axes, letters)
        figure.savefig(path, dpi=ORDINARY_DPI)


def draw_map(region, axes, letters):
    """Circles at the counties' places."""
    import pandas as pd

    codes = list(region.codes)
    names = {lang: region.names[lang] for lang in ("zh", "en")}
    places = pd.DataFrame({
        "code": codes, "name": names["zh"], "name_en": names["en"],
        "longitude": region.longitude, "latitude": region.latitude, "role": "other",
    })  # fmt: skip
    values = {"gdp": region.output, "gdp_per_head": 1e6 * region.output / region.population}
    counties = pd.concat(
        pd.DataFrame({"arm": "programme", "year": region.base_year, "code": codes,
                      "variable": variable, "q50": value})
        for variable, value in values.items()
    )  # fmt: skip
    first, second = region.neighbours.T
    lines = pd.DataFrame({
        "code": np.array(codes)[first], "neighbour": np.array(codes)[second],
    })  # fmt: skip
    county_map(
        counties, places, year=region.base_year, neighbours=lines, ax=axes,
        letters=letters, currency=region.currency,
    )  # fmt: skip


def draw_ranking(region, axes, letters):
    """GDP per head in the order of its size, the ends named."""
    per_head = 1e6 * region.output / region.population / letters.head_unit
    order = np.argsort(-per_head, kind="stable")
    axes.scatter(np.arange(1, len(order) + 1), per_head[order], s=18, color=slide.BLUE)
    axes.set_yscale("log")
    axes.yaxis.set_major_formatter("{x:g}")
    axes.yaxis.set_minor_formatter("{x:g}")
    axes.set_xlabel(letters.own("rank"))
    axes.set_ylabel(letters.own("colour", currency=region.currency).replace("\n", " "))
    names = region.names[letters.lang]
    for rank in sorted({*range(NAMED), *range(len(order) - NAMED, len(order))}):
        if 0 <= rank < len(order):
            row, first = order[rank], rank < NAMED
            axes.annotate(
                letters.legible(names[row], region.codes[row]), (rank + 1, per_head[row]),
                (6 if first else -6, 2 if first else -2), textcoords="offset points",
                rotation=25, rotation_mode="anchor", size=slide.FOOTNOTE,
                ha="left" if first else "right", va="bottom" if first else "top",
            )  # fmt: skip
