"""Where the package keeps what it can make again, and how it writes files."""

from __future__ import annotations

import os
import tempfile
from pathlib import Path

from platformdirs import user_cache_dir


def cache_folder() -> Path:
    """Folder of all caches: ``$TRADETALKS_CACHE``, or the user's cache folder of this system."""
    return Path(os.environ.get("TRADETALKS_CACHE") or user_cache_dir("tradetalks", appauthor=False))


def write_atomically(path: Path, text: str) -> Path:
    """Write beside the target, then rename: a reader never sees half a file, a crash never loses the old one."""
    handle, name = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}.", suffix=".tmp")
    try:
        with os.fdopen(handle, "w", encoding="utf-8") as file:
            file.write(text)
        os.chmod(name, 0o644)
        os.replace(name, path)
    except BaseException:
        Path(name).unlink(missing_ok=True)
        raise
    return path
