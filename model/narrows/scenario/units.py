"""Quantities as people write them, and the kinds that carry a unit."""

import re
import unicodedata
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation

from narrows.scenario.kinds import Kind, Number
from narrows.toml.mistakes import Wrong

# Patterns for editors: a little wider than the reader, without look-ahead.
_DIGITS = r"[-+]?[0-9０-９][0-9０-９.,eE+]*"
MILLION = Decimal(1_000_000)
CURRENCIES = {
    "CNY": ("CNY", "RMB", "yuan", "renminbi", "元", "人民币", "人民币元", "¥"),
    "USD": ("USD", "US$", "$", "dollar", "dollars", "美元"),
    "EUR": ("EUR", "€", "euro", "euros", "欧元"),
    "GBP": ("GBP", "£", "英镑"),
    "JPY": ("JPY", "yen", "日元"),
}
SCALES = {
    "": 1,
    "thousand": 10**3,
    "million": 10**6,
    "billion": 10**9,
    "trillion": 10**12,
    "千": 10**3,
    "万": 10**4,
    "百万": 10**6,
    "千万": 10**7,
    "亿": 10**8,
    "十亿": 10**9,
    "百亿": 10**10,
    "千亿": 10**11,
    "万亿": 10**12,
}
LENGTHS = {"km": 1, "kilometre": 1, "kilometres": 1, "公里": 1, "千米": 1}
PERCENTS = {"%": 100, "percent": 100, "per cent": 100, "‰": 1000}
YEARS = ("year", "years", "a", "年")
_NUMBER = r"[-+]?(?:\d{1,3}(?:,\d{3})+|\d{1,24})(?:\.\d{1,24})?(?:[eE][-+]?\d{1,2})?"
_RUN = re.compile(r"[-+]?(\d[\d.,]*)")
_GROUPED = re.compile(r"[1-9]\d{0,2}(?:,\d{3})+(?:\.\d+)?")
_DOUBTFUL = re.compile(r"[1-9]\d{0,2}\.\d\d0")  # a point that may group thousands
_PER_YEAR = re.compile(r"\s*(?:per year|a year|per annum|yearly|/\s*(?:year|yr|a|年)|每年|一年)$")
_LONGEST = 80  # characters of a quantity; nobody writes more by intent

_SCALE = "|".join(sorted(filter(None, SCALES), key=len, reverse=True))
_CURRENCY = "|".join(
    re.escape(word) for words in CURRENCIES.values() for word in sorted(words, reverse=True)
)
_SUM = rf"{_DIGITS}\s*({_SCALE})?\s*({_CURRENCY}|[A-Z]{{3}})"


@dataclass(frozen=True)
class Share(Kind):
    """A share, written as a percentage; 0..1 inside."""

    low: float = 0.0
    high: float = 1.0
    unit: str = "share"
    code: str = "share"

    def parse(self, raw, facts):
        bounds = {"low": say_share(self.low), "high": say_share(self.high)}
        quantity = _quantity(raw, self.code, **bounds)
        value = share(quantity)
        if value is None or (quantity.per_year and self.code == "share"):
            raise Wrong(self.code, **bounds)
        if not self.low <= value <= self.high:
            raise Wrong("bounds", **bounds)
        return float(value)

    def format(self, value, currency):
        return say_share(value)

    def json_schema(self):
        return {"type": "string", "pattern": rf"^\s*{_DIGITS}\s*(%|％|‰|percent|per cent)"}


class Rate(Share):
    """A rate per year, written as a percentage; the words "per year" may be left out."""

    def __init__(self, low=0.0, high=1.0):
        super().__init__(low, high, "per year", "rate")


class Probability(Share):
    """A probability, a plain number from 0 to 1 or a percentage."""

    def __init__(self):
        super().__init__(0.0, 1.0, "probability")

    def parse(self, raw, facts):
        if isinstance(raw, str):
            return super().parse(raw, facts)
        return Number(0, 1).parse(raw, facts)

    def format(self, value, currency):
        return value

    def json_schema(self):
        return {"anyOf": [Number(0, 1).json_schema(), super().json_schema()]}


@dataclass(frozen=True)
class Distance(Kind):
    """A distance in km."""

    high: float = 20_000.0
    unit: str = "km"

    def parse(self, raw, facts):
        value = distance(_quantity(raw, "distance"))
        if value is None:
            raise Wrong("distance")
        if not 0 <= value <= self.high:
            raise Wrong("bounds", low="0 km", high=f"{self.high:g} km")
        return float(value)

    def format(self, value, currency):
        return f"{plain(value)} km"

    def json_schema(self):
        return {"type": "string", "pattern": rf"^\s*{_DIGITS}\s*(km|m|公里|千米|米|kilomet|metres)"}


