"""What becomes of asks that are too unsure to be taken as said: each is put to the user with its sentence."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import replace

from tradetalks.articles.doubts import LINE, in_words
from tradetalks.articles.draft import Ask, Draft
from tradetalks.articles.notes import Notes
from tradetalks.articles.taxonomy import Taxonomy
from tradetalks.articles.told import settled
from tradetalks.world.names import named

MOST_SHOWN = 200
"""Characters of a sentence that a question shows."""


def asserted(draft: Draft, told: Mapping[str, str] | None = None) -> Draft:
    """A draft with only the asks that are asserted.

    Args:
        told: item -> who asks, by the user's word, which makes an ask sure.
    """
    draft = settled(draft, told or {}, [p.value for p in draft.parties])
    return replace(draft, asks=tuple(a for a in draft.asks if a.confidence >= LINE))


def asked_about(draft: Draft, item: str | None = None) -> tuple[Ask, ...]:
    """The asks below the line, of one item or of all, and those that no rule finds, of items that have no ask above it:
    each waits for the user to say who asks."""
    sure = {a.item for a in draft.asks if a.confidence >= LINE}
    unsure = (*(a for a in draft.asks if a.confidence < LINE), *(a for a in draft.likely if a.item not in sure))
    return tuple(a for a in unsure if item in (None, a.item))


def question(ask: Ask, taxonomy: Taxonomy) -> str:
    """An ask below the line with its sentence: "perhaps India asks it of Kenya, of such readings 5 in 10 are right"."""
    one, other = named(taxonomy.name(ask.asker)), named(taxonomy.name(ask.target))
    says = f"{other} gives it {one}" if ask.how == "promised" else f"{one} asks it of {other}"
    text = " ".join(ask.span.text.split())
    short = text if len(text) <= MOST_SHOWN else f"{text[:MOST_SHOWN]}…"
    often = f"of such readings {in_words(ask.confidence)} are right"
    why = {
        "rules": f"the rules alone read it so, the model does not; {often}",
        "model": "the model alone reads it so, and the rules or the words around speak against it",
    }.get(ask.by, often)
    return f"perhaps {says} ({why}): \u201c{short}\u201d"


def say_unsure(draft: Draft, taxonomy: Taxonomy, at: Collection[str], notes: Notes) -> list[str]:
    """Note each ask that is too unsure to be taken, with its sentence.

    Args:
        draft: by what the user has said. at: parties of the dossier. notes: the lines are added here.

    Returns:
        The items of these that have another ask, which is asserted, and so are not open by themselves.
    """
    also: list[str] = []
    sure = {a.item for a in draft.asks if a.confidence >= LINE}
    for ask in asked_about(draft):
        if not {ask.asker, ask.target} <= set(at):
            continue
        if ask.by == "rules" and ask.item in sure:  # a model read the item otherwise, and is seldom wrong in that
            notes.add("text", f"{taxonomy.topics[ask.item].title}: {question(ask, taxonomy)}; not counted", ask.item)
            continue
        if not notes.enlarge("direction", ask.item, f"; {question(ask, taxonomy)}"):
            notes.add("direction", f"{taxonomy.topics[ask.item].title}: {question(ask, taxonomy)}; not counted")
            also.append(ask.item)
    return list(dict.fromkeys(also))


def readers(draft: Draft) -> str:
    """Who read the reports of a draft, in words."""
    return f"rules and the language model {draft.model}" if draft.model else "rules"


def say_model(draft: Draft, notes: Notes) -> None:
    """Note what a language model alone read, and where it and the rules differ."""
    alone = [a for a in draft.asks if a.by == "model" and a.confidence >= LINE]
    if alone:
        asks = "1 ask is" if len(alone) == 1 else f"{len(alone)} asks are"
        notes.add(
            "text",
            f"{asks} read by the language model {draft.model} alone; its sentences stand in the reports word for word,"
            " what they mean is its reading",
        )
    for line in draft.differs:
        notes.add("text", f"read otherwise: {line}")
