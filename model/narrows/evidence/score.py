"""The scorecards, and their paragraph."""

from dataclasses import asdict, dataclass, replace

import numpy as np

from narrows.ensemble.run import part_of
from narrows.errors import NarrowsError
from narrows.evidence import effects, power
from narrows.evidence.claims import claims, facts, twins, untestable
from narrows.evidence.dose import case
from narrows.evidence.effects import READINGS
from narrows.evidence.stylised_facts import SimulatedPaths, stylised_facts
from narrows.model.parameters import Prior
from narrows.scenario.scenario import Scenario
from narrows.words import say

SHORT, LONG = 25, 40  # years simulated beside programmes of up to ten years, and beside longer ones
PATIENCE = 10  # a programme of more years is run in the long group
DRAWS = 300
SURE = 0.9  # share of the draws that must have the sign a study found
SMALLEST = 20  # counties
FEW = 100  # draws of the absurd model
# A model nobody would believe: no multiplier, hardly any investment that is additional, most of
# it taken from neighbours. What it meets too is no evidence for the shipped one.
ABSURD = {
    "demand_multiplier": Prior("fixed", 0.0),
    "additionality": Prior("fixed", 0.1),
    "displacement": Prior("fixed", 0.7),
}
NO_EFFECT = "no effect to take a share of"
MOST_READ = {"objective": (1, "a"), "west": (24, "a")}  # row and part of a claim
SHOWN_YEAR = 5  # years of data the paragraph speaks of


@dataclass(frozen=True)
class Scorecards:
    """All that `narrows evidence` finds, as JSON-like rows.

    Args:
        region: name.
        draws, seed: of the simulation.
        facts, effects, untestable: rows of the three cards.
        luck: rows of the luck meter.
        power: what data of the pilot could show by year, and since which arm.
        counts: numbers of passed, failed and unjudged, by card, by role of the claim, and of the
            same claims held against an absurd model.
    """

    region: str
    draws: int
    seed: int
    facts: list
    effects: list
    untestable: list
    luck: list
    power: dict
    counts: dict

    def as_dict(self):
        return asdict(self)


def scorecards(region, *, scenario=None, draws=DRAWS, seed=1, beliefs=None, progress=None):
    """Hold the model against everything known from elsewhere.

    Args:
        region: on whose counties it is tried.
        scenario: whose beliefs, switches, form and use of history are tried; None as shipped.
        draws: how many futures.
        seed: of all luck.
        beliefs: {parameter: Prior} that replace these, to see the cards fail.
        progress: called with the work just done and all there is.
    """
    if len(region) < SMALLEST:
        raise NarrowsError(
            f"region {region.name} has {len(region)} counties; the scorecards group counties into "
            f"fifths, tails and thirds, and take at least {SMALLEST}"
        )
    tried = effects.experiment(scenario or Scenario(), region, draws=draws, seed=seed)
    few = min(draws, FEW)
    model = replace(tried, beliefs=tried.beliefs | (beliefs or {}))
    unbelievable = replace(tried, draws=few, beliefs=tried.beliefs | ABSURD)
    groups = _groups(region)
    groups[0]["pilot"] = power.case_of(region, seed) or groups[0]["mountain_sea"]
    world, programme, found = _tried(model, groups, part_of(progress, draws / (draws + few)))
    absurd = _tried(unbelievable, groups, part_of(progress, few / (draws + few)))[-1]
    found = [row | {"absurd": other["status"]} for row, other in zip(found, absurd, strict=True)]
    rows = fact_rows(panel(region, world, programme))
    return Scorecards(
        region=region.name,
        draws=draws,
        seed=seed,
        facts=rows,
        effects=found,
        untestable=[asdict(row) for row in untestable()],
        luck=power.chance_rows(world, region.reported),
        power=power.power_rows(world, programme),
        counts={
            "facts": tally(rows),
            "effects": tally(found),
            "absurd": tally(absurd),
            **_by_role(found),
        },
    )


def _tried(experiment, groups, progress):
    """The baseline, the pilot's track, and every claim held against its twin."""
    (world, found), (distant, lasting) = (
        effects.run(experiment, cases, years, part_of(progress, years / (SHORT + LONG)))
        for cases, years in zip(groups, (SHORT, LONG), strict=True)
    )
    rows = [
        effect_row(claim, found | lasting, world if claim.twin in found else distant)
        for claim in claims()
    ]
    return world, found["pilot"], rows


