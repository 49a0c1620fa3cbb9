"""How likely it is that an ask is one: what rules, words and doubts say of it, weighed as own texts taught.

A rule that reads made-up texts rightly says little of itself on others' texts. So the confidence of an ask is no
rule's: what a rule found, what it found the other way, what the words around say (``judge``) and what can be seen to
speak against it (``doubts``) are added up in a logistic regression (Cox 1958). ``data/build_judge.py`` makes its
weights of the texts in ``tests/articles/lessons``, which neither rules nor the words' weights had seen (words are
judged there by weights made without the text).
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping, Sequence

from tradetalks.articles.draft import Ask, Found
from tradetalks.articles.judge import Key, Model

MANY = 3
"""Sentences on a topic from which on more make no difference."""
SURE = 0.97
"""What no ask is surer than."""


def seen(
    ask: Ask | None, against: Ask | None, words: float, other_way: float, told: int, parties: int, passing: bool
) -> dict[str, float]:
    """What is weighed of an ask that may be: name -> number.

    Args:
        ask: as a rule found it; against: what a rule found of the same topic the other way. words: log odds of the
            model of words, and ``other_way`` of the contrary. told: sentences on the topic.
        passing: is the topic only named in passing?
    """
    found = {
        "words": words,
        "words, other way": other_way,
        "words, the stronger": max(words, other_way),
        "in passing": float(passing),
        "one sentence": float(told == 1),
        "many sentences": float(told > MANY),
        "several parties": float(parties > 2),
    }
    if ask:
        found |= {
            "found": 1.0,
            f"found: {ask.how}": 1.0,
            "found: words": words,
            "found: doubts": float(len(ask.doubts)),
        }
        found |= {f"found: {doubt}": 1.0 for doubt in ask.doubts}
    if against:
        found |= {f"other way: {against.how}": 1.0, "other way: words": other_way}
    if ask and against:
        found["found both ways"] = 1.0
    return found


def every(
    asks: Sequence[Ask], items: Mapping[str, Sequence[Found]], passing: Mapping[str, Sequence[Found]],
    parties: Sequence[str], words: Mapping[Key, float],
) -> Iterator[tuple[Key, dict[str, float]]]:  # fmt: skip
    """Each ask that may be, of every topic named and every two parties, with what is weighed of it.

    Args:
        asks: of rules, with their doubts. words: log odds by who asks, topic, who gives.
    """
    found = {(a.asker, a.item, a.target): a for a in asks}
    for key in words:
        asker, item, target = key
        back = (target, item, asker)
        told = len(items.get(item, ())) or len(passing.get(item, ()))
        yield (
            key,
            seen(
                found.get(key), found.get(back), words[key], words.get(back, 0.0), told, len(parties), item not in items
            ),
        )


def likelihood(model: Model, of: Mapping[str, float]) -> float:
    """Between 0 and ``SURE``: how often what has such features was an ask."""
    return round(min(SURE, 1 / (1 + math.exp(-model.log_odds(of)))), 2)
