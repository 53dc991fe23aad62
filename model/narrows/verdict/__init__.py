"""Does the gap narrow, is it due to the programme, and how sure is that: the verdict rule."""

from narrows.verdict.answer import as_dict, reasons, sentence
from narrows.verdict.conditions import JUDGED, watched
from narrows.verdict.records import (
    PROVINCE,
    RECIPIENTS,
    Dates,
    Outcomes,
    Rule,
    Target,
    Verdict,
)
from narrows.verdict.rule import judge
from narrows.verdict.variance_split import variance_split

__all__ = [
    "JUDGED",
    "PROVINCE",
    "RECIPIENTS",
    "Dates",
    "Outcomes",
    "Rule",
    "Target",
    "Verdict",
    "as_dict",
    "judge",
    "reasons",
    "sentence",
    "variance_split",
    "watched",
]
