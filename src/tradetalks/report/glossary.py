"""The glossary of the documentation, as the workbench shows it."""

from __future__ import annotations

import re
from functools import cache
from importlib import resources
from pathlib import Path

_ENTRY = re.compile(r"^\*\*(.+?)\*\*\n:   (.+?)(?=\n\n|\Z)", re.MULTILINE | re.DOTALL)


@cache
def glossary() -> dict[str, str]:
    """Term -> meaning, in plain words; empty if the file is not there."""
    places = [Path(str(resources.files("tradetalks"))) / "glossary.md", Path(__file__).parents[3] / "docs/glossary.md"]
    text = next((p.read_text(encoding="utf-8") for p in places if p.is_file()), "")
    return {term: " ".join(meaning.split()) for term, meaning in _ENTRY.findall(text)}
