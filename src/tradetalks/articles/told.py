"""What the user answers where reports do not say who asks: a party, both, or nobody, as it is not on the table."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace

from tradetalks.articles.doubts import LINE
from tradetalks.articles.draft import Ask, Draft, Found
from tradetalks.articles.notes import Notes
from tradetalks.articles.taxonomy import Taxonomy
from tradetalks.errors import ArticleError, unknown
from tradetalks.world.names import named

BOTH, NOBODY = "both", "nobody"
"""Answers, beside a party's code."""
USER = "user"
"""``by`` of an ask that is the user's word."""


def understood(
    given: Mapping[str, str], draft: Draft, taxonomy: Taxonomy, parties: Sequence[str], option: str = "--direction"
) -> dict[str, str]:
    """Item -> party's code, ``BOTH`` or ``NOBODY``; items by id or title, all in any case.

    Raises:
        ArticleError: an item that the reports do not name, no party of the talks, or two answers on one item.
    """
    known = list(dict.fromkeys((*draft.items, *(a.item for a in (*draft.asks, *draft.likely)))))
    items = {name.casefold(): t for t in known for name in (taxonomy.topics[t].title, t)}
    answers = {one.casefold(): one for one in (*parties, BOTH, NOBODY)}
    found: dict[str, str] = {}
    for name, answer in given.items():
        if (item := items.get(name.strip().casefold())) is None:
            raise ArticleError(f"{option}: {unknown('item', name, known)}")
        if (who := answers.get(answer.strip().casefold())) is None:
            raise ArticleError(f"{option} {name}={answer}: {unknown('party', answer, [*parties, BOTH, NOBODY])}")
        if found.setdefault(item, who) != who:
            raise ArticleError(f"{option}: found two answers on {item}, {found[item]} and {who}; expected one")
    return found


def settled(draft: Draft, told: Mapping[str, str], parties: Sequence[str]) -> Draft:
    """The draft by the user's word: of an item that is answered, what is sure and what was answered, and nothing that
    is perhaps so; without the items that nobody asks for.

    Args:
        told: as ``understood`` gives it. parties: who talks; one of them asks the first of the others.
    """
    asks: list[Ask] = []
    for item, who in told.items():
        if who == NOBODY:
            continue
        own = [a for a in (*draft.asks, *draft.likely) if a.item == item]
        sure = [a for a in own if a.confidence >= LINE and a.how != "likely"]
        asks += sure
        for asker in parties if who == BOTH else (who,):
            if any(a.asker == asker for a in sure):
                continue
            read = [a for a in own if a.asker == asker and a.target in parties]
            target = next(p for p in parties if p != asker)
            made = read or [Ask(asker, item, target, _naming(draft, item)[0].span, 1.0)]
            asks += (replace(a, confidence=1.0, by=USER, how="asked" if a.how == "likely" else a.how) for a in made)
    at_table = {**draft.items, **{item: _naming(draft, item) for item in told}}  # a likely ask may be of one in passing
    return replace(
        draft,
        items={t: spans for t, spans in at_table.items() if told.get(t) != NOBODY},
        passing={t: spans for t, spans in draft.passing.items() if told.get(t, NOBODY) == NOBODY},
        asks=(*(a for a in draft.asks if a.item not in told), *asks),
        likely=tuple(a for a in draft.likely if a.item not in told),
    )


def position(ask: Ask) -> str:
    """What a position says: the report's sentence, or that the user said so and where the report names the item."""
    if ask.by != USER:
        return ask.span.text
    return f"by your answer; the report names it in: \u201c{_one_line(ask.span.text)}\u201d"


def left_out(draft: Draft, told: Mapping[str, str], taxonomy: Taxonomy, notes: Notes) -> tuple[str, ...]:
    """A line on each item of a draft that nobody asks for, by the user's word; each is noted."""
    lines = tuple(
        f"{taxonomy.topics[item].title}, not on the table by your answer; the report names it in:"
        f" \u201c{_one_line(_naming(draft, item)[0].span.text)}\u201d"
        for item, who in told.items()
        if who == NOBODY
    )
    for line in lines:
        notes.add("text", f"left out: {line}")
    return lines


def in_words(who: str, parties: Mapping[str, str]) -> str:
    """An answer in words: "Japan asks"; ``parties``: code -> name."""
    if who == NOBODY:
        return "nobody asks, it is not on the table"
    if who == BOTH:
        return "both ask" if len(parties) == 2 else "each of them asks"
    return f"{named(parties[who])} asks"


def to_type(item: str, parties: Sequence[str]) -> str:
    """What settles an item on the command line."""
    return f"--direction {', '.join(f'{item}={one}' for one in (*parties, BOTH))} or {item}={NOBODY} (not on the table)"


def _naming(draft: Draft, item: str) -> tuple[Found, ...]:
    """The sentences that put an item on the table, or else those of its asks."""
    asks = (a for a in (*draft.asks, *draft.likely) if a.item == item)
    return draft.items.get(item) or tuple(Found(item, a.span, a.confidence, a.by) for a in asks)


def _one_line(text: str) -> str:
    return " ".join(text.split())
