"""Reports as text: from plain, HTML and PDF files, cut into sentences that know where they stand."""

from __future__ import annotations

import json
import re
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from tradetalks.errors import ArticleError

MOST_BYTES, MOST_CHARACTERS, MOST_SENTENCE, MOST_SECONDS = 5_000_000, 1_000_000, 2_000, 20.0
"""Characters: longer runs without a full stop are lists or tables, and are read in pieces."""
LANGUAGES = ("English",)
_COMMON = frozenset(
    {
        "the", "of", "and", "to", "in", "a", "is", "that", "for", "with", "on", "as", "will", "by", "at", "from", "its",
        "their", "has", "have", "are", "was", "it", "this",
    }
)  # fmt: skip
_UNPRINTABLE = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\ud800-\udfff\ufffe\uffff]")
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
    try:
        path = path.expanduser()
        if not path.is_file():
            raise ArticleError(f"{path}: {'not a file' if path.exists() else 'no such file'}")
        size = path.stat().st_size
        if size > MOST_BYTES:
            raise ArticleError(f"{path}: {size:,} bytes; expected at most {MOST_BYTES:,}")
        with path.open("rb") as file:
            content = file.read(MOST_BYTES)
    except (OSError, RuntimeError, ValueError) as error:  # too long a name, no such user, not ours to read
        raise ArticleError(f"{path!s:.200}: cannot be read: {getattr(error, 'strerror', None) or error}") from None
    kind = path.suffix.lower()
    if kind == ".pdf" or content.startswith(b"%PDF"):
        text = _extracted(path, "pdf", content)
    else:
        try:
            text = content.decode("utf-8-sig")
        except UnicodeDecodeError as error:
            raise ArticleError(f"{path}: not UTF-8 text (byte {error.start}); expected text, HTML or PDF") from None
        if "\x00" in text:
            raise ArticleError(f"{path}: found binary content; expected text, HTML or PDF")
        if kind in (".html", ".htm") or re.match(r"\s*<(!doctype|html)", text[:200], re.IGNORECASE):
            text = _extracted(path, "html", content)
    return article(path.name, text)


def article(name: str, text: str) -> Article:
    """An article from its text; raises ArticleError where it is empty or in another language."""
    if len(text) > MOST_CHARACTERS:
        raise ArticleError(f"{name}: {len(text):,} characters of text; expected at most {MOST_CHARACTERS:,}")
    text = _UNPRINTABLE.sub(" ", text.replace("\r\n", "\n").replace("\r", "\n"))
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
    return [piece for one in found for piece in _pieces(text, *one)]


def _pieces(text: str, start: int, end: int) -> Iterator[tuple[int, int]]:
    """A sentence as it is, or cut at blanks where it is longer than any."""
    while end - start > MOST_SENTENCE:
        cut = start + MOST_SENTENCE
        blank = next((j for j in range(cut, start, -1) if text[j].isspace()), cut)
        last = start + len(text[start:blank].rstrip())
        yield start, last
        start = blank + len(text[blank:end]) - len(text[blank:end].lstrip())
    yield start, end


def _extracted(path: Path, kind: str, content: bytes) -> str:
    """Text of a page or PDF, by a process of its own: whatever a file does to its parser, it ends in time."""
    words = [sys.executable, "-P", "-m", "tradetalks.articles.extract", kind]
    try:
        done = subprocess.run(words, input=content, capture_output=True, timeout=MOST_SECONDS)
    except subprocess.TimeoutExpired:
        raise ArticleError(
            f"{path}: not read as {kind.upper()} within {MOST_SECONDS:.0f} seconds; expected a report, or its text"
        ) from None
    try:
        told = json.loads(done.stdout)
    except ValueError:  # killed, by its limit of memory or from outside
        raise ArticleError(f"{path}: cannot be read as {kind.upper()}; expected a report, or its text") from None
    if "fault" in told:
        raise ArticleError(f"{path}: {told['fault']}")
    return str(told["text"])
