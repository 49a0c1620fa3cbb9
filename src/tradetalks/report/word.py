"""The brief's blocks as a Word document: headings, contents with page numbers, tables that repeat their heads."""

from __future__ import annotations

import io
from typing import Any

from tradetalks.report.blocks import Block, Cell, Grid, Heading, Paragraph, Picture, Run

GREY, INK, LINK = "57606A", "22272E", "1F6F78"
WIDE = 17.4
"""Centimetres between the margins."""


def docx(found: list[Block], title: str, note: str) -> bytes:
    """A Word document of blocks.

    Args:
        title: of the document. note: at the foot of each page, beside its number.
    """
    import docx as word
    from docx.shared import Cm, Pt

    made = word.Document()
    made.core_properties.title, made.core_properties.author = title, "tradetalks"
    page = made.sections[0]
    page.page_width, page.page_height = Cm(21), Cm(29.7)
    page.left_margin = page.right_margin = Cm(1.8)
    page.top_margin = page.bottom_margin = Cm(1.8)
    styles: Any = made.styles
    styles["Normal"].font.name, styles["Normal"].font.size = "Calibri", Pt(10)
    styles["Normal"].paragraph_format.space_after = Pt(4)
    for level, size in ((1, 17), (2, 13), (3, 11)):
        styles[f"Heading {level}"].font.name, styles[f"Heading {level}"].font.size = "Calibri", Pt(size)
        styles[f"Heading {level}"].font.color.rgb = _rgb(INK)
    _foot(page.footer.paragraphs[0], note)
    written = _Writer(made)
    marks = [b for b in found if isinstance(b, Heading) and b.level == 2 and b.id]
    for block in found:
        if marks and block is marks[0]:  # contents stand between the first page and the detail
            written.contents(marks)
        written.write(block)
    out = io.BytesIO()
    made.save(out)
    return out.getvalue()


def _rgb(colour: str) -> Any:
    from docx.shared import RGBColor

    return RGBColor.from_string(colour)


def _element(tag: str, /, **attributes: str) -> Any:
    from docx.oxml import OxmlElement
    from docx.oxml.ns import qn

    made = OxmlElement(tag)
    for key, value in attributes.items():
        made.set(qn(f"w:{key}"), value)
    return made


def _field(paragraph: Any, instruction: str, shown: str) -> None:
    """A field that Word fills in when the document is opened."""
    for kind in ("begin", "separate", "end"):
        run = paragraph.add_run()
        if kind == "end":
            run.text = shown
            run = paragraph.add_run()
        more = {"dirty": "true"} if kind == "begin" else {}
        run._r.append(_element("w:fldChar", fldCharType=kind, **more))
        if kind == "begin":
            text = _element("w:instrText")
            text.text = f" {instruction} "
            paragraph.add_run()._r.append(text)


def _foot(paragraph: Any, note: str) -> None:
    from docx.shared import Pt

    paragraph.add_run(f"{note}  ·  page ")
    _field(paragraph, "PAGE", "1")
    paragraph.add_run(" of ")
    _field(paragraph, "NUMPAGES", "1")
    for run in paragraph.runs:
        run.font.size, run.font.color.rgb = Pt(8), _rgb(GREY)


class _Writer:
    """Writes blocks one behind the other."""

    def __init__(self, made: Any) -> None:
        self.made, self.ids = made, 0

    def write(self, block: Block) -> None:
        from docx.shared import Cm, Pt

        if isinstance(block, Heading):
            heading = self.made.add_heading(level=block.level)
            self._runs(heading, block.runs)
            self._bookmark(heading, block.id)
        elif isinstance(block, Paragraph):
            style = "List Bullet" if block.kind == "item" else None
            paragraph = self.made.add_paragraph(style=style)
            self._runs(paragraph, block.runs)
            if block.kind in ("note", "caption"):
                for run in paragraph.runs:
                    run.font.size, run.font.color.rgb = Pt(8.5), _rgb(GREY)
        elif isinstance(block, Picture):
            self.made.add_picture(_png(block.svg), width=Cm(WIDE * min(1.0, _width(block.svg) / 700)))
            self.made.paragraphs[-1].paragraph_format.keep_with_next = True
        else:
            self._table(block)

    def contents(self, headings: list[Heading]) -> None:
        """The contents, each with a link and its page."""
        from docx.enum.text import WD_TAB_ALIGNMENT, WD_TAB_LEADER
        from docx.shared import Cm

        self.made.add_page_break()
        self.made.add_heading("Contents", level=3)
        for heading in headings:
            line = self.made.add_paragraph()
            line.paragraph_format.tab_stops.add_tab_stop(Cm(WIDE), WD_TAB_ALIGNMENT.RIGHT, WD_TAB_LEADER.DOTS)
            self._runs(line, tuple(Run(run.text, run.marks, heading.id) for run in heading.runs))
            line.add_run("\t")
            _field(line, f"PAGEREF {heading.id} \\h", "")

    def _runs(self, paragraph: Any, runs: tuple[Run, ...]) -> None:
        for run in runs:
            made = paragraph.add_run(run.text)
            made.bold = True if "bold" in run.marks else None
            made.italic = True if "italic" in run.marks else None
            if run.to:
                made.font.color.rgb = _rgb(LINK)
                link = _element("w:hyperlink", anchor=run.to)
                paragraph._p.remove(made._r)
                link.append(made._r)
                paragraph._p.append(link)

    def _bookmark(self, paragraph: Any, id_: str) -> None:
        if id_:
            self.ids += 1
            paragraph._p.insert(1, _element("w:bookmarkStart", id=str(self.ids), name=id_))
            paragraph._p.append(_element("w:bookmarkEnd", id=str(self.ids)))

    def _table(self, grid: Grid) -> None:
        if grid.caption:
            self.write(Paragraph(grid.caption, "caption"))
            self.made.paragraphs[-1].paragraph_format.keep_with_next = True
        table = self.made.add_table(rows=0, cols=max(grid.width, 1))
        table.style, table.autofit = "Light Grid", True
        for row in (*grid.heads, *grid.rows):
            cells = table.add_row()
            properties = cells._tr.get_or_add_trPr()
            properties.append(_element("w:cantSplit"))
            if row in grid.heads:
                properties.append(_element("w:tblHeader"))
            at = 0
            for cell in row:
                place = cells.cells[at]
                if cell.span > 1:
                    place = place.merge(cells.cells[at + cell.span - 1])
                self._cell(place, cell, row in grid.heads)
                at += cell.span
        self.made.add_paragraph()

    def _cell(self, place: Any, cell: Cell, head: bool) -> None:
        from docx.enum.text import WD_ALIGN_PARAGRAPH
        from docx.shared import Pt

        for n, line in enumerate(cell.lines or ((),)):
            paragraph = place.paragraphs[0] if n == 0 else place.add_paragraph()
            paragraph.paragraph_format.space_after = Pt(0)
            self._runs(paragraph, line)
            if cell.number:
                paragraph.alignment = WD_ALIGN_PARAGRAPH.RIGHT
            for run in paragraph.runs:
                run.font.size, run.bold = Pt(8 if n == 0 else 7.5), True if head or run.bold or cell.head else None
            if n == 0:
                self._bookmark(paragraph, cell.id)


def _png(svg: str) -> io.BytesIO:
    import vl_convert

    return io.BytesIO(vl_convert.svg_to_png(svg, scale=2))


def _width(svg: str) -> float:
    """Pixels of a chart's width."""
    import re

    found = re.search(r'<svg[^>]*\bwidth="([\d.]+)', svg)
    return float(found[1]) if found else 700.0
