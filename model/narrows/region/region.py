"""The frozen Region: counties, their places, people, money and neighbours, as arrays."""

from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from narrows.region import geography

if TYPE_CHECKING:
    from scipy.sparse import csr_matrix


@dataclass(frozen=True)
class Pair:
    """An announced pair; a side nobody has published is None.

    Args:
        strong: code of the donor county.
        weak: code of the recipient county.
        status: confirmed, donor_unknown, inferred or unknown.
        note: what is known of the pair.
    """

    strong: str | None
    weak: str | None
    status: str
    note: str = ""


@dataclass(frozen=True)
class Reported:
    """What was reported of the recipients in a year.

    Args:
        year: growth is over the year before.
        source: who reported it, when.
        growth: quantity -> (rate, whether it is beyond that of the whole region).
        left_bottom: recipients that left the bottom group by GDP.
        rose: recipients that rose in the ranking by GDP.
    """

    year: int
    source: str
    growth: dict
    left_bottom: int = 0
    rose: int = 0


@dataclass(frozen=True, eq=False)
class Region:
    """Counties in the order of the region's table; N counties, G groups, M neighbour entries.

    Money is in million units of `currency` at prices of `base_year`. Arrays are read-only.

    Args:
        name: short name.
        title: language -> title.
        currency: three letters, such as CNY.
        base_year: year of population and output.
        digest: sha256 of the files the region was read from.
        folder: where it was read from; None for one made in memory.
        sources: where the figures come from.
        assumptions: what was assumed for what is missing, in words.
        rules: name -> number standing in for what is missing (region.toml).
        codes: identity of each county (N).
        names: language -> names (N).
        kind: county, county_level_city, district or other (N).
        group: index of the group each county lies in (N,) int.
        group_codes: (G).
        groups: language -> names of the groups (G).
        longitude: degrees east (N,); nan where no places are known.
        latitude: degrees north (N,); nan where no places are known.
        area: km2 (N,).
        population: persons (N,).
        population_2010: persons (N,); nan where unknown.
        schooling: years (N,).
        urban_share: 0..1 (N,).
        output: GDP of the base year (N,).
        output_basis: official, press, estimated or assumed (N).
        output_error: sd of the log error of an estimate (N,), 0 where published. Whoever
            draws the error brings each block back to its known sum: `output_draws` does.
        block: number of the block an estimate belongs to (N,) int, -1 where published.
        sector_shares: primary, secondary, tertiary shares of value added (N, 3).
        sectors_basis: as output_basis (N).
        revenue: own budget revenue (N,).
        revenue_basis: as output_basis (N).
        spending: budget expenditure (N,).
        spending_basis: as output_basis (N).
        loans: bank loans (N,); nan where unknown.
        capital: private capital at the start (N,).
        public_capital: public capital at the start (N,).
        neighbours: index pairs, both directions, sorted (M, 2) int.
        border_km: length of the common border (M,); nan where unknown.
        group_growth: year -> real growth of the groups (G,), rate per year.
        total_growth: year -> real growth of the whole, rate per year.
        reference: name -> number that counties are held against (region.toml).
        reported: Reported figures of the recipients, or None.
        announced_scenario: shipped scenario of the programme announced for it, or None.
        announced: announced pairs.
        words: language -> {unit, units, group, groups, whole}: what the region calls them.
    """

    name: str
    title: dict[str, str]
    currency: str
    base_year: int
    digest: str
    folder: Path | None
    sources: tuple[str, ...]
    assumptions: tuple[str, ...]
    rules: dict[str, float]
    codes: tuple[str, ...]
    names: dict[str, tuple[str, ...]]
    kind: tuple[str, ...]
    group: np.ndarray
    group_codes: tuple[str, ...]
    groups: dict[str, tuple[str, ...]]
    longitude: np.ndarray
    latitude: np.ndarray
    area: np.ndarray
    population: np.ndarray
    population_2010: np.ndarray
    schooling: np.ndarray
    urban_share: np.ndarray
    output: np.ndarray
    output_basis: tuple[str, ...]
    output_error: np.ndarray
    block: np.ndarray
    sector_shares: np.ndarray
    sectors_basis: tuple[str, ...]
    revenue: np.ndarray
    revenue_basis: tuple[str, ...]
    spending: np.ndarray
    spending_basis: tuple[str, ...]
    loans: np.ndarray
    capital: np.ndarray
    public_capital: np.ndarray
    neighbours: np.ndarray
    border_km: np.ndarray
    group_growth: dict[int, np.ndarray]
    total_growth: dict[int, float]
    reference: dict[str, float]
    reported: Reported | None
    announced_scenario: str | None
    announced: tuple[Pair, ...]
    words: dict

    def __post_init__(self):
        for value in (*vars(self).values(), *self.group_growth.values()):
            if isinstance(value, np.ndarray):
                value.setflags(write=False)

    def __len__(self) -> int:
        return len(self.codes)

    def __repr__(self) -> str:
        return f"Region({self.name!r}, {len(self)} counties, base year {self.base_year})"

    @cached_property
    def index(self) -> dict[str, int]:
        """Code -> row."""
        return {code: row for row, code in enumerate(self.codes)}

    @property
    def output_per_head(self) -> np.ndarray:
        """GDP per head, million units of the currency a person (N,)."""
        return self.output / self.population

    def find(self, text: str) -> tuple[int, ...]:
        """Rows a code or a name in any language stands for; several where names repeat.

        Case does not matter. A name may be followed by its group: `Shizhong (Jinan)`.
        """
        if text in self.index:
            return (self.index[text],)
        wanted = text.strip().casefold()
        return self._by_name.get(wanted, ())

    @cached_property
    def _by_name(self):
        rows = {}
        for language, names in self.names.items():
            groups = self.groups[language]
            for row, name in enumerate(names):
                group = groups[self.group[row]]
                for form in (name, f"{name} ({group})", f"{group}{name}"):
                    rows.setdefault(form.casefold(), {})[row] = None
        return {form: tuple(found) for form, found in rows.items()}

    def distance_km(self, first: int | np.ndarray, second: int | np.ndarray) -> np.ndarray:
        """Distance between counties, great circle, km; indices broadcast.

        Where no places are known: steps over neighbours times `rules["neighbour_km"]`.
        """
        if np.isnan(self.longitude).any():
            return geography.steps_km(
                self.neighbours, len(self), first, second, self.rules["neighbour_km"]
            )
        place = np.column_stack([self.longitude, self.latitude])
        return geography.great_circle_km(place[first], place[second])

    def weights(self, kind: str = "contiguity") -> "csr_matrix":
        """Row-standardised spatial weights, scipy.sparse CSR (N, N); lonely rows are zero.

        Args:
            kind: contiguity (touching counties alike), border (by length of the common
                border) or nearest (six nearest by distance).
        """
        return geography.weights(self, kind)

    @cached_property
    def reach(self) -> "csr_matrix":
        """How near counties are to each other for those who move, scipy.sparse CSR (N, N)."""
        return geography.reach(self)

    def history(self) -> dict[str, tuple[np.ndarray, np.ndarray]]:
        """Panel of the counties: variable -> (years (T,), values (T, N), nan where none)."""
        from narrows.region.kept_panels import county_history

        return county_history(self)

    def group_history(self):
        """Panel of the groups: years (T,), output (T, G), growth (T, G), series (T)."""
        from narrows.region.kept_panels import group_history

        return group_history(self)
