"""The verdict as a paragraph; numbers as they are read."""

from math import floor, log10

from narrows.model.parameters import PARAMETERS
from narrows.verdict.records import as_plain
from narrows.words import say

ENOUGH_DRAWS = 1000
NAMES = ("recipients", "province")
SURE = {"yes", "likely"}


def as_dict(verdict, words=None):
    """Return the verdict as JSON knows it, with its paragraph and reasons in both languages.

    Args:
        verdict: Verdict.
        words: {language: what the region calls its units, groups and the whole}; None for the
            common vocabulary.
    """
    plain = as_plain(verdict) | {"words": words or {}}
    languages = ("en", "zh")
    return plain | {
        "sentence": {lang: sentence(plain, lang) for lang in languages},
        "reasons": {lang: reasons(plain, lang) for lang in languages},
    }


def sentence(verdict, lang="en"):
    """Read the verdict out.

    Args:
        verdict: Verdict, or what `as_dict` made of it (so that a file can be read out again).
        lang: "en" or "zh".

    Returns:
        One paragraph; it always ends with what history cannot tell.
    """
    reader = _Reader(verdict, lang)
    parts = [
        *reader.opening(),
        *(reader.question(name) for name in NAMES),
        *reader.trend(),
        *reader.reservations(),
        *reader.price(),
        *reader.goal(),
        reader.say("closing.text"),
    ]
    return reader.space.join(part for part in parts if part)


def reasons(verdict, lang="en"):
    """Say what stands behind the paragraph, one finished sentence after the other.

    Args:
        verdict: Verdict, or what `as_dict` made of it.
        lang: "en" or "zh".

    Returns:
        List of sentences: trends, durability, who gains and pays, money, luck, the last year.
    """
    reader = _Reader(verdict, lang)
    return [
        *reader.trends(),
        *reader.durable(),
        *reader.effects(),
        *reader.uncertainty(),
        *reader.later(),
    ]


