"""What a region without county history still tells: its groups' series, and single figures.

A province may publish years of its prefectures and now and then a county. Three things follow.
The prefectures' gap moves with the same common speed as the counties', so its yearly changes tell
the speed's noise (sectors/growth_process.py, past_speed.py). Pairs of figures of the same
counties in two years tell how much counties shake. All the rest stays what other panels say:
how counties' shocks last or differ is not to be seen in sums over counties.
"""

from dataclasses import dataclass
from itertools import pairwise

import numpy as np

from narrows.errors import NarrowsError
from narrows.history.calibrate import cross_panel_priors
from narrows.history.calibration_file import NAMES, estimate
from narrows.history.past_speed import SpeedHistory, speed_history, unit_noise
from narrows.history.shocks import slopes
from narrows.model.sectors import growth_process
from narrows.region.kept_panels import county_points, group_history

FEWEST_CHANGES = 4
POOL = 3  # counties of one group and one pair of years: fewer tell nothing of their spread
TRUSTED = ("official", "official_bulletin", "official_press", "yearbook_secondary")


@dataclass(frozen=True)
class GroupCalibration:
    """What groups and single figures tell.

    Args:
        years: first and last year of the changes of the groups' gap.
        stretches: of each series: (first year, last year, rms yearly change of log sigma, median
            of the speed's yearly noise by this series alone, sd of its log).
        breaks: (year, change of log sigma) where one series gives way to the next; not used.
        speed: SpeedHistory of the groups.
        shock: (rms yearly shock of a county, sd of its log, degrees of freedom), or None.
        estimates: {parameter: estimate}, as in a calibration file.
    """

    years: tuple
    stretches: tuple
    breaks: tuple
    speed: SpeedHistory
    shock: tuple | None
    estimates: dict


def calibrate_groups(region, priors=None):
    """Calibrate on the groups' series and single figures of a region.

    Args:
        region: a Region whose folder keeps group_panel.csv, and perhaps points.csv.
        priors: {name: Prior}, or None for the shipped ones.

    Raises:
        NarrowsError: the groups' series are too short.
    """
    priors = cross_panel_priors() if priors is None else priors
    stretches = _stretches(region)
    changes = np.concatenate([_changes(relative) for _, relative in stretches] or [[]])
    if len(changes) < FEWEST_CHANGES:
        raise NarrowsError(
            f"region {region.name}: its groups show {len(changes)} yearly changes of the gap; "
            f"at least {FEWEST_CHANGES} are needed"
        )
    noise = np.concatenate([_noise(relative) for _, relative in stretches])
    years = np.concatenate([span[1:] for span, _ in stretches])
    speed = speed_history(changes, noise, priors, years)
    log_median, log_sd = speed.moments(np.log(speed.volatility))
    found = {
        "speed_volatility": (float(np.exp(log_median)), log_sd),
        "speed_persistent_share": speed.moments(speed.share),
        "speed_persistence": speed.moments(speed.persistence),
    }
    passed = growth_process.passed_from_autocorrelation(priors["residual_autocorrelation"].centre)
    shock = county_shock(_pools(region), float(passed))
    if shock is not None:
        found["county_volatility"] = _with_prior(shock, priors["county_volatility"])
    return GroupCalibration(
        years=(int(years[0]), int(years[-1])),
        stretches=tuple(_told(span, relative, priors) for span, relative in stretches),
        breaks=_breaks(stretches),
        speed=speed,
        shock=shock,
        estimates={name: estimate(priors[name], found.get(name)) for name in NAMES},
    )


def county_shock(pools, passed):
    """Rms yearly shock of counties from their changes over several years.

    A change over h years has variance S2 (1 + (h - 1) K^2); the mean of a pool is taken out.

    Args:
        pools: (log changes (county,), years between) of counties that are compared.
        passed: K.

    Returns:
        (rms shock, sd of its log, degrees of freedom), or None without pools.

    >>> county_shock([(np.array([0.03, -0.03, 0.0]), 1)], 0.8)
    (0.03, 0.5, 2)
    """
    squares = sum(
        ((change - change.mean()) ** 2).sum() / (1 + (years - 1) * passed**2)
        for change, years in pools
    )
    freedom = sum(len(change) - 1 for change, _ in pools)
    if freedom == 0 or squares == 0:
        return None
    return float(np.sqrt(squares / freedom)), float(1 / np.sqrt(2 * freedom)), freedom


def _with_prior(shock, prior):
    """Median and sd of the log, the figures' own and the prior's weighed by precision."""
    measured, error, _ = shock
    own, other = error**-2, prior.spread**-2
    centre = (own * np.log(measured) + other * np.log(prior.centre)) / (own + other)
    return float(np.exp(centre)), float((own + other) ** -0.5)


def _stretches(region):
    """(years, r (year, group)) of each series: levels of one series are comparable.

    Money of the year, as in the panels that made the priors; people are those of the base year.
    """
    years, output, _, series = group_history(region)
    people = np.bincount(region.group, region.population, minlength=len(region.group_codes))
    logs = np.log(output / people)
    relative = logs - logs.mean(axis=1, keepdims=True)
    found = []
    for label in dict.fromkeys(series):
        rows = np.flatnonzero([one == label for one in series])
        whole = np.isfinite(relative[rows]).all() and (np.diff(years[rows]) == 1).all()
        if len(rows) > 1 and whole:
            found.append((years[rows], relative[rows]))
    return found


def _changes(relative):
    """Yearly changes of log sigma (year - 1,)."""
    return np.diff(np.log(relative.std(axis=1)))


def _told(span, relative, priors):
    """What one series tells by itself."""
    changes = _changes(relative)
    speed = speed_history(changes, _noise(relative), priors)
    median, spread = speed.moments(np.log(speed.volatility))
    return (
        int(span[0]),
        int(span[-1]),
        float(np.sqrt((changes**2).mean())),
        float(np.exp(median)),
        spread,
    )


def _breaks(stretches):
    """Change of log sigma from the end of a series to the beginning of the next."""
    return tuple(
        (int(later[0]), float(np.log(after[0].std() / before[-1].std())))
        for (_, before), (later, after) in pairwise(stretches)
    )


def _noise(relative):
    """Variance that the groups' own shocks bring to each change of their log gap (year,)."""
    residual = relative[1:] - slopes(relative)[:, None] * relative[:-1]
    return unit_noise(relative[:-1].var(axis=1), (residual**2).mean(), relative.shape[1])


def _pools(region):
    """(log changes, years between) by group and pair of years; each county counts once."""
    figures = {}
    for code, year, value in county_points(region, TRUSTED):
        figures.setdefault(code, {})[year] = value
    for county, basis in enumerate(region.output_basis):
        if basis == "official":
            figures.setdefault(region.codes[county], {})[region.base_year] = region.output[county]
    pools = {}
    for code, known in figures.items():
        first, last = min(known), max(known)
        if last > first:
            change = np.log(known[last] / known[first])
            pools.setdefault((region.group[region.index[code]], first, last), []).append(change)
    return [
        (np.array(changes), last - first)
        for (_, first, last), changes in pools.items()
        if len(changes) >= POOL
    ]
