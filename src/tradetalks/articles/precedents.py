"""How like items were settled: in shipped dossiers, by what came of them, and in other talks whose texts were read.

An item's kind is what it is about (topics of the taxonomy, by its title), how it is done (duties, purchases, barriers
...), on which goods, and who does it. Another is like it that shares a topic, or is done the same way on some of the
same goods. Those that agree in more come first, then the latest.
"""

from __future__ import annotations

import datetime
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cache
from importlib import resources
from typing import Any

from pydantic import BaseModel, ConfigDict
from ruamel.yaml import YAML

from tradetalks.articles.taxonomy import Taxonomy
from tradetalks.articles.taxonomy import shipped as shipped_taxonomy
from tradetalks.articles.topics import topics as topics_in
from tradetalks.dossier.files import shipped as shipped_dossiers
from tradetalks.dossier.model import Dossier, Item, Source
from tradetalks.errors import ArticleError, nearest
from tradetalks.policy.instruments import Measure

HOW = {
    "tariff": "duty", "ledger": "duty", "export_tax": "duty", "purchase_commitment": "purchases",
    "import_limit": "purchases", "export_control": "export control",
}  # fmt: skip
"""Instruments -> how an item is done, where that is not the instrument's own name."""


@dataclass(frozen=True)
class Kind:
    """What an item is about, how it is done, on which goods, and by which regions."""

    topics: frozenset[str] = frozenset()
    how: frozenset[str] = frozenset()
    goods: frozenset[str] = frozenset()
    actors: frozenset[str] = frozenset()

    def likeness(self, other: Kind) -> int:
        """In how many of the four they agree; 0 where they are not alike."""
        way, goods = bool(self.how & other.how), bool(self.goods & other.goods)
        topic = bool(self.topics & other.topics)
        return topic + way + goods + bool(self.actors & other.actors) if topic or (way and goods) else 0


@dataclass(frozen=True)
class Precedent:
    """How an item was settled.

    Attributes:
        talks: their title; ``dossier`` and ``id``: where it is an item of a shipped one.
        date: the day it was settled. before: what stood, empty where the source does not say.
        settled: what came of it. failed: the talks ended without a deal. asked: what parties stood for, in words.
        note: where what was agreed is not quite the option. source: title or publisher, with its own date.
    """

    talks: str
    date: datetime.date
    item: str
    before: str
    settled: str
    kind: Kind
    source: Source
    failed: bool = False
    asked: tuple[str, ...] = ()
    note: str = ""
    dossier: str = ""
    id: str = ""


def kind_of(dossier: Dossier, item: Item, taxonomy: Taxonomy | None = None) -> Kind:
    """An item's kind, from its title and its options' measures."""
    measures = [measure for option in item.options for measure in option.measures]
    acting = dossier.actors(item, measures)
    actors = {region for party, region in dossier.regions.items() if party in acting}
    return Kind(
        frozenset(topics_in(item.title, taxonomy or shipped_taxonomy())),
        frozenset(_way(measure) for measure in measures),
        frozenset(good for measure in measures for good in _goods(measure)),
        frozenset(actors),
    )


def _way(measure: Measure) -> str:
    instrument: str = getattr(measure, "instrument", "")
    return HOW.get(instrument, instrument.replace("_", " "))


def _goods(measure: Measure) -> Iterable[str]:
    """Sectors that a measure names; ``all`` for goods at large."""
    sectors: Any = getattr(measure, "sectors", None)
    if sectors == "goods":
        return ("all",)
    return sectors if isinstance(sectors, list | tuple) else ()


@cache
def settled() -> tuple[Precedent, ...]:
    """All that is known to have been settled, the latest first."""
    found = [one for name in shipped_dossiers() for one in _of_dossier(Dossier.load(name))]
    return tuple(sorted([*found, *_of_texts()], key=lambda one: one.date, reverse=True))


def _of_dossier(d: Dossier) -> list[Precedent]:
    if d.agreed is None:
        return []
    package, source = d.package(d.agreed.package), d.sources.get(d.agreed.source, Source(title="", verified="no"))
    return [
        Precedent(
            talks=d.title,
            date=d.agreed.date,
            item=item.title,
            before=item.option(item.status_quo).title,
            settled=item.option(package[item.id]).title,
            kind=kind_of(d, item),
            source=source,
            failed=d.failed,
            asked=tuple(_stood(d, item)),
            note=d.agreed.notes.get(item.id, ""),
            dossier=d.name,
            id=item.id,
        )
        for item in d.agenda
    ]