class _Reader:
    """One verdict and one language; every method gives a list of finished sentences."""

    def __init__(self, verdict, lang):
        self.verdict = verdict = verdict if isinstance(verdict, dict) else as_plain(verdict)
        self.lang, self.space = lang, "" if lang == "zh" else " "
        self.figures = Figures(lang, verdict["currency"])
        self.year = verdict["judged"][0]["year"]
        self.headlines = verdict["judged"][0]["headlines"]
        self.base = verdict["base_year"]
        self.words = verdict.get("words", {}).get(lang, {})
        self.acting = any(h and h["due"]["answer"] != "no_effect" for h in self.headlines.values())

    def say(self, key, **values):
        return say(f"verdict.{key}", self.lang, **(self.words | values))

    def opening(self):
        told = {"year": self.year, "base": self.base, "draws": f"{self.verdict['draws']:,}"}
        programme = self.verdict["programme"]
        if programme is None:
            yield self.say("opening.no_programme", **told)
        else:
            yield self.say("opening.programme", **told, **programme)
        if self.verdict["draws"] < ENOUGH_DRAWS:
            yield self.say("opening.few_draws")

    def question(self, name):
        """Question 2 about one headline."""
        headline = self.headlines[name]
        asked = self.say(f"question.{name}")
        if headline is None:
            caught_up = name == NAMES[0] and self.verdict["judged"][0].get("caught_up")
            missing = "caught_up" if caught_up else "missing"
            return asked + self.space + self.say(f"answer.{missing}")
        if self.verdict["programme"] is None:
            return asked + self.space + self._without_programme(headline)
        answer = self.say(
            f"answer.{_manner(headline['due'])}",
            what=self._what(headline),
            change=self._change(headline),
        )
        return asked + self.space + answer

    def _without_programme(self, headline):
        """No programme on either side; or one that the baseline alone has, and what it is worth."""
        if headline["due"]["answer"] == "no_effect":
            return self.say("answer.no_programme")
        plain_change = headline["due"]["plain"]
        figures = {key: signed(plain_change[key]) for key in ("median", "low", "high")}
        return self.say("answer.stopped", what=self._what(headline), **figures)

    def _what(self, headline):
        if headline["measure"] == "recipients_province":
            return self.say("what.recipients_province")
        title = self._title(headline["measure"])
        measure = self.say(f"weights.{headline['weights']}", title=title)
        return self.say("what.other", measure=measure)

    def _title(self, measure):
        return say(f"pictures.measure.{measure}", self.lang, **self.words)

    def _change(self, headline):
        due = headline["due"]
        side = "wider" if due["answer"] == "widens" else "narrower"
        return self.say(
            "change.text",
            **{key: signed(due["plain"][key]) for key in ("median", "low", "high")},
            threshold=plain(100 * headline["threshold"]),
            base=self.base,
            probability=self.figures.chance(due[side]["value"]),
            error=plain(100 * due[side]["error"]),
        )

    def trend(self):
        """Question 1 in brief: how likely either gap is narrower than in the base year."""
        shown = [name for name in NAMES if self.headlines[name]]
        told = [self.say(f"trend.{name}", **self._chances(name)) for name in shown]
        if told:
            joined = self.say("trend.and").join(told)
            yield self.say("trend.opening", base=self.base, trends=joined)

    def trends(self):
        """Question 1 about both headlines at length."""
        for name in NAMES:
            if self.headlines[name]:
                yield self.say(f"trends.{name}", base=self.base, **self._chances(name))

    def _chances(self, name):
        trend, without = (self.headlines[name][key] for key in ("trend", "trend_without"))
        return {
            "narrower": self.figures.chance(trend["narrower"]["value"]),
            "without": self.figures.chance(without["narrower"]["value"]),
            "wider": self.figures.chance(trend["wider"]["value"]),
            "wider_without": self.figures.chance(without["wider"]["value"]),
        }

    def reservations(self):
        """Conditions that are not met, each once."""
        told = []
        for name in NAMES:
            if self.headlines[name] and self.headlines[name]["due"]["answer"] != "no_effect":
                told += self._failed(self.headlines[name])
        if told:
            unique = self.say("reservation.and").join(dict.fromkeys(told))
            opening, end = self.say("reservation.opening"), self.say("reservation.end")
            yield opening + self.space + unique + end

    def _failed(self, headline):
        for condition in headline["conditions"]:
            if condition["met"] is not False or condition["name"] == "absolute_gap":
                continue
            if condition["name"] == "practical_size" and headline["due"]["answer"] not in SURE:
                continue  # the answer says so already
            yield self.say(f"reservation.{condition['name']}", **self._numbers(headline, condition))
            if condition["numbers"].get("lorenz") == "crossing":
                yield self.say("reservation.agreement_lorenz")

    def _numbers(self, headline, condition):
        """Numbers of a condition as they are read out: shares as per cent, chances as chances."""
        told = {"headline": self.say(f"headline.{headline['name']}")}
        for key, value in condition["numbers"].items():
            if isinstance(value, dict):
                told[key] = self.figures.chance(value["value"]) if "value" in value else ""
            elif isinstance(value, float):
                told[key] = plain(100 * value) if key == "retained" else signed(value)
            else:
                told[key] = value
        return told

    def durable(self):
        """What is left five years after the last money."""
        for name in NAMES:
            headline = self.headlines[name]
            condition = _condition(headline, "durability")
            if condition is None or headline["due"]["answer"] == "no_effect":
                continue
            if condition["note"] == "beyond_horizon":
                yield self.say("durable.beyond", year=condition["numbers"]["year"])
                return
            if condition["met"]:
                yield self.say("durable.yes", **self._numbers(headline, condition))

    def effects(self):
        """Who wins and who pays, and the gap in money."""
        headline = self.headlines["province"] or self.headlines["recipients"]
        people = _condition(headline, "not_by_emigration")
        losses = _condition(headline, "not_by_levelling_down")
        if self.acting and people and people["numbers"] and losses["numbers"]:
            numbers = self._numbers(headline, people) | self._numbers(headline, losses)
            yield self.say("effects.text", **numbers)
        absolute = _condition(headline, "absolute_gap")
        if absolute and absolute["numbers"]:
            gap = {
                key: self.figures.per_head(absolute["numbers"][key], signed=key == "difference")
                for key in ("start", "then", "difference")
            }
            yield self.say("absolute.text", base=self.base, year=self.year, **gap)

    def price(self):
        """What was paid, and per point of either gap."""
        costs = {name: (self.headlines[name] or {}).get("cost") for name in NAMES}
        known = [cost for cost in costs.values() if cost and cost["paid"]]
        if not self.acting or not known:
            return
        each = [self._per_point(name, cost) for name, cost in costs.items() if cost]
        paid = self.figures.money(known[0]["paid"])
        prices = self.say("reservation.and").join(each)
        yield self.say("cost.text", year=self.year, paid=paid, prices=prices)

    def _per_point(self, name, cost):
        told = {"headline": self.say(f"cost_of.{name}")}
        if cost["per_point"] is None:
            return self.say("cost.undefined", **told)
        money = {key: self.figures.money(cost[key]) for key in ("per_point", "low", "high")}
        return self.say("cost.point", **told, **money)

    def uncertainty(self):
        """Luck meter, and what the uncertainty is made of."""
        for name in NAMES:
            headline = self.headlines[name]
            if not headline or headline["due"]["answer"] == "no_effect":
                continue
            told = {"headline": self.say(f"headline.{name}")}
            if headline["due"]["luck"] is not None:
                yield self.say(
                    "luck.text", **told, share=self.figures.chance(headline["due"]["luck"])
                )
            split = headline["split_of_effect"]
            if split:
                parts = ("luck", "parameters", "structure")
                shares = {part: self.figures.chance(split[part]) for part in parts}
                yield self.say("luck.split", **told, **shares, leading=self._leading(split))

    def _leading(self, split):
        known = [PARAMETERS.get(name) for name in split["leading"]]
        titles = [getattr(p, f"title_{self.lang}") or p.title_en for p in known if p]
        if not titles or split["parameters"] < 0.1:
            return ""
        return self.say("luck.leading", names=("、" if self.lang == "zh" else ", ").join(titles))

    def later(self):
        """The effect at the end of the run."""
        after = self.verdict["judged"][1:]
        if after and self.acting and all(after[0]["headlines"].values()):
            medians = {
                name: signed(after[0]["headlines"][name]["due"]["plain"]["median"])
                for name in NAMES
            }
            yield self.say("later.text", year=after[0]["year"], **medians)

    def goal(self):
        """Question 3."""
        goal = self.verdict["goal"]
        if goal is None:
            return
        if goal["met"] is None:
            yield self.say("goal.unknown", by=goal["by"])
            return
        yield self.say(
            "goal.met" if goal["met"] else "goal.missed",
            measure=self._title(goal["measure"]),
            fall=plain(100 * goal["fall"]),
            by=goal["by"],
            wanted=self.figures.chance(goal["wanted"]),
            **{"with": self.figures.chance(goal["with_programme"]["value"])},
            without=self.figures.chance(goal["without"]["value"]),
        )


