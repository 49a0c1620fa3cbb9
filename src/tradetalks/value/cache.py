"""Solved packages on disk: the same question is never solved twice, a killed run resumes.

Keys hash the benchmark, the eve's policy, the package's policy, the closure and the source of the model itself; how
rows are kept, checked and thrown away is said in ``tradetalks.rows``.
"""

from __future__ import annotations

from pathlib import Path

from tradetalks.paths import cache_folder
from tradetalks.rows import RowCache, source_digest


class ValueCache(RowCache):
    """Changes of real income by package."""


def default_path() -> Path:
    """``values.sqlite`` in the package's cache folder."""
    return cache_folder() / "values.sqlite"


def model_digest() -> str:
    """Hash of the source of the model, of how measures become shocks, and of the data they use."""
    return source_digest("tradetalks.equilibrium", "tradetalks.policy")
