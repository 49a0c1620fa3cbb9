"""A page as PDF: the print of the Chromium of this machine, and on which page each section begins."""

from __future__ import annotations

import io
import shutil
import subprocess
import tempfile
from pathlib import Path

from tradetalks.errors import TradetalksError

BROWSERS = ("chromium", "chromium-browser", "google-chrome", "chrome")


def printed(html: str) -> bytes:
    """A page as Chromium prints it.

    Raises:
        TradetalksError: no Chromium here, or it could not print.
    """
    found = next(filter(None, map(shutil.which, BROWSERS)), None)
    if found is None:
        raise TradetalksError("pdf: no Chromium here; open the HTML in a browser and print it to a file")
    with tempfile.TemporaryDirectory() as scratch:
        page, made = Path(scratch) / "page.html", Path(scratch) / "page.pdf"
        page.write_text(html, encoding="utf-8")
        words = [found, "--headless", "--no-sandbox", "--disable-gpu", "--no-pdf-header-footer"]
        words += [f"--print-to-pdf={made}", f"--user-data-dir={scratch}/profile", page.as_uri()]
        done = subprocess.run(words, capture_output=True, timeout=120)
        if done.returncode != 0 or not made.exists():
            raise TradetalksError("pdf: Chromium could not print the brief; open the HTML in a browser and print it")
        return made.read_bytes()


def pages_of(pdf: bytes) -> dict[str, int]:
    """Id of what a link of the print leads to -> its page, from 1; empty where pypdf is not installed."""
    try:
        from pypdf import PdfReader
    except ModuleNotFoundError:
        return {}
    reader = PdfReader(io.BytesIO(pdf))
    found = {}
    for name, place in reader.named_destinations.items():
        number = reader.get_destination_page_number(place)
        if number is not None:
            found[name.removeprefix("/")] = number + 1
    return found
