"""Draw every picture of a run into its folder."""

from dataclasses import dataclass
from functools import partial
from pathlib import Path

from narrows import processes
from narrows.results.folder import Run
from narrows.results.plots.atlas import map_slide
from narrows.results.plots.facts import facts_of
from narrows.results.plots.fans import gap_slide, recipients_slide
from narrows.results.plots.headlines import verdict_slide
from narrows.results.plots.lettering import lettering_for
from narrows.results.plots.money import money_slide
from narrows.results.plots.ranking import ranks_slide
from narrows.results.plots.slide import save, styled

SLIDES = {
    "verdict": verdict_slide,
    "gap": gap_slide,
    "recipients": recipients_slide,
    "ranks": ranks_slide,
    "map": map_slide,
    "map_effect": partial(map_slide, colour="effect"),
    "money": money_slide,
}


MANY_DRAWS = 20_000  # such runs have no memory left for more processes, 170 MB each


@dataclass(frozen=True)
class Drawn:
    """The pictures made, and what the reader should know of their lettering (or None)."""

    files: tuple
    note: str | None


def draw_all(folder, lang="en", names=tuple(SLIDES), at_once=None):
    """Draw the pictures of a run as PNG and SVG into its folder `pictures`.

    A picture that has nothing to show (the money of a run without money) is left out.

    Args:
        folder: the run folder, or one that is being written.
        lang: "en" or "zh"; Chinese gives way to English and pinyin where no font has it.
        names: which pictures.
        at_once: pictures under way at once; None for one a core, but one in a very large run.
    """
    run, letters = Run(Path(folder)), lettering_for(lang)
    facts = facts_of(run)
    footnote = _footnote(letters, facts)
    target = run.folder / "pictures"
    target.mkdir(exist_ok=True)

    def draw(name):
        with styled(letters):
            figure = SLIDES[name](run, letters, facts, footnote)
            return () if figure is None else save(figure, target / name)

    at_once = at_once or (1 if facts.draws > MANY_DRAWS else processes.available())
    # Matplotlib draws in one thread of a process.
    done = dict(processes.finished(draw, list(names), at_once if processes.forks(at_once) else 1))
    return Drawn(tuple(file for name in names for file in done[name]), letters.note)


def _footnote(letters, facts):
    title = letters.legible(facts.title, instead=letters.legible(facts.name))
    source = letters.say("footnote.source", title=title, draws=f"{facts.draws:,}")
    lines = (letters.say("footnote.caution"), source)
    return "\n".join((*lines, letters.note) if letters.note else lines)
