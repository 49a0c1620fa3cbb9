"""Where the package keeps what it can make again."""

from __future__ import annotations

import os
from pathlib import Path

from platformdirs import user_cache_dir


def cache_folder() -> Path:
    """Folder of all caches: ``$TRADETALKS_CACHE``, or the user's cache folder of this system."""
    return Path(os.environ.get("TRADETALKS_CACHE") or user_cache_dir("tradetalks", appauthor=False))
