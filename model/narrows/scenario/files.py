"""Finding files: scenarios by path or shipped name, parents and overlays by name.

A file named by the user is read wherever it is. A file named *inside* a file is read only from
the folder of the file that names it (links followed first) or from the shipped scenarios.
"""

import os
import re
import stat
from pathlib import Path

from narrows.folders import shipped_folder
from narrows.toml.mistakes import Wrong
from narrows.toml.text import LARGEST_FILE

_SAFE = re.compile(r"[^\x00-\x1f\\:*?\"<>|]{1,200}")


def locate(path_or_name):
    """Path of a scenario given by the user: a file, or the name of a shipped one."""
    text = os.fspath(path_or_name)
    path = Path(text)
    if path.suffix == ".toml" or path.name != text or exists(path):
        return _regular(path, text)
    return _regular(shipped_folder() / f"{text}.toml", text)


def exists(path):
    """Whether there is something of this name, a link to nowhere included; never raises."""
    try:
        return path.exists() or path.is_symlink()
    except (OSError, ValueError):  # too long, or a character no file name has
        return False


def locate_named(name, folder):
    """Path of a parent or overlay that a file names.

    Args:
        name: as written: a name, or a relative path inside the folder.
        folder: of the file that names it.
    """
    relative = name if name.endswith(".toml") else f"{name}.toml"
    safe = _SAFE.fullmatch(name) and not Path(name).is_absolute() and ".." not in Path(name).parts
    if not safe:
        raise Wrong("outside")
    for root in (folder, folder / "overlays", shipped_folder(), shipped_folder() / "overlays"):
        path = root / relative
        if exists(path):
            if not path.resolve().is_relative_to(root.resolve()):
                raise Wrong("outside")
            return _regular(path, name)
    raise Wrong("no_file", found=name, allowed=neighbours(folder))


def neighbours(folder):
    """Names that could have been meant: of the folder and of the shipped scenarios."""
    names = {path.stem for path in shipped_folder().glob("*.toml")}
    if exists(folder) and folder.is_dir():
        found = sorted(path.stem for path in folder.glob("*.toml"))
        names |= set(found[:500])
    return sorted(names)


def _regular(path, name):
    """The path, if a file that can be read to its end: no folder, no pipe, no device."""
    try:
        mode = path.stat().st_mode
    except (OSError, ValueError):
        raise Wrong("no_file", found=name, allowed=neighbours(path.parent)) from None
    if not stat.S_ISREG(mode):
        raise Wrong("not_a_file", found=name)
    return path


def read_bytes(path):
    """The bytes of a file, at most one more than the largest allowed."""
    try:
        with path.open("rb") as file:
            return file.read(LARGEST_FILE + 1)
    except OSError as error:
        raise Wrong("cannot_read", reason=error.strerror or "?") from None
