"""What the pictures need to know of a run besides its tables."""

from dataclasses import dataclass

CURRENCIES = {"CNY": "yuan"}
GAP = ("theil_l", "population", "gdp_per_head")
RECIPIENTS = ("recipients_province", "population", "gdp_per_head")


@dataclass(frozen=True)
class Facts:
    """A run in brief.

    Args:
        title: of the scenario, or its name.
        name: of the scenario.
        draws: their number.
        currency: the word for the region's currency.
        base_year: first of the run, and of the prices.
        period: first and last year of the programme, or None.
        recipients: (measure, weights, concept) of the recipients' headline.
        gap: the same of the province's.
        gap_narrower: "smaller" or "larger", the way that measure moves when the gap narrows.
    """

    title: str
    name: str
    draws: int
    currency: str
    base_year: int
    period: tuple | None
    recipients: tuple
    gap: tuple
    gap_narrower: str


def facts_of(run):
    """Read them from the manifest and the verdict, as far as they go."""
    about = run.manifest if run.has("manifest") else {}
    verdict = run.verdict if run.has("verdict") else {}
    currency = verdict.get("currency", "CNY")
    told = verdict.get("rule", {}).get("headlines", (RECIPIENTS, GAP))
    name = str(about.get("scenario", ""))
    return Facts(
        title=about.get("title") or name,
        name=name,
        draws=int(about.get("draws", 0)),
        currency=CURRENCIES.get(currency, currency),
        base_year=int(verdict.get("base_year", run.measures.year.min())),
        period=_period(verdict.get("programme") or about.get("programme")),
        recipients=tuple(told[0]),
        gap=tuple(told[-1]),
        gap_narrower=_narrower(verdict),
    )


def _narrower(verdict):
    for judged in verdict.get("judged", ()):
        headline = judged["headlines"].get("province")
        if headline:
            return headline["narrower"]
    return "smaller"


def _period(programme):
    """Years of full money, or None without a programme."""
    return (int(programme["start"]), int(programme["end"])) if programme else None
