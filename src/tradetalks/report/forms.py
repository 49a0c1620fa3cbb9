"""The brief in other forms, from the same findings: one page, Markdown, Word, PDF.

Markdown and Word are written from the blocks of the HTML; PDF is the browser's own print of it, whose style sheet is
made for it, with the pages of the contents filled in.
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any

from tradetalks.errors import TradetalksError, unknown
from tradetalks.paths import replacing
from tradetalks.report.blocks import blocks
from tradetalks.report.brief import context, fill
from tradetalks.report.findings import Findings
from tradetalks.report.markdown import markdown
from tradetalks.report.printed import pages_of, printed
from tradetalks.report.word import docx

FORMS = {"html": "brief.html", "markdown": "brief.md", "word": "brief.docx", "one-page": "one-page.html"}
"""Form -> name of its file."""


def in_forms(findings: Findings, forms: Sequence[str]) -> dict[str, bytes]:
    """The brief in forms of ``FORMS``, from one gathering of numbers and charts; raises KeyError for another."""
    return _made(context(findings), forms)


def _made(told: dict[str, Any], forms: Sequence[str]) -> dict[str, bytes]:
    """Forms by what the brief's templates are told."""
    title = told["d"].title
    whole = fill("brief.html.j2", told) if set(forms) - {"one-page"} else ""
    parts = blocks(whole) if {"markdown", "word"} & set(forms) else []
    makers = {
        "html": lambda: whole.encode(),
        "markdown": lambda: markdown(parts).encode(),
        "word": lambda: docx(parts, title, title),
        "one-page": lambda: fill("one_page.html.j2", {**told, "kind": "One page", "whole": False}).encode(),
    }
    return {form: makers[form]() for form in forms}


def in_form(findings: Findings, form: str) -> bytes:
    """The brief in one form."""
    return in_forms(findings, [form])[form]


def check_forms(forms: Sequence[str]) -> None:
    """Raises TradetalksError for a form there is not."""
    for form in forms:
        if form not in (*FORMS, "pdf"):
            raise TradetalksError(unknown("form of the brief", form, (*FORMS, "pdf")))


def write_forms(findings: Findings, folder: Path, forms: Sequence[str]) -> list[Path]:
    """Write forms of the brief, each whole or not at all; ``pdf`` is Chromium's print of the HTML.

    Raises:
        TradetalksError: an unknown form, or pdf where there is no Chromium.
    """
    check_forms(forms)
    folder.mkdir(parents=True, exist_ok=True)
    wanted = list(dict.fromkeys(["html" if form == "pdf" else form for form in forms]))
    told = context(findings)
    made = _made(told, wanted)
    paths = []
    for form, content in made.items():
        with replacing(folder / FORMS[form]) as whole:
            whole.write_bytes(content)
        paths.append(folder / FORMS[form])
    if "pdf" in forms:
        paths.append(_pdf(told, made["html"].decode(), folder / "brief.pdf"))
    return paths


def _pdf(told: dict[str, Any], html: str, target: Path) -> Path:
    """The brief printed; a second time with the pages on which its sections were found."""
    content = printed(html)
    if pages := pages_of(content):
        content = printed(fill("brief.html.j2", {**told, "pages": pages}))
    with replacing(target) as whole:
        whole.write_bytes(content)
    return target
