"""Texts on disk, keyed by content: a picture drawn once need not be drawn again.

One file a text in a folder of the cache, its first line a checksum of key and text; what is damaged is made anew, and
said in one line. The oldest go first beyond ``limit_bytes()``.
"""

from __future__ import annotations

import hashlib
import logging
from collections.abc import Callable
from pathlib import Path

from tradetalks.paths import replacing
from tradetalks.rows import checksum, limit_bytes

log = logging.getLogger(__name__)


def kept_text(folder: Path, asked: str, make: Callable[[], str]) -> str:
    """What ``make`` returns, from ``folder`` if it was made before.

    Args:
        asked: all that decides the text.
    """
    key = hashlib.sha256(asked.encode()).hexdigest()
    path = folder / f"{key}.txt"
    try:
        told, _, text = path.read_bytes().partition(b"\n")
        if told.decode() == checksum(key, text):
            return text.decode()
        log.warning("%s: a kept text is damaged and is made anew", path)
    except OSError:
        pass  # nothing is kept, or nothing can be
    except UnicodeDecodeError:
        log.warning("%s: a kept text is damaged and is made anew", path)
    made = make()
    try:
        content = made.encode()
        folder.mkdir(parents=True, exist_ok=True)
        with replacing(path) as scratch:
            scratch.write_bytes(checksum(key, content).encode() + b"\n" + content)
        _keep_small(folder)
    except OSError:
        pass  # a cache that cannot be written costs time, not answers
    return made


def _keep_small(folder: Path) -> None:
    held = sorted(((p.stat().st_mtime, p.stat().st_size, p) for p in folder.glob("*.txt")), reverse=True)
    total = 0
    for _, size, path in held:
        total += size
        if total > limit_bytes():
            path.unlink(missing_ok=True)
