"""What a region is, in figures: for `region show`."""

import numpy as np

from narrows.region.kept_panels import county_history, has_history

ENDS = 5  # counties named at either end


def components(region):
    """Number of parts the neighbour graph falls into."""
    from scipy.sparse.csgraph import connected_components

    from narrows.region.geography import adjacency

    return int(connected_components(adjacency(region.neighbours, len(region)))[0])


def spans(region):
    """Variable -> (first year, last year, figures) of the history; empty where there is none."""
    if not has_history(region):
        return {}
    return {
        variable: (int(years[0]), int(years[-1]), int(np.isfinite(values).sum()))
        for variable, (years, values) in county_history(region).items()
    }


def counted(words):
    """Word -> how often, in the order of first appearance.

    >>> counted(("official", "press", "official"))
    {'official': 2, 'press': 1}
    """
    return {word: words.count(word) for word in dict.fromkeys(words)}


def description(region, lang="en"):
    """Facts of a region as plain values, for people and for JSON.

    Returns:
        dict; money in million units of the currency, per head in units of the currency.
    """
    per_head = region.output_per_head * 1e6
    touching = np.bincount(region.neighbours[:, 0], minlength=len(region))
    logs = np.log(per_head)
    return {
        "name": region.name,
        "title": region.title[lang],
        "digest": region.digest,
        "counties": len(region),
        "groups": len(region.group_codes),
        "kinds": counted(region.kind),
        "base_year": region.base_year,
        "currency": region.currency,
        "population": float(region.population.sum()),
        "output": float(region.output.sum()),
        "output_per_head": float(1e6 * region.output.sum() / region.population.sum()),
        "sd_log_output_per_head": float(logs.std()),
        "output_basis": counted(region.output_basis),
        "revenue_basis": counted(region.revenue_basis),
        "neighbour_pairs": len(region.neighbours) // 2,
        "without_neighbours": int((touching == 0).sum()),
        "parts": components(region),
        "places": bool(np.isfinite(region.longitude).all()),
        "growth_years": sorted({*region.total_growth, *region.group_growth}),
        "announced_pairs": len(region.announced),
        "history": spans(region),
        "largest": ends(region, region.output, lang, largest=True),
        "smallest": ends(region, region.output, lang, largest=False),
        "richest": ends(region, per_head, lang, largest=True),
        "poorest": ends(region, per_head, lang, largest=False),
        "assumptions": list(region.assumptions),
    }


def ends(region, values, lang, *, largest):
    """The counties at one end: code, name, group, value."""
    order = np.argsort(-values if largest else values, kind="stable")[:ENDS]
    return [
        {
            "code": region.codes[row],
            "name": region.names[lang][row],
            "group": region.groups[lang][region.group[row]],
            "value": float(values[row]),
        }
        for row in order
    ]
