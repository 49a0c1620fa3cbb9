"""Draw the house from its imports: which room uses which, into ``docs/img/house.svg``.

    python docs/draw_house.py            draw it
    python docs/draw_house.py --check    fail where the picture is not that of the source (run in the tests)

A row uses the columns that are filled; rooms stand in the order of the floors, so that whatever is filled lies below
the diagonal: lower rooms know nothing of higher ones.
"""

from __future__ import annotations

import argparse
import ast
import sys
from collections.abc import Iterator
from html import escape
from pathlib import Path

ROOT = Path(__file__).parents[1]
SOURCE = ROOT / "src" / "tradetalks"
PICTURE = ROOT / "docs" / "img" / "house.svg"
ROOMS = {
    "world": "what is: accounts, aggregation, data, readers",
    "policy": "what governments do: measures, ledger, commitments",
    "equilibrium": "what follows: the model, solved and certified",
    "incidence": "who pays: households, jobs, revenue",
    "war": "what governments would choose",
    "dossier": "what is on the table",
    "value": "what a package is worth",
    "space": "which packages there are, which can be signed",
    "counsel": "what to make of it",
    "sweep": "many worlds times many packages",
    "articles": "from a report to a draft dossier",
    "replications": "published results, solved again",
    "magnitudes": "results of others, beside ours",
    "report": "charts, tables, the brief",
    "app": "the workbench",
    "summit": "talks held live",
    "cli": "the command line",
}
"""Rooms from the ground up, and what each is for."""

CELL, LEFT, TOP, WORDS = 26, 112, 100, 356


def imported(path: Path) -> Iterator[str]:
    """Modules that a file imports, wherever in it."""
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module:
            yield node.module


def uses() -> dict[str, set[str]]:
    """Room -> the rooms that its modules import."""
    found: dict[str, set[str]] = {room: set() for room in ROOMS}
    for room in ROOMS:
        for path in (SOURCE / room).rglob("*.py"):
            parts = (name.split(".") for name in imported(path))
            found[room] |= {p[1] for p in parts if len(p) > 1 and p[0] == "tradetalks" and p[1] in ROOMS} - {room}
    return found


def drawn() -> str:
    """The picture as SVG text."""
    width, height = LEFT + CELL * len(ROOMS) + WORDS, TOP + CELL * len(ROOMS) + 10
    style = "font-family:system-ui,sans-serif;font-size:13px;fill:#1f2d33"
    lines = [
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width} {height}" style="{style}" role="img">',
        "<title>Which room of tradetalks uses which: every use points down</title>",
        f'<rect width="{width}" height="{height}" fill="#ffffff"/>',
    ]
    below, rooms = uses(), list(ROOMS)
    for j, room in enumerate(rooms):
        x, y = LEFT + CELL * j, TOP + CELL * j
        lines.append(f'<text transform="translate({x + CELL / 2 + 4:g},{TOP - 8}) rotate(-60)">{room}</text>')
        lines.append(f'<text x="{LEFT - 8}" y="{y + 18}" text-anchor="end" font-weight="600">{room}</text>')
        lines.append(f'<text x="{LEFT + CELL * len(rooms) + 12}" y="{y + 18}">{escape(ROOMS[room])}</text>')
        for k, other in enumerate(rooms):
            fill = "#b0bec5" if k == j else "#00796b" if other in below[room] else "#f3f6f7"
            corner = f'x="{LEFT + CELL * k + 1}" y="{y + 1}"'
            lines.append(f'<rect {corner} width="{CELL - 2}" height="{CELL - 2}" rx="3" fill="{fill}"/>')
    return "\n".join([*lines, "</svg>", ""])


def main() -> None:
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--check", action="store_true", help="compare only")
    text = drawn()
    if parser.parse_args().check:
        if not PICTURE.is_file() or PICTURE.read_text(encoding="utf-8") != text:
            sys.exit(f"{PICTURE} is not what the imports say; run: python docs/draw_house.py")
        return
    PICTURE.write_text(text, encoding="utf-8")


if __name__ == "__main__":
    main()
