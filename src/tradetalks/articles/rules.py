"""The rules that read a report: mentions, meeting, items, who asks what of whom, statements, rates.

Plain patterns over sentences, so that every field has its sentence and the same text gives the same draft. What else
was weighed, and measured, is in ``docs/dependencies.md``.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache

from tradetalks.articles.draft import Ask, Draft, Found, Said
from tradetalks.articles.taxonomy import Taxonomy
from tradetalks.articles.text import Article, Span

MONTHS = (
    "January", "February", "March", "April", "May", "June", "July", "August", "September", "October", "November",
    "December",
)  # fmt: skip
_MONTH = "(" + "|".join(f"{m}|{m[:3]}\\.?" for m in MONTHS) + ")"
_DATE = re.compile(
    rf"\b(?P<d1>\d{{1,2}})(?:st|nd|rd|th)?\s+(?P<m1>{_MONTH})(?:,?\s+(?P<y1>20\d\d))?\b"
    rf"|\b(?P<m2>{_MONTH})\s+(?P<d2>\d{{1,2}})(?:st|nd|rd|th)?(?:,?\s+(?P<y2>20\d\d))?\b"
    r"|\b(?P<y3>20\d\d)-(?P<m3>\d\d)-(?P<d3>\d\d)\b"
)
_MEETING = re.compile(
    r"\b(meet|meets|met|meeting|summit|talks|round|dialogue|convene|arrives?|flies|travels?|resume|return to the table"
    r"|try again|speak|negotiat\w+|delegations?|conclude|hold)\b",
    re.IGNORECASE,
)
_ASK = re.compile(
    r"\b(?:(?:is|are|has|have|had)\s+(?:been\s+)?)?(?:also\s+)?"
    r"(wants?|seeks?|seeking|asks?|asked|asking|requests?|requested|requesting|urges?|urged|urging|demands?|demanded|demanding"
    r"|calls?\s+on|called\s+on|press(?:es)?|pressed|pressing|push(?:es)?|pushing|insists?|hopes?|proposes?|proposed"
    r"|expects?|anticipates?|would\s+like)\b",
    re.IGNORECASE,
)
DENIED = re.compile(
    r"\b(not discussed|not raised|not on the agenda|off the table|no talk of|ruled out)\b", re.IGNORECASE
)
_SAY = re.compile(r"\b(said|says|mentioned|told|stated|announced|warned|added|noted|declared)\b")
_NAME = re.compile(r"\b([A-Z][a-z]+(?:[ -][A-Z][a-z]+){1,2})\b")
_TRAVEL = re.compile(r"\b(?:visited|travell?ed to|via|stopped in|arrived in|flew to|toured)\s+")
_RATE = re.compile(
    r"\b(\d+(?:\.\d+)?)\s?(?:%|per ?cent)\s(?:[\w-]+\s){0,3}?(tariffs?|dut(?:y|ies)|surcharges?|levy|levies)",
    re.IGNORECASE,
)
_SPECIFIC = ("metals", "autos", "farm_access", "farm_purchases", "pharma", "trade_remedies", "climate")
_STANCES = (
    ("threat", re.compile(r"\b(warn|threat|retaliat|will respond)\w*", re.IGNORECASE)),
    ("refusal", re.compile(r"\b(refus|reject|will not|never)\w*", re.IGNORECASE)),
    ("offer", re.compile(r"\b(offer|ready to|willing)\w*", re.IGNORECASE)),
    ("ask", _ASK),
)


@dataclass(frozen=True)
class Mention:
    """A party named in a sentence: where, and as what (names, adjectives, seats, leaders)."""

    party: str
    start: int
    end: int
    kind: str


def read(articles: list[Article], taxonomy: Taxonomy) -> Draft:
    """One draft of one or several reports, provenance kept."""
    sentences = [s for a in articles for s in a.sentences]
    parties = _parties(sentences, taxonomy)
    items: dict[str, list[Found]] = defaultdict(list)
    asks: list[Ask] = []
    used: set[Span] = set()
    for sentence in sentences:
        if DENIED.search(sentence.text):
            used.add(sentence)
            continue
        for topic, confidence in _topics(sentence.text, taxonomy).items():
            items[topic].append(Found(topic, sentence, confidence))
            used.add(sentence)
        found = list(_asks(sentence, parties, taxonomy))
        asks += found
        used |= {sentence} if found else set()
    place, date = _meeting(sentences, taxonomy)
    occasion = [
        Found(name, s, 0.9)
        for s in sentences
        for key, name in taxonomy.places.occasions.items()
        if re.search(rf"\b{re.escape(key)}\b", s.text)
    ][:1]
    itinerary = _itinerary(sentences, taxonomy)
    statements, spellings = _statements(sentences, taxonomy)
    measures = _measures(sentences)
    for group in (place, date, occasion, itinerary, measures):
        used |= {f.span for f in group}
    used |= {s.span for s in statements}
    kept = _once(asks)
    return Draft(
        parties=tuple(parties),
        place=tuple(place),
        date=tuple(date),
        occasion=tuple(occasion),
        itinerary=tuple(itinerary),
        items={k: tuple(v) for k, v in items.items()},
        asks=kept,
        statements=tuple(statements),
        measures=tuple(measures),
        contradictions=tuple(_contradictions(place, date, measures, taxonomy)),
        open=tuple(s for s in sentences if s not in used),
        spellings=spellings,
    )


def _once(asks: list[Ask]) -> tuple[Ask, ...]:
    """Each ask once, where it is surest."""
    best: dict[tuple[str, str, str], Ask] = {}
    for ask in asks:
        key = (ask.asker, ask.item, ask.target)
        if key not in best or ask.confidence > best[key].confidence:
            best[key] = ask
    return tuple(best.values())


# ---------------------------------------------------------------------- who
def mentions(text: str, taxonomy: Taxonomy) -> list[Mention]:
    """Parties named in a text, in order."""
    return [
        Mention(taxonomy.kinds[m.group()][0], m.start(), m.end(), taxonomy.kinds[m.group()][1])
        for m in taxonomy.parties.finditer(text)
    ]


def _is_place(text: str, mention: Mention) -> bool:
    """A capital that a preposition makes a place, not a government."""
    return mention.kind == "seats" and bool(re.search(r"\b(?:in|to|at|from|of)\s+$", text[: mention.start]))


def _parties(sentences: list[Span], taxonomy: Taxonomy) -> list[Found]:
    """The two parties spoken of most: as nouns, and most of all as those who ask or are asked."""
    weight: dict[str, float] = defaultdict(float)
    first: dict[str, Span] = {}
    for sentence in sentences:
        found = [m for m in mentions(sentence.text, taxonomy) if not _is_place(sentence.text, m)]
        verb = _ASK.search(sentence.text)
        meeting = bool(_MEETING.search(sentence.text))
        for m in found:
            share = 0.5 if m.kind == "adjectives" else 2.0
            weight[m.party] += share + (1.0 if verb and m.kind != "adjectives" else 0) + (1.0 if meeting else 0)
            first.setdefault(m.party, sentence)
    ranked = [(party, w) for party, w in sorted(weight.items(), key=lambda pair: -pair[1]) if w >= 2.0]
    if len(ranked) < 2:
        return []
    return [Found(party, first[party], min(0.95, 0.5 + w / 20)) for party, w in ranked[:2]]


# ---------------------------------------------------------------------- what
def _topics(text: str, taxonomy: Taxonomy) -> dict[str, float]:
    """Topics named in a text, with how sure."""
    plain = text.replace("’", "'")
    found: dict[str, float] = {}
    for topic, (says, unless) in taxonomy.topic_patterns.items():
        for match in says.finditer(plain):
            near = plain[max(0, match.start() - 45) : match.end() + 45]
            if unless is None or not unless.search(near):
                found[topic] = 0.9 if " " in match.group().strip() or len(match.group()) > 6 else 0.8
                break
    specific = any(topic in found for topic in _SPECIFIC)
    if "tariffs" in found and specific and re.search(r"\b(?:tariffs?|duties)\b[^.;]*?\bon\b", plain, re.IGNORECASE):
        others = re.search(r"countermeasure|trade war|surcharge|reciprocal", plain, re.IGNORECASE)
        if not others:
            del found["tariffs"]
    return found


def _asks(sentence: Span, parties: list[Found], taxonomy: Taxonomy) -> Iterator[Ask]:
    """Who asks what of whom in a sentence: the subject before each verb of asking, the clause after it."""
    text = sentence.text
    named = [m for m in mentions(text, taxonomy) if not _is_place(text, m)]
    verbs = list(_ASK.finditer(text))
    both = [p.value for p in parties]
    for number, verb in enumerate(verbs):
        end = verbs[number + 1].start() if number + 1 < len(verbs) else len(text)
        before = [m for m in named if m.end <= verb.start() and (number == 0 or m.start >= verbs[number - 1].end())]
        nouns = [m for m in before if m.kind != "adjectives"] or before
        if not nouns:
            continue
        asker = nouns[-1].party
        if number + 1 < len(verbs):  # the next verb's subject is not of this clause
            later = [m for m in named if verb.end() <= m.start < end]
            end = later[-1].start if later and len(later) > 1 else end
        clause = text[verb.end() : end]
        after = [m for m in named if verb.end() <= m.start < end and m.party != asker]
        direct = [m for m in after if m.kind != "adjectives"]
        if direct:
            target, confidence = direct[0].party, 0.9
        elif after:
            target, confidence = after[0].party, 0.75
        elif asker in both:
            target, confidence = next(p for p in both if p != asker), 0.65
        else:
            continue
        if both and not {asker, target} <= set(both):
            target = next((m.party for m in after if m.party in both), target)
            if not {asker, target} <= set(both):
                continue
        topics = _topics(clause, taxonomy)
        if "tariffs" in topics:  # a surcharge on goods: the surcharge is asked about, the goods are what it is on
            topics = {topic: sure for topic, sure in topics.items() if topic not in _SPECIFIC}
        for topic in topics:
            yield Ask(asker, topic, target, sentence, confidence)


# ---------------------------------------------------------------------- where and when
def date_of(text: str) -> str | None:
    """The first date of a text as ``2025-10-30``, or ``--10-30`` where it gives no year."""
    match = _DATE.search(text)
    if match is None:
        return None
    day = match["d1"] or match["d2"] or match["d3"]
    year = match["y1"] or match["y2"] or match["y3"]
    word = match["m1"] or match["m2"]
    month = next(j for j, m in enumerate(MONTHS, 1) if m.startswith(word.rstrip(".")[:3])) if word else int(match["m3"])
    if not 1 <= int(day) <= 31 or not 1 <= month <= 12:
        return None
    return f"{year or '-'}-{month:02d}-{int(day):02d}"


def _places(taxonomy: Taxonomy) -> re.Pattern[str]:
    seats = [seat for actor in taxonomy.places.parties.values() for seat in actor.seats if seat != "Kremlin"]
    names = sorted({*taxonomy.places.cities, *seats}, key=len, reverse=True)
    return re.compile(r"\b(?:in|to|at)\s+(" + "|".join(map(re.escape, names)) + r")\b")


def _meeting(sentences: list[Span], taxonomy: Taxonomy) -> tuple[list[Found], list[Found]]:
    """Every place and date that sentences on a meeting give."""
    pattern, places, dates = _places(taxonomy), [], []
    for sentence in sentences:
        if not _MEETING.search(sentence.text):
            continue
        date = date_of(sentence.text)
        where = pattern.search(sentence.text)
        sure = 0.95 if date and where else 0.8
        if where:
            places.append(Found(where.group(1), sentence, sure))
        if date:
            dates.append(Found(date, sentence, sure))
    return sorted(places, key=lambda f: -f.confidence), sorted(dates, key=lambda f: -f.confidence)


def _itinerary(sentences: list[Span], taxonomy: Taxonomy) -> list[Found]:
    names = [n for actor in taxonomy.places.parties.values() for n in (*actor.names, *actor.seats)]
    place = re.compile("|".join(re.escape(n) for n in sorted([*names, *taxonomy.places.cities], key=len, reverse=True)))
    found: list[Found] = []
    for sentence in sentences:
        for verb in _TRAVEL.finditer(sentence.text):
            match = place.match(sentence.text, verb.end())
            if match and match.group() not in [f.value for f in found]:
                found.append(Found(match.group(), sentence, 0.85))
    return found


# ---------------------------------------------------------------------- statements and rates
def _statements(sentences: list[Span], taxonomy: Taxonomy) -> tuple[list[Said], dict[str, str]]:
    said, spellings = [], {}
    known = {n for actor in taxonomy.places.parties.values() for n in (*actor.names, *actor.seats)}
    for sentence in sentences:
        verb = _SAY.search(sentence.text)
        if verb is None:
            continue
        names = [m.group(1) for m in _NAME.finditer(sentence.text[: verb.start()]) if m.group(1) not in known]
        names = [n for n in names if not re.search(r"Ministry|Affairs|House|Union|States|Korea|Commission", n)]
        near = mentions(sentence.text[: verb.start()], taxonomy)
        if not near:
            continue
        speaker = names[-1] if names else taxonomy.places.parties[near[-1].party].name
        usual = taxonomy.places.spellings.get(speaker, speaker)
        if usual != speaker:
            spellings[speaker] = usual
        stance = next((name for name, pattern in _STANCES if pattern.search(sentence.text)), "position")
        said.append(Said(usual, near[-1].party, stance, sentence, 0.8 if names else 0.6))
    return said, spellings


def _measures(sentences: list[Span]) -> list[Found]:
    return [
        Found(f"{m.group(1)}% {m.group(2).lower()}", s, 0.8) for s in sentences for m in _RATE.finditer(s.text)
    ]  # fmt: skip


def _contradictions(place: list[Found], date: list[Found], measures: list[Found], taxonomy: Taxonomy) -> Iterator[str]:
    """Dates, places and rates that cannot all hold."""

    def quoted(found: list[Found]) -> str:
        return "; ".join(f"{f.value} ({f.span.article}, characters {f.span.start}-{f.span.end})" for f in found)

    days = {f.value[-5:]: f for f in date}
    years = {f.value: f for f in date if not f.value.startswith("-")}
    if len(days) > 1 or len(years) > 1:
        yield f"meeting dates differ: {quoted(list((days if len(days) > 1 else years).values()))}"
    places = {f.value: f for f in place}
    if len(places) > 1:
        yield f"meeting places differ: {quoted(list(places.values()))}"
    rates: dict[tuple[str, ...], dict[str, Found]] = defaultdict(dict)

    @cache  # a sentence may give many rates
    def about(sentence: Span) -> tuple[str, ...]:
        who = tuple(dict.fromkeys(m.party for m in mentions(sentence.text, taxonomy)))[:2]
        return (*sorted(_topics(sentence.text, taxonomy)), *who)

    for f in measures:
        rates[about(f.span)].setdefault(f.value.split("%")[0], f)
    for found in rates.values():
        if len(found) > 1:
            yield f"rates differ: {quoted(list(found.values()))}"
