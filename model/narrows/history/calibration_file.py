"""What was learned, as a file that scenarios apply."""

import numpy as np

from narrows.history.calibrate import cross_panel_priors

LEARNED = 0.75  # of the prior's spread: below it, the panel itself has something to say
DIGITS = 4
NAMES = (
    "speed_volatility",
    "speed_persistent_share",
    "speed_persistence",
    "residual_autocorrelation",
    "county_volatility",
    "county_volatility_spread",
    "size_volatility_slope",
)


def estimates(calibration, panel, priors=None):
    """{name: {distribution, centre, spread, learned, unit, source}} of every growth parameter.

    Args:
        calibration: Calibration.
        panel: the Panel it was learned from.
        priors: those it was shrunk by, or None for the shipped ones.
    """
    priors = cross_panel_priors() if priors is None else priors
    speed = calibration.speed
    log_median, log_sd = speed.moments(np.log(speed.volatility))
    found = {
        "speed_volatility": (float(np.exp(log_median)), log_sd),
        "speed_persistent_share": speed.moments(speed.share),
        "speed_persistence": speed.moments(speed.persistence),
        "residual_autocorrelation": calibration.shocks.autocorrelation,
        **_volatilities(calibration, panel),
    }
    return {name: estimate(priors[name], found.get(name)) for name in NAMES}


def today(calibration):
    """The drift of log sigma today: mean, sd, and the chance that it is narrowing."""
    from scipy.stats import norm

    speed = calibration.speed
    mean, between = speed.moments(speed.drift)
    within = speed.weight @ speed.drift_sd**2
    spread = np.maximum(speed.drift_sd, np.finfo(float).tiny)
    return {
        "mean": mean,
        "sd": float(np.sqrt(between**2 + within)),
        "narrowing": float(speed.weight @ norm.cdf(-speed.drift / spread)),
    }


def summary(calibration, panel):
    """What a program wants to know: years, parameters, drift, and Moran's I of the shocks."""
    found = {
        "table": panel.file,
        "variable": panel.variable,
        "units": len(panel.units),
        "years": list(calibration.years),
        "digest": panel.digest,
        "parameters": estimates(calibration, panel),
        "drift": today(calibration),
        "notices": list(panel.notices),
    }
    if panel.neighbours is not None and len(panel.neighbours):
        found["moran"] = spatial_correlation(calibration.shocks.shocks, panel.neighbours)
    return found


def parameter_file(calibration, panel, version):
    """TOML text: an overlay for scenarios, each value with what it rests on.

    Args:
        calibration: Calibration.
        panel: the Panel it was learned from.
        version: of narrows.
    """
    first, last = calibration.years
    drift = today(calibration)
    lines = [
        f"# Growth process learned from {panel.file} by narrows {version}.",
        f"# {len(panel.units)} units, {first} to {last}, variable {panel.variable}.",
        f"# sha256 of the table: {panel.digest}",
        f"# Drift of the log gap today: {drift['mean']:+.4f} a year (sd {drift['sd']:.4f});",
        f"# chance that it is narrowing: {drift['narrowing']:.2f}.",
        "# History tells how counties grow; it does not tell what aid does.",
        '# A scenario uses this file by: apply = ["parameters.toml"]',
        "",
        "schema = 1",
        "",
        "[parameters]",
    ]
    lines += value_lines(estimates(calibration, panel))
    return "\n".join(lines) + "\n"


def value_lines(estimated):
    """Lines of TOML, each value under what it rests on."""
    for name, value in estimated.items():
        yield f"# {value['source']}; {value['unit']}"
        yield f"{name} = {inline(value)}"


def units_table(calibration, panel):
    """Pandas table of the units: where each stands, and how much it shakes."""
    import pandas as pd

    shocks = calibration.shocks
    return pd.DataFrame(
        {
            "unit_id": panel.units,
            "unit_name": panel.names,
            "relative_log_income": calibration.relative,
            "permanent_part": shocks.permanent,
            "volatility": shocks.volatility,
        }
    )


def spatial_correlation(shocks, neighbours):
    """Moran's I of the counties' shocks, mean over years; contiguity, row-standardised.

    >>> pairs = np.array([[0, 1], [1, 0], [2, 3], [3, 2]])
    >>> spatial_correlation(np.array([[1.0, 1.0, -1.0, -1.0]]), pairs)
    1.0
    """
    first, second = neighbours.T
    linked = np.bincount(first, minlength=shocks.shape[1])
    deviation = shocks - shocks.mean(axis=1, keepdims=True)
    around = deviation[:, second] / linked[first]
    cross = (deviation[:, first] * around).sum(axis=1) / (linked > 0).sum()
    return float((cross / (deviation**2).mean(axis=1)).mean())


