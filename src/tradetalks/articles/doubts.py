"""How sure a reading of who asks what of whom is: by what speaks against it, and how often such readings were right.

A rule that reads made-up texts rightly says little of itself on others' texts. So the confidence of an ask is no
rule's: nine things that can be seen in its sentence, or in the report, are counted, a model that knows no rules says
how likely the ask is (``judge``), and ``RIGHT`` says how many of the asks with so many of them, and so likely, were
right on texts that nobody had tuned to.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import replace

from tradetalks.articles.draft import Ask, Found
from tradetalks.articles.judge import Key
from tradetalks.articles.mentions import mentions
from tradetalks.articles.taxonomy import Taxonomy
from tradetalks.articles.text import Span
from tradetalks.articles.topics import HINTED, topics

LINE = 0.7
"""From which confidence on an ask is asserted; below it, it is put to the reader as a question."""

LIKELY = 0.65
"""From which likelihood on the model speaks for an ask."""
RIGHT = {0: ((43, 2), (43, 2)), 1: ((47, 15), (47, 15)), 2: ((22, 8), (16, 35))}
"""Doubts (two: two or more) -> right and wrong asks that the model holds for likely, and others; classes of fewer than
thirty were joined after they were counted.

Measured on 134 public texts (news, ministries, law firms) in November 2026, each with what it says written down before
any program had read it, with the rules as they were when the texts came (commit 33e45525): 188 asks; others were
neither right nor wrong by what was written down. The nine doubts were chosen on 95 of these texts, which flatters
them: on the other 39 asks with at most one were right in 22 of 29; the model had seen none of the 134.
"""
FURTHER = (23, 16)
"""Right and wrong asks that no rule found in these texts and that the model holds for likely."""

MEANS = (
    "'8 in 10': so many such lines were right on 134 public texts that nobody had tuned the reader to. Where fewer than"
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


def how_sure(count: int, likelihood: float) -> float:
    """How often asks with so many doubts, and so likely, were right, smoothed: (right + 1) / (all + 2)."""
    return share(*RIGHT[min(count, len(RIGHT) - 1)][0 if likelihood >= LIKELY else 1])


def share(right: int, wrong: int) -> float:
    return round((right + 1) / (right + wrong + 2), 2)


def weighed(
    asks: Sequence[Ask], items: Mapping[str, Sequence[Found]], parties: Sequence[str], taxonomy: Taxonomy,
    above: Mapping[Span, str], judged: Mapping[Key, float],
) -> tuple[Ask, ...]:  # fmt: skip
    """Asks with the confidence that their doubts and the model leave.

    Args:
        above: what stands above bullets and rows. judged: likelihood of each ask by who asks, topic, who gives; as
            likely as not where it has none.
    """

    def sure(ask: Ask) -> float:
        against = doubts(ask, len(items.get(ask.item, ())), parties, taxonomy, above.get(ask.span))
        return how_sure(len(against), judged.get((ask.asker, ask.item, ask.target), 0.5))

    return tuple(replace(a, confidence=sure(a)) for a in asks)


def likely(asks: Sequence[Ask], items: Mapping[str, Sequence[Found]], judged: Mapping[Key, float]) -> tuple[Ask, ...]:
    """Asks that no rule finds and that the model holds for likely."""
    known = {(a.asker, a.item, a.target) for a in asks}
    return tuple(
        Ask(asker, item, target, items[item][0].span, share(*FURTHER), "likely")
        for (asker, item, target), likelihood in judged.items()
        if likelihood >= LIKELY and (asker, item, target) not in known
    )


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
        sure = share(*ITEMS_RIGHT[kind or ("doubted" if item in best else "alone")])
        made[item] = tuple(replace(f, confidence=sure) for f in found)
    return made


def in_words(confidence: float) -> str:
    """ "8 in 10"; "nearly all" from 0.95."""
    tenths = round(10 * confidence)
    return "nearly all" if tenths >= 10 else f"{max(tenths, 1)} in 10"
