"""A text cut into sentences that know what they stand under: headings, lead-ins of lists, columns of tables.

Officials write in bullets, numbered terms and tables under headings that say whose terms they are ("What China will
do"). A sentence here is never more than one bullet, paragraph or row, and carries its heading and lead-in.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from tradetalks.articles import verbs
from tradetalks.articles.days import DATE, DAYS, MONTHS

MOST_SENTENCE = 2_000
"""Characters: longer runs without a full stop are lists or tables, and are read in pieces."""
LEAST_LETTERS, MOST_CAPITALS = 100, 0.8
"""Letters of a text, and the share of capitals in them, from which it is one in capitals."""
MOST_TITLE, LEAST_PARAGRAPH = 16, 110
"""Words of a title at most, and characters of a line that is a paragraph rather than one broken at a width."""
_END = re.compile(r"[.!?]['\"”’)\]]*(?=\s+[\"“‘'(\[]?[A-Z0-9])|[.!?]['\"”’)\]]*\s*$")
_ABBREVIATIONS = (
    "U.S.", "U.K.", "U.N.", "Mr.", "Mrs.", "Ms.", "Dr.", "Prof.", "St.", "No.", "Nos.", "Art.", "Jan.", "Feb.", "Mar.",
    "Apr.", "Jun.", "Jul.", "Aug.", "Sept.", "Sep.", "Oct.", "Nov.", "Dec.", "vs.", "Gen.", "Sen.", "Rep.", "Gov.",
    "Jr.", "Inc.", "Co.", "Ltd.", "Corp.", "approx.", "e.g.", "i.e.", "etc.",
)  # fmt: skip
_ENDS_ONE = ("U.S.", "U.K.", "U.N.", "Inc.", "Co.", "Ltd.", "Corp.", "etc.", "Jr.")
"""Abbreviations that may stand last in a sentence: a new one begins where a word of opening follows."""
_OPENING = re.compile(
    r"\s+[\"“]?(?:Under|After|Before|With|Without|Since|While|Although|Meanwhile|Instead|The|In|It|He|She|They|We"
    r"|But|And|On|At|This|That|These|Those|If|When|As|For|A|An|There|Both"
    r"|Its|However)\b"
)
_INITIAL = re.compile(r"(?:^|[\s(])(?:[A-Z]\.)+$")
_NUMBERED = re.compile(r"^\s*(?:\d{1,2}|[ivx]{1,4}|[A-Za-z])\.$")
_LABELLED = re.compile(r"^\s*[A-Z][A-Za-z]{1,20}: \S")
_BYLINE = re.compile(r"^\s*(?:(?:First |Last )?(?:[Pp]ublished|[Pp]osted|[Uu]pdated)\b|By [A-Z])")
"""A line that says who wrote a report, or when it was published."""
_BULLET = re.compile(r"^(?P<indent>\s*)(?P<mark>[-*•·▪◦‣–—+]|\(?(?:\d{1,2}|[a-z]|[ivx]{1,4})[.)])\s+(?=\S)")
_SHORT_NOT = re.compile(
    r"\b(?P<verb>wo|ca|would|should|could|do|does|did|is|are|was|were|has|have|had)n't\b", re.IGNORECASE
)
_LOUD_DAY = re.compile(rf"\b(?:{'|'.join(d.upper() for d in (*MONTHS, *DAYS))})\b(?=,? \d|,? [A-Z]+,? \d)")
"""Months and days in capitals beside a number: "FRIDAY, 20 DECEMBER 2024"."""
_IN_FULL = {"wo": "will", "ca": "can"}
_COMMENT = re.compile(r"^\s*<!--.*?-->\s*$")
_RULE = re.compile(r"^\s*\|?\s*:?-{2,}[-|:\s]*$")
_LEADS = re.compile(r":\s*\**\s*$")
_BARE_LEAD = re.compile(r"\b(?:includes?|included|including|are|comprises?|covers?|will|to)\s*$")
"""How a paragraph right over a list ends that leads it without a colon."""
_FOLLOWS = re.compile(r"(?::|\b(?:as follows|the following)[.:]?)\s*\**\s*$")
"""How a paragraph or a heading ends that only those after it complete: "its undertakings are as follows."."""
_ENTRY = re.compile(
    rf"^(?:[a-z]|\(?[a-z0-9]{{1,3}}\) ?[a-z]|(?:(?:Also|Further|Fully|Immediately"
    rf"|Gradually) )?(?:(?i:{verbs.any_of('base')}"
    r"|buy|purchase|invest|provide|supply|raise|increase|join|ban|stop|keep|maintain|refrain|support|ensure"
    r"|strengthen"
    r"|introduce|establish|apply|give|build|spend|import|procure|recogni[sz]e|treat|protect|curb|combat|address))\b)"
)
"""How a paragraph begins that goes on with a lead-in: small, or with a verb."""


HEAD_LINES = 12
"""Lines of a report's head, blank ones among them, where addresses and stamps stand."""
_ADDRESS = re.compile(r"^https?://\S+$")
_STAMP = re.compile(
    r"^(?:(?:[Pp]osted|[Pp]ublished|[Uu]pdated|[Ll]ast [Uu]pdated|[Ii]ssued|[Dd]ate)(?: on)?:?\s+)?"
    rf"(?:(?:{'|'.join(DAYS)}),?\s+)?"
    rf"(?:{DATE.pattern})(?:,? (?:at )?\d{{1,2}}[:.]\d\d.{{0,20}}|[,|]?(?: [A-Z]\w+){{0,3}})\.?$"
)
"""A line that says when a report was made, and no more: "Posted January 16, 2026 3:29 am.", "2025-11-15 Reuters"."""


