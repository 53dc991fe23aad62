"""Pairing as scenarios say it: distance, forbidden and required pairs, several partners."""

from dataclasses import replace

import numpy as np
import pytest

from narrows.ensemble.pairs import roles
from narrows.outcome import run
from narrows.region import load_region
from narrows.scenario import load_scenario, scenario_from_dict
from narrows.scenario.specs import PAIRING_RULES

REGION = load_region("shandong")


def chosen(**pairing):
    """Roles of ten weak and ten strong counties under a pairing section."""
    scenario = scenario_from_dict({
        "extends": "common",
        "programme": {"start": 2024, "end": 2029},
        "pairing": pairing,
    })  # fmt: skip
    return roles(scenario, REGION)


def codes(places):
    return [REGION.codes[place] for place in places]


@pytest.mark.parametrize("rule", PAIRING_RULES)
def test_ten_and_ten_are_paired_one_to_one(rule):
    """Every rule gives each of ten weak counties one of ten strong ones, each once."""
    found = chosen(rule=rule)
    assert sorted(found.recipient) == sorted(found.weak)
    assert sorted(found.donor) == sorted(found.strong)
    assert len(found.donor) == len(set(found.donor.tolist())) == 10
    assert not len(found.unpaired)


@pytest.mark.parametrize("rule", PAIRING_RULES)
def test_no_pair_is_farther_than_allowed_and_the_lonely_are_told(rule):
    """Beyond the distance no pair is made; who has no donor is counted as weak all the same."""
    found = chosen(rule=rule, max_distance="120 km")
    assert (REGION.distance_km(found.donor, found.recipient) <= 120).all()
    assert len(found.unpaired) > 0
    assert sorted([*found.recipient, *found.unpaired]) == sorted(found.weak)


@pytest.mark.parametrize("rule", PAIRING_RULES)
def test_required_pairs_are_made_and_forbidden_ones_are_not(rule):
    """A laid-down pair stands whatever the rule says, a forbidden one never does."""
    first = chosen(rule=rule)
    strong, weak = codes(first.donor), codes(first.recipient)
    required = [{"strong": strong[3], "weak": weak[1]}]
    forbidden = [{"strong": strong[0], "weak": weak[0]}]
    found = chosen(rule=rule, pairs=required, forbidden=forbidden)
    pairs = set(zip(codes(found.donor), codes(found.recipient), strict=True))
    assert (strong[3], weak[1]) in pairs
    assert (strong[0], weak[0]) not in pairs
    assert sorted(found.weak) == sorted(first.weak)


@pytest.mark.parametrize("rule", PAIRING_RULES)
def test_one_donor_for_several_and_several_donors_for_one(rule):
    """weak_per_donor and donors_per_weak bound the pairs of either side."""
    shared = chosen(rule=rule, weak_per_donor=5, donors_per_weak=2)
    assert (np.bincount(shared.recipient)[shared.weak] == 2).all()
    assert np.bincount(shared.donor).max() <= 5
    assert len(set(zip(shared.donor.tolist(), shared.recipient.tolist(), strict=True))) == 20


def test_a_donor_with_too_few_places_leaves_weak_counties_alone():
    """Five donors with one partner each: five weak counties are told to have none."""
    scenario = scenario_from_dict({
        "extends": "common",
        "programme": {"start": 2024, "end": 2029},
        "strong": {"select": {"top": 5}},
        "pairing": {"rule": "rank", "weak_per_donor": 1},
    })  # fmt: skip
    assert len(roles(scenario, REGION).unpaired) == 5


def shuffled(region, seed):
    """The same region with the rows of its table in another order."""
    order = np.random.default_rng(seed).permutation(len(region))
    rows = {name: getattr(region, name)[order] for name in (
        "output", "population", "schooling", "sector_shares", "revenue", "longitude", "latitude",
        "group",
    )}  # fmt: skip
    codes = tuple(region.codes[place] for place in order)
    names = {lang: tuple(each[place] for place in order) for lang, each in region.names.items()}
    return replace(region, codes=codes, names=names, **rows)


@pytest.mark.parametrize("rule", ["announced", *PAIRING_RULES])
def test_order_of_the_regions_table_does_not_matter(rule):
    """Rows of counties.csv in any order give the same pairs of codes, lots included."""
    scenario = scenario_from_dict({
        "extends": "common",
        "programme": {"start": 2024, "end": 2029},
        "weak": {"select": {"bottom": 14}},
        "pairing": {"rule": rule, "max_distance": "400 km"},
    })  # fmt: skip
    other = shuffled(REGION, 7)
    first, second = roles(scenario, REGION), roles(scenario, other)
    pairs = set(zip(codes(first.donor), codes(first.recipient), strict=True))
    assert pairs == {
        (other.codes[donor], other.codes[recipient])
        for donor, recipient in zip(second.donor, second.recipient, strict=True)
    }


def test_another_lot_is_another_lottery():
    """The lot changes random pairs and nothing else; one lot always gives the same pairs."""
    first, same, other = (chosen(rule="random", lot=lot) for lot in (1, 1, 2))
    assert first.donor.tolist() == same.donor.tolist() != other.donor.tolist()


def test_announced_pairs_obey_distance_and_prohibition():
    """An announced pair beyond the distance is not made; the fill rule pairs its two anew."""
    found = chosen(rule="announced", max_distance="200 km", fill="nearest")
    assert (REGION.distance_km(found.donor, found.recipient) <= 200).all()
    assert "confirmed" in found.status


def test_lonely_counties_are_in_the_table_and_in_the_warning():
    """pairs.csv ends with the weak counties that have no donor, and the run says so."""
    keys = {"ensemble.draws": 2, "horizon.end": 2030, "pairing.max_distance": "100 km"}
    outcome = run(load_scenario("paired_aid", keys))
    alone = outcome.pairs[outcome.pairs.status == "no_donor"]
    assert len(alone) > 0
    assert set(alone.strong) == {""}
    assert str(len(alone)) in outcome.warnings("en")[0]
    assert outcome.results.residual < 1e-9
