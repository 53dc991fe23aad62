"""Which language and which fonts a picture can have on this machine."""

from dataclasses import dataclass, field

from narrows.words import say

LATIN = "DejaVu Sans"  # comes with matplotlib: the same on every machine
CHINESE = (
    "Noto Sans CJK SC",
    "Noto Sans SC",
    "Source Han Sans SC",
    "Source Han Sans CN",
    "PingFang SC",
    "Hiragino Sans GB",
    "Microsoft YaHei",
    "Heiti SC",
    "SimHei",
    "WenQuanYi Micro Hei",
    "WenQuanYi Zen Hei",
    "Noto Sans CJK JP",  # the one face older matplotlib sees in the collection
    "Arial Unicode MS",
    "Droid Sans Fallback",
)


@dataclass(frozen=True)
class Lettering:
    """How a picture speaks.

    Args:
        lang: "en" or "zh", what the fonts allow of what was asked for.
        families: font families in the order they are tried, each installed.
        note: what the reader should know (no Chinese font), or None.
        words: {language: what the region calls its units, groups and the whole}.
    """

    lang: str
    families: tuple[str, ...]
    note: str | None = None
    words: dict = field(default_factory=dict)

    @property
    def chinese(self):
        """Whether Chinese text can be shown."""
        return len(self.families) > 1

    def say(self, key, **values):
        return say(f"pictures.{key}", self.lang, **(self.words.get(self.lang, {}) | values))

    def question(self, headline):
        """The question a headline of the verdict answers."""
        return say(f"verdict.question.{headline}", self.lang, **self.words.get(self.lang, {}))

    def measure(self, measure, weights, concept):
        """A measure in words, with what it is taken of and how counties count."""
        words = (self.word("measure", measure), self.word("concept", concept))
        return self.join((*words, self.word("weights", weights)))

    def join(self, words):
        return (", " if self.lang == "en" else "，").join(words)

    @property
    def area_unit(self):
        """Million of currency in the unit GDP is told in: a billion, in Chinese 亿."""
        return 1000 if self.lang == "en" else 100

    @property
    def head_unit(self):
        """Currency in the unit GDP per head is told in: a thousand, in Chinese 万."""
        return 1000 if self.lang == "en" else 10_000

    def word(self, group, name):
        """The word for a name of the tables; a name without one is shown as it stands."""
        try:
            return self.say(f"{group}.{name}")
        except KeyError:
            return str(name).replace("_", " ")

    def legible(self, text, instead=""):
        """The text if the fonts can show it, else what stands in for it."""
        return text if self.chinese or not has_chinese(text) else instead

    def names(self, places):
        """{code: name} of the counties, pinyin where Chinese is not wanted or not possible."""
        columns = ("name", "name_en") if self.lang == "zh" else ("name_en", "name")
        first, second = (places[column] for column in columns)
        return {
            code: self.legible(best) or self.legible(other) or code
            for code, best, other in zip(places.code, first, second, strict=True)
        }


def lettering_for(lang: str = "en") -> Lettering:
    """The lettering for a language on this machine; English with pinyin where it must be."""
    installed = installed_families()
    chinese = next((family for family in CHINESE if family in installed), None)
    if chinese is None:
        note = say("pictures.footnote.no_font", "en") if lang != "en" else None
        return Lettering("en", (LATIN,), note)
    return Lettering(lang, (chinese, LATIN) if lang == "zh" else (LATIN, chinese))


def installed_families():
    """Names of the font families matplotlib finds."""
    from matplotlib.font_manager import fontManager

    return set(fontManager.get_font_names())


def has_chinese(text):
    """Whether a text holds characters beyond Latin, Greek and the usual signs.

    >>> has_chinese("Zhanhua 12 %"), has_chinese("沾化")
    (False, True)
    """
    return any("\u2e80" <= letter <= "\uffef" for letter in text)
