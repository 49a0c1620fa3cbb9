"""Reports as text: from plain, HTML and PDF files, cut into sentences that know where they stand."""

from __future__ import annotations

import json
import re
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

from tradetalks.articles.languages import ENGLISH, language_of
from tradetalks.articles.sentences import Place, places
from tradetalks.errors import ArticleError
from tradetalks.yaml_text import UNPRINTABLE

MOST_BYTES, MOST_CHARACTERS, MOST_SECONDS = 5_000_000, 1_000_000, 20.0
MOST_GUESSED = 200_000
"""Bytes by which an encoding is guessed."""
_WESTERN = frozenset(
    {"cp1250", "cp1252", "cp1254", "cp1257", "latin_1", "iso8859_2", "iso8859_9", "iso8859_15", "mac_roman"}
)
"""Encodings that are told apart by a letter or two: of a text in English, the commonest of them."""


@dataclass(frozen=True)
class Span:
    """Where something is said: article, characters from ``start`` to ``end``, and the words themselves."""

    article: str
    start: int
    end: int
    text: str


@dataclass(frozen=True)
class Article:
    """A report: its name, its text, its sentences in order; ``language`` is the one it is written in, and
    ``translated_from`` the one that a model translated it from.

    Attributes:
        places: where each sentence stands: its heading, the lead-in of its list, the columns of its table.
    """

    name: str
    text: str
    sentences: tuple[Span, ...]
    places: tuple[Place, ...] = ()
    language: str = ENGLISH
    translated_from: str = ""

    def span(self, start: int, end: int) -> Span:
        return Span(self.name, start, end, self.text[start:end])


LONGEST_QUOTE = 90
"""Letters of a sentence up to which it is quoted whole."""


def quoted(span: Span) -> str:
    """What is said, on one line in quotation marks, shortened where it is long."""
    said = " ".join(span.text.split())
    return f"\u201c{said if len(said) <= LONGEST_QUOTE else f'{said[: LONGEST_QUOTE - 1].rstrip()}…'}\u201d"


def where(text: str, span: Span) -> str:
    """Where in its report a sentence stands, as a reader counts: by paragraphs, which blank lines part; by lines where
    there are none."""
    breaks, unit = (r"\n\s*\n", "paragraph") if re.search(r"\S\s*\n\s*\n\s*\S", text) else (r"\n", "line")
    before = [part for part in re.split(breaks, text[: span.start] + "x") if part.strip()]
    return f"{unit} {len(before)}"


def read_article(path: Path, any_language: bool = False) -> Article:
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
        text = _decoded(path, content)
        if kind in (".html", ".htm") or re.match(r"\s*<(!doctype|html)", text[:200], re.IGNORECASE):
            text = _extracted(path, "html", text.encode("utf-8"))
    return article(path.name, text, any_language)


def article(name: str, text: str, any_language: bool = False) -> Article:
    """An article from its text.

    Args:
        any_language: keep a text that is not English, for an endpoint to read: the rules find nothing in it.

    Raises:
        ArticleError: empty, too long, or in another language, which is named.
    """
    if len(text) > MOST_CHARACTERS:
        raise ArticleError(f"{name}: {len(text):,} characters of text; expected at most {MOST_CHARACTERS:,}")
    text = UNPRINTABLE.sub(" ", text.replace("\r\n", "\n").replace("\r", "\n"))
    if not text.strip():
        raise ArticleError(f"{name}: empty; expected a report of some sentences")
    text = _without_front_matter(text)
    found = language_of(text)
    if found != ENGLISH and not any_language:
        raise ArticleError(
            f"{name}: reads as {found}; the rules read English only. Give a translation, or a language model's address"
            " with --endpoint, which is asked to read it"
        )
    stand = tuple(places(text)) if found == ENGLISH else _paragraphs(text)
    return Article(name, text, tuple(Span(name, p.start, p.end, text[p.start : p.end]) for p in stand), stand, found)


def _without_front_matter(text: str) -> str:
    """A text whose head of fields (between two lines of ---) is its title and the day it was published."""
    match = re.match(r"---\n(.{1,3000}?)\n---\s*\n", text, re.DOTALL)
    if match is None:
        return text
    fields = dict(re.findall(r"^(\w+):\s*((?:.*)(?:\n[ \t]+.*)*)", match[1], re.MULTILINE))
    head = [" ".join(fields.get("title", "").split()).strip("'\"")]
    if day := fields.get("date", "").strip("'\" "):
        head.append(f"Published: {day}")
    return "\n\n".join([*filter(None, head), text[match.end() :]])


def _paragraphs(text: str) -> tuple[Place, ...]:
    return tuple(Place(m.start(), m.end()) for m in re.finditer(r"\S(?:.*\S)?", text))


def _decoded(path: Path, content: bytes) -> str:
    """Text in whatever encoding: UTF-8, UTF-16 by its mark, else by charset-normalizer where that is installed."""
    for mark, encoding in ((b"\xff\xfe", "utf-16"), (b"\xfe\xff", "utf-16"), (b"", "utf-8-sig")):
        if content.startswith(mark):
            try:
                text = content.decode(encoding)
                break
            except UnicodeDecodeError:
                continue
    else:
        text = _guessed(path, content)
    if "\x00" in text:
        raise ArticleError(f"{path}: found binary content; expected text, HTML or PDF")
    return text


def _guessed(path: Path, content: bytes) -> str:
    """Text in an older encoding. Raises ArticleError where it is in none that reads as text."""
    if b"\x00" in content[:4096]:
        raise ArticleError(f"{path}: found binary content; expected text, HTML or PDF")
    try:
        from charset_normalizer import from_bytes
    except ImportError:
        raise ArticleError(
            f"{path}: not UTF-8 text; other encodings need charset-normalizer: pip install 'tradetalks[articles]'"
        ) from None
    best = from_bytes(content[:MOST_GUESSED]).best()
    try:
        text = content.decode("cp1252" if best and best.encoding in _WESTERN else best.encoding) if best else ""
    except UnicodeDecodeError:
        text = ""
    if not text or len(UNPRINTABLE.findall(text)) > len(text) / 200:
        raise ArticleError(f"{path}: not UTF-8 text nor in another encoding known; expected text, HTML or PDF")
    return text


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