def _groups(region):
    """Twins to run for a short and for a long time {name: Case}."""
    cases = {name: case(twin, region) for name, twin in twins().items()}
    return (
        {name: plan for name, plan in cases.items() if plan.last <= PATIENCE},
        {name: plan for name, plan in cases.items() if plan.last > PATIENCE},
    )


def panel(region, world, programme):
    """The baseline as a panel; fact 14 is read off a programme's first year."""
    row = programme.case.first
    made = np.expm1(programme.level[row])
    made = np.where(made == 0, np.nan, made)  # no response, no ratio
    return SimulatedPaths(
        output=world.output,
        population=world.population,
        group=region.group,
        neighbours=region.weights(),
        tax=world.tax,
        response=(programme.investment[row], made),
    )


def fact_rows(world):
    """Card of the stylised facts: every fact with its verdict, or why there is none."""
    judged = {fact.name: fact for fact in stylised_facts(world)}
    return [_fact_row(row, judged[row.name]) for row in facts()]


def _fact_row(row, fact):
    told = asdict(row) | {"value": None, "q05": None, "q95": None, "z": None}
    if not row.computable or fact.value is None:
        return told | {"status": "not_computable"}
    found = {"value": fact.value, "q05": fact.q05, "q95": fact.q95}
    status = "passed" if _inside(fact.value, row.low, row.high) else "failed"
    return told | found | {"z": _z(fact.value, row.low, row.high), "status": status}


def effect_row(claim, found, world):
    """One claim held against its twin, or the reason why it cannot be.

    A band is met when the median over the draws lies in it, a sign when nine draws in ten have it.

    Args:
        claim: the Claim.
        found: {twin: Track}.
        world: the World the twin was run in.
    """
    told = asdict(claim) | {"value": None, "q05": None, "q95": None, "z": None, "share": None}
    told |= {"note": ""}
    if claim.kind == "none":
        return told | {"status": "not_expressible"}
    twin = twins()[claim.twin]
    told |= {"intensity": twin.intensity, "years": twin.years, "basis": twin.basis}
    values = READINGS[claim.reading](found[claim.twin], found, world)
    values = np.asarray(values, dtype=float)
    values = values[np.isfinite(values)]
    if not values.size:
        return told | {"status": "failed", "note": NO_EFFECT}
    low, middle, high = (float(q) for q in np.quantile(values, (0.05, 0.5, 0.95)))
    share = float(np.mean([_inside(value, claim.low, claim.high) for value in values]))
    met = share >= SURE if claim.kind == "sign" else _inside(middle, claim.low, claim.high)
    return told | {
        "value": middle,
        "q05": low,
        "q95": high,
        "z": _z(middle, claim.low, claim.high),
        "share": share,
        "status": "passed" if met else "failed",
    }


def _inside(value, low, high):
    """Whether a value lies in a range; an end at zero that stands for a sign is not in it.

    >>> _inside(0.0, 0.0, None), _inside(0.5, 0.0, 1.0), _inside(0.0, 0.0, 1.0)
    (False, True, True)
    """
    if low is not None and (value < low or (high is None and value <= low)):
        return False
    return high is None or not (value > high or (low is None and value >= high))


def _z(value, low, high):
    """Distance from the middle of a range in half-widths; None for open ranges.

    >>> _z(3.0, 0.0, 2.0)
    2.0
    """
    if low is None or high is None:
        return None
    return (value - (low + high) / 2) / ((high - low) / 2)


def tally(rows):
    """Numbers of rows by status.

    >>> tally([{"status": "passed"}, {"status": "failed"}, {"status": "passed"}])
    {'passed': 2, 'failed': 1}
    """
    statuses = [row["status"] for row in rows]
    return {status: statuses.count(status) for status in dict.fromkeys(statuses)}


