"""What a region's groups and single figures told, as a parameter file and for programs."""

from narrows.experiments.history.calibration_file import today, value_lines


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