def _volatilities(calibration, panel):
    """Level, spread and fall with size of the units' volatility, with standard errors."""
    residual = calibration.shocks.shocks
    years, units = residual.shape
    variance = (residual**2).mean(axis=0)
    mean = variance.mean()
    found = {
        "county_volatility": (
            float(np.sqrt(mean)),
            float(variance.std() / np.sqrt(units) / mean / 2),
        )
    }
    log_sd = np.log(np.maximum(variance, np.finfo(float).tiny)) / 2
    sampling = 1 / (2 * years)
    if panel.weights is None or (panel.weights[-1] <= 0).any():
        return found | {"county_volatility_spread": _spread(log_sd.var(), sampling, units)}
    size = np.log(panel.income[-1] * panel.weights[-1])
    slope, level = np.polyfit(size, log_sd, 1)
    left = (log_sd - slope * size - level).var()
    return found | {
        "county_volatility_spread": _spread(left, sampling, units),
        "size_volatility_slope": (-float(slope), float(np.sqrt(left / units) / size.std())),
    }


def _spread(variance, sampling, units):
    """Sd of log volatility beside sampling noise, and its standard error."""
    true = np.sqrt(max(variance - sampling, 0.0))
    return float(true), float(np.sqrt(variance / (2 * units)))


def estimate(prior, found):
    """One parameter as a calibration tells it: the prior where nothing was found.

    Args:
        prior: Prior of the parameter.
        found: (centre, spread) learned, or None.
    """
    centre, spread = found or (prior.centre, prior.spread)
    learned = found is not None and spread < LEARNED * prior.spread
    return {
        "distribution": prior.distribution,
        "centre": round(centre, DIGITS),
        "spread": round(max(spread, 10.0**-DIGITS), DIGITS),
        "learned": learned,
        "unit": prior.unit,
        "source": "learned here" if learned else f"prior only, from {prior.source}",
    }


def inline(estimated):
    """The value as scenarios write it.

    >>> inline({"distribution": "lognormal", "centre": 0.02, "spread": 0.3})
    '{ median = 0.02, sd_log = 0.3 }'
    """
    keys = ("median", "sd_log") if estimated["distribution"] == "lognormal" else ("mean", "sd")
    return f"{{ {keys[0]} = {estimated['centre']}, {keys[1]} = {estimated['spread']} }}"


def group_summary(calibration, region):
    """What a program wants to know: years, parameters, and what they rest on."""
    names = ("first", "last", "rms_change", "speed_volatility", "sd_log")
    found = {
        "region": region.name,
        "groups": len(region.group_codes),
        "years": list(calibration.years),
        "digest": region.digest,
        "parameters": calibration.estimates,
        "drift": today(calibration),
        "series": [dict(zip(names, row, strict=True)) for row in calibration.stretches],
        "breaks": [{"year": year, "change": change} for year, change in calibration.breaks],
    }
    if calibration.shock is not None:
        level, error, freedom = calibration.shock
        found["county_shock"] = {"rms": level, "sd_log": error, "degrees_of_freedom": freedom}
    return found


def group_parameter_file(calibration, region, version):
    """TOML text of what groups and single figures of a region tell: an overlay for scenarios.

    Args:
        calibration: GroupCalibration.
        region: the Region it was learned from.
        version: of narrows.
    """
    lines = [
        f"# Growth process of {region.name}, learned by narrows {version} from its groups' series",
        "# and single figures of its counties.",
        f"# sha256 of the region: {region.digest}",
        *(_series_line(row, region) for row in calibration.stretches),
        *(
            f"# {year - 1} to {year}: one series gives way to the next ({change:+.4f}); not used."
            for year, change in calibration.breaks
        ),
        *([_shock_line(calibration.shock)] if calibration.shock else []),
        "# Groups stand for their counties as far as one speed is common to all. How the counties'",
        "# shocks last and differ is not seen in groups: those values are a prior.",
        '# A scenario uses this file by: apply = ["parameters.toml"]',
        "",
        "schema = 1",
        "",
        "[parameters]",
        *value_lines(calibration.estimates),
    ]
    return "\n".join(lines) + "\n"


def _series_line(row, region):
    first, last, change, speed, spread = row
    return (
        f"# {first} to {last}, {len(region.group_codes)} groups: log gap moves {change:.4f} a year"
        f" (rms); alone it says s = {speed:.4f} (sd of the log {spread:.2f})."
    )


def _shock_line(shock):
    level, error, freedom = shock
    return (
        f"# Counties' yearly shock by their own figures: {level:.4f} (sd of the log {error:.2f},"
        f" {freedom} degrees of freedom)."
    )
