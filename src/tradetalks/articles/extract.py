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
_BLOCKS = ("h1", "h2", "p", "li", "blockquote")


class Refused(Exception):
    """Why a file is not read, in words that follow its name."""


def html_text(content: bytes) -> str:
    """Headings, paragraphs, list entries and quotations of a page. Raises Refused, and what the parser raises."""
    try:
        from bs4 import BeautifulSoup
    except ImportError:
        raise Refused("HTML needs beautifulsoup4: pip install 'tradetalks[articles]'") from None
    text = content.decode("utf-8-sig")
    if (tags := text.count("<")) > MOST_TAGS:
        raise Refused(f"{tags:,} HTML tags; expected at most {MOST_TAGS:,}")
    soup = BeautifulSoup(text, "html.parser")
    for tag in soup(["script", "style", "nav", "header", "footer", "aside", "form"]):
        tag.decompose()
    body = soup.find("article") or soup.body or soup
    return "\n\n".join(blocks(body)) or body.get_text("\n", strip=True)


def blocks(body: Any) -> list[str]:
    """Text of headings, paragraphs, list entries and quotations, in order, each word once: in its innermost block."""
    from bs4.element import NavigableString, PreformattedString

    texts: list[list[str]] = []
    waiting: list[tuple[Any, list[str] | None]] = [(body, None)]
    while waiting:
        node, owner = waiting.pop()
        if isinstance(node, NavigableString):
            if owner is not None and not isinstance(node, PreformattedString) and (words := node.strip()):
                owner.append(words)
            continue
        if node.name in _BLOCKS:
            owner = []
            texts.append(owner)
        waiting += [(child, owner) for child in reversed(node.contents)]
    return [" ".join(words) for words in texts if words]


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
