"""Cities and countryside: the urban share of each county."""

import numpy as np

from narrows.equations import urban


def urban_share(flows, world):
    """Residents in towns, 0..1 (draw, county): told of a year, and nothing follows from it.

    Args:
        flows: Flows of the year.
        world: parameters, and what stays as it is of the counties.
    """
    p, counties = world.parameters, world.counties
    base, people, output = counties.base_population, flows.population, flows.output
    region_people = people.sum(1, keepdims=True)
    beside = np.log(people / base) - np.log(region_people / base.sum(1, keepdims=True))
    income = np.log(output / people) - np.log(counties.base_output / base)
    return urban.share(
        counties.urban_share, income, beside, p.urban_income_response, p.urban_people_response
    )
