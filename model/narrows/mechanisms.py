"""Which of the disputed mechanisms are at work; each is off unless a scenario switches it on.

They belong to the world, not to the programme: every arm of a run has the same ones.
"""

from dataclasses import dataclass


@dataclass(frozen=True)
class Mechanisms:
    """Switches, each without any effect when off.

    Args:
        policy_follows_size: a part of the general funds goes to counties by their GDP.
        diffusion: "exponential" (who is far behind catches up fast) or "logistic" (slowly).
        migration: "gradual" (people are drawn slowly where utility is higher) or "logit" (each
            year everybody weighs staying against all places within reach).
        talent_drain: skilled people move faster than others.
        learning_by_doing: growth beyond the world without programme raises technology.
        dutch_disease: aid makes industry less productive.
        over_reporting: aided counties report more output than they make.
        reward_effort: counties press for tax where a fund rewards its growth.
        spillovers: gains spread from a prefecture's core city and from neighbours.
    """

    policy_follows_size: bool = False
    diffusion: str = "exponential"
    migration: str = "gradual"
    talent_drain: bool = False
    learning_by_doing: bool = False
    dutch_disease: bool = False
    over_reporting: bool = False
    reward_effort: bool = False
    spillovers: bool = False


NONE = Mechanisms()
