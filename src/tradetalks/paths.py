"""Where the package keeps what it can make again, and how it writes files."""

from __future__ import annotations

import os
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from platformdirs import user_cache_dir


def cache_folder() -> Path:
    """Folder of all caches: ``$TRADETALKS_CACHE``, or the user's cache folder of this system."""
    return Path(os.environ.get("TRADETALKS_CACHE") or user_cache_dir("tradetalks", appauthor=False))


@contextmanager
def replacing(path: Path, scratch: Path | None = None) -> Iterator[Path]:
    """A file to write in place of ``path``, which it replaces at the end: a reader never sees half a file, a crash
    never loses the old one. ``scratch``: another folder of the same disk to write it in."""
    handle, name = tempfile.mkstemp(dir=scratch or path.parent, prefix=f".{path.name}.", suffix=".tmp")
    os.close(handle)
    try:
        yield Path(name)
        os.chmod(name, 0o644)
        os.replace(name, path)
    except BaseException:
        Path(name).unlink(missing_ok=True)
        raise


def write_atomically(path: Path, text: str) -> Path:
    """Write text whole or not at all; returns the path."""
    with replacing(path) as made, made.open("w", encoding="utf-8") as file:
        file.write(text)
    return path
