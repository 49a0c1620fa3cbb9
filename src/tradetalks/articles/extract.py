"""The text of an HTML page or a PDF, as a process of its own: ``python -m tradetalks.articles.extract html < page``.

Parsers of what strangers write can be made to run for hours, take all memory or raise anything. Here they do so alone:
who asks waits a bounded time, and gets one JSON document with the text or with the fault.
"""

from __future__ import annotations

import contextlib
import io
import json
import logging
import re
import sys
import warnings
from typing import Any

MOST_CHARACTERS, MOST_TAGS, MOST_PAGES, MOST_MEMORY = 1_000_000, 100_000, 200, 2 << 30
_BLOCKS = (
    "h1",
    "h2",
    "h3",
    "h4",
    "h5",
    "h6",
    "p",
    "li",
    "blockquote",
    "div",
    "section",
    "dd",
    "dt",
    "tr",
    "article",
    "main",
)
_FURNITURE = re.compile(
    r"(?:^|[-_\s])(?:cookies?|consent|menu|nav|navbar|breadcrumbs?|related|more|most-read|sidebar|footer|header"
    r"|newsletter|promo|share|social"
    r"|comments?|adverts?|ads?|banner|subscribe|top)(?:$|[-_\s])",
    re.IGNORECASE,
)
LEAST_WORDS = 25
"""Words that the text of a page has; of less, the page is read in the plainer way."""


class Refused(Exception):
    """Why a file is not read, in words that follow its name."""


def html_text(content: bytes) -> str:
    """The article of a page, without its menus, banners and what else to read.

    By trafilatura; where that is not installed or finds next to nothing, by the page's blocks. Raises Refused, and what
    the parsers raise.
    """
    text = content.decode("utf-8-sig")
    if (tags := text.count("<")) > MOST_TAGS:
        raise Refused(f"{tags:,} HTML tags; expected at most {MOST_TAGS:,}")
    found = _article(text)
    return found if len(found.split()) >= LEAST_WORDS else (by_blocks(text) or found)


def _article(text: str) -> str:
    """A page's article by trafilatura: headings, lists and tables in Markdown; nothing where it is not installed."""
    try:
        import trafilatura  # pyright: ignore[reportMissingImports]
    except ImportError:
        return ""
    told = {"extensive_search": False, "original_date": True, "max_date": "2100-01-01"}
    return (
        trafilatura.extract(
            text, output_format="markdown", include_comments=False, include_tables=True, with_metadata=True,
            date_extraction_params=told,
        )
        or ""
    )  # fmt: skip


def by_blocks(text: str) -> str:
    """Headings, paragraphs, list entries, rows and quotations of a page, less what its names say is furniture."""
    try:
        from bs4 import BeautifulSoup
    except ImportError:
        raise Refused("HTML needs trafilatura: pip install 'tradetalks[articles]'") from None
    soup = BeautifulSoup(text, "html.parser")
    for tag in soup(["script", "style", "nav", "header", "footer", "aside", "form", "noscript"]):
        tag.decompose()
    for tag in [t for t in soup.find_all(True) if t.name not in ("html", "body", "article", "main")]:
        names = " ".join([*(tag.get("class") or ()), str(tag.get("id") or "")]) if tag.attrs else ""
        if names.strip() and _FURNITURE.search(names):
            tag.decompose()
    body = soup.find("article") or soup.find("main") or soup.body or soup
    return "\n\n".join(blocks(body)) or body.get_text("\n", strip=True)


def blocks(body: Any) -> list[str]:
    """Text of a page's blocks, in order, each word once: in its innermost block; the cells of a row by bars."""
    from bs4.element import NavigableString, PreformattedString

    texts: list[list[str]] = []
    waiting: list[tuple[Any, list[str] | None]] = [(body, None)]
    while waiting:
        node, owner = waiting.pop()
        if isinstance(node, NavigableString):
            if not isinstance(node, PreformattedString) and (words := node.strip()):
                if owner is None:
                    texts.append(owner := [])
                owner.append(words)
            continue
        if node.name in _BLOCKS:
            texts.append(owner := [])
        elif node.name == "br" and owner is not None:
            owner.append("\n\n")
        elif node.name in ("td", "th") and owner is not None:
            owner.append("|")
        waiting += [(child, owner) for child in reversed(node.contents)]
    found = (re.sub(r" ?\n\n ?", "\n\n", " ".join(words)).strip() for words in texts)
    return [f"{one} |" if one.startswith("|") else one for one in found if one]


def pdf_text(content: bytes) -> str:
    """Text of a PDF's first pages. Raises Refused, and what the parser raises."""
    try:
        from pypdf import PdfReader
    except ImportError:
        raise Refused("PDF needs pypdf: pip install 'tradetalks[articles]'") from None
    pages: list[str] = []
    for page in PdfReader(io.BytesIO(content)).pages[:MOST_PAGES]:
        pages.append(page.extract_text())
        if sum(map(len, pages)) > MOST_CHARACTERS:
            break
    return re.sub(r"(?<![.!?:])\n(?!\n)", " ", "\n\n".join(pages))


KINDS = {"html": html_text, "pdf": pdf_text}


def extracted(kind: str, content: bytes) -> dict[str, str]:
    """``{"text": ...}``, or ``{"fault": ...}`` in words; a file is what somebody sends, so anything may be raised."""
    try:
        text = KINDS[kind](content)
    except Refused as error:
        return {"fault": str(error)}
    except Exception as error:
        first = (str(error).splitlines() or [""])[0]
        said = f"{type(error).__name__}: {first:.120}" if first else type(error).__name__
        return {"fault": f"cannot be read as {kind.upper()} ({said}); expected a report, or its text"}
    if len(text) > MOST_CHARACTERS:
        return {"fault": f"{len(text):,} characters of text; expected at most {MOST_CHARACTERS:,}"}
    return {"text": text}


def main() -> None:
    """Standard input to standard output, within a limit of memory where the system has one."""
    with contextlib.suppress(ImportError, ValueError, OSError):
        import resource

        resource.setrlimit(resource.RLIMIT_AS, (MOST_MEMORY, MOST_MEMORY))
    warnings.simplefilter("ignore")
    logging.disable(logging.CRITICAL)
    sys.stdout.write(json.dumps(extracted(sys.argv[1], sys.stdin.buffer.read())))


if __name__ == "__main__":
    main()
