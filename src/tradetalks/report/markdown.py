"""The brief's blocks as Markdown that reads as itself."""

from __future__ import annotations

import re
from typing import Any

from tradetalks.report.blocks import Block, Cell, Grid, Heading, Paragraph, Run

_ENTITY = re.compile(r"&(?=#?\w+;)")
_SIGNS = {"bold": "**", "italic": "*"}


def markdown_text(text: Any) -> str:
    """Text as Markdown that reads as itself: its marks escaped, and no tag left for who renders it; an ampersand stays
    but where it would begin a character's name."""
    plain = _ENTITY.sub("&amp;", " ".join(str(text).split())).replace("<", "&lt;").replace(">", "&gt;")
    return re.sub(r"([\\`*_\[\]#|])", r"\\\1", plain)


def markdown(found: list[Block]) -> str:
    """Blocks as Markdown; pictures are left out, what is written below them stays."""
    parts: list[str] = []
    for block in found:
        if isinstance(block, Heading):
            parts.append(f"{'#' * block.level} {_line(block.runs)}")
        elif isinstance(block, Paragraph):
            item = block.kind == "item"
            if item and parts and parts[-1].startswith("- "):
                parts[-1] += f"\n- {_line(block.runs)}"
            else:
                parts.append(f"- {_line(block.runs)}" if item else _line(block.runs))
        elif isinstance(block, Grid):
            parts.append(_table(block))
    return "\n\n".join(parts) + "\n"


def _line(runs: tuple[Run, ...]) -> str:
    return "".join(_run(run) for run in runs)


def _run(run: Run) -> str:
    """A run with the marks that Markdown has, set close to its text."""
    text = markdown_text(run.text)
    for mark in sorted(run.marks & set(_SIGNS)):
        text = f"{_SIGNS[mark]}{text}{_SIGNS[mark]}" if text else text
    before, after = run.text[:1].isspace(), run.text[-1:].isspace()
    return f"{' ' if before else ''}{text}{' ' if after else ''}" if text else " "


def _table(grid: Grid) -> str:
    """A table; a cell over several columns leaves those after it empty, lines of a cell stand behind each other."""
    rows = [_row(row, grid.width) for row in (*(grid.heads or ((),)), *grid.rows)]
    right = {n for row in grid.rows for n, cell in _columns(row) if cell.number}
    rule = "|" + "|".join("---:" if n in right else "---" for n in range(grid.width)) + "|"
    above = [_line(grid.caption), ""] if grid.caption else []
    return "\n".join([*above, rows[0], rule, *rows[1:]])


def _columns(row: tuple[Cell, ...]) -> list[tuple[int, Cell]]:
    at, placed = 0, []
    for cell in row:
        placed.append((at, cell))
        at += cell.span
    return placed


def _row(row: tuple[Cell, ...], width: int) -> str:
    texts = [""] * width
    for n, cell in _columns(row):
        texts[n] = "; ".join(_line(line) for line in cell.lines)
    return "| " + " | ".join(texts) + " |"
