"""Write a folder of evidence (a hindcast, a calibration) whole or not at all."""

import itertools
import tempfile
from pathlib import Path

from narrows.errors import NarrowsError
from narrows.results.tables import csv_bytes, json_bytes


def write_evidence(folder, name, *, tables=None, texts=None, documents=None, draw=None):
    """Write tables, texts, documents and pictures, and return the folder they lie in.

    A folder that does not exist is made; in one that exists the evidence lies under `name`
    (with -2, -3 ... where that is taken).

    Args:
        folder: as the user named it.
        name: such as "hindcast-de_kreise".
        tables: {name: pandas table}.
        texts: {file name: text}.
        documents: {name: JSON-like}.
        draw: called with the folder `pictures` to draw into, or None.
    """
    folder = Path(folder)
    home = folder if folder.exists() else folder.parent
    try:
        home.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryDirectory(dir=home, prefix=".unfinished-") as stage:
            whole = Path(stage) / "whole"
            whole.mkdir()
            for key, table in (tables or {}).items():
                (whole / f"{key}.csv").write_bytes(csv_bytes(table))
            for key, text in (texts or {}).items():
                (whole / key).write_text(text, encoding="utf-8")
            for key, document in (documents or {}).items():
                (whole / f"{key}.json").write_bytes(json_bytes(document))
            if draw:
                (whole / "pictures").mkdir()
                draw(whole / "pictures")
            place = folder if not folder.exists() else _free(folder, name)
            whole.replace(place)
    except OSError as error:
        reason = error.strerror or str(error)
        raise NarrowsError(f"the evidence cannot be written to {folder}: {reason}") from error
    return place


def _free(folder, name):
    names = itertools.chain([name], (f"{name}-{number}" for number in itertools.count(2)))
    return next(folder / word for word in names if not (folder / word).exists())
