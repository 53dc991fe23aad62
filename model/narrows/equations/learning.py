"""Technology and skills that the programme makes: stocks of their own, each with its own fading.

The speed of the reference world is about .999 a year, so gains that faded at that speed would
last for ever. They are kept apart from the reference technology and added to it in output.
"""

import numpy as np


def next_stock(stock, gain, fade_rate):
    """Programme-made technology or skills at the start of next year.

    z' = (1 - f) z + gain

    Args:
        stock: z, log units (draw, county).
        gain: log units per year (draw, county).
        fade_rate: f, per year (draw, 1).

    Returns:
        z', log units (draw, county); exactly zero where nothing was ever gained.

    >>> next_stock(np.array([0.10]), np.array([0.02]), 0.1).round(9)
    array([0.11])
    """
    return (1 - fade_rate) * stock + gain


def from_partner(ahead, rate):
    """What a county learns from a partner that is ahead, exponential form.

    g = pi max(0, x_donor - x)

    Args:
        ahead: x_donor - x, distance of log technologies (draw, pair).
        rate: pi, per year; may be negative (draw, 1).

    Source: as Nelson and Phelps (1966), between two places.

    >>> from_partner(np.array([[0.5, -0.2]]), 0.01)
    array([[0.005, 0.   ]])
    """
    return rate * np.maximum(ahead, 0.0)


def from_partner_logistic(ahead, rate):
    """The same in logistic form: who is far behind learns little.

    g = pi (A / A_donor) (x_donor - x) for x_donor > x

    Args:
        ahead: x_donor - x (draw, pair).
        rate: pi, per year (draw, 1).

    Source: ours, after the logistic diffusion of Benhabib and Spiegel (2005).

    >>> from_partner_logistic(np.array([[np.log(2.0)]]), 0.02).round(6)
    array([[0.006931]])
    """
    distance = np.maximum(ahead, 0.0)
    return rate * distance * np.exp(-distance)


def by_doing(growth, reference_growth, rate):
    """Learning by growing (Verdoorn): what growth beyond the world without programme teaches.

    g = v (g_Y - g_Y0)

    Growth of the world without programme has its learning in its technology path already, so
    only the difference counts.

    Args:
        growth: log growth of output, per year (draw, county).
        reference_growth: the same without programme (draw, county).
        rate: v (draw, 1).

    >>> by_doing(np.array([0.07]), np.array([0.05]), 0.2).round(9)
    array([0.004])
    """
    return rate * (growth - reference_growth)


def from_around(lead, rate, spillover):
    """What a county learns from the lead of its core city or of its neighbours.

    g = rho c lead

    Args:
        lead: log output of the teachers less their log output without programme (draw, county).
        rate: c, catch-up per year (draw, 1).
        spillover: rho, share of catch-up (draw, 1).

    Source: ours, the programme's part of the spatial externality of Ertur and Koch (2007).

    >>> from_around(np.array([0.02]), 0.03, 0.5).round(9)
    array([0.0003])
    """
    return spillover * rate * lead


def lost_industry(aid_share, industry_share, response):
    """Dutch disease: aid raises costs, and industry is the less productive for it.

    g = -delta x b

    Args:
        aid_share: x, aid beyond the other world's in output (draw, county).
        industry_share: b, secondary sector in output (county,).
        response: delta (draw, 1).

    Source: direction found by Bulte, Xu and Zhang in counties aided after the earthquake of
    2008; the size is judgement.

    >>> lost_industry(np.array([0.10]), np.array([0.4]), 0.1)
    array([-0.004])
    """
    return -response * aid_share * industry_share


def skills_bought(spent, output, cost):
    """Skills which money buys.

    g = S / (k Y)

    Args:
        spent: S, effective money for schools and training, million per year (draw, county).
        output: Y, GDP, million per year (draw, county).
        cost: k, years of GDP per head for one log unit of a resident's skills (draw, 1).

    Returns:
        Log units of human capital per year (draw, county).

    Source: ours: a year of school costs about a third of GDP per head and its pupil's time,
    and raises wages by nearly a tenth.

    >>> skills_bought(np.array([6.0]), np.array([100.0]), 6.0)
    array([0.01])
    """
    return spent / cost / output
