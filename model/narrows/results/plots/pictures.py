"""Which pictures a run has."""

from dataclasses import dataclass, field, replace
from functools import partial
from pathlib import Path

from narrows import processes
from narrows.errors import NarrowsError
from narrows.results.plots.county_map import map_slide
from narrows.results.plots.fans import gap_slide, recipients_slide
from narrows.results.plots.headlines import verdict_slide
from narrows.results.plots.lettering import lettering_for
from narrows.results.plots.money import money_slide
from narrows.results.plots.ranking import ranks_slide
from narrows.results.plots.slide import save, styled
from narrows.results.run_folder import Run

SLIDES = {
    "verdict": verdict_slide,
    "gap": gap_slide,
    "recipients": recipients_slide,
    "ranks": ranks_slide,
    "map": map_slide,
    "map_effect": partial(map_slide, colour="effect"),
    "money": money_slide,
}
LONGEST_REASON = 200
MANY_DRAWS = 20_000  # such runs have no memory left for more processes, 170 MB each
CURRENCIES = {"en": {"CNY": "yuan"}, "zh": {"CNY": "元"}}
GAP = ("theil_l", "population", "gdp_per_head")
RECIPIENTS = ("recipients_province", "population", "gdp_per_head")


@dataclass(frozen=True)
class Drawn:
    """The pictures made, and what the reader should know of their lettering (or None).

    Args:
        files: their paths.
        note: of the lettering.
        failed: {picture: why it could not be drawn}.
    """

    files: tuple[Path, ...]
    note: str | None
    failed: dict = field(default_factory=dict)


def draw_all(
    folder: str | Path,
    lang: str = "en",
    names: tuple[str, ...] = tuple(SLIDES),
    at_once: int | None = None,
) -> Drawn:
    """Draw the pictures of a run as PNG and SVG into its folder `pictures`.

    A picture that has nothing to show (the money of a run without money) is left out; one that
    fails is named and loses nothing else.

    Args:
        folder: the run folder, or one that is being written.
        lang: "en" or "zh"; Chinese gives way to English and pinyin where no font has it.
        names: which pictures.
        at_once: pictures under way at once; None for one a core, but one in a very large run.
    """
    run = Run(Path(folder))
    target = run.folder / "pictures"
    target.mkdir(exist_ok=True)
    try:
        words = run.verdict.get("words", {}) if run.has("verdict") else {}
        letters = replace(lettering_for(lang), words=words)
        facts = facts_of(run, letters.lang)
        footnote = _footnote(letters, facts)
    except Exception as error:  # noqa: BLE001 - no picture is worth a run
        return Drawn((), None, dict.fromkeys(names, _reason(error)))

    def draw(name):
        try:
            with styled(letters):
                figure = SLIDES[name](run, letters, facts, footnote)
                return () if figure is None else save(figure, target / name)
        except Exception as error:  # noqa: BLE001 - as above
            for half in target.glob(f"{name}.*"):
                half.unlink()
            return _reason(error)

    at_once = at_once or (1 if facts.draws > MANY_DRAWS else processes.available())
    # Matplotlib draws in one thread of a process.
    at_once, done = at_once if processes.forks(at_once) else 1, {}
    try:
        done.update(processes.finished(draw, list(names), at_once))
    except NarrowsError as error:  # a process was ended from outside
        done = dict.fromkeys(names, _reason(error)) | done
    failed = {name: done[name] for name in names if isinstance(done[name], str)}
    files = (file for name in names if name not in failed for file in done[name])
    return Drawn(tuple(files), letters.note, failed)


def _reason(error):
    """What went wrong, on one line."""
    return " ".join(f"{type(error).__name__}: {error}".split())[:LONGEST_REASON]


def _footnote(letters, facts):
    title = letters.legible(facts.title, instead=letters.legible(facts.name))
    source = letters.say("footnote.source", title=title, draws=f"{facts.draws:,}")
    lines = (letters.say("footnote.caution"), source)
    return "\n".join((*lines, letters.note) if letters.note else lines)


@dataclass(frozen=True)
class RunFacts:
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


def facts_of(run, lang="en"):
    """Read them from the manifest and the verdict, as far as they go."""
    about = run.manifest if run.has("manifest") else {}
    verdict = run.verdict if run.has("verdict") else {}
    currency = verdict.get("currency", "CNY")
    told = verdict.get("rule", {}).get("headlines", (RECIPIENTS, GAP))
    name = str(about.get("scenario", ""))
    return RunFacts(
        title=about.get("title") or name,
        name=name,
        draws=int(about.get("draws", 0)),
        currency=CURRENCIES[lang].get(currency, currency),
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
