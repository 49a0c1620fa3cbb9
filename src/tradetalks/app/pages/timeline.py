"""Duties between the parties of the open dossier through time, every row with its source."""

from __future__ import annotations

from tradetalks.app.pages import Page, template
from tradetalks.app.pages.workbench import context

PAGE = Page("/timeline", "Timeline", template("timeline.html.j2"), context, order=4)
