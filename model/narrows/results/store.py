"""Writes a run folder."""

from pathlib import Path

from narrows.errors import NarrowsError
from narrows.folders import LONGEST_NAME, _places, _publish, _staged
from narrows.results.documents import csv_bytes, json_bytes, write_ensemble
from narrows.results.manifest import digest_of, manifest


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
    try:
        with _staged(folder, inside=False) as whole:
            for key, table in (tables or {}).items():
                (whole / f"{key}.csv").write_bytes(csv_bytes(table))
            for key, text in (texts or {}).items():
                (whole / key).write_text(text, encoding="utf-8")
            for key, document in (documents or {}).items():
                (whole / f"{key}.json").write_bytes(json_bytes(document))
            if draw:
                (whole / "pictures").mkdir()
                draw(whole / "pictures")
            place = _publish(whole, _places(folder, name, inside=False))
    except OSError as error:
        reason = error.strerror or str(error)
        raise NarrowsError(f"the evidence cannot be written to {folder}: {reason}") from error
    return place


def write_run(
    folder, tables, texts, documents, pictures=True, *, ensemble=None, language="en", inside=False
):
    """Write a run and return the folder it lies in.

    A folder that does not exist becomes the run folder. In one that exists, and wherever
    `inside` is said, the run lies under a name of its own, beside a run and inside any other
    folder: the scenario's and a short digest,
    with -2, -3 ... where that is taken. The files are written beside their place and moved
    there by one rename: whoever looks sees a whole run or none, and two runs never collide.

    Args:
        folder: the folder the user named.
        tables: {name: pandas table}, written as name.csv.
        texts: {file name: text or bytes}, written as they are.
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
            note, failed = _draw(stage, language) if pictures else (None, {})
            _write_document(stage, "manifest", manifest(stage, about, note, failed))
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


def _write_files(stage, tables, texts, documents, ensemble):
    for name, text in texts.items():
        (stage / name).parent.mkdir(parents=True, exist_ok=True)
        (stage / name).write_bytes(text if isinstance(text, bytes) else text.encode())
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

    drawn = draw_all(stage, language)
    return drawn.note, drawn.failed


def _ending(name, ending):
    return name if name.endswith(ending) else name + ending
