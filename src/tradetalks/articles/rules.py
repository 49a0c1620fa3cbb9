"""The rules that read a report: parties, meeting, items, who asks what of whom, statements, rates and quantities.

Plain patterns over sentences, so that every field has its sentence and the same text gives the same draft. What else
was weighed, and measured, is in ``docs/dependencies.md``.
"""

from __future__ import annotations

import datetime
import re
from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import replace

from tradetalks.articles.agreed import tells_of_agreement
from tradetalks.articles.clauses import Heard
from tradetalks.articles.days import date_of
from tradetalks.articles.doubts import doubted, items_weighed, weighed
from tradetalks.articles.draft import PERHAPS, Ask, Draft, Found, Quantity, Rate, Threat
from tradetalks.articles.filed import HEAD, reported_on
from tradetalks.articles.hearing import cells_of, duty_of, hear_all, of_others, raised_by
from tradetalks.articles.initials import with_common_names, with_initials
from tradetalks.articles.languages import ENGLISH
from tradetalks.articles.meeting import itinerary, meeting
from tradetalks.articles.mentions import mentions
from tradetalks.articles.parties import sides
from tradetalks.articles.people import people
from tradetalks.articles.quantities import amounts
from tradetalks.articles.rates import duties
from tradetalks.articles.scene import Scene, Under, is_asking, reads_as, spoken, titles
from tradetalks.articles.sentences import Place, is_shouted, plain
from tradetalks.articles.shares import goes_on_share
from tradetalks.articles.speaker import speaker_of
from tradetalks.articles.statements import statements
from tradetalks.articles.taxonomy import Taxonomy, as_one
from tradetalks.articles.text import Article, Span, quoted, where
from tradetalks.articles.topics import RUMOUR, TARIFFS, topics

__all__ = ["date_of", "mentions", "read"]


def read(articles: list[Article], taxonomy: Taxonomy) -> Draft:
    """One draft of one or several reports, provenance kept."""
    english = [a for a in articles if a.language == ENGLISH]
    sentences = [s for a in english for s in a.sentences]
    texts = [t for a in english for t in _texts(a, taxonomy)]
    stand = [p for a in english for p in (a.places or tuple(Place(s.start, s.end) for s in a.sentences))]
    taxonomy = with_common_names(texts, with_initials(texts, taxonomy))
    who = sides(sentences, texts, stand, taxonomy)
    parties = tuple(p.value for p in who.parties)
    taxonomy = as_one(taxonomy, parties)
    heard: list[Heard] = []
    speaks: set[str] = set()
    at = 0
    for one in english:
        mine = slice(at, at + len(one.sentences))
        said = texts[mine]
        placed = people(said, parties, taxonomy)
        speaker = speaker_of(said, parties, taxonomy, placed)
        speaks.add(speaker)
        known = titles(said, parties, taxonomy, placed)
        own = Scene(parties, taxonomy, speaker, known, placed, tells_of_agreement(said))
        heard += hear_all(said, stand[mine], own)
        at += len(one.sentences)
    who_speaks = speaks.pop() if len(speaks) == 1 else ""
    placed = people(texts, parties, taxonomy)
    scene = Scene(parties, taxonomy, who_speaks, titles(texts, parties, taxonomy, placed), placed)
    items: dict[str, list[Found]] = defaultdict(list)
    passing: dict[str, list[Found]] = defaultdict(list)
    asks: list[Ask] = []
    threats: list[Threat] = []
    used: set[Span] = set()
    denied: list[Span] = []
    for sentence, one in zip(sentences, heard, strict=True):
        for topic, sure in one.items.items():
            items[topic].append(Found(topic, sentence, sure))
        for topic, sure in one.passing.items():
            passing[topic].append(Found(topic, sentence, sure))
        asks += [Ask(c.asker, c.topic, c.target, sentence, c.confidence, c.how) for c in one.claims]
        for by, clause in one.threats:
            threats += [Threat(by, t, sentence, date_of(clause) or "") for t in topics(clause, taxonomy)]
        used |= {sentence} if one.items or one.claims or one.denied else set()
        denied += [sentence] if one.denied and not (one.items or one.claims) else []
    rates, quantities = _figures(sentences, texts, stand, heard, scene)
    place, date = meeting(sentences, texts, stand, taxonomy, parties)
    occasion = [
        Found(name, s, 0.9)
        for s in sentences
        for key, name in taxonomy.places.occasions.items()
        if re.search(rf"\b{re.escape(key)}\b", s.text)
    ][:1]
    tour = itinerary(sentences, taxonomy)
    said, spellings = statements(sentences, texts, heard, taxonomy, placed)
    for group in (place, date, occasion, tour, rates, quantities):
        used |= {f.span for f in group}
    used |= {s.span for s in said}
    used |= {
        s for s, t, p in zip(sentences, texts, stand, strict=True)
        if p.kind == "heading" and not (scene.named(t) and topics(t, taxonomy))
    }  # fmt: skip
    above = {
        s: f"{p.heading} {p.lead} {p.header}"
        for s, p in zip(sentences, stand, strict=True)
        if p.kind in ("bullet", "row")
    }
    found = doubted(_once(asks), items, parties, taxonomy, above)
    sure, perhaps = weighed(found, items, passing, parties, taxonomy, {t.item for t in threats})
    return Draft(
        parties=who.parties,
        place=tuple(place),
        date=tuple(date),
        occasion=tuple(occasion),
        itinerary=tuple(tour),
        items=items_weighed(items, sure),
        asks=sure,
        likely=perhaps,
        statements=tuple(said),
        measures=tuple(rates),
        quantities=tuple(quantities),
        threats=tuple(dict.fromkeys(threats)),
        passing={k: tuple(v) for k, v in passing.items() if k not in items},
        others=who.others,
        reported=next(filter(None, (reported_on([plain(s.text) for s in a.sentences[:HEAD]]) for a in english)), ""),
        contradictions=tuple(_contradictions(place, date, rates, {a.name: a.text for a in english})),
        open=tuple(s for s in sentences if s not in used),
        denied=tuple(denied),
        spellings=spellings,
    )