def _stood(d: Dossier, item: Item) -> Iterable[str]:
    """What each party asked for and offered, in the words of its positions."""
    for position in item.positions:
        name = d.parties[position.party].name
        if position.asks:
            yield f"{name} asked: {position.asks}"
        if position.offers:
            yield f"{name} offered: {position.offers}"


class _Settled(BaseModel):
    """A row of the table of other talks."""

    model_config = ConfigDict(extra="forbid", frozen=True)
    talks: str
    date: datetime.date
    acts: str
    topics: list[str]
    how: list[str]
    goods: list[str]
    item: str
    before: str = ""
    settled: str
    source: str


def _of_texts() -> list[Precedent]:
    text = (resources.files("tradetalks.articles") / "data/settled.yaml").read_text(encoding="utf-8")
    content = YAML(typ="safe", pure=True).load(text)
    sources = {
        name: Source(**{**s, "date": str(s["date"]), "verified": "yes"}) for name, s in content["sources"].items()
    }
    return [
        Precedent(
            talks=row.talks,
            date=row.date,
            item=row.item,
            before=row.before,
            settled=row.settled,
            kind=Kind(frozenset(row.topics), frozenset(row.how), frozenset(row.goods), frozenset({row.acts})),
            source=sources[row.source],
        )
        for row in map(_Settled.model_validate, content["settled"])
    ]


def precedents(
    kind: Kind,
    by: datetime.date | None = None,
    but: str = "",
    words: str = "",
    known: Sequence[Precedent] | None = None,
) -> list[Precedent]:
    """Items like a kind that were settled: those that name ``words`` first, the most alike before others, the latest
    first.

    Args:
        by: only what was settled by this day. but: a dossier to leave out, by name. known: among these; all settled.
    """
    among = settled() if known is None else known
    open_to = [one for one in among if (by is None or one.date <= by) and not (but and one.dossier == but)]
    named = [bool(words) and mentions(words, one) for one in open_to]
    alike = [(name, kind.likeness(one.kind), one) for name, one in zip(named, open_to, strict=True)]
    return [one for name, score, one in sorted(alike, key=lambda row: (-row[0], -row[1])) if name or score]


def mentions(words: str, one: Precedent) -> bool:
    """Does a settled item, or what was asked and offered on it, name these words, in the plural or not?"""
    text = " ".join([one.item, one.before, one.settled, one.note, *one.asked]).casefold()
    return all(re.search(rf"\b{re.escape(stem)}", text) for stem in _stems(words))


def _stems(words: str) -> list[str]:
    return [re.sub(r"(?<=\w{3})(?:es|s)$", "", word) for word in words.casefold().replace("_", " ").split()]


def kind_of_words(words: str) -> Kind:
    """The kind that words name: an item's id in a shipped dossier, a topic, a way in which items are done, or what the
    settled items have in common that name them.

    Raises:
        ArticleError: they name none, with the nearest that would.
    """
    by_id = [one.kind for one in settled() if one.id and one.id == words]
    if by_id:
        return _all_of(by_id)
    taxonomy = shipped_taxonomy()
    ways = sorted({way for one in settled() for way in one.kind.how})
    named = {name for name in taxonomy.topics if words in (name, name.replace("_", " "), taxonomy.topics[name].title)}
    found = Kind(frozenset(named or topics_in(words, taxonomy)), frozenset(way for way in ways if way == words))
    if found.topics:
        return found
    if found.how:
        return Kind(how=found.how, goods=frozenset(good for one in settled() for good in one.kind.goods))
    if named_in := [one.kind for one in settled() if mentions(words, one)]:
        return _all_of(named_in)
    known = [*taxonomy.topics, *ways, *{one.id for one in settled() if one.id}]
    raise ArticleError(
        f"precedents: '{words:.80}' names no dossier, item or topic{nearest(words, known)}, and none of the"
        f" {len(settled())} settled items known names it; expected a dossier, an item's id in a shipped one, or words"
        f" on a topic: {', '.join(topic.title for topic in taxonomy.topics.values())}"
    )


def _all_of(kinds: Sequence[Kind]) -> Kind:
    """What several kinds hold together."""
    return Kind(
        *(frozenset().union(*(getattr(kind, part) for kind in kinds)) for part in ("topics", "how", "goods", "actors"))
    )
