"""When a quotation supports what somebody, or a model, says a report is about."""

from __future__ import annotations

import re
from collections import Counter
from functools import lru_cache

from tradetalks.articles.taxonomy import Taxonomy
from tradetalks.articles.text import Article, Span
from tradetalks.articles.topics import DENIED

LEAST_WORDS, MOST_CHARACTERS = 3, 600
_WORDS = """
    access action advanced agricultural and animal anti are artificial border bound build buy capacity check checks
    company complaint conflict control controls contract contracts critical data duties electric excess exchange
    expected export exporting exports factories flow for from good goods government health import industrial
    intelligence making mandate media mobility more name names natural north online organization other part parts
    payments port ports price private product production professionals property protect public purchase purchases
    rate rules safety sale sea sector secret service services shipment social south spending strait suppl tax the
    trade trans war water waters with world trading emissions market markets more stays workers its
    national raw material materials standards standard barrier barriers measure measures
    local content license licenses licensing
"""
_GENERAL = frozenset(_WORDS.split())
"""Words of the taxonomy that by themselves name no topic."""


def supported(article: Article, quote: str, topic: str, taxonomy: Taxonomy) -> tuple[Span | None, str]:
    """Where a quotation stands in the report if it carries the topic; else None and why not."""
    if topic not in taxonomy.topics:
        return None, "no such topic in the taxonomy"
    words = len(re.findall(r"[^\W_]+", quote))
    if words < LEAST_WORDS:
        return None, f"its quotation is of {words} word{'s' * (words != 1)}; expected {LEAST_WORDS} or more"
    if len(quote) > MOST_CHARACTERS:
        return None, f"its quotation is of {len(quote):,} characters; expected at most {MOST_CHARACTERS}"
    span = _found(article, quote)
    if span is None:
        return None, "its quotation is not in the report"
    if not carries(quote, topic, taxonomy):
        return None, f"its quotation says nothing of {taxonomy.topics[topic].title}"
    sentences = [s.text for s in article.sentences if s.start < span.end and span.start < s.end]
    if any(DENIED.search(text) for text in sentences):
        return None, "its quotation says that this is not discussed"
    return span, ""


def carries(quote: str, topic: str, taxonomy: Taxonomy) -> bool:
    """Does a quotation hold one of the topic's phrases, or a form of a word that only this topic's phrases have?"""
    plain = quote.replace("’", "'")
    says, _ = taxonomy.topic_patterns[topic]
    own = _own_words(taxonomy)[topic]
    hint = taxonomy.hint_patterns.get(topic)
    return bool(says.search(plain)) or bool(hint and hint.search(plain)) or bool(own and own.search(plain))


def _found(article: Article, quote: str) -> Span | None:
    """Where the words stand in the report, word for word, as whole words."""
    edge = [r"(?<!\w)" if quote[0].isalnum() else "", r"(?!\w)" if quote[-1].isalnum() else ""]
    match = re.search(f"{edge[0]}{re.escape(quote)}{edge[1]}", article.text)
    return article.span(*match.span()) if match else None


@lru_cache(maxsize=8)
def _own_words(taxonomy: Taxonomy) -> dict[str, re.Pattern[str] | None]:
    """Pattern of the words, in any form, that name a topic: those of its title, and those that no other topic's
    phrases have."""
    left_out = _GENERAL | {word.lower() for mention in taxonomy.kinds for word in mention.split()}

    def stems(*texts: str) -> set[str]:
        found = (word for text in texts for word in re.findall(r"[^\W\d_]{3,}", text.lower()))
        return {_stem(word) for word in found if word not in left_out}

    said = {topic: stems(*known.says) for topic, known in taxonomy.topics.items()}
    counted = Counter(word for own in said.values() for word in own)
    found: dict[str, re.Pattern[str] | None] = {}
    for topic, known in taxonomy.topics.items():
        own = {word for word in said[topic] if counted[word] == 1} | stems(known.title)
        forms = (rf"\b{re.escape(word)}{_ENDING[len(word) > 3]}\b" for word in sorted(own))
        found[topic] = re.compile("|".join(forms), re.IGNORECASE) if own else None
    return found


_ENDING = ("s?", r"\w{0,4}")
"""What may follow a short stem and a long one."""


def _stem(word: str) -> str:
    """A word without the ending that its number or tense gives it."""
    for ending, least in (("ies", 4), ("ing", 4), ("es", 4), ("ed", 4), ("s", 3)):
        if word.endswith(ending) and len(word) - len(ending) >= least:
            return word[: -len(ending)]
    return word