@dataclass(frozen=True)
class Place:
    """Where a sentence stands in its text: characters, and what it stands under.

    Attributes:
        heading: the heading above it. lead: the words that introduce its list ("Malaysia has committed to:").
        header: of a row of a table, its column headings, by ``" | "``. kind: prose, bullet, heading or row.
        block: number of its paragraph or bullet.
    """

    start: int
    end: int
    heading: str = ""
    lead: str = ""
    header: str = ""
    kind: str = "prose"
    block: int = 0


@dataclass(frozen=True)
class _Block:
    start: int
    end: int
    indent: int
    kind: str  # prose, bullet, heading, row


def plain(text: str) -> str:
    """A text for rules to read: one blank between words, straight quotes, no marks of bold type, "won't" in full."""
    text = re.sub(r"[‘’ʼ]", "'", re.sub(r"[“”„]", '"', text))
    text = _SHORT_NOT.sub(lambda m: _IN_FULL.get(m["verb"].lower(), m["verb"]) + " not", text)
    text = _LOUD_DAY.sub(lambda m: m.group().capitalize(), text)
    text = re.sub(r"[‐‑]", "-", re.sub(r"\*\*|__|`|</?[a-zA-Z][^<>]{0,200}>", " ", text))
    return " ".join(re.sub(r"^\s*#+\s+", "", text).split())


def places(text: str) -> list[Place]:
    """Every sentence of a text, in order, none over another."""
    found: list[Place] = []
    heading, lead, header, listed, rows_end = "", "", "", False, 0
    opened, entries = "", False  # the words that paragraphs without marks go on from, and whether one has
    leads: list[tuple[int, str]] = []  # lead-ins of the lists we are inside of, by indentation
    blocks = list(_blocks(text))
    for number, block in enumerate(blocks):
        words = plain(text[block.start : block.end])
        if block.kind == "rule":
            continue
        if block.kind == "heading":
            if not _STAMP.match(words):  # a date alone heads nothing
                heading, leads = words, []
                opened, entries = (words if _FOLLOWS.search(words) else ""), False
            header, listed = "", False
            found.append(Place(block.start, block.end, "", "", "", "heading", number))
            continue
        if block.kind == "row":
            if rows_end and blocks[min(number + 1, len(blocks) - 1)].kind == "rule":
                header = ""  # columns of another table
            rows_end = block.end
            if not header:
                header = words
            found += [
                Place(a, b, heading, lead, header, "row", number) for a, b in _pieces(text, block.start, block.end)
            ]
            continue
        header, kind = "", block.kind
        if block.kind == "prose" and opened and _ENTRY.match(words):
            kind, lead, entries = "bullet", opened, True
        elif block.kind == "prose":
            if (entries and heading == opened) or (_FOLLOWS.search(words) and _FOLLOWS.search(heading)):
                heading = ""  # of the paragraphs that went on from it, and of no other
            opened, entries = "", False
            if listed:  # prose after a list is no longer of its heading's list
                heading, listed = "", False
            leads, lead = [], ""
        else:
            listed = True
            leads = [(indent, said) for indent, said in leads if indent < block.indent]
            lead = leads[-1][1] if leads else ""
        under = lead
        for a, b in _sentences(text, block.start, block.end):
            first, *run_on = _run_together(text, a, b)
            found.append(Place(*first, heading, under, "", kind, number))
            led = plain(text[slice(*first)])
            found += [Place(*piece, heading, led, "", "bullet", number) for piece in run_on]
        if kind == "prose" and _FOLLOWS.search(words):
            opened = plain(text[found[-1].start : found[-1].end])
        after = blocks[number + 1].kind if number + 1 < len(blocks) else ""
        if _LEADS.search(words) or (kind == "prose" and after == "bullet" and _BARE_LEAD.search(words)):
            last = plain(text[found[-1].start : found[-1].end])
            leads.append((block.indent if block.kind == "bullet" else -1, last))
    return found