def _by_role(effects):
    """Counts of claims set aside, of another model, of those that informed a prior, of the rest."""
    kinds = {
        "calibration": [row for row in effects if row["role"] == "calibration"],
        "comparison": [row for row in effects if row["role"] == "comparison"],
        "informed": [row for row in effects if row["role"] == "test" and row["informs"]],
        "untouched": [row for row in effects if row["role"] == "test" and not row["informs"]],
    }
    return {kind: tally(rows) for kind, rows in kinds.items()}


def reading(cards, lang):
    """What the cards say, failures first named by number.

    Args:
        cards: Scorecards.
        lang: "en" or "zh".
    """
    told = (
        _facts(cards, lang),
        _effects(cards, lang),
        _told("roles", lang, **_roles(cards)),
        _told("absurd", lang, **_absurd(cards)),
        _growth_of_the_past(cards, lang),
        _told("luck", lang, **_luck(cards)),
        _power(cards, lang),
        say("scorecards.closing", lang),
    )
    return ("" if lang == "zh" else " ").join(part for part in told if part)


def _told(key, lang, **values):
    return say(f"scorecards.told.{key}", lang, **values)


def _facts(cards, lang):
    counts = cards.counts["facts"]
    missed = [row["name"] for row in cards.facts if row["status"] == "failed"]
    passed, failed = (counts.get(status, 0) for status in ("passed", "failed"))
    return _told(
        "facts",
        lang,
        passed=passed,
        failed=failed,
        judged=passed + failed,
        none=counts.get("not_computable", 0),
        names=("、" if lang == "zh" else ", ").join(missed) or "-",
    )


def _effects(cards, lang):
    counts = cards.counts["effects"]
    return _told(
        "effects",
        lang,
        claims=len(cards.effects),
        rows=len({row["row"] for row in cards.effects}),
        passed=counts.get("passed", 0),
        failed=counts.get("failed", 0),
        none=counts.get("not_expressible", 0),
    )


def _roles(cards):
    kinds = ("calibration", "informed", "untouched", "comparison")
    return {
        kind: "/".join(str(cards.counts[kind].get(key, 0)) for key in ("passed", "failed"))
        for kind in kinds
    }


def _absurd(cards):
    """How many claims the absurd model meets, and how many of the shipped one's hits it misses."""
    met = [row for row in cards.effects if row["status"] == "passed"]
    lost = sum(row["absurd"] == "failed" for row in met)
    shares = {name: f"{ABSURD[name].first:.0%}" for name in ("additionality", "displacement")}
    counted = {"met": cards.counts["absurd"].get("passed", 0), "passed": len(met), "lost": lost}
    return counted | shares


def _growth_of_the_past(cards, lang):
    """The two growth claims most read, EU and Western Development; "" where neither is known."""
    claims = {(row["row"], row["part"]): row for row in cards.effects}
    rows = {name: claims[key] for name, key in MOST_READ.items()}
    told = [
        _told(
            name,
            lang,
            value=f"{row['value']:.2f}",
            low=f"{row['low']:g}",
            high=f"{row['high']:g}",
            against=say(f"scorecards.against.{_against(row)}", lang),
        )
        for name, row in rows.items()
        if row["value"] is not None
    ]
    return _told("past", lang, claims=("；" if lang == "zh" else "; ").join(told)) if told else ""


def _against(row):
    """Where a value lies: below, within or above what was published."""
    if row["value"] < row["low"]:
        return "below"
    return "above" if row["value"] > row["high"] else "within"


def _luck(cards):
    chance = {(row["event"], row["years"]): row for row in cards.luck}
    told = {
        f"{short}_{years}": f"{chance[event, years]['probability']:.0%}"
        for event, short in (("left_bottom", "left"), ("rose", "rose"), ("both", "both"))
        for years in (1, 2)
    }
    left, rose = (chance[event, 1] for event in ("left_bottom", "rose"))
    return told | {"left": left["count"], "rose": rose["count"], "of": left["of"]}


def _power(cards, lang):
    rows, needed = cards.power["rows"], cards.power["needed"]
    row = rows[min(SHOWN_YEAR, len(rows)) - 1]
    key = "never" if needed is None else "needed"
    return _told(
        "power",
        lang,
        years=row["years"],
        effect=f"{row['effect']:+.1%}",
        detectable=f"{row['detectable']:.1%}",
        needed=_told(key, lang, years=needed or rows[-1]["years"]),
    )