def _manner(due):
    """Key of the answer: a sure but small effect and a yes with reservations have their own."""
    if due["answer"] in {"no", "unlikely"} and due["any_narrower"]["value"] >= 0.95:
        return "too_small"
    return "yes_but" if due["answer"] == "yes" and not due["holds"] else due["answer"]


def _condition(headline, name):
    found = [c for c in (headline or {"conditions": ()})["conditions"] if c["name"] == name]
    return found[0] if found else None


class Figures:
    """Chances and money in a language.

    Args:
        lang: "en" or "zh".
        currency: code of the region's money.
    """

    def __init__(self, lang, currency):
        self.lang = lang
        self.currency = "元" if (lang, currency) == ("zh", "CNY") else currency

    def chance(self, value):
        """Say a probability in whole per cent, 0 or 100 only if every draw says so.

        >>> Figures("en", "CNY").chance(0.997)
        '>99%'
        """
        text = f"{100 * value:.0f}%"
        if 0 < value < 0.01:
            text = "<1%"
        elif 0.99 < value < 1:
            text = ">99%"
        return text

    def money(self, million):
        """Say an amount of million in million or billion; in Chinese in 万 (ten thousand) or 亿.

        >>> Figures("en", "CNY").money(1200), Figures("zh", "CNY").money(1200)
        ('1.2 billion CNY', '12亿元')
        >>> Figures("en", "CNY").money(50), Figures("zh", "CNY").money(50)
        ('50 million CNY', '5000万元')
        """
        small, large = (0.01, 100) if self.lang == "zh" else (1, 1000)
        kind, size = ("billion", large) if million >= large else ("million", small)
        amount = million / size
        said = plain(amount) if self.lang == "en" else plain(amount).replace(",", "")
        return say(f"verdict.money.{kind}", self.lang, amount=said, currency=self.currency)

    def per_head(self, million, *, signed):
        """Say an amount of million per person in whole money."""
        whole = round(1e6 * million)
        amount = f"{whole:+,}" if signed and whole else f"{whole:,}"
        return say("verdict.money.head", self.lang, amount=amount, currency=self.currency)


def plain(number):
    """Say a number with two figures, whole from ten on.

    >>> [plain(x) for x in (0.031, 2.23, 37.4, 1240)]
    ['0.031', '2.2', '37', '1,240']
    """
    if number == 0:
        return "0"
    decimals = max(0, 1 - floor(log10(abs(number))))
    return f"{number:,.{min(decimals, 3)}f}"


def signed(share):
    """Say a share as signed per cent with two figures; what rounds away is 0.

    >>> [signed(x) for x in (0.0223, -0.0027, 0.137, 0.00001)]
    ['+2.2', '-0.27', '+14', '0']
    """
    number = 100 * share
    if abs(number) < 0.005:
        return "0"
    decimals = min(2, max(0, 1 - floor(log10(abs(number)))))
    return f"{number:+.{decimals}f}"
