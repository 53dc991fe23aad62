"""Figures that are better than what they stand for."""


def next_inflation(inflation, aided, rate, fade_rate):
    """How far a county's published output lies above its output, next year.

    b' = (1 - f) b + o a

    Args:
        inflation: b, log units (draw, county).
        aided: a, how far the county is aided this year, 0..1 (draw, county).
        rate: o, extra growth an aided county reports, per year (draw, 1).
        fade_rate: f, part of the excess which a census or an audit takes out in a year (draw, 1).

    Returns:
        b', log units (draw, county); real output is untouched.

    Source: ours; that growth is over-reported where careers depend on it is a finding on
    Chinese accounts (Chen, Chen, Hsieh and Song 2019), the size for aided counties is judgement.

    >>> round(next_inflation(0.01, 1.0, 0.005, 0.2), 9)
    0.013
    """
    return (1 - fade_rate) * inflation + rate * aided
