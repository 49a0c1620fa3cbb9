"""The workbench: move an item, see every side move."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from tradetalks.app.pages import Page, template

if TYPE_CHECKING:
    from tradetalks.app.shelf import Shelf


def context(shelf: Shelf) -> Mapping[str, Any]:
    """Dossiers that anyone may open, name to title, and the one to begin with."""
    return {"dossiers": shelf.titles(), "first": shelf.own.name if shelf.own else "busan-2025"}


PAGE = Page("/", "Workbench", template("workbench.html.j2"), context, order=1)
