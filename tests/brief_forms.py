"""Text of the brief's forms, as a reader sees it."""

from __future__ import annotations

import io

from docx import Document
from docx.table import Table

from tradetalks.report.blocks import Grid, Heading, Paragraph, blocks, sections, text_of
from tradetalks.report.forms import in_form


def text_in(findings, form):
    """All text of a form; of Word its paragraphs and cells."""
    made = in_form(findings, form)
    if form == "word":
        return "\n".join(line for _, lines in word_sections(made) for line in lines)
    return made.decode()


def html_sections(html):
    """Heading -> lines of text below it: paragraphs, cells."""
    return [(_heading(held), [line for block in held for line in _lines(block)]) for _, held in sections(blocks(html))]


def _heading(held):
    return next((text_of(b.runs) for b in held if isinstance(b, Heading) and b.level < 3), "")


def _lines(block):
    if isinstance(block, Heading | Paragraph):
        return [text_of(block.runs)]
    if isinstance(block, Grid):
        cells = [text_of(line) for row in (*block.heads, *block.rows) for cell in row for line in cell.lines]
        return [*([text_of(block.caption)] if block.caption else []), *cells]
    return []


def word_sections(content):
    """The same of a Word document; its contents left out."""
    found, skip = [("", [])], False
    for part in Document(io.BytesIO(content)).iter_inner_content():
        if isinstance(part, Table):
            for row in part.rows:
                for cell in dict.fromkeys(c._tc for c in row.cells):
                    found[-1][1].extend(_words(p) for p in cell.p_lst if _words(p))
            continue
        text = _words(part._p)
        if part.style.name in ("Heading 1", "Heading 2"):
            skip = False
            if part.style.name == "Heading 2" or not found[-1][0]:
                found.append((text, []))
        elif part.style.name == "Heading 3":
            skip = text == "Contents"
        if text and not skip:
            found[-1][1].append(text)
    return found


def _words(paragraph):
    """Text of a paragraph, that of its links included."""
    return "".join(node.text or "" for node in paragraph.iter() if node.tag.endswith("}t"))
