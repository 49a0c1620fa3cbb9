"""What moves nothing is said in a sentence, not in rows of zeros: one rule for every table of changes in the brief.

A table that a template marks ``class="moves"`` is read as it prints. Rows stand in groups: a row whose first cell is
empty goes on with the one before. A group in which no figure prints as anything but zero is left out; the sentence
below the table names it. Levels, which may well be zero (a rate of duty), are no changes: their tables are not marked.
"""

from __future__ import annotations

import re
from html import unescape

from markupsafe import escape

from tradetalks.world.names import listed

_TABLE = re.compile(
    r'(?P<before>(?:<div class="scroll[^"]*">)?)<table class="moves">(?P<head>.*?<tbody>\s*)(?P<body>.*?)'
    r"(?P<after></tbody></table>(?:</div>)?)",
    re.DOTALL,
)
_ROW = re.compile(r"<tr[^>]*>.*?</tr>\s*", re.DOTALL)
_CELL = re.compile(r"<(?P<kind>t[dh])(?P<attributes>[^>]*)>(?P<text>.*?)</(?P=kind)>", re.DOTALL)
_TAG = re.compile(r"<[^>]+>")
LEFT_OUT = "Nothing here moves under {}."


def without_zeros(page: str) -> str:
    """The page with groups of nothing but zeros left out of its tables of changes, and said below each."""
    return _TABLE.sub(_told, page)


def _told(found: re.Match[str]) -> str:
    kept, out = [], []
    for group in _groups(_ROW.findall(found["body"])):
        (out if _says_nothing(group) else kept).append(group)
    if not out:
        return found[0]
    titles = [f"'{_text(_cells(group[0])[0][1])}'" for group in out]
    sentence = f'<p class="note">{escape(LEFT_OUT.format(listed(titles)))}</p>'
    if not kept:
        return sentence
    rows = "".join(row for group in kept for row in group)
    return f'{found["before"]}<table class="moves">{found["head"]}{rows}{found["after"]}{sentence}'


def _groups(rows: list[str]) -> list[list[str]]:
    groups: list[list[str]] = []
    for row in rows:
        if groups and not _text(_cells(row)[0][1]):
            groups[-1].append(row)
        else:
            groups.append([row])
    return groups


def _says_nothing(group: list[str]) -> bool:
    """Are there figures in it, and do all print as zero?"""
    texts = [_text(text) for row in group for kind, text in _cells(row)[1:] if "n" in kind.split()]
    figures = [text for text in texts if re.search(r"\d", text)]
    others = [_text(text) for row in group for kind, text in _cells(row)[1:] if "n" not in kind.split()]
    return bool(figures) and not any(re.search("[1-9]", text) for text in (*figures, *others))


def _cells(row: str) -> list[tuple[str, str]]:
    """Class and markup of each cell."""
    found = []
    for cell in _CELL.finditer(row):
        kind = re.search(r'class="([^"]*)"', cell["attributes"])
        found.append((kind[1] if kind else "", cell["text"]))
    return found


def _text(markup: str) -> str:
    return " ".join(unescape(_TAG.sub(" ", markup)).split())
