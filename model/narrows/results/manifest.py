"""The manifest: what made a run folder, and the digest of every file in it."""

import hashlib
import platform
from importlib.metadata import version

from narrows.results.documents import json_bytes

SCHEMA = 1
LIBRARIES = ("narrows", "numpy", "scipy", "pandas", "pyarrow", "matplotlib", "pydantic")
PICTURES = "pictures"


def digest_of(content):
    """SHA-256 of bytes, of text, or of a document as this project writes it, in hexadecimal.

    >>> digest_of("") == digest_of(b"")
    True
    >>> digest_of({"draws": 10})[:12]
    '4cd8cd46932e'
    """
    if isinstance(content, str):
        content = content.encode()
    if not isinstance(content, bytes):
        content = json_bytes(content)
    return hashlib.sha256(content).hexdigest()


def manifest(folder, about, note=None, failed=None):
    """Describe the files lying in a folder.

    No hour, path, user or machine is written: the same run gives the same manifest. Pictures
    stand apart because they depend on the fonts of the machine; they are not compared.

    Args:
        folder: where the files lie.
        about: what the run says of itself: scenario, region, seed, draws, their digests.
        note: what the one who drew the pictures had to say (a missing font), or None.
        failed: {picture: why it could not be drawn}.
    """
    files = {path.relative_to(folder).as_posix(): path for path in _files(folder)}
    drawn = {name: path for name, path in files.items() if name.startswith(PICTURES + "/")}
    told = {name: path for name, path in files.items() if name not in drawn}
    return {
        "schema": SCHEMA,
        **about,
        "versions": versions(),
        "files": {name: _entry(path) for name, path in told.items()},
        PICTURES: {
            "note": note,
            "failed": failed or {},
            "files": {name: _entry(path) for name, path in drawn.items()},
        },
    }


def versions():
    """Versions of this package, of the libraries that touch a number, and of Python."""
    return {"python": platform.python_version(), **{name: version(name) for name in LIBRARIES}}


def changed_files(folder, entries):
    """Names of the files whose bytes are not those of the manifest, or that are gone.

    Args:
        folder: the run folder.
        entries: {name: {"sha256", "bytes"}} as in the manifest.
    """
    return tuple(
        name
        for name, entry in entries.items()
        if not (folder / name).is_file() or _entry(folder / name) != entry
    )


def _files(folder):
    return sorted(
        path for path in folder.rglob("*") if path.is_file() and path.name != "manifest.json"
    )


def _entry(path):
    with path.open("rb") as file:
        digest = hashlib.file_digest(file, "sha256").hexdigest()
    return {"sha256": digest, "bytes": path.stat().st_size}
