"""A made-up run, small or of Shandong's size, with every table a run folder holds."""

from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from narrows.results.documents import read_csv

YEARS = range(2020, 2041)
DRAWS = 60
SHANDONG = Path(__file__).parents[2] / "model" / "narrows" / "regions" / "shandong"
NAMES = tuple("甲乙丙丁戊己庚辛壬癸子丑")
LATIN = ("Jia", "Yi", "Bing", "Ding", "Wu", "Ji", "Geng", "Xin", "Ren", "Gui", "Zi", "Chou")


@pytest.fixture(scope="session")
def small_run():
    """Twelve counties: two aid two; texts, tables and documents of the run."""
    numbers = np.arange(12)
    places = pd.DataFrame({
        "code": [f"3701{number + 1:02d}" for number in numbers],
        "name": NAMES,
        "name_en": LATIN,
        "longitude": 116.5 + 0.3 * (numbers % 4),
        "latitude": 36.2 + 0.25 * (numbers // 4),
    })  # fmt: skip
    return made_up(places, output=np.geomspace(90_000, 9_000, 12), pairs=2)


@pytest.fixture(scope="session")
def shandong_run():
    """The 136 counties at their places with made-up figures; ten aid ten."""
    path = SHANDONG / "counties.csv"
    if not path.is_file():
        pytest.skip("the region's tables are not compiled")
    counties = read_csv(path)
    places = pd.DataFrame({
        "code": counties.code.astype(str),
        "name": counties.name_zh,
        "name_en": counties.name_en,
        "longitude": counties.longitude,
        "latitude": counties.latitude,
    })  # fmt: skip
    return made_up(places, counties.output.to_numpy(float), pairs=10)


def made_up(places, output, pairs):
    """A run's content: growth by chance, the recipients a little faster with the programme.

    Returns:
        dict of keyword arguments for write_run.
    """
    luck = np.random.default_rng(1)
    order = np.argsort(-output, kind="stable")
    strong, weak = order[:pairs], order[-pairs:]
    roles = np.full(len(output), "other", dtype=object)
    roles[strong], roles[weak] = "strong", "weak"
    places = places.assign(
        group="x", group_en="x", kind="county", role=roles, output_basis="official"
    )
    growth = luck.normal(0.04, 0.03, (len(YEARS), DRAWS, len(output)))
    growth[0] = 0
    baseline = output * np.exp(growth.cumsum(0))
    lasting = np.clip(np.array(YEARS) - 2023, 0, 6)[:, None, None] / 6
    effect = np.zeros(len(output))
    effect[weak], effect[strong] = 0.05, -0.003
    programme = baseline * (1 + lasting * effect * luck.lognormal(0, 0.4, (1, DRAWS, 1)))
    arms = {"baseline": baseline, "programme": programme}
    people = luck.uniform(3e5, 1e6, len(output))
    return {
        "tables": {
            "places": places,
            "pairs": _pairs(places, strong, weak),
            "measures": _measures(arms, people, weak),
            "counties": _counties(arms, people, places),
            "ledger": _ledger(places, strong, weak),
        },
        "texts": {
            "scenario.toml": 'title = "Made-up pairs"\n',
            "resolved.toml": 'title = "Made-up pairs"\n',
        },
        "documents": {
            "verdict": _verdict(),
            "manifest": {
                "scenario": "made_up",
                "title": "Made-up pairs",
                "seed": 1,
                "draws": DRAWS,
            },
        },
    }


def _pairs(places, strong, weak):
    givers, takers = places.iloc[strong], places.iloc[weak]
    return pd.DataFrame({
        "strong": givers.code.to_list(),
        "strong_name": givers["name"].to_list(),
        "weak": takers.code.to_list(),
        "weak_name": takers["name"].to_list(),
        "distance_km": 100.0,
        "status": "made up",
    })  # fmt: skip


def _quantiles(values, names=("q05", "q25", "q50", "q75", "q95")):
    levels = [int(name[1:]) / 100 for name in names]
    return {"mean": values.mean(1), **dict(zip(names, np.quantile(values, levels, 1), strict=True))}


def _measures(arms, people, weak):
    rows = []
    for concept, head in (("gdp_per_head", people), ("gdp", 1)):
        arrays = {}
        for arm, values in arms.items():
            y = values / head
            mean = y.mean(-1, keepdims=True)
            arrays[arm] = {
                "theil_l": np.log(mean / y).mean(-1),
                "recipients_province": y[..., weak].mean(-1) / mean[..., 0],
            }
        arrays["difference"] = {
            name: arrays["programme"][name] - arrays["baseline"][name]
            for name in arrays["baseline"]
        }
        rows += [
            pd.DataFrame({
                "arm": arm, "year": list(YEARS), "measure": measure, "weights": weights,
                "concept": concept, **_quantiles(values),
            })
            for arm, measures in arrays.items()
            for measure, values in measures.items()
            for weights in ("none", "population")
        ]  # fmt: skip
    return pd.concat(rows, ignore_index=True)


def _counties(arms, people, places):
    rows = []
    kinds = {
        arm: {
            "gdp": values,
            "gdp_per_head": 1e6 * values / people,
            "rank": (-values).argsort(-1).argsort(-1) + 1.0,
        }
        for arm, values in arms.items()
    }
    kinds["effect"] = {"gdp": arms["programme"] / arms["baseline"] - 1}
    for arm, variables in kinds.items():
        for variable, values in variables.items():
            table = _quantiles(values, ("q05", "q50", "q95"))
            rows.append(pd.DataFrame({
                "arm": arm,
                "year": np.repeat(list(YEARS), len(places)),
                "code": np.tile(places.code, len(YEARS)),
                "name": np.tile(places["name"], len(YEARS)),
                "variable": variable,
                **{name: column.ravel() for name, column in table.items()},
            }))  # fmt: skip
    return pd.concat(rows, ignore_index=True)


def _ledger(places, strong, weak):
    rows = []
    for giver, taker in zip(places.code.iloc[strong], places.code.iloc[weak], strict=True):
        for year in range(2024, 2030):
            rows += [
                ("province", taker, "guidance fund", year, 200 / len(weak)),
                (giver, taker, "assistance", year, 12.0),
                ("bondholders", taker, "special bonds", year, 2000 / 6 / len(weak)),
            ]
        rows += [(taker, "bondholders", "interest", year, 4.5) for year in range(2025, 2041)]
    table = pd.DataFrame(rows, columns=["payer", "payee", "purpose", "year", "mean"])
    return table.assign(arm="programme", q05=0.9 * table["mean"], q95=1.1 * table["mean"])[
        ["arm", "year", "payer", "payee", "purpose", "mean", "q05", "q95"]
    ]


def _verdict():
    """A verdict as the verdict rule writes it, cut down to what pictures read."""
    ways = {"recipients": ("recipients_province", "larger"), "province": ("theil_l", "smaller")}
    judged = []
    for year, size in ((2029, 1.0), (2040, 0.6)):
        headlines = {
            name: {
                "measure": measure, "weights": "population", "concept": "gdp_per_head",
                "narrower": narrower, "threshold": 0.02,
                "due": {
                    "relative": {"median": -0.021 * size, "low": -0.045 * size, "high": -0.008},
                    "narrower": {"value": 0.55 * size},
                },
            }
            for name, (measure, narrower) in ways.items()
        }  # fmt: skip
        judged.append({"year": year, "headlines": headlines})
    return {
        "base_year": 2020,
        "programme": {"start": 2024, "end": 2029, "taper_end": 2032},
        "currency": "CNY",
        "rule": {"headlines": [
            ["recipients_province", "population", "gdp_per_head"],
            ["theil_l", "population", "gdp_per_head"],
        ]},
        "judged": judged,
    }  # fmt: skip
