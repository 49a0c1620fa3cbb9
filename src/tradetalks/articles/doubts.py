"""How sure a reading of who asks what of whom is: by what speaks against it, and how often such readings were right.

A rule that reads made-up texts rightly says little of itself on others' texts. So the confidence of an ask is no
rule's: nine things that can be seen in its sentence, or in the report, are counted, and ``RIGHT`` says how many of the
asks with so many of them were right on texts that nobody had tuned to.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import replace

from tradetalks.articles.draft import Ask, Found
from tradetalks.articles.mentions import mentions
from tradetalks.articles.taxonomy import Taxonomy
from tradetalks.articles.text import Span
from tradetalks.articles.topics import HINTED, topics

LINE = 0.7
"""From which confidence on an ask is asserted; below it, it is put to the reader as a question. Chosen beforehand."""

RIGHT: tuple[tuple[int, int], ...] = ((28, 0), (41, 10), (19, 18), (6, 9), (1, 7))
"""Right and wrong asks with no doubt, one, two, three, and four or more.

Measured on 95 public texts (news, ministries, law firms) in November 2026, each with what it says written down before
any program had read it, with the rules as they were when the texts came (commit 33e45525): 139 asks; 44 more were
neither right nor wrong by what was written down. The nine doubts were chosen on the same texts, which flatters the
counts: on the first 44 texts 34 of 36 asks with at most one doubt were right, on the 51 that came later 35 of 43.
"""

MEANS = (
    "'8 in 10': so many such lines were right on 95 public texts that nobody had tuned the reader to. Where fewer than"
    " 7 in 10 are, who asks is put to you, and nothing is counted until you say."
)
"""What stands below a table of such figures."""
ITEMS_RIGHT = {"asserted": (66, 1), "several": (27, 2), "doubted": (20, 7), "alone": (19, 10)}
"""Right and wrong items, of the same texts: with an ask that is asserted; else in several sentences; else in one, with
an ask or without one. 84 more were neither."""

LONG = 48
"""Words of a sentence from which it is long."""
WEAK = 0.6
"""Below which a rule is one of the last resorts."""

_QUOTED = re.compile(r"[\"\u201c\u201d]")
_TO_COME = re.compile(r"\b(?:will|would|shall|to)\b")


def doubts(
    ask: Ask, told: int, parties: Sequence[str], taxonomy: Taxonomy, above: str | None = None
) -> tuple[str, ...]:
    """What speaks against an ask, each in words.

    Args:
        ask: as a rule read it, with that rule's own confidence.
        told: sentences of the report on its topic.
        parties: of the talks.
        above: of a bullet or a row of a table, what stands above it (heading, lead-in, columns): who is named there is
            named, and a bare "Cut duties" is to come.
    """
    text = ask.span.text
    people = mentions(f"{above or ''} {text}", taxonomy)
    who = {m.party for m in people}
    two = [m.party for m in people if m.party in (ask.asker, ask.target)]
    found = {
        "its topic is only implied": topics(text, taxonomy).get(ask.item, 0.0) <= HINTED,
        "it stands in a quotation or beside one": bool(_QUOTED.search(text)),
        "nothing in it is still to come": above is None and not _TO_COME.search(text),
        "who is asked is named before who asks": ask.how == "asked" and two[:1] != [ask.asker],
        "somebody else is named in it": bool(who - set(parties)),
        "no other sentence is on this topic": told <= 1,
        "not both sides are named in it": not {ask.asker, ask.target} <= who,
        "a rule of last resort read it": ask.confidence < WEAK,
        "the sentence is long": len(text.split()) >= LONG,
    }
    return tuple(words for words, holds in found.items() if holds)


def how_sure(count: int) -> float:
    """How often asks with so many doubts were right, smoothed: (right + 1) / (all + 2)."""
    right, wrong = RIGHT[min(count, len(RIGHT) - 1)]
    return round((right + 1) / (right + wrong + 2), 2)


def weighed(
    asks: Sequence[Ask], items: Mapping[str, Sequence[Found]], parties: Sequence[str], taxonomy: Taxonomy,
    above: Mapping[Span, str],
) -> tuple[Ask, ...]:  # fmt: skip
    """Asks with the confidence that their doubts leave; ``above``: what stands above bullets and rows."""

    def sure(ask: Ask) -> float:
        return how_sure(len(doubts(ask, len(items.get(ask.item, ())), parties, taxonomy, above.get(ask.span))))

    return tuple(replace(a, confidence=sure(a)) for a in asks)


def items_weighed(items: Mapping[str, Sequence[Found]], asks: Sequence[Ask]) -> dict[str, tuple[Found, ...]]:
    """Items with the confidence that such items had.

    Args:
        asks: weighed.
    """
    best: dict[str, float] = {}
    for ask in asks:
        best[ask.item] = max(ask.confidence, best.get(ask.item, 0.0))
    made = {}
    for item, found in items.items():
        kind = "asserted" if best.get(item, 0.0) >= LINE else "several" if len(found) > 1 else ""
        right, wrong = ITEMS_RIGHT[kind or ("doubted" if item in best else "alone")]
        made[item] = tuple(replace(f, confidence=round((right + 1) / (right + wrong + 2), 2)) for f in found)
    return made


def in_words(confidence: float) -> str:
    """ "8 in 10"; "nearly all" from 0.95."""
    tenths = round(10 * confidence)
    return "nearly all" if tenths >= 10 else f"{max(tenths, 1)} in 10"
