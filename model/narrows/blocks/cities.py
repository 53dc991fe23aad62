"""Cities and countryside: the urban share of each county."""

import numpy as np

from narrows.equations import urban


def urban_share(output, people, region_people, counties, parameters):
    """Residents in towns, 0..1 (draw, county).

    Args:
        output: GDP, million (draw, county).
        people: residents (draw, county).
        region_people: residents of the whole region in the same arm (draw, 1).
        counties: what stays as it is.
        parameters: arrays (draw, 1).
    """
    p, base = parameters, counties.base_population
    beside = np.log(people / base) - np.log(region_people / base.sum(1, keepdims=True))
    income = np.log(output / people) - np.log(counties.base_output / base)
    return urban.share(
        counties.urban_share, income, beside, p.urban_income_response, p.urban_people_response
    )
