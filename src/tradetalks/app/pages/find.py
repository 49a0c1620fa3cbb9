"""What a position does to one sector, country or product, third countries included."""

from __future__ import annotations

from tradetalks.app.pages import Page, template
from tradetalks.app.pages.workbench import context

PAGE = Page("/find", "Find", template("find.html.j2"), context, order=2)
