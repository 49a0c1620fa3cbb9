"""From a news report to a draft dossier."""

from __future__ import annotations

from tradetalks.app.pages import Page, template

PAGE = Page("/read", "Read a report", template("read.html.j2"), order=3)
