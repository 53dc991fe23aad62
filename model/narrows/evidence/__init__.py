"""What is known from elsewhere: facts to meet, published effects, and what nobody can test.

Four tables (UTF-8 with its mark, as spreadsheets like it). Figures and findings are facts; the
words are ours. Grades: A, abstract or landing page read; C, computed; J, judgement.
"""

from narrows.evidence.claims import (
    Claim,
    FactRow,
    Twin,
    Untestable,
    claims,
    facts,
    twins,
    untestable,
)

__all__ = [
    "Claim",
    "FactRow",
    "Twin",
    "Untestable",
    "claims",
    "facts",
    "twins",
    "untestable",
]
