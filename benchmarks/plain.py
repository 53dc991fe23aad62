"""The plain-loop reference of the tests, on the default scenario."""

import importlib.util
from pathlib import Path

from .known import refuse_unknown

WRITTEN = Path(__file__).resolve().parents[1] / "tests" / "plain_model.py"
FUND = ("need", 0.3, "tax_growth")  # the one way of sharing a fund that it knows


def _model():
    """The class, from where the tests keep it: the model is written plainly once."""
    found = importlib.util.spec_from_file_location("plain_model", WRITTEN)
    module = importlib.util.module_from_spec(found)
    found.loader.exec_module(module)
    return module.PlainModel


PlainModel = _model()


def run(draw):
    """Both arms of a draw, year by year.

    Yields:
        (year, {arm: {name: list}}), in the names of narrows' flows.
    """
    arms = {
        "baseline": arm(draw, draw.programme.without_aid()),
        "programme": arm(draw, draw.programme),
    }
    for year in draw.years:
        reference, found = None, {}
        for name, model in arms.items():
            before = {
                "population": list(model.people),
                "capital": list(model.capital),
                "public_capital": list(model.public),
            }
            made = model.year(year, draw.technology[year], draw.income_index[year], reference)
            reference = reference or made
            found[name] = before | {key: made[key] for key in ("output", "spending")}
        yield year, found


def arm(draw, programme):
    """The plain model of one arm.

    Raises:
        NotImplementedError: the programme has what it does not know.
    """
    refuse_more(programme)
    bond = programme.bonds[0] if programme.bonds else None
    eligible = set(programme.funds[0].entitled[0].nonzero()[0].tolist()) if bond else {0}
    weights = [[0.0] * len(draw.neighbours) for _ in draw.neighbours]
    for place, row in enumerate(draw.neighbours):
        for other, weight in row:
            weights[place][other] = weight
    terms = {"year": 0, "rate": 0.0, "term": 1, "grace": 10_000}
    if bond:
        terms = {name: getattr(bond, name) for name in terms}
    return PlainModel(
        draw.parameters,
        draw.counties,
        weights,
        {year: _plan(programme, year, draw.parameters) for year in draw.years},
        list(zip(programme.donor.tolist(), programme.recipient.tolist(), strict=True)),
        eligible,
        terms,
        draw.closed,
    )


def _plan(programme, year, parameters):
    """What is paid in a year, in the plain model's words."""
    mixed = parameters["mixed_public_share"]
    fund = programme.funds[0] if programme.funds else None
    return {
        "fund": sum(one.amounts.get(year, 0.0) for one in programme.funds),
        "fund_public": mixed if fund is None or fund.use.public is None else fund.use.public,
        "bond": sum(bond.amount for bond in programme.bonds if bond.year == year),
        "share": programme.assistance.get(year, 0.0),
        "projects": programme.projects.amounts.get(year, 0.0) if programme.projects else 0.0,
    }


def refuse_more(programme):
    """Say what of a programme the plain model does not know beyond what the twin does not.

    Raises:
        NotImplementedError: naming it.
    """
    refuse_unknown(programme)
    ways = {(f.allocation, f.remainder_share, f.remainder_allocation) for f in programme.funds}
    strange = {
        "several funds": len(programme.funds) > 1,
        "another allocation": bool(ways - {FUND}),
        "several bonds": len(programme.bonds) > 1,
        "other bonds": any(b.allocation != "need" or b.use.public != 1 for b in programme.bonds),
        "donors in several pairs": len(set(programme.donor.tolist())) < len(programme.donor),
        "donors' cash not mixed": programme.assistance_use.public is not None,
    }
    found = [name for name, there in strange.items() if there]
    if found:
        raise NotImplementedError(f"the plain model does not know: {', '.join(found)}")
