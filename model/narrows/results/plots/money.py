"""What was paid, by whom and for what, and who received it."""

from typing import TYPE_CHECKING

import numpy as np

from narrows.errors import options_by_name
from narrows.results.plots.lettering import lettering_for
from narrows.results.plots.slide import (
    FOOTNOTE,
    INK,
    SERIES,
    own_axes,
    shade_period,
    slide,
    year_axis,
)

if TYPE_CHECKING:
    import pandas as pd
    from matplotlib.axes import Axes

    from narrows.results.plots.lettering import Lettering

PANELS = ((0.065, 0.15, 0.37, 0.59), (0.69, 0.50, 0.22, 0.24), (0.69, 0.13, 0.22, 0.28))
MOST_PAYERS, MOST_RECEIVERS = 6, 10


@options_by_name("nw.plots.money_flows")
def money_flows(
    ledger: "pd.DataFrame",
    places: "pd.DataFrame",
    *,
    ax: "Axes | None" = None,
    period: tuple[int, int] | None = None,
    letters: "Lettering | None" = None,
) -> "Axes":
    """Stacked bars of each year's payments, one colour a payer and purpose, million of currency.

    Args:
        ledger: the run's ledger; shown is the difference between the arms.
        places: the run's table of places.
        ax: axes or None.
        period: (first, last) year of the programme, or None.
        letters: the lettering, or None for English.

    Returns:
        the axes; what falls below zero is paid less than without the programme.
    """
    axes, letters = own_axes(ax), letters or lettering_for()
    flows = paid(ledger, places)
    years = sorted(ledger.year.unique())
    up = down = 0
    for colour, key in zip(SERIES, totals(flows).index, strict=False):
        rows = flows[flows.key == key].groupby("year")["mean"].sum().reindex(years, fill_value=0)
        above, below = rows.clip(lower=0).to_numpy(), rows.clip(upper=0).to_numpy()
        axes.bar(years, above, bottom=up, color=colour, width=0.8)
        axes.bar(years, below, bottom=down, color=colour, width=0.8)
        up, down = up + above, down + below
    year_axis(axes, years[0] - 0.6, years[-1] + 0.6)
    top, bottom = float(np.max(up, initial=0.0)), float(np.min(down, initial=0.0))
    room = 0.06 * (top - bottom) or 1.0
    axes.set_ylim(bottom - room * (bottom < 0), top + room)
    axes.yaxis.set_major_formatter("{x:,.0f}")
    axes.axhline(0, color=INK, lw=1)
    shade_period(axes, period, letters.say("bands.period"))
    return axes


@options_by_name("nw.plots.money_paid")
def money_paid(
    ledger: "pd.DataFrame",
    places: "pd.DataFrame",
    *,
    ax: "Axes | None" = None,
    letters: "Lettering | None" = None,
) -> "Axes":
    """Horizontal bars of the totals by payer and purpose, in the colours of `money_flows`."""
    axes, letters = own_axes(ax), letters or lettering_for()
    sums = totals(paid(ledger, places))
    names = [
        f"{letters.word('payer', payer)}: {_purpose(letters, purpose)}"
        for payer, purpose in sums.index
    ]
    diagonal = [[value if at == place else 0.0 for at in range(len(names))]
                for place, value in enumerate(sums)]  # fmt: skip
    return _bars(axes, names, diagonal, SERIES)


@options_by_name("nw.plots.money_received")
def money_received(
    ledger: "pd.DataFrame",
    places: "pd.DataFrame",
    *,
    ax: "Axes | None" = None,
    letters: "Lettering | None" = None,
) -> "Axes":
    """Horizontal bars of what each recipient received in all, in the same colours."""
    axes, letters = own_axes(ax), letters or lettering_for()
    flows, known = paid(ledger, places), letters.names(places)
    codes = set(places.code[places.role == "weak"]) or set(places.code)
    table = (
        flows[flows.payee.isin(codes)]
        .pivot_table(index="payee", columns="key", values="mean", aggfunc="sum", fill_value=0.0)
        .reindex(columns=totals(flows).index, fill_value=0.0)
    )
    sums = table.sum(axis=1).sort_values(ascending=False, kind="stable")
    names = [known[code] for code in sums.index[:MOST_RECEIVERS]]
    rest = sums.index[MOST_RECEIVERS:]
    parts = table.loc[sums.index[:MOST_RECEIVERS]].to_numpy().tolist()
    if len(rest):
        names.append(letters.say("money.others", count=len(rest)))
        parts.append(table.loc[rest].sum().tolist())
    return _bars(axes, names, parts, SERIES)


