"""What the Mesa twin and the plain model know of a programme: the rest is refused, not ignored."""

from dataclasses import MISSING, fields

# Fields of the default scenario, by class; whatever stands beside them must be as if left out.
KNOWN = {
    "Policy": {
        *("donor", "recipient", "funds", "bonds", "assistance", "assistance_use", "projects"),
        "general",
    },
    "Fund": {
        *("name", "amounts", "entitled", "allocation", "remainder_share", "remainder_allocation"),
        *("use", "members"),
    },
    "Bond": {
        *("name", "year", "amount", "entitled", "allocation", "rate", "term", "grace", "use"),
        "members",
    },
    "Projects": {"amounts", "size", "honoured"},  # the latter two only count projects
    "GeneralFund": {"amounts", "status_quo", "allocation", "entitled", "members"},
    "Use": {"public"},
}


def unknown(item):
    """Names of fields that say something and are not known, as Class.field."""
    known = KNOWN[type(item).__name__]
    return [
        f"{type(item).__name__}.{field.name}"
        for field in fields(item)
        if field.name not in known and _says_something(getattr(item, field.name), field)
    ]


def _says_something(value, field):
    """Whether a field has another value than if it were left out; required ones, any value."""
    if field.default_factory is not MISSING:
        return value != field.default_factory()
    return bool(value) if field.default is MISSING else value != field.default


def refuse_unknown(programme):
    """Say what of a programme neither knows.

    Raises:
        NotImplementedError: naming it.
    """
    parts = [programme, *programme.funds, *programme.bonds, programme.assistance_use]
    parts += [item.use for item in (*programme.funds, *programme.bonds)]
    parts += [part for part in (programme.projects, programme.general) if part is not None]
    strange = sorted({name for part in parts for name in unknown(part)})
    if strange:
        raise NotImplementedError(f"not in the twin or the plain model: {', '.join(strange)}")
