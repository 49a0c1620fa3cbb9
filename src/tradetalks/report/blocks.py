"""The brief's HTML as a list of blocks: headings, paragraphs, lists, tables, pictures.

Every other form is written from these, so that none can hold more, less or other figures than the HTML. It reads the
markup of the brief's own templates (text escaped, elements closed), not any page there is.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from html.parser import HTMLParser

_SVG = re.compile(r"<svg\b.*?</svg>", re.DOTALL)
_LEFT_OUT = {"style", "nav", "title", "head"}
_BREAKS = {"br", "div"}
_MARKS = {"b": "bold", "strong": "bold", "em": "italic", "i": "italic", "code": "code"}
_LEAVES = {"p": "text", "figcaption": "caption", "caption": "caption", "footer": "note", "li": "item"}


@dataclass(frozen=True)
class Run:
    """Text in one hand; ``to``: the id it leads to."""

    text: str
    marks: frozenset[str] = frozenset()
    to: str = ""


@dataclass(frozen=True)
class Heading:
    """A heading of level 1 to 3; ``id``: of the section that it begins."""

    level: int
    runs: tuple[Run, ...]
    id: str = ""


@dataclass(frozen=True)
class Paragraph:
    """A paragraph; ``kind``: text, note, caption, or item (of a list)."""

    runs: tuple[Run, ...]
    kind: str = "text"


@dataclass(frozen=True)
class Cell:
    """A table's cell: its paragraphs, how many columns it spans, is it a number (set to the right), is it a head."""

    lines: tuple[tuple[Run, ...], ...]
    span: int = 1
    number: bool = False
    head: bool = False
    id: str = ""


@dataclass(frozen=True)
class Grid:
    """A table: what stands above it, its head rows, its rows."""

    caption: tuple[Run, ...]
    heads: tuple[tuple[Cell, ...], ...]
    rows: tuple[tuple[Cell, ...], ...]

    @property
    def width(self) -> int:
        return max((sum(c.span for c in row) for row in (*self.heads, *self.rows)), default=0)


@dataclass(frozen=True)
class Picture:
    """A chart, as SVG."""

    svg: str


Block = Heading | Paragraph | Grid | Picture


def blocks(html: str) -> list[Block]:
    """What a brief's page holds, in order; contents (``nav``) and style left out."""
    pictures = _SVG.findall(html)
    count = iter(range(len(pictures)))
    reader = _Reader(pictures)
    reader.feed(_SVG.sub(lambda _: f'<img data-picture="{next(count)}">', html))
    reader.close()
    return reader.found


def text_of(runs: tuple[Run, ...]) -> str:
    """Text of runs, marks left out."""
    return "".join(run.text for run in runs)


def sections(found: list[Block]) -> Iterator[tuple[str, list[Block]]]:
    """Blocks by section: its id (empty before the first), and what it holds, its heading included."""
    id_, held = "", list[Block]()
    for block in found:
        if isinstance(block, Heading) and block.id:
            yield id_, held
            id_, held = block.id, []
        held.append(block)
    yield id_, held


@dataclass
class _Table:
    caption: tuple[Run, ...] = ()
    heads: list[tuple[Cell, ...]] = field(default_factory=list)
    rows: list[tuple[Cell, ...]] = field(default_factory=list)
    row: list[Cell] = field(default_factory=list)
    row_id: str = ""
    in_head: bool = False


class _Reader(HTMLParser):
    """Collects runs until the element that holds them ends."""

    def __init__(self, pictures: list[str]) -> None:
        super().__init__()
        self.found: list[Block] = []
        self.pictures = pictures
        self.skipped = 0
        self.lines: list[list[Run]] = [[]]
        self.marks: list[str] = []
        self.to = ""
        self.section = ""
        self.table: _Table | None = None
        self.cell: dict[str, str | None] = {}
        self.note = False

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = dict(attrs)
        classes = (given.get("class") or "").split()
        if tag in _LEFT_OUT:
            self.skipped += 1
        elif tag == "img":
            self.found.append(Picture(self.pictures[int(given["data-picture"] or 0)]))
        elif tag == "section":
            self.section = given.get("id") or ""
        elif tag == "table":
            self.table = _Table()
        elif tag == "thead" and self.table:
            self.table.in_head = True
        elif tag == "tr" and self.table:
            self.table.row, self.table.row_id = [], given.get("id") or ""
        elif tag in ("td", "th"):
            self.lines, self.cell = [[]], given
        elif tag in _BREAKS:
            self._next_line()
        elif tag == "a":
            self.to = (given.get("href") or "").removeprefix("#")
        if tag in _MARKS:
            self.marks.append(_MARKS[tag])
        if tag in _LEAVES or re.fullmatch(r"h[1-3]", tag):
            self.lines = [[]]
            self.note = bool({"note", "meta"} & set(classes))

    def handle_endtag(self, tag: str) -> None:
        if tag in _LEFT_OUT:
            self.skipped -= 1
        elif tag in _MARKS:
            self.marks.pop()
        elif tag == "a":
            self.to = ""
        elif re.fullmatch(r"h[1-3]", tag):
            level = int(tag[1])
            begins = self.section if level < 3 else ""
            self.found.append(Heading(level, self._flat(), begins))
            self.section = "" if begins else self.section
        elif tag == "caption" and self.table:
            self.table.caption = self._flat()
        elif tag in _LEAVES and not self.table:
            kind = "note" if self.note and tag == "p" else _LEAVES[tag]
            if runs := self._flat():
                self.found.append(Paragraph(runs, kind))
        elif tag in ("td", "th") and self.table:
            self._end_cell(tag)
        elif tag == "tr" and self.table:
            heads = self.table.in_head or all(c.head and not c.span > 1 for c in self.table.row)
            (self.table.heads if heads and not self.table.rows else self.table.rows).append(tuple(self.table.row))
        elif tag == "thead" and self.table:
            self.table.in_head = False
        elif tag == "table" and self.table:
            made, self.table = self.table, None
            self.found.append(Grid(made.caption, tuple(made.heads), tuple(made.rows)))
        elif tag == "div":
            self._next_line()

    def handle_data(self, data: str) -> None:
        if self.skipped:
            return
        text = re.sub(r"\s+", " ", data)
        line = self.lines[-1]
        if not line or line[-1].text.endswith(" "):
            text = text.lstrip()
        if text:
            line.append(Run(text, frozenset(self.marks), self.to))

    def _next_line(self) -> None:
        if self.lines[-1]:
            self.lines.append([])

    def _end_cell(self, tag: str) -> None:
        assert self.table is not None
        number = "n" in (self.cell.get("class") or "").split()
        lines = tuple(_trimmed(line) for line in self.lines if text_of(tuple(line)).strip())
        id_ = "" if self.table.row else self.table.row_id
        self.table.row.append(Cell(lines, int(self.cell.get("colspan") or 1), number, tag == "th", id_))
        self.lines = [[]]

    def _flat(self) -> tuple[Run, ...]:
        """All lines as one, and a new beginning."""
        runs: list[Run] = []
        for line in self.lines:
            if runs and line:
                runs.append(Run(" "))
            runs += line
        self.lines = [[]]
        return _trimmed(runs)


def _trimmed(runs: list[Run]) -> tuple[Run, ...]:
    kept = list(runs)
    while kept and not kept[-1].text.strip():
        kept.pop()
    if kept:
        kept[-1] = Run(kept[-1].text.rstrip(), kept[-1].marks, kept[-1].to)
    return tuple(kept)
