"""What a decomposition holds and says."""

from dataclasses import asdict, dataclass

from narrows.verdict.answer import plain, signed
from narrows.words import catalogue, say


@dataclass(frozen=True)
class MeanInterval:
    """Mean over draws and nine tenths of them."""

    mean: float
    low: float
    high: float


@dataclass(frozen=True)
class Part:
    """What one instrument does to one headline, as a share of the gap without the programme.

    Args:
        instrument: its name.
        alone: with this instrument and no other.
        shapley: its part of the whole, averaged over all orders in which instruments come.
        error: standard error of the mean from not trying all orders; 0 where all were.
    """

    instrument: str
    alone: MeanInterval
    shapley: MeanInterval
    error: float


@dataclass(frozen=True)
class Migration:
    """A headline with and without migration, as shares of its base-year value.

    Args:
        trend: change since the base year, programme included.
        trend_still: the same where nobody moves.
        effect: what the programme changes.
        effect_still: the same where nobody moves.
    """

    trend: MeanInterval
    trend_still: MeanInterval
    effect: MeanInterval
    effect_still: MeanInterval


@dataclass(frozen=True)
class HeadlineParts:
    """One headline measure taken apart.

    Args:
        measure: its name.
        narrower: "smaller" or "larger".
        whole: what the programme does to it.
        shares: of each instrument; their shapley means add up to the whole's.
        together: whole less the sum of what each does alone.
        migration: with and without.
    """

    measure: str
    narrower: str
    whole: MeanInterval
    shares: tuple[Part, ...]
    together: MeanInterval
    migration: Migration


@dataclass(frozen=True)
class Parts:
    """Log change of the recipients' GDP per head over the province's, taken apart; they add up.

    Args:
        whole: of the ratio.
        recipients: output of the recipients growing faster than that of the other counties.
        strong: output of the strong growing slower than that of the other counties.
        people: people leaving the recipients faster than the province grows.
        rest: what the province's mean of unequal rates adds.
    """

    whole: MeanInterval
    recipients: MeanInterval
    strong: MeanInterval
    people: MeanInterval
    rest: MeanInterval


@dataclass(frozen=True)
class Decomposition:
    """Where the change of the gap comes from.

    Args:
        scenario: its title.
        year: in which the gap is looked at.
        base_year: since when it has changed.
        draws: how many.
        exact: whether all sets of instruments were run.
        runs: how many sets were.
        headlines: both.
        trend: parts of the change since the base year, with the programme.
        effect: parts of what the programme changes.
    """

    scenario: str
    year: int
    base_year: int
    draws: int
    exact: bool
    runs: int
    headlines: tuple[HeadlineParts, ...]
    trend: Parts
    effect: Parts

    def __repr__(self):
        return f"Decomposition({self.scenario!r}, {self.year}, {self.draws} draws)"


def as_dict(found):
    """The decomposition as JSON knows it, with its reading in both languages."""
    return asdict(found) | {"reading": {lang: reading(found, lang) for lang in ("en", "zh")}}


def title(instrument, lang):
    """An instrument for people: `fund[guidance fund]` is "fund: guidance fund".

    >>> title("fund[guidance fund]", "en"), title("assistance", "en")
    ('fund: guidance fund', "donors' cash")
    """
    section, _, item = instrument.partition("[")
    known = catalogue(lang).get(f"decompose.section.{section}", section)
    colon = "：" if lang == "zh" else ": "
    return known + (colon + item.removesuffix("]") if item else "")


def headline_title(name, lang):
    """A headline measure for people, as it stands in a sentence."""
    known = catalogue(lang).get(f"decompose.headline.{name}")
    return known or say(f"pictures.measure.{name}", lang)


def reading(found, lang):
    """The decomposition as finished sentences."""
    if not found.headlines[0].shares:
        return [say("decompose.nothing", lang)]
    told = [_most(headline, found, lang) for headline in found.headlines]
    if not found.exact:
        error = max(share.error for headline in found.headlines for share in headline.shares)
        told.append(say("decompose.sampling", lang, error=plain(100 * error)))
    told += [_still(headline, found, lang) for headline in found.headlines]
    told.append(say("decompose.trend", lang, base=found.base_year, **_parts(found.trend)))
    told.append(say("decompose.effect", lang, **_parts(found.effect)))
    ends = {end: signed(getattr(found.trend.whole, end)) for end in ("low", "high")}
    return [*told, say("decompose.closing", lang, **ends)]


def _most(headline, found, lang):
    """The whole, and the instrument that does most of it."""
    whole = headline.whole
    first = max(headline.shares, key=lambda share: share.shapley.mean * _sign(whole.mean))
    share = first.shapley.mean / whole.mean if whole.mean else 0.0
    return say(
        "decompose.most",
        lang,
        year=found.year,
        headline=headline_title(headline.measure, lang),
        whole=signed(whole.mean),
        low=signed(whole.low),
        high=signed(whole.high),
        share=f"{100 * share:.0f}%",
        instrument=title(first.instrument, lang),
    )


def _sign(number):
    return 1 if number >= 0 else -1


def _still(headline, found, lang):
    moved = headline.migration
    means = {
        name: signed(getattr(moved, name).mean)
        for name in ("trend", "trend_still", "effect", "effect_still")
    }
    told = headline_title(headline.measure, lang)
    return say("decompose.still", lang, headline=told, base=found.base_year, **means)


def _parts(parts):
    return {name: signed(spread["mean"]) for name, spread in asdict(parts).items()}
