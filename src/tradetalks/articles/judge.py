"""How likely it is that one side asks another for something: a small model beside the rules.

Rules say what they understand and nothing of how often they are right on texts that nobody had in view. This model
knows no grammar. It sees the words near who would ask (A), who would give (T), others (O) and the topic (TOP), and
tells by a logistic regression (Cox 1958, Journal of the Royal Statistical Society B 20) how often such sentences were
an ask. ``data/build_judge.py`` makes its weights of our own texts in ``tests/articles`` alone. What it says is weighed
with what rules found (``weighing``).
"""

from __future__ import annotations

import gzip
import json
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from importlib import resources
from itertools import pairwise, permutations

from tradetalks.articles.draft import Ask, Found
from tradetalks.articles.mentions import mentions
from tradetalks.articles.taxonomy import Taxonomy
from tradetalks.articles.text import Span

NEAR, WINDOW, FAR = 4, 6, 0.6
"""Words up to which a neighbour counts whole, up to which it counts, and how much those between count."""
MOST = 2.0
"""How often one feature counts at most."""
_WORD = re.compile(r"[A-Za-z][a-z'-]*|\d[\d.,]*%?|[.;:,]")
_ENDINGS = ("ing", "ed", "es", "s")
_ROLES = frozenset(("T", "A", "O", "Tadj", "Aadj", "Oadj", "TOP"))
Marked = list[tuple[int, int, str]]
Key = tuple[str, str, str]


@dataclass(frozen=True)
class Model:
    """Weights of features, and the constant that is added to them."""

    weights: Mapping[str, float]
    constant: float

    def log_odds(self, features: Mapping[str, float]) -> float:
        """Logarithm of how often what has such features was an ask, over how often it was none."""
        return self.constant + sum(self.weights.get(name, 0.0) * value for name, value in features.items())


@dataclass(frozen=True)
class Judge:
    """Two models: of the words of sentences, and of all that speaks for and against an ask (``weighing``)."""

    words: Model
    all_told: Model


@cache
def shipped_judge() -> Judge:
    """The weights that ``data/build_judge.py`` made."""
    packed = (resources.files("tradetalks.articles") / "data" / "judge.json.gz").read_bytes()
    told = json.loads(gzip.decompress(packed))
    return Judge(**{name: Model(**told[name]) for name in ("words", "all_told")})


def by_words(
    asks: Sequence[Ask], items: Mapping[str, Sequence[Found]], parties: Sequence[str], taxonomy: Taxonomy
) -> dict[Key, float]:
    """Of every topic named and every two parties, either way: who asks, topic, who gives -> log odds by the words."""
    words = shipped_judge().words
    return {key: words.log_odds(seen) for key, seen in features(asks, items, parties, taxonomy)}


def features(
    asks: Sequence[Ask], items: Mapping[str, Sequence[Found]], parties: Sequence[str], taxonomy: Taxonomy
) -> Iterator[tuple[Key, dict[str, float]]]:
    """What the model sees of each ask that may be: name of the feature -> how often, up to ``MOST``.

    Args:
        items: topic -> the sentences that it stands in; those of ``asks`` are seen with them.
    """
    for item, spans in items.items():
        sentences = list(dict.fromkeys([*(f.span for f in spans), *(a.span for a in asks if a.item == item)]))
        marked = [_marked(s.text, item, taxonomy) for s in sentences]
        for asker, target in permutations(parties, 2):
            yield (asker, item, target), _features(sentences, marked, item, asker, target, len(parties))


def _marked(text: str, item: str, taxonomy: Taxonomy) -> Marked:
    """Where parties and the topic are named, in order."""
    named = [(m.start, m.end, f"{m.party}{' adj' if m.adjective else ''}") for m in mentions(text, taxonomy)]
    pattern = taxonomy.topic_patterns[item][0] if item in taxonomy.topic_patterns else None
    topic = [(m.start(), m.end(), "TOP") for m in pattern.finditer(text)] if pattern else []
    return sorted([*named, *topic])


def _features(
    sentences: Sequence[Span], marked: Sequence[Marked], item: str, asker: str, target: str, parties: int
) -> dict[str, float]:
    found: dict[str, float] = {}
    for sentence, places in zip(sentences, marked, strict=True):
        for name, value in _of_words(_in_roles(sentence.text, places, asker, target)):
            found[name] = min(found.get(name, 0.0) + value, MOST)
    found[f"topic {item}"] = 1.0
    found[f"sentences {min(len(sentences), 4)}"] = 1.0
    found[f"parties {min(parties, 4)}"] = 1.0
    return found


def _in_roles(text: str, places: Marked, asker: str, target: str) -> list[str]:
    """The words of a sentence without their endings, whoever is named by the part it would play."""
    words: list[str] = []
    at = 0
    for start, end, who in places:
        if start < at:
            continue
        words += map(_plain, _WORD.findall(text[at:start]))
        party, _, adjective = who.partition(" ")
        role = "TOP" if who == "TOP" else "T" if party == target else "A" if party == asker else "O"
        words.append(role + adjective)
        at = end
    return [*words, *map(_plain, _WORD.findall(text[at:]))]


def _plain(word: str) -> str:
    word = word.lower()
    if word[0].isdigit():
        return "%" if word.endswith("%") else "#"
    ending = next((e for e in _ENDINGS if len(word) > len(e) + 3 and word.endswith(e)), "")
    return word.removesuffix(ending)


def _of_words(words: Sequence[str]) -> Iterable[tuple[str, float]]:
    """Neighbours of each part, in pairs too; parts in their order; all words by who is named first."""
    at = [i for i, word in enumerate(words) if word in _ROLES]
    for i in at:
        role = words[i]
        yield f"has {role}", 1.0
        for d in range(1, WINDOW + 1):
            weight = 1.0 if d < NEAR else FAR
            if i + d < len(words):
                yield f"{role}>{words[i + d]}", weight
            if i >= d:
                yield f"{words[i - d]}<{role}", weight
        for d in (1, 2):
            if i + d + 1 < len(words):
                yield f"{role}>>{words[i + d]} {words[i + d + 1]}", 1.0
            if i > d:
                yield f"{words[i - d - 1]} {words[i - d]}<<{role}", 1.0
    order = [words[i] for i in at]
    yield from ((f"then {a} {b}", 1.0) for a, b in pairwise(order))
    if order:
        yield f"first {order[0]}", 1.0
    sides = [role[0] for role in order if role[0] in "A" or (role[0] == "T" and role != "TOP")]
    both = len(set(sides)) == 2
    first = (("TA" if sides[0] == "T" else "AT") if both else sides[0]) if sides else "-"
    yield from ((f"{first}:{word}", 0.5) for word in set(words) - _ROLES)