@dataclass(frozen=True)
class Duration(Kind):
    """A span of whole years."""

    low: int = 0
    high: int = 100
    unit: str = "years"

    def parse(self, raw, facts):
        value = duration(_quantity(raw, "duration"))
        if value is None or value != int(value):
            raise Wrong("duration")
        if not self.low <= value <= self.high:
            low, high = (self.format(years, None) for years in (self.low, self.high))
            raise Wrong("bounds", low=low, high=high)
        return int(value)

    def format(self, value, currency):
        return f"{value} year" if value == 1 else f"{value} years"

    def json_schema(self):
        return {"type": "string", "pattern": rf"^\s*{_DIGITS}\s*(years?|a|年)\s*$"}


class Every(Duration):
    """How often: "never", inside 0, or a span of whole years."""

    def __init__(self):
        super().__init__(1, 100)

    def parse(self, raw, facts):
        if raw == "never":
            return 0
        try:
            return super().parse(raw, facts)
        except Wrong as wrong:
            wrong.code = "every" if wrong.code == "duration" else wrong.code
            raise

    def format(self, value, currency):
        return super().format(value, currency) if value else "never"

    def json_schema(self):
        return {"anyOf": [{"type": "string", "enum": ["never"]}, super().json_schema()]}


@dataclass(frozen=True)
class Money(Kind):
    """A sum of money, or one per year; million of the region's currency inside."""

    per_year: bool = False
    high: float = 1e9  # million: a thousand trillion, beyond any county programme

    @property
    def unit(self):
        return "million {currency} per year" if self.per_year else "million {currency}"

    @property
    def code(self):
        return "money_per_year" if self.per_year else "money"

    def parse(self, raw, facts):
        expected = facts.currency if facts else "CNY"
        quantity = _quantity(raw, self.code, currency=expected)
        found = money(quantity, expected)
        if found is None or found[1] is None:
            raise Wrong(self.code, currency=expected)
        value, currency = found
        if facts and currency != facts.currency:
            raise Wrong("currency", currency=expected, other=currency)
        if quantity.per_year != self.per_year:
            raise Wrong(self.code, currency=expected)
        if value < 0:
            raise Wrong("negative")
        if value > self.high:
            raise Wrong("most", high=say_money(self.high, expected, self.per_year))
        return float(value)

    def format(self, value, currency):
        return say_money(value, currency, self.per_year)

    def json_schema(self):
        if not self.per_year:
            return {"type": "string", "pattern": rf"^\s*{_SUM}\s*$"}
        yearly = r"(per year|a year|per annum|yearly|/\s*(year|yr|a|年)|每年|一年)"
        return {"type": "string", "pattern": rf"^\s*(每年\s*{_SUM}|{_SUM}\s*{yearly})\s*$"}


def _quantity(raw, code, **values):
    """The quantity in a text; a bare number or a text without one is a mistake of `code`."""
    quantity = read(raw) if isinstance(raw, str) else None
    if quantity is None:
        raise Wrong(code, **values)
    return quantity


LENGTHS |= {"m": Decimal("0.001"), "metres": Decimal("0.001"), "米": Decimal("0.001")}

_QUANTITY = re.compile(rf"(?P<number>{_NUMBER})\s*(?P<unit>.*)", re.DOTALL)


@dataclass(frozen=True)
class Quantity:
    """A number with its unit, as read.

    Args:
        number: the number before its unit.
        unit: what follows it, without "per year".
        per_year: whether the text says so.
    """

    number: Decimal
    unit: str
    per_year: bool


def read(text):
    """Split a text into number, unit and "per year"; None where it is no quantity.

    >>> read("200 million CNY per year")
    Quantity(number=Decimal('200'), unit='million CNY', per_year=True)

    Raises:
        Wrong: the number can be read in two ways.

    >>> read("每年2亿元").unit, read("five") is None
    ('亿元', True)
    """
    if len(text) > _LONGEST:
        return None
    _only_plain_digits(text)
    plain = unicodedata.normalize("NFKC", text).strip()
    yearly = plain.startswith("每年")
    plain = plain.removeprefix("每年").strip()
    _read_in_one_way(plain)
    found = _QUANTITY.fullmatch(plain)
    if found is None:
        return None
    unit = _PER_YEAR.sub("", " " + found["unit"])
    yearly = yearly or unit != " " + found["unit"]
    return Quantity(_decimal(found["number"]), unit.strip(), yearly)


