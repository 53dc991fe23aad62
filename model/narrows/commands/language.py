"""The language a command speaks."""

import os

LANGUAGES = ("en", "zh")


def language(asked):
    """Language of what is said: as asked, or of the machine's settings.

    Raises:
        NarrowsError: for a language that narrows does not speak.

    >>> language("zh")
    'zh'
    """
    if asked:
        if asked not in LANGUAGES:
            from narrows.errors import NarrowsError

            raise NarrowsError(f"--lang: narrows speaks {' and '.join(LANGUAGES)}, not {asked!r}")
        return asked
    settings = (os.environ.get(name) for name in ("LC_ALL", "LC_MESSAGES", "LANG"))
    first = next((setting for setting in settings if setting), "")
    return "zh" if first.lower().startswith("zh") else "en"
