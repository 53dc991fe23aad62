"""Write a run folder whole or not at all, and never over another one."""

from pathlib import Path

from narrows.errors import NarrowsError
from narrows.folders import LONGEST_NAME, _places, _publish, _staged
from narrows.results.ensemble import write_ensemble
from narrows.results.manifest import digest_of, manifest
from narrows.results.tables import csv_bytes, json_bytes


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
