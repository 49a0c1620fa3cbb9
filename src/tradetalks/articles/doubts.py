"""What speaks against a reading of who asks what of whom, and how sure a reading is by it.

Nine things that can be seen in an ask's sentence, or in the report; ``weighing`` adds them up with what rules and words
say. ``CHECKED`` is how often asks so sure were right on public texts that nothing had been made for.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping, Sequence
from dataclasses import replace

from tradetalks.articles.draft import Ask, Found
from tradetalks.articles.easing import is_higher
from tradetalks.articles.judge import by_words, shipped_judge
from tradetalks.articles.mentions import mentions
from tradetalks.articles.taxonomy import Taxonomy
from tradetalks.articles.text import Span
from tradetalks.articles.topics import HINTED, topics
from tradetalks.articles.weighing import every, likelihood

LINE = 0.7
"""From which confidence on an ask is asserted; below it, it is put to the reader as a question."""
LIKELY = 0.5
"""From which on what no rule finds is put to the reader at all."""
CHECKED = {8: (75, 10), 6: (20, 19), 5: (6, 19), 0: (8, 14)}
"""Tenths, as printed, from which on -> right and wrong asks, those that no rule finds from ``LIKELY`` on. Measured on
89 public texts (news, ministries, law firms; November 2026), each with what it says written down before any program had
read it; others were neither right nor wrong by what was written down. Nothing here was made for these texts; 7 and 6
were joined after they were counted (6 of 14 and 14 of 25)."""
ASSERTED = (73, 14)
"""Of these, those that a rule found, from ``LINE`` on."""

MEANS = (
    "'8 in 10' is the reader's estimate, learnt on 1,439 made texts that no rule was written for. On 89 public texts,"
    " of lines said to be right in 8 or more of 10, 75 of 85 were; in 6 or 7, 20 of 39; in 5, 6 of 25. What a rule"
    " finds and is right in 7 or more is taken as said (73 of 87 were right); of the rest you are asked, and nothing"
    " is counted until you say."
)
"""What stands below a table of such figures."""
ITEMS_RIGHT = {"asserted": (78, 1), "several": (23, 1), "doubted": (18, 7), "alone": (32, 17)}
"""Right and wrong items, of the same texts: with an ask that is asserted; else in several sentences; else in one, with
an ask or without one."""

LONG = 48
"""Words of a sentence from which it is long."""
WEAK = 0.6
"""Below which a rule is one of the last resorts."""

_QUOTED = re.compile(r"[\"\u201c\u201d]")
_TO_COME = re.compile(r"\b(?:will|would|shall|to)\b")

_HIGHER = re.compile(
    r"\b(?:rais\w+|increas\w+|escalat\w+|boost\w*|hik\w+|doubl\w+|(?:ramp|jack|step|bump)\w* up)\b[^.;]{0,40}"
    r"\b(?:tariff|dut(?:y|ies)|lev(?:y|ies))",
    re.IGNORECASE,
)


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


def doubted(
    asks: Sequence[Ask], items: Mapping[str, Sequence[Found]], parties: Sequence[str], taxonomy: Taxonomy,
    above: Mapping[Span, str],
) -> list[Ask]:  # fmt: skip
    """The rules' asks with what speaks against each.

    Args:
        above: what stands above bullets and rows.
    """
    return [
        replace(a, doubts=doubts(a, len(items.get(a.item, ())), parties, taxonomy, above.get(a.span))) for a in asks
    ]


def weighed(
    asks: Sequence[Ask], items: Mapping[str, Sequence[Found]], passing: Mapping[str, Sequence[Found]],
    parties: Sequence[str], taxonomy: Taxonomy, threatened: Collection[str] = (),
) -> tuple[tuple[Ask, ...], tuple[Ask, ...]]:  # fmt: skip
    """The rules' asks with the confidence that all that is seen leaves, and those that no rule finds, from ``LIKELY``
    on: they are asked about, however likely.

    Args:
        asks: with their doubts. passing: topics that are only named. threatened: topics of threats: of them, and of
            a duty that goes up, words alone find no ask.
    """
    named = {**passing, **items}
    words = by_words(asks, named, parties, taxonomy)
    model = shipped_judge().all_told
    sure = {key: likelihood(model, of) for key, of in every(asks, items, passing, parties, words)}
    found = {(a.asker, a.item, a.target): a for a in asks}
    own = tuple(replace(a, confidence=sure.get(key, LIKELY)) for key, a in found.items())
    heard = {item for item in named if item not in threatened and not any(_goes_up(f.span.text) for f in named[item])}
    further = tuple(
        Ask(asker, item, target, _telling(named[item], {asker, target}, taxonomy), likely, "likely")
        for (asker, item, target), likely in sure.items()
        if (asker, item, target) not in found and likely >= LIKELY and item in heard
    )
    return own, further


def _goes_up(text: str) -> bool:
    return bool(_HIGHER.search(text)) or is_higher(text)


def _telling(found: Sequence[Found], sides: set[str], taxonomy: Taxonomy) -> Span:
    """The first sentence on a topic that names both sides; the first of all where none does."""
    both = (f.span for f in found if sides <= {m.party for m in mentions(f.span.text, taxonomy)})
    return next(both, found[0].span)


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


def share(right: int, wrong: int) -> float:
    return round((right + 1) / (right + wrong + 2), 2)


def in_words(confidence: float) -> str:
    """ "8 in 10"; "nearly all" from 0.95; what is below the line is not rounded up to it."""
    tenths = int(10 * confidence + 0.5)  # a half goes up, as it does on the page
    tenths = tenths if confidence >= LINE else min(tenths, round(10 * LINE) - 1)
    return "nearly all" if tenths >= 10 else f"{max(tenths, 1)} in 10"
