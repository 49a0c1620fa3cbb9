"""When a quotation supports what somebody, or a model, says a report is about."""

from __future__ import annotations

import re
from collections import Counter
from functools import lru_cache

from tradetalks.articles.taxonomy import Taxonomy
from tradetalks.articles.text import Article, Span
from tradetalks.articles.topics import DENIED, TARIFFS, topics

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
    span, why = placed(article, quote)
    if span is None:
        return None, why
    if not carries(quote, topic, taxonomy):
        return None, f"its quotation says nothing of {taxonomy.topics[topic].title}"
    if denied(article, span):
        return None, "its quotation says that this is not discussed"
    return span, ""


def placed(article: Article, quote: str) -> tuple[Span | None, str]:
    """Where a quotation of sensible length stands in the report, word for word; else None and why not."""
    words = len(re.findall(r"[^\W_]+", quote))
    if words < LEAST_WORDS:
        return None, f"its quotation is of {words} word{'s' * (words != 1)}; expected {LEAST_WORDS} or more"
    if len(quote) > MOST_CHARACTERS:
        return None, f"its quotation is of {len(quote):,} characters; expected at most {MOST_CHARACTERS}"
    span = found(article, quote)
    return (span, "") if span else (None, "its quotation is not in the report")


def denied(article: Article, span: Span) -> bool:
    """Does a sentence of a quotation say what the talks are not about?"""
    return any(DENIED.search(s.text) for s in _sentences(article, span))


def said_of(article: Article, span: Span, topic: str, taxonomy: Taxonomy) -> str:
    """What our vocabulary says of a topic that a model names for a quotation.

    Returns:
        ``named`` where the quotation, its sentence or the one before has a word of the topic; ``other`` where the
        quotation has words of other topics only, duties at large apart; ``unknown`` where it has none.
    """
    if any(carries(s.text, topic, taxonomy) for s in around(article, span)):
        return "named"
    return "other" if set(topics(span.text, taxonomy)) - {topic, TARIFFS} else "unknown"


def sentence_of(article: Article, span: Span) -> Span:
    """The sentence that a quotation is of, where it is of one; else the quotation."""
    mine = _sentences(article, span)
    return mine[0] if len(mine) == 1 and mine[0].start <= span.start and span.end <= mine[0].end else span


def around(article: Article, span: Span) -> tuple[Span, ...]:
    """A quotation, its sentences and the one before them."""
    mine = _sentences(article, span)
    return (span, *mine, *[s for s in article.sentences if mine and s.end <= mine[0].start][-1:])


def _sentences(article: Article, span: Span) -> list[Span]:
    return [s for s in article.sentences if s.start < span.end and span.start < s.end]


def carries(quote: str, topic: str, taxonomy: Taxonomy) -> bool:
    """Does a quotation hold one of the topic's phrases, or a form of a word that only this topic's phrases have?"""
    plain = quote.replace("’", "'")
    says, _ = taxonomy.topic_patterns[topic]
    own = _own_words(taxonomy)[topic]
    hint = taxonomy.hint_patterns.get(topic)
    return bool(says.search(plain)) or bool(hint and hint.search(plain)) or bool(own and own.search(plain))


_ALIKE = ("'\u2018\u2019\u02bc", '"\u201c\u201d', "-\u2010\u2011\u2013\u2014")
"""Marks that a model, and a keyboard, take for each other."""


def found(article: Article, quote: str) -> Span | None:
    """Where the words stand in the report, word for word, as whole words: blanks and line ends count alike, and so do
    straight and curled quotation marks, and dashes."""
    quote = quote.strip()
    if not quote:
        return None
    edge = [r"(?<!\w)" if quote[0].isalnum() else "", r"(?!\w)" if quote[-1].isalnum() else ""]
    words = r"\s+".join("".join(map(_letter, word)) for word in quote.split())
    match = re.search(f"{edge[0]}{words}{edge[1]}", article.text)
    return article.span(*match.span()) if match else None


def _letter(letter: str) -> str:
    alike = next((marks for marks in _ALIKE if letter in marks), "")
    return f"[{re.escape(alike)}]" if alike else re.escape(letter)


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