def _only_plain_digits(text):
    """Refuse powers, fractions and circled digits, which full-width reading would flatten."""
    for sign in text:
        odd = unicodedata.numeric(sign, None) is not None and not sign.isdecimal()
        if odd and unicodedata.decomposition(sign):
            raise Wrong("digits", sign=sign)


def _read_in_one_way(plain):
    """Refuse commas that group no thousands, and points that may."""
    found = _RUN.match(plain)
    if found is None:
        return
    digits = found[1]
    if "," in digits and not _GROUPED.fullmatch(digits):
        whole, _, part = digits.rpartition(",")
        raise Wrong("grouping", point=f"{whole.replace(',', '').replace('.', '')}.{part}")
    percent = plain[found.end() :].strip().lower() in PERCENTS
    if _DOUBTFUL.fullmatch(digits) and not percent:
        more = f"{int(digits.replace('.', '')):,}"
        raise Wrong("doubtful", less=plain_decimal(Decimal(digits)), more=more)


def _decimal(digits):
    try:
        return Decimal(digits.replace(",", ""))
    except InvalidOperation:  # pragma: no cover - the pattern admits only numbers
        return Decimal("NaN")


def money(quantity, code="CNY"):
    """Millions and currency code of a quantity; None where it is no money.

    A text without a currency word has currency None. Any code may be written for itself.

    Args:
        quantity: as read.
        code: of a currency that need not be in the table, the region's.

    >>> money(read("2亿元")), money(read("3 billion USD")), money(read("5 %"))
    ((Decimal('200'), 'CNY'), (Decimal('3000'), 'USD'), None)
    """
    for currency, words in [*_currency_words(), (code, code)]:
        if quantity.unit.lower().endswith(currency.lower()):
            rest = quantity.unit[: len(quantity.unit) - len(currency)]
            return _scaled(quantity.number, rest, words)
    return _scaled(quantity.number, quantity.unit, None)


def _currency_words():
    """Every way to write a currency with its code, longest first: 美元 ends in 元."""
    pairs = [(word, code) for code, words in CURRENCIES.items() for word in words]
    return sorted(pairs, key=lambda pair: -len(pair[0]))


def _scaled(number, scale, currency):
    word = scale.strip().lower()
    if word not in SCALES:
        return None
    return number * SCALES[word] / MILLION, currency


def share(quantity):
    """Share 0..1 of a percentage; None where it is none.

    >>> share(read("5 %")), share(read("3‰")), share(read("5"))
    (Decimal('0.05'), Decimal('0.003'), None)
    """
    divisor = PERCENTS.get(quantity.unit.lower())
    return None if divisor is None else quantity.number / divisor


def distance(quantity):
    """Kilometres; None where it is no length.

    >>> distance(read("400 km")), distance(read("400公里")), distance(read("3 years"))
    (Decimal('400'), Decimal('400'), None)
    """
    factor = LENGTHS.get(quantity.unit.lower())
    return None if factor is None or quantity.per_year else quantity.number * factor


def duration(quantity):
    """Years; None where it is no span of years.

    >>> duration(read("3 years")), duration(read("3年")), duration(read("3 km"))
    (Decimal('3'), Decimal('3'), None)
    """
    return quantity.number if quantity.unit.lower() in YEARS and not quantity.per_year else None


def plain(number):
    """A float as people write it, exactly, without an exponent.

    >>> plain(0.1), plain(2000.0), plain(1e-07)
    ('0.1', '2000', '0.0000001')
    """
    text = format(Decimal(repr(float(number))), "f")
    return text.rstrip("0").rstrip(".") if "." in text else text


def say_money(millions, currency, per_year=False):
    """Write millions so that reading them back gives the same number.

    >>> say_money(200.0, "CNY", per_year=True), say_money(260000.0, "CNY")
    ('200 million CNY per year', '260 billion CNY')
    """
    exact = Decimal(repr(float(millions)))
    large = abs(exact) >= 1000
    number = plain_decimal(exact / 1000 if large else exact)
    return f"{number} {'billion' if large else 'million'} {currency}{' per year' * per_year}"


def say_share(value):
    """Write a share as a percentage that reads back as the same number.

    >>> say_share(0.05), say_share(0.0224)
    ('5 %', '2.24 %')
    """
    return f"{plain_decimal(Decimal(repr(float(value))) * 100)} %"


def plain_decimal(number):
    """A decimal without exponent or trailing zeros.

    >>> plain_decimal(Decimal("5.00")), plain_decimal(Decimal("1E+3"))
    ('5', '1000')
    """
    text = format(number, "f")
    return text.rstrip("0").rstrip(".") if "." in text else text
