"""The error of estimated output, carried as a draw."""

import numpy as np


def output_draws(output, output_error, block, normals):
    """Output with the error of its estimates, each block brought back to its known sum.

    y_i = Y_i exp(s_i z_i) c_b,  c_b such that the block's sum is unchanged

    Args:
        output: Y, output as in the region, million units a year (county,), > 0.
        output_error: s, sd of the log error (county,), 0 where published.
        block: number of the block (county,) int, -1 where there is none.
        normals: z, standard normal numbers (draw, county).

    Returns:
        y (draw, county), > 0; published figures are untouched.

    Source: ours.

    >>> z = np.array([[1.0, 0.0, 2.0]])
    >>> error = np.array([np.log(3.0), 0.0, 0.0])
    >>> output_draws(np.array([1.0, 1.0, 5.0]), error, np.array([0, 0, -1]), z).round(9)
    array([[1.5, 0.5, 5. ]])
    """
    drawn = output * np.exp(output_error * normals)
    for number in np.unique(block[block >= 0]):
        inside = block == number
        if not output_error[inside].any():
            continue
        sums = drawn[:, inside].sum(axis=1, keepdims=True)
        drawn[:, inside] *= output[inside].sum() / sums
    return drawn
