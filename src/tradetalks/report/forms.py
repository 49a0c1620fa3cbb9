"""The brief in other forms: Markdown, HTML that Word opens, and one page; from the same findings, numbers and tables.

PDF is the browser's own print of the HTML, whose style sheet is made for it.
"""

from __future__ import annotations

from importlib import resources

from tradetalks.report.brief import brief_environment, context, render
from tradetalks.report.findings import Findings, gather
from tradetalks.talks.deal_space import DealSpace

FORMS = {"html": "brief.html", "markdown": "brief.md", "word": "brief-word.html", "one-page": "one-page.html"}
"""Form -> name of its file."""


def in_form(findings: Findings, form: str) -> str:
    """The brief's text in a form of ``FORMS``; raises KeyError for another."""
    if form == "html":
        return render(findings)
    name = {"markdown": "brief.md.j2", "word": "word.html.j2", "one-page": "one_page.html.j2"}[form]
    source = (resources.files("tradetalks.report") / "templates" / name).read_text(encoding="utf-8")
    environment = brief_environment(escape=form != "markdown")
    text = environment.from_string(source).render(**context(findings))
    return text


def brief_forms(space: DealSpace) -> dict[str, str]:
    """Every form of the brief of a deal space, other elasticities left out (they take a minute)."""
    findings = gather(space, sensitivity=False)
    return {form: in_form(findings, form) for form in FORMS}
