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
    about above access act action active acts added additional advance advanced agricultural all allow among and
    animal anti are artificial authorities authority barrier barriers based before below big body border bound bring
    build business businesses buy capacity center centre check checks claim claims code come committee common
    companies company compete competitive complaint concern concerns conflict content contract contracts control
    controls cost costs country critical data decision deliver development direct due duties electric else emissions
    end everything excess exchange exclusive expected export exporting exports factor factories fair favor favour
    feed finance flat flow for forward freely fresh from good goods government group growth hand handling hands
    health hear high hot how import industrial intelligence into invest issue issues its joint key know lead length
    less let license licenses licensing link list lists local location low made majority making manager mandate
    market markets material materials matter matters measure measures media minimum mobility money monitor more
    movement name names national natural north off office online open opportunities opportunity organic organization
    other out output over own owned pair part partner parts pass payments per person persons point points policy
    port ports post practice practices price private procedure procedures process product production products
    professionals program programme property protect public purchase purchases put quality rail raise raised rate
    raw reform release request result results return review right rights risk rules safety sale sea secret sector
    self sell service services set share shipment short single small social sold source south spending standard
    standards standing station status stay stays store strait strategic such suppl take target targets tax term
    terms than the third through trade trader trading trans transfer used user using value via war water waters
    weekly which with without word workers world worth year years
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
    """Pattern of the words, in any form, that name a topic: those of its title, and those that (nearly) no other
    topic's phrases have."""
    left_out = _GENERAL | {word.lower() for mention in taxonomy.kinds for word in mention.split()}

    def stems(*texts: str) -> set[str]:
        found = (word for text in texts for word in re.findall(r"[^\W\d_]{3,}", text.lower()))
        return {_stem(word) for word in found if word not in left_out}

    said = {topic: Counter(w for says in known.says for w in stems(says)) for topic, known in taxonomy.topics.items()}
    counted: Counter[str] = sum(said.values(), Counter())
    found: dict[str, re.Pattern[str] | None] = {}
    for topic, known in taxonomy.topics.items():
        own = {word for word, n in said[topic].items() if n == counted[word] or n > max(5, 0.9 * counted[word])}
        own |= stems(known.title)
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
