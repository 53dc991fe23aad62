"""The scorecards in one paragraph, English or Chinese."""

from narrows.words import say

SHOWN_YEAR = 5  # years of data the paragraph speaks of


def reading(cards, lang):
    """What the cards say, failures first named by number.

    Args:
        cards: Scorecards.
        lang: "en" or "zh".
    """
    parts = {
        "facts": _facts(cards, lang),
        "effects": _effects(cards, lang),
        "roles": _told("roles", lang, **_roles(cards)),
        "absurd": _told("absurd", lang, **_absurd(cards)),
        "worst": _told("worst", lang, **_short(cards)),
        "luck": _told("luck", lang, **_luck(cards)),
        "power": _power(cards, lang),
    }
    return say("scorecards.reading", lang, **parts)


def _told(key, lang, **values):
    return say(f"scorecards.told.{key}", lang, **values)


def _facts(cards, lang):
    counts = cards.counts["facts"]
    missed = [row["name"] for row in cards.facts if row["status"] == "failed"]
    passed, failed = (counts.get(status, 0) for status in ("passed", "failed"))
    return _told(
        "facts",
        lang,
        passed=passed,
        failed=failed,
        judged=passed + failed,
        none=counts.get("not_computable", 0),
        names=("、" if lang == "zh" else ", ").join(missed) or "-",
    )


def _effects(cards, lang):
    counts = cards.counts["effects"]
    return _told(
        "effects",
        lang,
        claims=len(cards.effects),
        rows=len({row["row"] for row in cards.effects}),
        passed=counts.get("passed", 0),
        failed=counts.get("failed", 0),
        none=counts.get("not_expressible", 0),
    )


def _roles(cards):
    kinds = ("calibration", "informed", "untouched", "comparison")
    return {
        kind: "/".join(str(cards.counts[kind].get(key, 0)) for key in ("passed", "failed"))
        for kind in kinds
    }


def _absurd(cards):
    """How many claims the absurd model meets, and how many of the shipped one's hits it misses."""
    met = [row for row in cards.effects if row["status"] == "passed"]
    lost = sum(row["absurd"] == "failed" for row in met)
    return {"met": cards.counts["absurd"].get("passed", 0), "passed": len(met), "lost": lost}


def _short(cards):
    """The two growth claims most read: EU and Western Development."""
    claims = {(row["row"], row["part"]): row for row in cards.effects}
    told = {}
    for name, key in (("objective", (1, "a")), ("west", (24, "a"))):
        row = claims[key]
        told |= {
            name: "-" if row["value"] is None else f"{row['value']:.2f}",
            f"{name}_low": f"{row['low']:g}",
            f"{name}_high": f"{row['high']:g}",
        }
    return told


def _luck(cards):
    chance = {(row["event"], row["years"]): row for row in cards.luck}
    told = {
        f"{short}_{years}": f"{chance[event, years]['probability']:.0%}"
        for event, short in (("left_bottom", "left"), ("rose", "rose"), ("both", "both"))
        for years in (1, 2)
    }
    left, rose = (chance[event, 1] for event in ("left_bottom", "rose"))
    return told | {"left": left["count"], "rose": rose["count"], "of": left["of"]}


def _power(cards, lang):
    rows, needed = cards.power["rows"], cards.power["needed"]
    row = rows[min(SHOWN_YEAR, len(rows)) - 1]
    key = "never" if needed is None else "needed"
    return _told(
        "power",
        lang,
        years=row["years"],
        effect=f"{row['effect']:+.1%}",
        detectable=f"{row['detectable']:.1%}",
        needed=_told(key, lang, years=needed or rows[-1]["years"]),
    )
