"""The benchmark world of the open dossier: its regions, sectors and flows."""

from __future__ import annotations

from tradetalks.app.pages import Page, template
from tradetalks.app.pages.workbench import context

PAGE = Page("/world", "World", template("world.html.j2"), context, order=5)