def paid(ledger, places):
    """Aid and debt service the programme causes, with a column key (payer's group, purpose).

    Payments to counties and to their creditors count; taxes, and what counties do with the
    money, are left to the ledger. Only the keys that move most money are kept.
    """
    role = dict(zip(places.code, places.role, strict=True))
    rows = _caused(ledger)
    rows = rows[
        (rows.payee.isin(role) | (rows.payee == "bondholders")) & (rows.payer != "taxpayers")
    ]
    payers = [role.get(payer, payer) for payer in rows.payer]
    rows = rows.assign(key=list(zip(payers, rows.purpose, strict=True)))
    return rows[rows.key.isin(totals(rows).index[:MOST_PAYERS])]


def totals(flows):
    """Sum over the years by key, the largest in size first; keys without money are left out."""
    sums = flows.groupby("key")["mean"].sum()
    sizes = flows.assign(size=flows["mean"].abs()).groupby("key")["size"].sum()
    order = sizes[sizes > 0].sort_values(ascending=False, kind="stable").index
    return sums[order]


def _caused(ledger):
    """Payments with the programme less those without, by their means over the draws."""
    if (ledger.arm == "difference").any():
        return ledger[ledger.arm == "difference"]
    signs = ledger.arm.map({"programme": 1.0, "baseline": -1.0})
    signed = ledger.assign(mean=ledger["mean"] * signs)
    return signed.groupby(["year", "payer", "payee", "purpose"], as_index=False)["mean"].sum()


def _purpose(letters, purpose):
    return letters.legible(letters.word("purpose", purpose), instead="…")


def _bars(axes, names, parts, colours):
    """Stacked bars from the top down, each with its name to the left and its sum beside it.

    Args:
        axes: where to draw.
        names: one a bar.
        parts: (bar, colour) values.
        colours: of the parts.
    """
    places = range(len(names))
    for place, values in zip(places, parts, strict=True):
        right = left = 0.0
        for value, colour in zip(values, colours, strict=False):
            axes.barh(place, value, left=right if value > 0 else left, color=colour, height=0.72)
            right, left = right + max(value, 0), left + min(value, 0)
        axes.annotate(
            f"{sum(values):,.0f}".replace("-", "−"),
            (right, place), (5, 0), textcoords="offset points",
            va="center", size=FOOTNOTE,
        )  # fmt: skip
    axes.set_ylim(max(len(names), 4) - 0.5, -0.5)
    axes.set_yticks(places, names, size=FOOTNOTE)
    axes.spines[["bottom", "left"]].set_visible(False)
    axes.set_xticks([])
    axes.tick_params(length=0)
    axes.axvline(0, color=INK, lw=1)
    return axes


def money_slide(run, letters, facts, footnote):
    """The three of them; None where nothing was paid."""
    if not len(run.ledger) or not len(totals(paid(run.ledger, run.places))):
        return None
    subtitle = letters.say("money.subtitle", currency=facts.currency, year=facts.base_year)
    figure, (years, payers, receivers) = slide(
        letters.say("money.title"), subtitle, footnote, PANELS
    )
    money_flows(run.ledger, run.places, ax=years, period=facts.period, letters=letters)
    years.set_title(letters.say("money.years"), pad=24)
    money_paid(run.ledger, run.places, ax=payers, letters=letters)
    payers.set_title(letters.say("money.payers"), pad=12)
    money_received(run.ledger, run.places, ax=receivers, letters=letters)
    receivers.set_title(letters.say("money.receivers"), pad=12)
    return figure
