"""Write a run folder whole or not at all, and never over another one."""

import itertools
import os
import secrets
import shutil
from contextlib import contextmanager
from pathlib import Path

from narrows.errors import NarrowsError
from narrows.results.ensemble import write_ensemble
from narrows.results.manifest import digest_of, manifest
from narrows.results.tables import csv_bytes, json_bytes

LONGEST_NAME = 60


def write_run(
    folder, tables, texts, documents, pictures=True, *, ensemble=None, language="en", inside=False
):
    """Write a run and return the folder it lies in.

    A folder that does not exist becomes the run folder. In one that exists, and wherever
    `inside` is said, the run lies under a name of its own: the scenario's and a short digest,
    with -2, -3 ... where that is taken. The files are written beside their place and moved
    there by one rename: whoever looks sees a whole run or none, and two runs never collide.

    Args:
        folder: the folder the user named.
        tables: {name: pandas table}, written as name.csv.
        texts: {file name: text}, written as they are.
        documents: {name: dict}, written as name.json. "manifest" holds what the run says of
            itself (scenario, region, seed, draws, digests); file digests and versions are added.
        pictures: draw them too.
        ensemble: an Ensemble to be written as ensemble.parquet, or None.
        language: "en" or "zh", of the pictures.
        inside: lie in `folder` even if it does not exist yet.

    Raises:
        NarrowsError: the disk is full, the place is not writable, the folder is a file.
    """
    folder = Path(folder)
    about = documents.get("manifest", {})
    # the pictures are drawn from the manifest as it is so far
    documents = {**documents, "manifest": about}
    try:
        with _staged(folder, inside) as stage:
            _write_files(stage, tables, texts, documents, ensemble)
            note = _draw(stage, language) if pictures else None
            _write_document(stage, "manifest", manifest(stage, about, note))
            return _publish(stage, _places(folder, run_name(about), inside))
    except OSError as error:
        reason = error.strerror or str(error)
        raise NarrowsError(f"the run cannot be written to {folder}: {reason}") from error


def run_name(about):
    """The name of a run's folder: the scenario's name and eight digits that tell it apart.

    >>> run_name({"scenario": "十对 as/announced"})
    '十对_as_announced-c4479fc3'
    """
    scenario = str(about.get("scenario") or "run")
    words = "".join(letter if letter.isalnum() or letter in "-_" else "_" for letter in scenario)
    return f"{words[:LONGEST_NAME]}-{digest_of(about)[:8]}"


def check_place(folder):
    """Say at once, before anything is computed, that a run could not be written there.

    Raises:
        NarrowsError: the folder is a file, or lies where nothing may be written.
    """
    place = next(path for path in (folder, *folder.absolute().parents) if path.exists())
    if not place.is_dir():
        raise NarrowsError(f"the run cannot be written to {folder}: {place} is not a folder")
    if not os.access(place, os.W_OK):
        raise NarrowsError(f"the run cannot be written to {folder}: no right to write in {place}")


@contextmanager
def _staged(folder, inside):
    """A fresh hidden folder on the same disk; nothing of it stays behind after a failure."""
    home = folder if inside or folder.exists() else folder.parent
    made = _make_folders(home)
    stage = home / f".unfinished-{secrets.token_hex(8)}"
    try:
        stage.mkdir()
        yield stage
    except BaseException:  # Ctrl-C too
        shutil.rmtree(stage, ignore_errors=True)
        for path in made:
            _remove_empty(path)
        raise


def _make_folders(path):
    """Make a folder and the missing ones above it; tell which were made, deepest first."""
    missing = tuple(
        itertools.takewhile(lambda place: not place.exists(), (path, *path.absolute().parents))
    )
    path.mkdir(parents=True, exist_ok=True)
    return missing


def _remove_empty(path):
    try:
        path.rmdir()
    except OSError:  # someone else has put something there meanwhile
        return


def _write_files(stage, tables, texts, documents, ensemble):
    for name, text in texts.items():
        (stage / name).write_bytes(text.encode())
    for name, table in tables.items():
        (stage / _ending(name, ".csv")).write_bytes(csv_bytes(table))
    for name, document in documents.items():
        _write_document(stage, name, document)
    if ensemble is not None:
        write_ensemble(stage / "ensemble.parquet", ensemble)


def _write_document(stage, name, document):
    (stage / _ending(name, ".json")).write_bytes(json_bytes(document))


def _draw(stage, language):
    from narrows.results.plots import draw_all

    return draw_all(stage, language).note


def _ending(name, ending):
    return name if name.endswith(ending) else name + ending


def _places(folder, name, inside):
    """Where the run may lie, best first."""
    if not inside and not folder.exists():
        yield folder
    yield folder / name
    for number in itertools.count(2):
        yield folder / f"{name}-{number}"


def _publish(stage, places):
    """Move the finished run to the first place that is free, by one rename."""
    return next(place for place in places if _moved(stage, place))


def _moved(stage, place):
    """Rename, unless the place is taken.

    POSIX lets a rename replace an empty folder; a finished run is never empty, so two runs that
    want one place cannot both get it.
    """
    try:
        stage.rename(place)
    except OSError:
        if not place.exists():
            raise
        return False
    return True
