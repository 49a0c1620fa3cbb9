"""The brief in other forms, from the same findings: one page, Markdown, Word, PDF.

Markdown and Word are written from the blocks of the HTML; PDF is the browser's own print of it, whose style sheet is
made for it, with the pages of the contents filled in.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
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
    makers = _makers(context(findings), forms)
    return {form: makers[form]() for form in forms}


def _makers(told: dict[str, Any], forms: Sequence[str]) -> dict[str, Callable[[], bytes]]:
    """How each form is made of what the brief's templates are told."""
    title = told["d"].title
    whole = fill("brief.html.j2", told) if set(forms) - {"one-page"} else ""
    parts = blocks(whole) if {"markdown", "word"} & set(forms) else []
    return {
        "html": lambda: whole.encode(),
        "markdown": lambda: markdown(parts).encode(),
        "word": lambda: docx(parts, title, title),
        "one-page": lambda: fill("one_page.html.j2", {**told, "kind": "One page", "whole": False}).encode(),
    }


def in_form(findings: Findings, form: str) -> bytes:
    """The brief in one form."""
    return in_forms(findings, [form])[form]


def check_forms(forms: Sequence[str]) -> None:
    """Raises TradetalksError for a form there is not."""
    for form in forms:
        if form not in (*FORMS, "pdf"):
            raise TradetalksError(unknown("form of the brief", form, (*FORMS, "pdf")))


def write_forms(findings: Findings, folder: Path, forms: Sequence[str]) -> list[Path]:
    """Write forms of the brief, each whole or not at all, whatever becomes of the others; ``pdf`` is Chromium's print
    of the HTML.

    Raises:
        TradetalksError: an unknown form, before any is written; pdf where there is no Chromium, after the others are;
            more than one form that cannot be made. What keeps a single form from being made is raised as it is.
    """
    check_forms(forms)
    folder.mkdir(parents=True, exist_ok=True)
    wanted = list(dict.fromkeys(["html" if form == "pdf" else form for form in forms]))
    told = context(findings)
    makers = _makers(told, wanted)
    paths: list[Path] = []
    failed: dict[str, Exception] = {}
    for form in wanted:
        try:
            content = makers[form]()
        except Exception as error:  # whatever it is, the other forms do not wait for it; raised below
            failed[form] = error
            continue
        paths.append(_written(content, folder / FORMS[form]))
    if "pdf" in forms and "html" not in failed:
        try:
            paths.append(_pdf(told, makers["html"]().decode(), folder / "brief.pdf"))
        except TradetalksError as error:
            failed["pdf"] = error
    _raise(failed)
    return paths


def _written(content: bytes, target: Path) -> Path:
    with replacing(target) as whole:
        whole.write_bytes(content)
    return target


def _raise(failed: Mapping[str, Exception]) -> None:
    """What went wrong with forms, if anything did."""
    errors = list(failed.values())
    if len(errors) == 1:
        raise errors[0]
    if errors:
        raise TradetalksError(
            "not written: " + "; ".join(f"{form} ({error})" for form, error in failed.items())
        ) from errors[0]


def _pdf(told: dict[str, Any], html: str, target: Path) -> Path:
    """The brief printed; a second time with the pages on which its sections were found."""
    content = printed(html)
    if pages := pages_of(content):
        content = printed(fill("brief.html.j2", {**told, "pages": pages}))
    return _written(content, target)