LEAST_LOUD, MOSTLY = 30, 0.9
"""Letters of a sentence, and the share of capitals in them, from which it is one in capitals."""


def _texts(one: Article, taxonomy: Taxonomy) -> list[str]:
    """A report's sentences for rules to read; of one all in capitals in small letters."""
    said = [plain(s.text) for s in one.sentences]
    if is_shouted(one.text):
        return [spoken(t, taxonomy) for t in said]
    kinds = [p.kind for p in one.places] or ["prose"] * len(said)
    return [spoken(t, taxonomy) if k == "prose" and _is_loud(t) else t for t, k in zip(said, kinds, strict=True)]


def _is_loud(text: str) -> bool:
    """Is a sentence of some length in capitals, as the titles of some papers are?"""
    letters = [c for c in text if c.isalpha()]
    return len(letters) >= LEAST_LOUD and sum(c.isupper() for c in letters) >= MOSTLY * len(letters)


def _once(asks: list[Ask]) -> tuple[Ask, ...]:
    """Each ask once, where it is surest."""
    best: dict[tuple[str, str, str], Ask] = {}
    for ask in asks:
        key = (ask.asker, ask.item, ask.target)
        if key not in best or ask.confidence > best[key].confidence:
            best[key] = ask
    return tuple(best.values())


_ITS_DUTY = re.compile(r"\b(?:its|their) (?:[\w-]+ ){0,3}?(?:tariffs?|dut(?:y|ies)|lev(?:y|ies)|surtax|rates?)\b")
"""A duty of whoever is the sentence's subject."""
_WE = re.compile(r"\b(?:we|us|our)\b", re.IGNORECASE)
"""Of whoever speaks in a quotation that goes on."""
_IT_SAID = re.compile(
    r"^(?:[Oo]n \w+ )?(?:it|he|she|It|He|She) (?:said|announced|added)\b[^.;]{0,20} the (?:fee|tariff|duty|rate"
    r"|levy)\b"
)


