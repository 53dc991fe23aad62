"""The eve of a programme is taken from the world without it, and is what `step` would find."""

from dataclasses import fields, is_dataclass, replace

import numpy as np
import worlds

from narrows import eve
from narrows.nothing import is_nothing
from narrows.programme import Programme
from narrows.ties import Agreement


def leaves(found, path=""):
    """(path, array) of everything in nested records."""
    if is_dataclass(found):
        for field in fields(found):
            yield from leaves(getattr(found, field.name), f"{path}.{field.name}")
    elif isinstance(found, tuple):
        for place, part in enumerate(found):
            yield from leaves(part, f"{path}[{place}]")
    else:
        yield path, found() if callable(found) else found


def test_the_eve_is_what_the_step_finds_to_the_last_bit(monkeypatch):
    """Every flow has the same numbers, shape and kind with the short cut and without."""
    here = worlds.region()
    plan = worlds.programme(here, years=range(2023, 2026))
    assert eve.years(plan, plan.without_aid(), range(2020, 2030)) == {2020, 2021, 2022}
    ways = [worlds.years_of(here, worlds.both(here, plan), draws=3)]
    monkeypatch.setattr(eve, "years", lambda *_: set())
    ways.append(worlds.years_of(here, worlds.both(here, plan), draws=3))
    for short, long in zip(*ways, strict=True):
        pairs = zip(leaves(short.flows["programme"]), leaves(long.flows["programme"]), strict=True)
        for (path, ours), (same_path, theirs) in pairs:
            assert path == same_path
            assert is_nothing(ours) == is_nothing(theirs), path
            assert np.shape(ours) == np.shape(theirs), path
            assert np.array_equal(ours, theirs), path


def test_the_eve_ends_when_anything_is_given():
    """It lasts until the first year with money; without any it lasts for ever."""
    here = worlds.region()
    nothing, years = Programme(), range(2020, 2030)
    plan = worlds.programme(here, years=range(2023, 2026))
    plan = replace(plan, general=None)
    assert eve.years(plan, nothing, years) == {2020, 2021, 2022}
    assert eve.years(nothing, nothing, years) == set(years)


def test_there_is_no_eve_on_other_ground():
    """Where general funds or quotas differ from the start, or parks stand, all years are found."""
    here, years = worlds.region(), range(2020, 2030)
    plan = replace(worlds.programme(here), general=None)
    fund = worlds.programme(here).general
    assert fund is not None
    assert not eve.years(replace(plan, general=fund), Programme(), years)
    assert not eve.years(
        replace(plan, general=fund),
        Programme(general=replace(fund, status_quo="gdp", moved={})),
        years,
    )
    assert not eve.years(replace(plan, agreement=Agreement(park=object())), Programme(), years)
