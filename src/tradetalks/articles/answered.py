"""What a language model answers of a report, and what of it the report bears out.

Each entry is judged by itself: its shape, its topic and parties, and its quotation, which must stand in the report
word for word; a rate's and an amount's figure must stand in the quotation too, a day's number and month, a town in the
report. What fails is rejected with the reason. Which topic a quotation is of, who asks and who gives are the model's
judgement.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Iterator
from dataclasses import dataclass, field, replace
from typing import Any, Literal, TypeVar

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from tradetalks.articles.doubts import share
from tradetalks.articles.draft import Ask, Found, Quantity, Rate
from tradetalks.articles.figured import amount_in, has_percent, says_day
from tradetalks.articles.mentions import mentions
from tradetalks.articles.quotation import around, denied, placed, said_of, sentence_of, supported
from tradetalks.articles.spots import usual_name
from tradetalks.articles.taxonomy import Taxonomy, unaccented
from tradetalks.articles.text import Article, Span

RIGHT = {"both": (94, 5), "model": (81, 7), "rules": (1, 43)}
"""Right and wrong asks of 89 public texts, each with what it says written down before, by who read them: rules and
model; the model alone; the rules alone, though a model was asked. A large language model that knew nothing but the
requests was the model, in November 2026 (``docs/how-to/reading.md`` says how); another may be worse."""
SURE = {by: share(*counts) for by, counts in RIGHT.items()} | {"doubted": 0.5}
"""How often an ask is right by who read it. ``doubted`` (3 of 6 were right) is the model alone, and its quotation has
words of other topics only, or neither it nor the sentences around have a word of the topic or name a side, or it says
that this is not discussed."""
WHOSE = (
    "These lines were read by the rules and a language model. The figures are of 89 public texts with a large model:"
    " yours may be worse, and what it alone reads is checked for its quotation only."
)
"""What stands below a table of such asks."""
MOST_PARTIES = 5
MEANT = {"change": "points"}
"""A status as a model is asked for it -> as drafts have it."""


class _Strict(BaseModel):
    model_config = ConfigDict(extra="forbid")
    quote: str = Field(min_length=3)


class ReadParty(_Strict):
    party: str


class ReadPlace(_Strict):
    place: str = Field(min_length=2, max_length=100)


class ReadDate(_Strict):
    date: str = Field(pattern=r"^(\d{4}|-)-\d\d-\d\d$")


class ReadItem(_Strict):
    """A topic and the words that put it on the table."""

    topic: str


class ReadAsk(_Strict):
    """Who asks what of whom, and the words that say so."""

    asker: str
    topic: str
    giver: str
    how: Literal["asked", "promised", "refused"] = "asked"


class ReadRate(_Strict):
    percent: float = Field(ge=0, le=5000)
    charged_by: str | None = None
    topic: str | None = None
    status: Literal["stands", "to", "change", "threat"] = "stands"


class ReadQuantity(_Strict):
    number: float = Field(gt=0, le=1e15)
    unit: str = Field(max_length=40)
    giver: str | None = None
    topic: str | None = None
    yearly: bool | None = False
    until: str | None = Field(None, max_length=20)


class Answer(BaseModel):
    """What a model may answer: entries are judged one by one."""

    model_config = ConfigDict(extra="forbid")
    parties: list[dict[str, Any]] = Field([], max_length=20)
    place: dict[str, Any] | None = None
    date: dict[str, Any] | None = None
    items: list[dict[str, Any]] = Field([], max_length=100)
    asks: list[dict[str, Any]] = Field([], max_length=200)
    rates: list[dict[str, Any]] = Field([], max_length=200)
    quantities: list[dict[str, Any]] = Field([], max_length=200)


@dataclass
class Told:
    """What a model said of some reports and the reports bear out, and what was rejected, each with the reason.

    Attributes:
        cast: parties, each with the first words that name it.
    """

    cast: dict[str, Found] = field(default_factory=dict)
    place: Found | None = None
    date: Found | None = None
    items: dict[str, Found] = field(default_factory=dict)
    asks: dict[tuple[str, str, str], Ask] = field(default_factory=dict)
    rates: list[Rate] = field(default_factory=list)
    quantities: list[Quantity] = field(default_factory=list)
    rejected: list[str] = field(default_factory=list)


_Entry = TypeVar("_Entry", bound=_Strict)


def take(answer: Answer, one: Article, named: Collection[str], taxonomy: Taxonomy, told: Told) -> None:
    """Add to ``told`` what of an answer the report bears out.

    Args:
        named: parties that the report names.
    """

    def borne(
        kind: str, entries: list[dict[str, Any]], shape: type[_Entry], wrong: Callable[[_Entry], str]
    ) -> Iterator[tuple[_Entry, Span]]:
        for entry in entries:
            try:
                read = shape.model_validate(entry)
            except ValidationError as error:
                first = error.errors()[0]
                told.rejected.append(f"{kind}: {'.'.join(map(str, first['loc']))!r:.60}: {first['msg']:.200}")
                continue
            span, why = placed(one, read.quote)
            why = wrong(read) or why
            if span is None or why:
                told.rejected.append(f"{kind} {_shown(read)}: {why}")
            else:
                yield read, span

    def topic(read: Any) -> str:
        return "" if read.topic in taxonomy.topics else "no such topic in the taxonomy"

    def who(*codes: str | None) -> str:
        if not {c for c in codes if c} <= set(taxonomy.places.parties):
            return "no such party in the taxonomy"
        return "" if {c for c in codes if c} <= set(named) else "the report does not name it"

    for p, span in borne("party", answer.parties, ReadParty, lambda p: who(p.party)):
        if len(told.cast) >= MOST_PARTIES and p.party not in told.cast:
            told.rejected.append(f"party {_shown(p)}: more than {MOST_PARTIES}")
        else:
            told.cast.setdefault(p.party, _found(p.party, one, span))
    for place, span in borne("place", _one(answer.place), ReadPlace, lambda p: _no_town(p, one)):
        told.place = told.place or _found(usual_name(place.place, taxonomy), one, span)
    for day, span in borne("date", _one(answer.date), ReadDate, lambda d: says_day(d.date, d.quote, one.text)):
        told.date = told.date or _found(day.date, one, span)
    for ask, span in borne("ask", answer.asks, ReadAsk, lambda a: topic(a) or _nobody(a, who)):
        _add(ask, one, span, taxonomy, told)
    asked = {ask.item for ask in told.asks.values()}
    for item, span in borne(
        "item", answer.items, ReadItem,
        lambda i: topic(i) if i.topic in asked else supported(one, i.quote, i.topic, taxonomy)[1],
    ):  # fmt: skip
        told.items.setdefault(item.topic, _found(item.topic, one, span))
    for rate, span in borne(
        "rate", answer.rates, ReadRate, lambda r: who(r.charged_by) or has_percent(r.percent, r.quote)
    ):
        on = rate.topic if rate.topic in taxonomy.topics else ""
        told.rates.append(
            Rate(f"{rate.percent:g}%", sentence_of(one, span), SURE["model"], rate.percent, rate.charged_by or "",
                 on or "", MEANT.get(rate.status, rate.status), "", "model")
        )  # fmt: skip
    for much, span in borne("quantity", answer.quantities, ReadQuantity, lambda q: who(q.giver)):
        amount = amount_in(much.quote, much.number, much.unit)
        if amount is None:
            told.rejected.append(f"quantity {_shown(much)}: its quotation does not hold this amount")
            continue
        on = much.topic if much.topic in taxonomy.topics else ""
        told.quantities.append(
            Quantity(amount.printed, sentence_of(one, span), SURE["model"], amount.number, amount.unit,
                     much.giver or "", on or "", bool(much.yearly), _year(much.until), "model")
        )  # fmt: skip


def _add(ask: ReadAsk, one: Article, span: Span, taxonomy: Taxonomy, told: Told) -> None:
    """An ask that the report bears out, once, as sure as our vocabulary of topics leaves it."""
    vocabulary = said_of(one, span, ask.topic, taxonomy)
    sides = {m.party for s in around(one, span) for m in mentions(s.text, taxonomy)} & {ask.asker, ask.giver}
    doubted = (
        vocabulary == "other" or (vocabulary == "unknown" and not sides) or (ask.how != "refused" and denied(one, span))
    )
    sure = SURE["doubted" if doubted else "model"]
    key = (ask.asker, ask.topic, ask.giver)
    if key not in told.asks or told.asks[key].confidence < sure:
        told.asks[key] = Ask(*key, sentence_of(one, span), sure, ask.how, "model")


def speak_as_one(told: Told, taxonomy: Taxonomy) -> None:
    """Where a group of economies is a party, what its members ask and give is the group's."""
    whose = {member: code for code in told.cast for member in taxonomy.blocs.get(code, ())}

    def of(code: str) -> str:
        return whose.get(code, code)

    told.cast = {code: found for code, found in told.cast.items() if code not in whose}
    asks: dict[tuple[str, str, str], Ask] = {}
    for ask in told.asks.values():
        asker, target = of(ask.asker), of(ask.target)
        if asker != target:
            asks.setdefault((asker, ask.item, target), replace(ask, asker=asker, target=target))
    told.asks = asks
    told.rates = [replace(r, importer=of(r.importer)) for r in told.rates]
    told.quantities = [replace(q, giver=of(q.giver)) for q in told.quantities]


def _found(value: str, one: Article, span: Span) -> Found:
    return Found(value, sentence_of(one, span), SURE["model"], "model")


def _one(entry: dict[str, Any] | None) -> list[dict[str, Any]]:
    return [entry] if entry else []


def _nobody(ask: ReadAsk, who: Callable[..., str]) -> str:
    """Why nobody can ask this of anybody; empty where somebody can."""
    if not (ask.asker and ask.giver):
        return "no such party in the taxonomy"
    return "nobody asks of himself" if ask.asker == ask.giver else who(ask.asker, ask.giver)


def _no_town(read: ReadPlace, one: Article) -> str:
    """Why a place is none that the report names; empty where it names it."""
    town = re.escape(unaccented(read.place))
    return (
        "" if re.search(rf"(?<!\w){town}(?!\w)", unaccented(one.text), re.IGNORECASE) else "the report does not name it"
    )


def _year(until: str | None) -> str:
    match = re.search(r"\b(?:19|20)\d\d\b", until or "")
    return match.group() if match else ""


def _shown(read: _Strict) -> str:
    """An entry in short, without its quotation."""
    values = [str(v)[:60] for k, v in read.model_dump().items() if k != "quote" and v not in (None, "")]
    return repr(", ".join(values))
