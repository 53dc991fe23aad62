"""Numbers as they are read out."""

from math import floor, log10

from narrows.words import say


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
        '>99 %'
        """
        text = f"{100 * value:.0f} %"
        if 0 < value < 0.01:
            text = "<1 %"
        elif 0.99 < value < 1:
            text = ">99 %"
        return text.replace(" ", "") if self.lang == "zh" else text

    def money(self, million):
        """Say an amount of million in million or billion; in Chinese in 百万 or 亿.

        >>> Figures("en", "CNY").money(1200), Figures("zh", "CNY").money(1200)
        ('1.2 billion CNY', '12亿元')
        """
        large = 100 if self.lang == "zh" else 1000
        kind, amount = ("billion", million / large) if million >= large else ("million", million)
        return say(f"verdict.money.{kind}", self.lang, amount=plain(amount), currency=self.currency)

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
