"""Does the gap narrow, is it due to the programme, and how sure is that: the verdict rule."""

from narrows.experiments.verdict.conditions import PANEL, recipients_panel
from narrows.experiments.verdict.judge import judge
from narrows.experiments.verdict.records import (
    PROVINCE,
    RECIPIENTS,
    Goal,
    Outcomes,
    Programme,
    Rule,
    Verdict,
    as_plain,
)
from narrows.experiments.verdict.sentence import reasons, sentence
from narrows.experiments.verdict.split import variance_split

__all__ = [
    "JUDGED",
    "PROVINCE",
    "RECIPIENTS",
    "Goal",
    "Outcomes",
    "Programme",
    "Rule",
    "Verdict",
    "as_dict",
    "judge",
    "reasons",
    "sentence",
    "variance_split",
    "watched",
]


# Totals the verdict looks at, in every draw.
JUDGED = frozenset({
    *("recipients_gdp", "recipients_population", "donors_gdp", "province_gdp"),
    "programme_money",
})


def watched(headlines, goal=None):
    """Measures the verdict looks at: {(measure, weights, concept)}.

    Args:
        headlines: keys of the two headlines, recipients first.
        goal: key of the goal's measure, or None.

    >>> ("gini", "population", "gdp_per_head") in watched((RECIPIENTS, PROVINCE))
    True
    """
    by_people = {(name, *PROVINCE[1:]) for name in (*PANEL, "absolute_gap")}
    return {*headlines, *recipients_panel(headlines[0][0]), *by_people} | ({goal} - {None})


def as_dict(verdict):
    """Return the verdict as JSON knows it, with its paragraph and reasons in both languages."""
    plain = as_plain(verdict)
    languages = ("en", "zh")
    return plain | {
        "sentence": {lang: sentence(plain, lang) for lang in languages},
        "reasons": {lang: reasons(plain, lang) for lang in languages},
    }
