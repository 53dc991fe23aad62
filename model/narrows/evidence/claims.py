"""Read the tables of evidence into small frozen records."""

import csv
from dataclasses import dataclass, fields
from importlib.resources import files


@dataclass(frozen=True)
class FactRow:
    """A stylised fact of the baseline.

    Args:
        name: F1 to F14, with a letter where one has several parts.
        title_en, title_zh: what it says.
        low, high: accepted range; None is open.
        source: where the range is from.
        grade: A, C or J.
        computable: whether one region's data can show it at all.
        needs_en, needs_zh: the data it takes.
    """

    name: str
    title_en: str
    title_zh: str
    low: float | None
    high: float | None
    source: str
    grade: str
    computable: bool
    needs_en: str
    needs_zh: str


@dataclass(frozen=True)
class Twin:
    """A programme of the past, put into the terms of the model.

    Args:
        name: of the twin.
        title_en, title_zh: which programme it stands for.
        instrument: fund (from above), assistance (donors' cash), projects (relocation), or
            cooperation (projects and donors' cash).
        intensity: share per year, of recipients' GDP (fund, projects, cooperation) or of donors'
            own revenue (assistance).
        years: of payment.
        use: investment, public_capital or mixed.
        recipients: name of a rule that chooses them.
        basis: read (in a source), computed (from figures of a source) or assumed.
        source: where intensity and duration are from.
    """

    name: str
    title_en: str
    title_zh: str
    instrument: str
    intensity: float
    years: int
    use: str
    recipients: str
    basis: str
    source: str


@dataclass(frozen=True)
class Claim:
    """One claim of a published study, and how the model is held against it.

    Args:
        row, part: number of the study in the list of effects, and letter of the claim.
        study, country: who, where.
        programme_en, programme_zh: which programme.
        published: the finding, in our words.
        unit: of the finding.
        grade: how it was read.
        kind: sign, band, or none where the model cannot express it.
        low, high: accepted range of the reading; None is open.
        band_basis: A where the study gives it, J where it is judgement.
        twin: name of the twin it is read from.
        reading: name of what is read off the twin.
        role: calibration (set aside for it; nothing is tuned on it today) or test.
        informs: parameter whose prior names this study, or empty.
        why_not_en, why_not_zh: why the model cannot express it, or empty.
    """

    row: int
    part: str
    study: str
    country: str
    programme_en: str
    programme_zh: str
    published: str
    unit: str
    grade: str
    kind: str
    low: float | None
    high: float | None
    band_basis: str
    twin: str
    reading: str
    role: str
    informs: str
    why_not_en: str
    why_not_zh: str


@dataclass(frozen=True)
class Untestable:
    """What no data at hand can test.

    Args:
        what_en, what_zh: the question.
        parameters: names of the parameters that carry the answer, with blanks between.
        why_en, why_zh: the reason.
    """

    what_en: str
    what_zh: str
    parameters: str
    why_en: str
    why_zh: str


def facts():
    """All stylised facts, in order."""
    return _read("stylised_facts.csv", FactRow)


def twins():
    """All twins {name: Twin}."""
    return {twin.name: twin for twin in _read("twins.csv", Twin)}


def claims():
    """All claims of the published studies, in order."""
    return _read("policy_effects.csv", Claim)


def untestable():
    """All that cannot be tested, in order."""
    return _read("untestable.csv", Untestable)


def _read(name, record):
    """Rows of a table as records, each field in the type its record says."""
    text = (files(__package__) / name).read_text(encoding="utf-8-sig")
    kinds = {field.name: field.type for field in fields(record)}
    return tuple(
        record(**{key: READERS[kinds[key]](value) for key, value in row.items()})
        for row in csv.DictReader(text.splitlines())
    )


READERS = {
    str: str,
    int: int,
    float: float,
    bool: lambda text: text == "yes",
    float | None: lambda text: float(text) if text else None,
}
