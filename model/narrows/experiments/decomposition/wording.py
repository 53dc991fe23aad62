"""A decomposition in words: names of instruments, one-sentence readings."""

from dataclasses import asdict

from narrows.measures import MEASURES
from narrows.verdict.answer import plain, signed
from narrows.words import catalogue, say


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
    return known or getattr(MEASURES[name], f"title_{lang}")


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
        share=f"{100 * share:.0f} %",
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