def _figures(
    sentences: list[Span], texts: list[str], stand: list[Place], heard: list[Heard], scene: Scene
) -> tuple[list[Rate], list[Quantity]]:
    """Rates and quantities of every sentence; who charged a rate is carried on within a paragraph."""
    rates: list[Rate] = []
    quantities: list[Quantity] = []
    carried, subject, last = "", "", ""
    earlier: Span | None = None
    headline: list[Rate] = []
    for sentence, text, place, one in zip(sentences, texts, stand, heard, strict=True):
        if place.kind == "heading" or one.unsaid or RUMOUR.search(text):
            if sentence == sentences[0] and not RUMOUR.search(text):
                headline = [
                    Rate(d.text, sentence, d.confidence, d.percent, d.importer, d.item, d.status, "")
                    for d in duties(text, scene, (), Under())
                ]
            carried = ""
            continue
        for part, under, context in _parts(text, place, scene):
            claims = () if place.kind == "row" else one.claims
            if subject in scene.parties and _IT_SAID.search(part):
                carried = subject
            if one.subject in scene.parties and _ITS_DUTY.search(part):
                carried = one.subject
            speaks = subject if not scene.speaker and _WE.search(part) else ""
            own = replace(scene, speaker=speaks) if speaks in scene.parties else scene
            found = duties(part, own, claims, under, context, carried, tuple(t for _, t in one.threats))
            found = [] if goes_on_share(part, last) else found
            for d in found:
                day = date_of(part) or ""
                rates.append(Rate(d.text, sentence, d.confidence, d.percent, d.importer, d.item, d.status, day))
            elsewhere = not one.claims and (one.denied or of_others(text, scene))
            gave = bool(quantities) and quantities[-1].span == earlier
            for a in amounts(part, scene, one.claims, under, gave) if not elsewhere else ():
                sure = 0.8 if a.plainly else PERHAPS
                quantities.append(
                    Quantity(a.text, sentence, sure, a.number, a.unit, a.giver, a.item, a.yearly, a.until)
                )
            goods = {c.target for c in one.claims if c.topic == TARIFFS or c.topic in scene.taxonomy.goods}
            if found:
                carried = found[-1].importer
            elif len(goods) == 1 and place.kind == "prose":  # "Canada to scrap its levies. Those run to 245%."
                carried = goods.pop()
            elif place.kind != "prose":
                carried = ""
        subject, last, earlier = one.subject or subject, text, sentence
    told = {r.percent for r in rates}
    return [r for r in headline if r.percent not in told] + rates, quantities


def _parts(text: str, place: Place, scene: Scene) -> Iterator[tuple[str, Under, str]]:
    """A sentence as it is, or the cells of a row, each with whose terms it is among and what its numbers are."""
    under = reads_as(place.lead, scene)
    under = under if under.role else reads_as(place.heading, scene)
    if place.kind != "row":
        yield text, under, place.heading if re.search(r"\btariffs?\b|\bdut", place.heading, re.IGNORECASE) else ""
        return
    cells, header = cells_of(text), cells_of(place.header)
    if cells == header:
        return
    raised = raised_by(cells, header, scene)
    own = Under(raised[0], "ask") if raised else reads_as(cells[0], scene)
    for number, cell in enumerate(cells):
        column = header[number] if len(header) == len(cells) else ""
        mine = reads_as(column, scene)
        asked = Under(own.party, "ask") if own.role and any(map(is_asking, header)) else own
        under_cell = mine if mine.role else (asked if asked.role else under)
        duty = duty_of(header, scene) if len(header) == len(cells) else ""
        if duty and number and not under_cell.role:
            under_cell, column = Under(duty, "give"), f"{column} duty"
        yield cell, under_cell, f"{column} {place.heading} {cells[0]}"


def _in_words(value: str) -> str:
    """A whole day as 14 March 2025; other values as they are."""
    if not re.fullmatch(r"\d{4}-\d\d-\d\d", value):
        return value
    day = datetime.date.fromisoformat(value)
    return f"{day.day} {day:%B %Y}"


def _contradictions(
    place: list[Found], date: list[Found], rates: list[Rate], texts: Mapping[str, str]
) -> Iterator[str]:
    """Dates, places and rates that cannot all hold, each with its sentence and where that stands; ``texts``: of the
    reports, by name."""

    def said(one: Found | Rate) -> str:
        of = f" of {one.span.article}" if len(texts) > 1 else ""
        return f"{_in_words(one.value)} ({where(texts[one.span.article], one.span)}{of}: {quoted(one.span)})"

    def each(found: list[Found] | list[Rate]) -> str:
        return "; ".join(map(said, found))

    days = {f.value[-5:]: f for f in date}
    years = {f.value: f for f in date if not f.value.startswith("-")}
    if len(days) > 1 or len(years) > 1:
        yield f"meeting dates differ: {each(list((days if len(days) > 1 else years).values()))}"
    places = {f.value: f for f in place}
    if len(places) > 1:
        yield f"meeting places differ: {each(list(places.values()))}"
    standing: dict[tuple[str, str], dict[float, Rate]] = defaultdict(dict)
    for rate in rates:
        if rate.status == "stands" and rate.importer and rate.item:
            standing[rate.importer, rate.item].setdefault(rate.percent, rate)
    for found in standing.values():
        articles = {r.span.article for r in found.values()}
        if len(found) > 1 and len(articles) > 1:
            yield f"rates differ: {each(list(found.values()))}"
