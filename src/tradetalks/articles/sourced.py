"""What a report is called as a source: its headline and address where its text gives them, else its file's name."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Any

from tradetalks.articles.days import DATE
from tradetalks.articles.text import Article

MOST_WORDS, LEAST_WORDS = 30, 3
_ADDRESS = re.compile(
    r"^(?:source|url|link)?:?\s*(?P<address>(?:https?://)?[\w-]+(?:\.[\w-]+)+/\S+)\s*$", re.IGNORECASE
)
_ENDS = re.compile(r"[.:;,|][\"'\u201d\u2019]?$")
"""How no headline ends."""
MOST_BENEATH = 60
"""Letters of a line right beneath a headline: a day, an author or an address, not the rest of a sentence."""
HEAD = 5
"""Lines of a report's head, among which its address may stand."""


def headline_of(text: str) -> str:
    """The headline of a report's text: its first line, where that is no sentence nor goes on in the next line, and
    text follows; empty otherwise."""
    lines = _lines(text)
    if len(lines) < 2 or _ADDRESS.match(lines[0]) or _ENDS.search(lines[0]) or _is_dateline(lines[0]):
        return ""
    _, _, below = text.lstrip().partition("\n")
    beneath = below.partition("\n")[0].strip()
    short = len(beneath) <= MOST_BENEATH and not beneath.endswith(".")
    stands_alone = short or _ADDRESS.match(beneath) or text.lstrip().startswith("#")
    return lines[0] if stands_alone and LEAST_WORDS <= len(lines[0].split()) <= MOST_WORDS else ""


def address_of(text: str) -> str:
    """The address that a report's head gives on a line of its own; empty where it gives none."""
    found = (_ADDRESS.match(line) for line in _lines(text)[:HEAD])
    return next((m["address"] for m in found if m), "")


def source_of(report: Article, day: str = "") -> dict[str, Any]:
    """A report as a source of its dossier.

    Args:
        day: ISO, its own date where its head gives one.
    """
    title, address = headline_of(report.text), address_of(report.text)
    given = [f"headline as given in {_called(report.name)}"] if title else []
    given += [f"address given there: {address}"] if address else []
    told = {"date": day} if day else {}
    note = {"note": "; ".join(given)} if given else {}
    return {"title": title or report.name, **told, "verified": "press copy", **note}


def drafted_from(reports: Sequence[Article]) -> str:
    """Reports in a sentence: each by its headline, as given in its file, or by the file's name."""
    named = [(headline_of(one.text), one.name) for one in reports]
    return ", ".join(f"\u201c{title}\u201d, as given in {_called(name)}" if title else name for title, name in named)


def _is_dateline(line: str) -> bool:
    """Does a line begin with a day, so that it tells when or by whom a report was written?"""
    found = DATE.search(line)
    return bool(found) and found.start() <= len("Wednesday, ")


def _called(name: str) -> str:
    """A report's file by its name; a text that was pasted has none."""
    return name if "." in name else "the report"


def _lines(text: str) -> list[str]:
    """Lines that say something, marks of a heading left out."""
    return [line for part in text.splitlines() if (line := part.strip().lstrip("#*_ ").rstrip("*_ "))]
