"""Who "we" is in a speech, an interview, questions and answers or a statement of several."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Mapping

from tradetalks.articles.mentions import Mention, is_place, mentions
from tradetalks.articles.scene import BOTH, Scene
from tradetalks.articles.taxonomy import Taxonomy

_HEAD = re.compile(r"\b(?:Remarks|Speech|Statement|Address|Interview|Prime Minister of|Minister of|press conference)\b")
_JOINT = re.compile(
    r"^We, the\b|\bWe, the (?:[Pp]resident|[Pp]rime|[Ll]eaders|[Mm]inisters|[Hh]eads)|\bour (?:two|three) countries\b"
)
_FIRST = re.compile(r"\b(?:we|our|us|my (?:government|country|ministry|department))\b", re.IGNORECASE)
_WE = re.compile(r"\b(?:we|my (?:government|country))\b", re.IGNORECASE)
_LABEL = re.compile(r"^([A-Z][\w .,'-]{2,70}): ")
"""Who speaks, in a transcript."""
_QUOTED = re.compile(r"\"[^\"]*\"?")
_TURN = re.compile(r"^\W{0,3}([A-Z][\w .,'()-]{0,70}?):\s")
"""Whose turn it is in a transcript."""
_ASKS = re.compile(
    r"^(?:Q\d*|Questions?|Host|Interviewer|Journalist|Reporter|Moderator|Presenter|Anchor|Correspondent|Press|Media)\b",
    re.IGNORECASE,
)
_ANSWERS = re.compile(r"^(?:A\d*|Answer)$", re.IGNORECASE)
_OFFICE = re.compile(
    r"\b(?:minister|president|premier|chancellor|secretary|commissioner|representative|ambassador|negotiator|envoy"
    r"|spokes\w+)\b",
    re.IGNORECASE,
)
_SAID = re.compile(r"\b(?:said|says|told|added|adds|replied|wrote|declared|stressed|argued|insisted|noted)\b")
LEAST = 2
"""Sentences of "we" and another party that tell who speaks."""


def speaker_of(
    texts: list[str], parties: tuple[str, ...], taxonomy: Taxonomy, people: Mapping[str, str] | None = None
) -> str:
    """The party that "we" stands for; both where several speak together; empty where it cannot be told.

    Whom the head of a speech names alone; whose minister's words a transcript gives (``people``: whom the text places
    on a side); else, of two parties, the one that "we" is not: whoever is asked by "us",
    gives "us" something or takes something of "ours" is the other.
    """
    if any(_JOINT.search(text) for text in texts[:6]):
        return BOTH
    for text in texts[:3]:
        if _HEAD.search(text):
            said = [m for m in mentions(text, taxonomy) if m.kind not in ("seats", "members", "peoples", "capitals")]
            named = {m.party for m in said} & set(parties)
            if len(named) == 1:
                return named.pop()
    labels = [m[1] for text in texts if (m := _LABEL.match(text))]
    speaks = {party for name, party in (people or {}).items() if any(name in label for label in labels)}
    if len(speaks) == 1:
        return speaks.pop()
    if len(parties) != 2:
        return ""
    votes, spoke = Counter[str](), 0
    for text in texts:
        bare = _QUOTED.sub(lambda m: " " * len(m.group()), text)
        if _FIRST.search(bare):
            beside = _beside_us(bare, parties, taxonomy)
            votes.update(beside)
            spoke += bool(beside)
    one, two = (votes[p] for p in parties)
    if spoke < LEAST or min(one, two) * 2 > max(one, two):
        return ""
    return parties[1] if one > two else parties[0]


def _beside_us(text: str, parties: tuple[str, ...], taxonomy: Taxonomy) -> dict[str, int]:
    """Who a sentence of the first person sets over against "us", with how many votes: "the Americans want us to" tells
    more than "we told the Americans"."""
    found = [m for m in mentions(text, taxonomy) if m.party in parties and not is_place(text, m)]
    if found and re.search(r"\b(?:our|us)\b", text[found[0].end :], re.IGNORECASE) and _stands_first(text, found[0]):
        return {found[0].party: 2}
    we = _WE.search(text)
    after = [m for m in found if we and m.start > we.start() and not _ours(text, m)]
    return {after[0].party: 1} if after else {}


def _stands_first(text: str, m: Mention) -> bool:
    return m.start < 12 and not _ours(text, m)


def _ours(text: str, m: Mention) -> bool:
    return bool(re.search(r"(?:\b(?:our|in|we in|for|as)|,)\s+$", text[max(0, m.start - 8) : m.start], re.IGNORECASE))


def turns(texts: list[str], scene: Scene) -> list[str]:
    """Who speaks in each sentence, where the text says so and who does changes; empty where it does not.

    In a transcript from one label to the next ("Kari Berg: ..."; an "A:" is whoever answered last), in prose from who
    is said to have said it to where the quotation, or the next one without a speaker of its own, ends.
    """
    found: list[str] = []
    labelled, answers = "", ""  # who has the turn, and who answered last
    quoting, opened = "", False  # whose quotation goes on, and whether it is open
    for text in texts:
        if turn := _TURN.match(text):
            named = _OFFICE.search(turn[1]) or any(name in turn[1] for name in scene.people)
            who = _one_of(turn[1], scene) if named else ""  # "Ottawa:" is where a wire comes from
            quoting, opened = "", False
            labelled = "" if _ASKS.match(turn[1]) else (answers if _ANSWERS.match(turn[1]) else who)
            answers = labelled or (who if _ASKS.match(turn[1]) else "") or answers
        marks = text.count('"')
        own = [m for m in _SAID.finditer(text) if text[: m.start()].count('"') % 2 == int(opened)] if marks else []
        if own:
            outside = _QUOTED.sub(lambda m: " " * len(m.group()), text)
            quoting = _one_of(outside, scene)
        elif not opened and not text.startswith('"'):
            quoting = ""
        found.append(labelled or (quoting if marks or opened else ""))
        opened = opened != bool(marks % 2)
    return found if len({who for who in found if who}) > 1 else [""] * len(texts)


def _one_of(words: str, scene: Scene) -> str:
    """The one party that some words name, or whose people they name: the first that is named as who acts."""
    said = [m for m in scene.named(words) if m.party in scene.parties]
    return said[0].party if said else ""
