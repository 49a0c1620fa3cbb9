"""How like items were settled, in words and as plain data."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from tradetalks.articles.precedents import Kind, Precedent, mentions
from tradetalks.articles.taxonomy import shipped as shipped_taxonomy
from tradetalks.report.numbers import counted
from tradetalks.report.plain_words import day_words
from tradetalks.world.names import listed

FEW = 2
"""Settled items that name a word, up to which little is known of it."""


def word_lines(words: str, kind: Kind, found: Sequence[Precedent]) -> list[str]:
    """What words were taken for, and how many of the settled items found name them: said where few do."""
    topics = shipped_taxonomy().topics
    taken = listed([f"'{topics[name].title}'" for name in sorted(kind.topics)]) if kind.topics else ""
    naming = sum(mentions(words, one) for one in found)
    topic = f" and by the {'topic' if len(kind.topics) == 1 else 'topics'} {taken}" if taken else ""
    read_as = f"Looked for '{words}'{' by its words' if taken else ''}{topic}."
    if not found:
        return [read_as]
    if naming > FEW:
        return [f"{read_as} {naming} settled items name it; they come first."]
    known = f"{counted(len(found), 'settled item')} like it {'is' if len(found) == 1 else 'are'} known"
    none = "none of them names it: little is known of how it was settled, and what follows is alike by topic alone"
    few = (
        f"{'one names' if naming == 1 else f'{naming} name'} it and comes first: little is known of how it was settled"
    )
    return [f"{read_as} {known}, and {few.replace('comes', 'come') if naming > 1 else few if naming else none}."]


def precedents_lines(found: Sequence[Precedent]) -> list[str]:
    """A paragraph a precedent: when, in which talks, from what to what, what was asked and offered, by which source."""
    return [_line(one) for one in found]


def _line(one: Precedent) -> str:
    before = f"from '{one.before}' to " if one.before else ""
    asked = f" {'. '.join(one.asked)}." if one.asked else ""
    when = f"{day_words(one.date)}, {one.talks}"
    return f"- {one.item}: {before}'{_settled(one)}' ({when}).{asked} Source: {_source(one)}."


def _settled(one: Precedent) -> str:
    told = f"no deal: {one.settled}" if one.failed else one.settled
    return f"{told} ({one.note})" if one.note else told


def _source(one: Precedent) -> str:
    """Who published it and when, and whether it was read there or in a copy."""
    copy = "" if one.source.verified == "yes" else f", {one.source.verified}"
    dated = f", {day_words(one.source.date)}" if one.source.date else ""
    return f"{one.source.publisher or one.source.title}{dated}{copy}"


def precedent_json(one: Precedent) -> dict[str, Any]:
    """The same as plain data."""
    return {
        "date": str(one.date),
        "talks": one.talks,
        "dossier": one.dossier or None,
        "item": one.item,
        "id": one.id or None,
        "before": one.before or None,
        "settled": one.settled,
        "no_deal": one.failed,
        "asked_and_offered": list(one.asked),
        "note": one.note or None,
        "topics": sorted(one.kind.topics),
        "how": sorted(one.kind.how),
        "goods": sorted(one.kind.goods),
        "source": one.source.model_dump(),
    }