def is_shouted(text: str) -> bool:
    """Is a whole text in capitals, as wires of old and some notices are?"""
    letters = [c for c in text if c.isalpha()]
    return len(letters) >= LEAST_LETTERS and sum(c.isupper() for c in letters) > MOST_CAPITALS * len(letters)


def _blocks(text: str) -> Iterator[_Block]:
    """Paragraphs, bullets with the lines that go on with them, headings and rows of tables."""
    if is_shouted(text):  # capitals make no heading there
        text = "".join(c.lower() if c.isascii() else c for c in text)
    lines = list(_lines(text))
    start, end, indent, kind = -1, -1, 0, "prose"
    for number, (a, b) in enumerate(lines):
        line = text[a:b]
        after = next((text[c:d] for c, d in lines[number + 1 :] if text[c:d].strip()), "")
        blank = number + 1 >= len(lines) or not text[slice(*lines[number + 1])].strip()
        new = _BULLET.match(line)
        told = line.strip()
        stamped = number < HEAD_LINES and bool(_STAMP.match(told))
        opens = all(
            _ADDRESS.match(above) or _STAMP.match(above) for c, d in lines[:number] if (above := text[c:d].strip())
        )
        loud = False
        titled = bool(told) and opens and (stamped or _is_title(told, after))
        if (
            not told
            or _COMMENT.match(line)
            or new
            or _is_row(line)
            or _LABELLED.match(line)
            or _BYLINE.match(line)
            or ((start < 0 or kind == "prose") and _is_heading(line, after, blank, start < 0))
            or titled
            or stamped
            or _ADDRESS.match(told)
            or (loud := start >= 0 and kind == "prose" and _is_loud_heading(told, after, text[start:end]))
            or (start >= 0 and kind == "bullet" and _leaves_list(line, text[start:end]))
        ):
            if start >= 0:
                yield _Block(start, end, indent, kind)
            start = -1
        if not told or _COMMENT.match(line) or (number < HEAD_LINES and _ADDRESS.match(told)):
            continue
        first = a + len(line) - len(line.lstrip())
        last = a + len(line.rstrip())
        if _is_row(line):
            yield _Block(first, last, 0, "rule" if _RULE.match(line) else "row")
        elif titled or stamped or loud or (start < 0 and _is_heading(line, after, blank, True)):
            yield _Block(first, last, 0, "heading")
        elif new:
            start, end, indent, kind = a + new.end(), last, len(new["indent"].expandtabs(4)), "bullet"
        elif start < 0:
            start, end, indent, kind = first, last, len(line) - len(line.lstrip()), "prose"
        else:
            end = last
    if start >= 0:
        yield _Block(start, end, indent, kind)


def _lines(text: str) -> Iterator[tuple[int, int]]:
    start = 0
    for line in text.split("\n"):
        yield start, start + len(line)
        start += len(line) + 1


def _is_row(line: str) -> bool:
    return line.count("|") >= 2 or bool(_RULE.match(line) and "|" in line)


