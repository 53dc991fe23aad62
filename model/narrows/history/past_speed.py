"""What the gap's own past tells of the common speed: its yearly noise and its lasting drift.

The yearly change of log sigma is the year's log speed beside its gap-neutral value, plus the
shocks of the counties that do not average out:

    x_t = g_t + s v_t + u_t,    cov(x) = s^2 (I + a phi^|k|) + diag(q_t)

Gaussian, so that the drift of today given the past has a closed form for each (s, a, phi);
these three are weighed on a grid under the cross-panel priors.
"""

from dataclasses import dataclass

import numpy as np

VOLATILITIES = np.geomspace(0.001, 0.15, 41)  # s, log units per year: quieter or wilder is unseen


@dataclass(frozen=True)
class SpeedHistory:
    """Posterior of the speed's parameters on a grid (cell,), and the drift given each cell.

    Args:
        weight: of the cell; they sum to 1.
        volatility, share, persistence: s, a, phi.
        drift, drift_sd: mean and sd of today's g.
        evidence: log marginal likelihood of the history.
    """

    weight: np.ndarray
    volatility: np.ndarray
    share: np.ndarray
    persistence: np.ndarray
    drift: np.ndarray
    drift_sd: np.ndarray
    evidence: float

    def cells(self, uniform):
        """Cells chosen by uniform numbers (draw,)."""
        last = len(self.weight) - 1
        return np.minimum(np.searchsorted(np.cumsum(self.weight), uniform), last)

    def moments(self, values):
        """Mean and sd of something known per cell."""
        mean = self.weight @ values
        return float(mean), float(np.sqrt(max(self.weight @ (values - mean) ** 2, 0.0)))


def unit_noise(variance, shock_variance, units):
    """Variance of the change of log sigma that the counties' own shocks make.

    q = (S2 / V + S2^2 / (2 V^2)) / N

    >>> unit_noise(np.array([1.0]), 0.1, 10)
    array([0.0105])
    """
    ratio = shock_variance / variance
    return (ratio + ratio**2 / 2) / units


def speed_history(changes, noise, priors, years=None):
    """Weigh every (s, a, phi) by the changes of log sigma.

    Args:
        changes: of log sigma, year by year (year,).
        noise: q, of the counties' shocks (year,).
        priors: {name: Prior}.
        years: of the changes, ascending, where some are missing (year,); None for one a year.
    """
    shares, share_weights = priors["speed_persistent_share"].nodes()
    persistences, persistence_weights = priors["speed_persistence"].nodes()
    cells = [
        (a, phi, np.log(wa * wp))
        for a, wa in zip(shares, share_weights, strict=True)
        for phi, wp in zip(persistences, persistence_weights, strict=True)
    ]
    belief = priors["speed_volatility"].log_density(VOLATILITIES)
    belief -= np.log(np.exp(belief).sum())
    parts = [given_parameters(changes, noise, a, phi, years) for a, phi, _ in cells]
    score = np.concatenate([p[0] + c[2] + belief for p, c in zip(parts, cells, strict=True)])
    evidence = np.logaddexp.reduce(score)
    each = len(VOLATILITIES)
    return SpeedHistory(
        weight=np.exp(score - evidence),
        volatility=np.tile(VOLATILITIES, len(cells)),
        share=np.repeat([a for a, _, _ in cells], each),
        persistence=np.repeat([phi for _, phi, _ in cells], each),
        drift=np.concatenate([p[1] for p in parts]),
        drift_sd=np.concatenate([p[2] for p in parts]),
        evidence=float(evidence),
    )


def given_parameters(changes, noise, share, persistence, years=None):
    """Log likelihood, mean and sd of today's drift for every s (volatility,)."""
    years = np.arange(len(changes)) if years is None else np.asarray(years)
    lasting = share * persistence ** np.abs(years[:, None] - years)
    variance = VOLATILITIES[:, None, None] ** 2
    covariance = variance * (np.eye(len(years)) + lasting) + np.diag(noise)
    root = np.linalg.cholesky(covariance)
    whitened = np.linalg.solve(root, changes[:, None])[..., 0]
    likelihood = -0.5 * (whitened**2).sum(axis=1)
    likelihood -= np.log(np.diagonal(root, axis1=1, axis2=2)).sum(axis=1)
    # Covariance of today's drift with each year's change, latest year last.
    shared = (variance * share * persistence ** (years[-1] - years))[:, 0, :, None]
    loading = np.linalg.solve(root, shared)[..., 0]
    mean = (loading * whitened).sum(axis=1)
    left = variance[:, 0, 0] * share - (loading**2).sum(axis=1)
    return likelihood, mean, np.sqrt(np.maximum(left, 0))
