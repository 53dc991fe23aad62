"""What checking a scenario needs to know of its region, and counties by any of their names."""

import os
from dataclasses import dataclass, field
from functools import lru_cache
from pathlib import Path

from narrows.scenario.files import exists
from narrows.toml.mistakes import Wrong

_ENDINGS = (" county", " district", " city", "县", "区", "市")


@dataclass(frozen=True)
class KnownNames:
    """A region in brief.

    Args:
        currency: code of all money.
        base_year: year of its figures.
        codes: counties in the order of its table.
        titles: {code: text to show}.
        names: {way to write a county: codes it may mean}.
        shown: every name and code as the region writes it, for the nearest one.
        announced: number of announced pairs.
    """

    currency: str
    base_year: int
    codes: tuple
    titles: dict = field(default_factory=dict)
    names: dict = field(default_factory=dict)
    shown: tuple = ()
    announced: int = 0

    def county(self, written):
        """Code of a county written as code, Chinese or English name.

        A name several counties bear is settled by writing the prefecture before it.
        """
        if written in self.titles:
            return written
        found = self.names.get(_plain(written), ())
        if len(found) == 1:
            return found[0]
        if found:
            raise Wrong("county_ambiguous", candidates="; ".join(self.titles[c] for c in found))
        raise Wrong("county", allowed=self.shown)


def _plain(name):
    return " ".join(name.lower().split())


def facts_of(name, folder=None):
    """Facts of a region by name, or by a folder beside the scenario file.

    Args:
        name: as written in the scenario.
        folder: of the scenario file; None lets every path through, as a Python caller may.
    """
    from narrows.region import shipped_regions

    place = str(region_place(name, folder))
    return _shipped_facts(place) if place in shipped_regions() else _facts(place)


@lru_cache(maxsize=8)
def _shipped_facts(name):
    """Kept, for shipped tables do not change while a program runs; a user's may."""
    return _facts(name)


def region_place(name, folder):
    """The region's shipped name, or its folder inside the scenario's own."""
    from narrows.region import shipped_regions

    if folder is None or name in shipped_regions():
        return name
    allowed = [Path(p) for p in os.environ.get("NARROWS_REGIONS", "").split(os.pathsep) if p]
    for root in (folder, *allowed):
        path = root / name
        if exists(path) and path.is_dir():
            if not path.resolve().is_relative_to(root.resolve()):
                raise Wrong("outside")
            return path
    raise Wrong("no_region", allowed=shipped_regions(), known=", ".join(shipped_regions()))


def _facts(place):
    from narrows.region import load_region

    region = load_region(place)
    titles, names = {}, {}
    for row, code in enumerate(region.codes):
        group = region.group[row]
        chinese, english = (region.names.get(lang, region.codes)[row] for lang in ("zh", "en"))
        groups = [region.groups.get(lang, ("",) * (group + 1))[group] for lang in ("zh", "en")]
        titles[code] = f"{code} {groups[0]}{chinese} ({english}, {groups[1]})"
        for way in {*_ways(chinese, groups[0]), *_ways(english, groups[1])}:
            names.setdefault(way, []).append(code)
    return KnownNames(
        currency=region.currency,
        base_year=region.base_year,
        codes=tuple(region.codes),
        titles=titles,
        names={way: tuple(codes) for way, codes in names.items()},
        shown=tuple(name for each in (*region.names.values(), region.codes) for name in each),
        announced=len(region.announced),
    )


def _ways(name, group):
    """How a county may be written: its name, without its ending, with its prefecture before."""
    plain, above = _plain(name), _plain(group)
    ways = {plain, f"{above}{plain}", f"{above} {plain}"}
    for ending in _ENDINGS:
        short = plain.removesuffix(ending)
        if short != plain and len(short) > 1:
            ways |= {short, f"{above} {short}"}
    return ways
