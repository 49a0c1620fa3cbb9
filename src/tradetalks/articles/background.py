"""What a report only tells as its background: a topic that nobody asks for or gives, named once, in a clause that hangs
on another ("as it seeks to pivot away from Russian gas")."""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import replace

from tradetalks.articles.clauses import CHAPTERS, Heard
from tradetalks.articles.scene import Scene
from tradetalks.articles.subjects import MEASURE
from tradetalks.articles.topics import named_topics

_HANGS_ON = re.compile(
    r"(?:\b(?<!such )(?<!well )as (?:it|they|he|she|the|its|their|both|(?-i:[A-Z]\w+))\s"
    r"|\b(?:while|since|when|after|because|although|which|who|whose|so that)\s"
    r"|\bto (?:promote|boost|strengthen|enhance|diversify|expand|deepen|pivot)\s)[^,;]*$"
)
"""How a clause begins that hangs on another, up to what it names; or one of purpose."""


def without_background(heard: list[Heard], texts: list[str], scene: Scene) -> list[Heard]:
    """What is heard, with such topics in passing."""
    claimed = {c.topic for one in heard for c in one.claims}
    often = Counter(t for one in heard for t in one.items)
    found = list(heard)
    for number, (one, text) in enumerate(zip(heard, texts, strict=True)):
        if one.denied or MEASURE.search(text) or CHAPTERS.search(text):
            continue
        alone = [t for t in one.items if t not in claimed and often[t] == 1]
        aside = {n.topic for n in named_topics(text, scene.taxonomy) if _HANGS_ON.search(text[: n.start])}
        if moved := aside & set(alone):
            items = {t: sure for t, sure in one.items.items() if t not in moved}
            found[number] = replace(one, items=items, passing={**{t: one.items[t] for t in moved}, **one.passing})
    return found
