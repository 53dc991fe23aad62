"""Folders: those that come with the package; a run folder is written whole or not at all."""

import itertools
import os
import secrets
import shutil
from contextlib import contextmanager
from pathlib import Path

from narrows.errors import NarrowsError

LONGEST_NAME = 60
UNFINISHED = ".unfinished-"
PACKAGE = Path(__file__).resolve().parent
SHIPPED_REGIONS = PACKAGE / "regions"


def shipped_folder():
    """Folder of the shipped scenarios: inside the installed package, or of the checkout."""
    installed = PACKAGE / "scenarios"
    return installed if installed.is_dir() else PACKAGE.parents[1] / "scenarios"


def shipped():
    """Names of the shipped scenarios, sorted; parents that only others build on are left out."""
    names = (path.stem for path in shipped_folder().glob("*.toml"))
    return sorted(name for name in names if not name.startswith("_") and name != "common")


def shipped_regions():
    """Names of the regions that come with the package."""
    return tuple(sorted(path.parent.name for path in SHIPPED_REGIONS.glob("*/region.toml")))


def check_place(folder):
    """Say at once, before anything is computed, that a run could not be written there.

    Raises:
        NarrowsError: the folder is a file, or lies where nothing may be written.
    """
    place = next(path for path in (folder, *folder.absolute().parents) if path.exists())
    if not place.is_dir():
        raise NarrowsError(f"the run cannot be written to {folder}: {place} is not a folder")
    if not os.access(place, os.W_OK):
        raise NarrowsError(f"the run cannot be written to {folder}: no permission in {place}")


@contextmanager
def _staged(folder, inside):
    """A fresh hidden folder on the same disk; nothing of it stays behind after a failure.

    What a run that was killed has left there is cleared.
    """
    home = folder if inside or (folder.exists() and not is_run(folder)) else folder.parent
    made = _make_folders(home)
    _clear_leftovers(home)
    stage = home / f"{UNFINISHED}{secrets.token_hex(8)}"
    try:
        with _locked(_lock_of(stage)):
            stage.mkdir()
            yield stage
    except BaseException:  # Ctrl-C too
        shutil.rmtree(stage, ignore_errors=True)
        for path in made:
            _remove_empty(path)
        raise


def is_run(folder):
    """Whether a folder is a finished run's, into which nothing more is written."""
    return (folder / "manifest.json").is_file()


def _lock_of(stage):
    """The file that is locked as long as somebody writes into a hidden folder."""
    return stage.with_name(f"{stage.name}.lock")


@contextmanager
def _locked(path):
    """Hold a lock that the system lets go of however this process ends."""
    with path.open("wb") as file:
        _lock(file)
        try:
            yield
        finally:
            path.unlink(missing_ok=True)


def _lock(file):
    """Lock an open file at once; False where another process holds it or locks are unknown."""
    try:
        import fcntl
    except ImportError:  # pragma: no cover - not on this system: leftovers stay
        return False
    try:
        fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError:
        return False
    return True


def _clear_leftovers(home):
    """Remove hidden folders of runs that have ended without doing so."""
    for stage in home.glob(f"{UNFINISHED}*"):
        if not stage.is_dir():
            continue
        lock = _lock_of(stage)
        try:
            with lock.open("ab") as file:
                if not _lock(file):
                    continue
                shutil.rmtree(stage, ignore_errors=True)
                lock.unlink(missing_ok=True)
        except OSError:  # not ours to clear
            continue


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


def _places(folder, name, inside):
    """Where the run may lie, best first: never inside another run."""
    if not inside and not folder.exists():
        yield folder
    if is_run(folder):
        folder = folder.parent
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
