"""Reports as text: from plain, HTML and PDF files, cut into sentences that know where they stand."""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path

from tradetalks.errors import ArticleError

MOST_BYTES = 5_000_000
LANGUAGES = ("English",)
_COMMON = frozenset(
    {
        "the", "of", "and", "to", "in", "a", "is", "that", "for", "with", "on", "as", "will", "by", "at", "from", "its",
        "their", "has", "have", "are", "was", "it", "this",
    }
)  # fmt: skip
_END = re.compile(r"[.!?]['\"”’)]*(?=\s+[\"“‘'(]?[A-Z0-9])|\n\s*\n|[.!?]['\"”’)]*\s*$")
_ABBREVIATIONS = (
    "U.S.", "U.K.", "Mr.", "Mrs.", "Ms.", "Dr.", "Prof.", "St.", "No.", "Jan.", "Feb.", "Aug.", "Sept.", "Oct.", "Nov.",
    "Dec.",
)  # fmt: skip


@dataclass(frozen=True)
class Span:
    """Where something is said: article, characters from ``start`` to ``end``, and the words themselves."""

    article: str
    start: int
    end: int
    text: str


@dataclass(frozen=True)
class Article:
    """A report: its name, its text, its sentences in order."""

    name: str
    text: str
    sentences: tuple[Span, ...]

    def span(self, start: int, end: int) -> Span:
        return Span(self.name, start, end, self.text[start:end])


def read_article(path: Path) -> Article:
    """An article from a text, HTML or PDF file.

    Raises:
        ArticleError: no such file, empty, too large, not text, or not in a supported language.
    """
    if not path.is_file():
        raise ArticleError(f"{path}: no such file")
    size = path.stat().st_size
    if size > MOST_BYTES:
        raise ArticleError(f"{path}: {size:,} bytes; expected at most {MOST_BYTES:,}")
    content = path.read_bytes()
    kind = path.suffix.lower()
    if kind == ".pdf" or content.startswith(b"%PDF"):
        text = _pdf(path)
    else:
        try:
            text = content.decode("utf-8-sig")
        except UnicodeDecodeError as error:
            raise ArticleError(f"{path}: not UTF-8 text (byte {error.start}); expected text, HTML or PDF") from None
        if "\x00" in text:
            raise ArticleError(f"{path}: found binary content; expected text, HTML or PDF")
        if kind in (".html", ".htm") or re.match(r"\s*<(!doctype|html)", text[:200], re.IGNORECASE):
            text = _html(path, text)
    return article(path.name, text)


def article(name: str, text: str) -> Article:
    """An article from its text; raises ArticleError where it is empty or in another language."""
    text = text.replace("\r\n", "\n").replace("\r", "\n")
    if not text.strip():
        raise ArticleError(f"{name}: empty; expected a report of some sentences")
    words = re.findall(r"[^\W\d_]+", text.lower())
    share = sum(word in _COMMON for word in words) / max(len(words), 1)
    if len(words) >= 20 and share < 0.12:
        raise ArticleError(f"{name}: does not read as English; supported: {', '.join(LANGUAGES)}")
    return Article(name, text, tuple(Span(name, a, b, text[a:b]) for a, b in _sentences(text)))


def _sentences(text: str) -> list[tuple[int, int]]:
    """Starts and ends of sentences; abbreviations do not end one."""
    found, start = [], 0
    for match in _END.finditer(text):
        end = match.end() if match.group().strip() else match.start()
        if text[start:end].rstrip("'\"”’)").endswith(_ABBREVIATIONS) and match.end() < len(text.rstrip()):
            continue
        left = start + len(text[start:end]) - len(text[start:end].lstrip())
        if left < end:
            found.append((left, left + len(text[left:end].rstrip())))
        start = match.end()
    left = start + len(text[start:]) - len(text[start:].lstrip())
    if text[left:].strip():
        found.append((left, len(text.rstrip())))
    return found


def _html(path: Path, text: str) -> str:
    try:
        from bs4 import BeautifulSoup
    except ImportError:
        raise ArticleError(f"{path}: HTML needs beautifulsoup4: pip install 'tradetalks[articles]'") from None
    soup = BeautifulSoup(text, "html.parser")
    for tag in soup(["script", "style", "nav", "header", "footer", "aside", "form"]):
        tag.decompose()
    body = soup.find("article") or soup.body or soup
    blocks = [tag.get_text(" ", strip=True) for tag in body.find_all(["h1", "h2", "p", "li", "blockquote"])]
    return "\n\n".join(filter(None, blocks)) or body.get_text("\n", strip=True)


def _pdf(path: Path) -> str:
    try:
        from pypdf import PdfReader
        from pypdf.errors import PyPdfError
    except ImportError:
        raise ArticleError(f"{path}: PDF needs pypdf: pip install 'tradetalks[articles]'") from None
    try:
        pages = [page.extract_text() for page in PdfReader(path).pages[:200]]
    except (PyPdfError, ValueError, OSError, KeyError) as error:
        raise ArticleError(f"{path}: cannot be read as PDF: {error}") from None
    return re.sub(r"(?<![.!?:])\n(?!\n)", " ", "\n\n".join(pages))