def _is_heading(line: str, after: str, blank: bool, opens: bool) -> bool:
    """A line by itself: marked as one, in capitals, or short and without a full stop over what follows."""
    told = line.strip().strip("*_").strip()
    if not opens or not told or len(told) > 120:
        return False
    if re.match(r"^\s*#{1,6}\s", line):
        return True
    numbered = re.match(r"^\s*\d{1,2}[.)]\s+\S", line)
    if _BULLET.match(line):  # "1. Tariffs (U.S. side)" above a table or a list is a heading, a numbered term is none
        return bool(numbered and len(told) < 60 and blank and not re.search(r"[.;,:]$", told) and _is_row(after))
    letters = re.sub(r"[^A-Za-z]", "", told)
    if letters and letters.isupper() and len(told.split()) <= 12 and (blank or _BULLET.match(after)):
        return True
    if re.search(r"[.,;!]['\"”)]*$", told) or len(told.split()) > 14:
        return False
    if told.endswith(":"):
        return (blank or bool(_BULLET.match(after))) and len(told.split()) <= 8
    return blank or bool(_BULLET.match(after))


def _is_loud_heading(told: str, after: str, above: str) -> bool:
    """A few words in capitals between two paragraphs that no blank line keeps apart: "ENERGY"."""
    letters = re.sub(r"[^A-Za-z]", "", told)
    few = len(letters) > MOST_INITIALS and letters.isupper() and len(told.split()) <= MOST_LOUD
    return few and bool(re.search(r"[.:!?]['\"”’)]*$", above)) and len(after) > len(told) and after[:1].isupper()


MOST_INITIALS, MOST_LOUD = 3, 5
"""Letters that may be initials of something, and words of a heading in capitals at most."""


def _leaves_list(line: str, bullet: str) -> bool:
    """A paragraph right under a short bullet, which no width can have broken: longer, and begun with a capital."""
    told = line.strip()
    one = "\n" not in bullet and not line[:1].isspace()
    return one and told[:1].isupper() and len(told) > LEAST_PARAGRAPH and len(told) > 1.3 * len(bullet)


def _is_title(told: str, after: str) -> bool:
    """A first line right over a paragraph: short, without a stop at its end, and not one of lines broken at a width."""
    if re.search(r"[.,;:!?]['\"”’)]*$", told) or len(told.split()) > MOST_TITLE:
        return False
    return len(after) > LEAST_PARAGRAPH and len(after) > 1.3 * len(told) and not _is_row(told)


def _sentences(text: str, start: int, end: int) -> Iterator[tuple[int, int]]:
    """Starts and ends of sentences within a block; abbreviations, initials and numbers do not end one."""
    at = start
    for match in _END.finditer(text, start, end):
        so_far = text[at : match.end()].rstrip("'\"”’)]")
        if match.end() < end and _goes_on(so_far, text[match.end() : match.end() + 40]):
            continue
        yield from _pieces(text, at, match.end())
        at = match.end()
    yield from _pieces(text, at, end)


_MARK = re.compile(r"\s[•▪◦‣·]\s+(?=\w)")
_DASH = re.compile(r"\s[-–]\s+(?=[a-z])")
LEAST_MARKS, LEAST_DASHES = 2, 3
"""Marks of bullets, and dashes, from which a sentence is a list that a page has run together."""


def _run_together(text: str, start: int, end: int) -> list[tuple[int, int]]:
    """A sentence, or the words that lead a list and its entries where a page has put all of it in one line."""
    marks = list(_MARK.finditer(text, start, end))
    dashes = list(_DASH.finditer(text, start, end))
    cuts = marks if len(marks) >= LEAST_MARKS else (dashes if len(dashes) >= LEAST_DASHES else [])
    edges = [start, *(m.end() for m in cuts), end]
    ends = [*(m.start() for m in cuts), end]
    return [(a, b) for a, b in zip(edges, ends, strict=False) if a < b] or [(start, end)]


def _goes_on(so_far: str, after: str) -> bool:
    if so_far.endswith(_ENDS_ONE):
        return not _OPENING.match(after)
    return so_far.endswith(_ABBREVIATIONS) or bool(_INITIAL.search(so_far)) or bool(_NUMBERED.match(so_far))


def _pieces(text: str, start: int, end: int) -> Iterator[tuple[int, int]]:
    """A sentence without blanks around it, or cut at blanks where it is longer than any; nothing where it is blank."""
    start += len(text[start:end]) - len(text[start:end].lstrip())
    end = start + len(text[start:end].rstrip())
    while end - start > MOST_SENTENCE:
        cut = start + MOST_SENTENCE
        blank = next((j for j in range(cut, start, -1) if text[j].isspace()), cut)
        last = start + len(text[start:blank].rstrip())
        yield start, last
        start = blank + len(text[blank:end]) - len(text[blank:end].lstrip())
    if start < end:
        yield start, end
