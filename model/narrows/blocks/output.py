"""Output: technology, given or found, the inputs of production, and what is counted where."""

from narrows.equations import production


def county_log_inputs(state, people, counties, parameters):
    """Log of production at technology one, from what counties have and who works there."""
    p = parameters
    labour_share = 1 - p.private_capital_share - p.public_capital_elasticity
    inputs = production.log_inputs(
        state.capital,
        state.public_capital,
        people,
        counties.schooling,
        counties.area,
        p.private_capital_share,
        p.public_capital_elasticity,
        p.density_elasticity,
    )
    # Skills made by the programme are a stock of their own: log h = log schooling + skills.
    return inputs + labour_share * state.built.skills


def counted(made, parks):
    """Output as statistics count it: what is made at home, and each side's share of parks."""
    return made if parks is None else made + parks.counted
