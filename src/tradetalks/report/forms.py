"""The brief in other forms: Markdown, HTML that Word opens, and one page; from the same findings, numbers and tables.

PDF is the browser's own print of the HTML, whose style sheet is made for it.
"""

from __future__ import annotations

import shutil
import subprocess
import tempfile
from collections.abc import Sequence
from pathlib import Path

from tradetalks.errors import TradetalksError, unknown
from tradetalks.paths import replacing, write_atomically
from tradetalks.report.brief import context, fill
from tradetalks.report.findings import Findings

FORMS = {"html": "brief.html", "markdown": "brief.md", "word": "brief-word.html", "one-page": "one-page.html"}
"""Form -> name of its file."""
_TEMPLATES = {
    "html": "brief.html.j2", "markdown": "brief.md.j2", "word": "word.html.j2", "one-page": "one_page.html.j2",
}  # fmt: skip


def in_forms(findings: Findings, forms: Sequence[str]) -> dict[str, str]:
    """The brief's text in forms of ``FORMS``, from one gathering of numbers and charts; raises KeyError for another."""
    told = context(findings)
    return {form: fill(_TEMPLATES[form], told, escape=form != "markdown") for form in forms}


def in_form(findings: Findings, form: str) -> str:
    """The brief's text in one form."""
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
    paths = [write_atomically(folder / FORMS[form], text) for form, text in in_forms(findings, wanted).items()]
    if "pdf" in forms:
        paths.append(_printed(folder / FORMS["html"]))
    return paths


def _printed(page: Path) -> Path:
    """The page as PDF, by the Chromium of this machine."""
    found = next(filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome", "chrome"))), None)
    if found is None:
        raise TradetalksError(f"pdf: no Chromium here; open {page} in a browser and print it to a file")
    target = page.with_suffix(".pdf")
    with tempfile.TemporaryDirectory() as scratch:
        made = Path(scratch) / target.name
        words = [
            found,
            "--headless",
            "--no-sandbox",
            "--disable-gpu",
            "--no-pdf-header-footer",
            f"--print-to-pdf={made}",
        ]
        done = subprocess.run(
            [*words, f"--user-data-dir={scratch}/profile", page.resolve().as_uri()], capture_output=True, timeout=120
        )
        if done.returncode != 0 or not made.exists():
            raise TradetalksError(f"pdf: Chromium could not print {page}; open it in a browser and print it")
        with replacing(target) as whole:
            shutil.copyfile(made, whole)
    return target
