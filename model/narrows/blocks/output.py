"""Output: technology, given or found, and the inputs of production."""

from narrows.equations import production


def log_inputs(state, counties, parameters):
    """Log of production at technology one, from what counties have this year."""
    return production.log_inputs(
        state.capital,
        state.public_capital,
        state.population,
        counties.schooling,
        state.population / counties.area,
        parameters.private_capital_share,
        parameters.public_capital_elasticity,
        parameters.density_elasticity,
    )
