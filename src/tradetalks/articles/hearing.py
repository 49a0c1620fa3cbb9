"""What each sentence of a text says, read under its heading, its list's lead-in, its table's columns, and after the one
before it."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from itertools import groupby

from tradetalks.articles.about import REMEDIES, Before
from tradetalks.articles.background import without_background
from tradetalks.articles.barriers import RESTRICTS, kept_by
from tradetalks.articles.clauses import Heard, hear
from tradetalks.articles.complaints import complained
from tradetalks.articles.framed import framed
from tradetalks.articles.mentions import mentions
from tradetalks.articles.predicates import predicates
from tradetalks.articles.said import Claim, trim
from tradetalks.articles.scene import Scene, Under, is_asking, is_headline, reads_as
from tradetalks.articles.sentences import Place
from tradetalks.articles.speaker import turns
from tradetalks.articles.subjects import MEASURE, owner_of_measure
from tradetalks.articles.terms import likewise
from tradetalks.articles.topics import FURTHER, RUMOUR, topics

CHIP_CONTROLS, MINERALS = "chip_controls", "critical_minerals"
_CHIPS = re.compile(
    r"\b(?:semiconductors?|(?:micro)?chips?|chip-?mak\w+|lithography|AI|GPUs?|Nvidia|computing)\b", re.IGNORECASE
)
_RECALLED = ("sps", CHIP_CONTROLS, "trade_remedies")
"""Topics beside goods that "the ban", "the controls" or "the duties" of a next sentence may stand for."""

_TAKES_BACK = re.compile(
    r"^(?:It|That|This|They|These|Those|None of (?:it|them|this|that)|The (?:idea|matter|subject|topic|question"
    r"|issue|report|rumou?r)s?)\b|^There (?:is|was) (?:no such|nothing of the)\b|\bcalls? (?:this|it|that|them)\b"
)
_WHOLLY = re.compile(r"^(?:None of (?:it|them|this|that)|(?:It|That|This|All this|All of (?:it|this)) is)\b")

_SAYS = re.compile(r",? (?:said|says|added|told|noted)\b")
MOST_OPENING = 8
"""Words that open a numbered term and announce its topic: "3. Hibiscus, sesame, ginger and cocoa." """
MOST_NAMES = 3
"""Words of a heading that may be a topic's own name."""
_RAISED_BY = re.compile(
    r"\b(?:raised|requested|asked|proposed|sought|demanded|tabled|submitted|put forward) by\b|^(?:requesting|asking"
    r"|demanding) (?:party|side|country)|^(?:demandeur|requester|who asks)\b",
    re.IGNORECASE,
)
"""The column of a table that says whose ask a row is."""
_WHAT = re.compile(r"^\W*(?:(?:And|But|So|Then),? )?[Ww]hat\b")
"""A question whose answer may have no verb: "And what did Washington want? More access for its dairy farmers." """
_OF_IT = re.compile(r"(?:Its|It|Their|They)\b")
"""How a sentence begins that goes on about who acted before: "Its exports came to $1 billion"."""
_BUYS = re.compile(r"\b(?:purchas\w+|buy|buys|buying)\b")
"""What somebody is to do of which the next sentence may say what it includes."""
_NONE = re.compile(r"^(?:none|nothing|no|n/?a|nil|not asked)\.?$", re.IGNORECASE)
"""A cell of a table that holds nothing."""


def hear_all(texts: list[str], stand: list[Place], scene: Scene) -> list[Heard]:
    """What each plain sentence says; what it goes on from is carried within a paragraph or a bullet."""
    heard: list[Heard] = []
    before, last = Before(), Place(0, 0)
    question, asked_in = Under(), set[int]()  # "And what did Washington want?", and the paragraphs that only ask so
    everyone = scene
    for text, place, speaker in zip(texts, stand, turns(texts, scene), strict=True):
        scene = replace(everyone, speaker=speaker) if speaker else everyone
        if place.kind == "heading":
            heard.append(Heard())
            before, last = Before(topic=announced(text, scene, alone=True)), place
            continue
        if place.kind == "row":
            heard.append(_row(text, place, scene))
            continue
        if place.block != last.block and (place.kind != "prose" or last.kind != "prose"):
            sibling = place.kind == last.kind == "bullet" and place.lead == last.lead
            kept = before.subject if sibling and re.match(r"(?:It|They)\b", text) else ""
            before = Before(kept, topic=before.topic if last.kind == "heading" else "")
        label, rest = label_of(text)
        under = _stands_under(place, label, scene)
        if place.block != last.block:
            question = question if last.block in asked_in else Under()
        under = under if under.role else question
        one = hear(rest, under, before, scene, label)
        if label and not one.claims and not one.denied:
            one = replace(one, items={**dict.fromkeys(topics(label, scene.taxonomy), 0.7), **one.items})
        if not one.claims and of_others(rest, scene):
            one = replace(one, items={}, passing={**one.items, **one.passing}, threats=())
        if heard and one.denied and _takes_back(text, texts[len(heard) - 1], place.block == last.block):
            heard[-1] = _unsaid(heard[-1])
        heard.append(one)
        if text.rstrip("\"' )").endswith("?"):
            question = reads_as(text, scene) if _WHAT.match(text) else Under()
            asked_in |= {place.block}
        else:
            asked_in -= {place.block}
        opens = MOST_OPENING if place.kind == "bullet" and place.block != last.block else 4
        before = _goes_on(before, one, text, place.block == last.block or last.kind == "heading", scene, opens)
        last = place
    heard = complained(_headlined(_likewise(heard, texts, stand, scene), texts, stand, everyone), texts, everyone)
    heard = without_background(framed(heard, texts, everyone), texts, everyone)
    heard = [_long_ago(one, text, texts) for one, text in zip(heard, texts, strict=True)]
    return [
        one if place.kind == "row" else _controlled(one, text, texts, scene)
        for one, text, place in zip(heard, texts, stand, strict=True)
    ]


def _likewise(heard: list[Heard], texts: list[str], stand: list[Place], scene: Scene) -> list[Heard]:
    """What is heard, with the purchases of bullets told after their like."""
    told = list(heard)
    for bullets, run in groupby(range(len(heard)), lambda n: stand[n].kind == "bullet"):
        if not bullets:
            continue
        numbers = list(run)
        claims = likewise([(texts[n], heard[n].claims) for n in numbers], scene)
        for n, said in zip(numbers, claims, strict=True):
            if said and not heard[n].claims:
                told[n] = replace(
                    heard[n], claims=said, items={**heard[n].items, **{c.topic: c.confidence for c in said}}
                )
    return told


_CUT = re.compile(r"\b([Tt]ariff|[Dd]uty|[Ll]evy|[Tt]ax) cuts?\b")
"""A noun that is spelt like a verb."""


def _headlined(heard: list[Heard], texts: list[str], stand: list[Place], scene: Scene) -> list[Heard]:
    """What is heard, and by a title without a verb ("Ottawa tariff relief for Brazilian steel") what nothing below
    says."""
    title = _CUT.sub(r"\1 relief", texts[0]) if texts else ""
    if not title or stand[0].kind != "heading" or predicates(title):
        return heard
    told = {c.topic for one in heard for c in one.claims}
    claims = tuple(c for c in hear(title, Under(), Before(), scene).claims if c.topic not in told)
    if len({(c.asker, c.target) for c in claims}) != 1:
        return heard
    return [Heard(claims, {c.topic: c.confidence for c in claims}), *heard[1:]]


_IN_YEAR = re.compile(r"^\W*(?:Back |As early as )?[Ii]n ((?:19|20)\d\d)\b")
_YEAR = re.compile(r"(?<![\d.,$])(?:19|20)\d\d(?![\d%]|,\d)")
LONG_AGO = 4
"""Years before the latest that a report names from which what was done then is its history."""


def _long_ago(one: Heard, text: str, texts: list[str]) -> Heard:
    """What was offered or asked long before what a report tells of is not on its table: "In 2004 the EU offered"."""
    year = _IN_YEAR.match(text)
    if not (one.claims and year) or re.search(r"\b(?:will|shall|still|since)\b", text):
        return one
    told = [int(y) for t in texts for y in _YEAR.findall(t)]
    if max(told) - int(year[1]) < LONG_AGO:
        return one
    return replace(one, claims=(), items={}, passing={**one.items, **one.passing}, threats=())


def _controlled(one: Heard, text: str, texts: list[str], scene: Scene) -> Heard:
    """ "Export controls" by themselves are on minerals where the sentence, or a text without chips, names these."""
    said = {CHIP_CONTROLS} & ({c.topic for c in one.claims} | set(one.items) | set(one.passing))
    if not said or MINERALS not in scene.taxonomy.topics or _CHIPS.search(text) or "end-user" in text:
        return one
    if MINERALS not in topics(text, scene.taxonomy) and (
        any(_CHIPS.search(t) for t in texts) or not any(MINERALS in topics(t, scene.taxonomy) for t in texts)
    ):
        return one

    def moved(found: dict[str, float]) -> dict[str, float]:
        return {(MINERALS if t == CHIP_CONTROLS else t): sure for t, sure in found.items()}

    claims = tuple(replace(c, topic=MINERALS) if c.topic == CHIP_CONTROLS else c for c in one.claims)
    return replace(one, claims=tuple(dict.fromkeys(claims)), items=moved(one.items), passing=moved(one.passing))


def _unsaid(one: Heard) -> Heard:
    """What the next sentence says is not on the table: "Canada withdrew its tax. It is not on the table today." """
    return Heard((), {}, {**one.items, **one.passing}, one.subject, True, unsaid=True)


def _takes_back(text: str, said: str, same: bool) -> bool:
    """Does a sentence of denial say that what stood before it is not so? Across paragraphs only if it says no more."""
    if not same:
        return bool(RUMOUR.search(text)) and bool(_WHOLLY.match(text))
    return bool(_TAKES_BACK.search(text)) or (said.startswith('"') and said.rstrip().endswith('"'))


def of_others(text: str, scene: Scene) -> bool:
    """Does a sentence name parties as who acts, but none of these talks?"""
    found = [m for m in scene.named(text) if m.noun and not _SAYS.match(text[m.end :])]
    named = {m.party for m in found}
    return bool(named) and not named & set(scene.parties)


def _stands_under(place: Place, label: str, scene: Scene) -> Under:
    """Whose terms a sentence stands among, by the nearest that says so: its label, its list's lead-in, its heading."""
    dateline = any(m.kind == "seats" for m in mentions(label, scene.taxonomy))
    told = place.kind != "prose" or not is_headline(place.heading, scene)
    for words in ("" if dateline else label, place.lead, place.heading if told else ""):
        if words and (under := reads_as(words, scene)).role:
            return under
    return Under()


def _goes_on(before: Before, one: Heard, text: str, same: bool, scene: Scene, most: int) -> Before:
    named = {topic: sure for topic, sure in topics(text, scene.taxonomy).items() if sure > FURTHER}
    about = named if MEASURE.search(text) or RESTRICTS.search(text) else {}
    goods = tuple(t for t in about if t in scene.taxonomy.goods or t in _RECALLED)
    goods = goods or (("tariffs",) if "tariffs" in about else ())
    passing = tuple(topic for topic, sure in one.passing.items() if sure > FURTHER)
    spoken = tuple(one.items) or passing or (before.about if same else ())
    topic = announced(text, scene, most) or (before.topic if same else "")
    givers = {c.target for c in one.claims if c.how == "promised"} or ({one.subject} if _BUYS.search(text) else set())
    giver = givers.pop() if len(givers) == 1 else ""
    told = one.subject or (before.subject if same and _OF_IT.match(text) and not scene.named(text) else "")
    return Before(
        told,
        goods or before.goods,
        topic,
        tuple(spoken),
        giver if scene.other(giver) else "",
        before.case or REMEDIES in named,
        kept_by(text, scene) or (before.owner if same else ""),
    )


def announced(text: str, scene: Scene, most: int = 4, alone: bool = False) -> str:
    """The topic that a few words without a verb announce: "First, cars."; of two the first, or none if it must stand
    ``alone``. ``most``: of words."""
    named = {t: sure for t, sure in topics(text, scene.taxonomy).items() if sure > FURTHER} or _by_name(text, scene)
    short = len(text.split()) <= most and not predicates(text) and not scene.named(text)
    return next(iter(named)) if short and 1 <= len(named) <= (1 if alone else 2) else ""


def _by_name(text: str, scene: Scene) -> dict[str, float]:
    """The topics that a heading of a word or two calls by their own names: "Origin", "Labour and customs"."""
    said = re.findall(r"[a-z]{4,}", text.lower())
    plain = [key for key in scene.taxonomy.topics if key in said and key not in scene.taxonomy.goods]
    return dict.fromkeys(plain, 0.7) if len(said) <= MOST_NAMES else {}


def label_of(text: str) -> tuple[str, str]:
    """ "Labour: Argentina will ban": the words before the colon, and what follows."""
    match = re.match(r"^([^.:;]{2,60}):\s+(\S.*)$", text)
    if not match or len(match[1].split()) > 7 or predicates(match[1]):
        return "", text
    return match[1], match[2]


def cells_of(text: str) -> list[str]:
    """The cells of a row of a table."""
    return [c.strip() for c in text.strip().strip("|").split("|")]


def _row(text: str, place: Place, scene: Scene) -> Heard:
    """A row of a table: cells under columns that name a party, or a row that a party's name begins."""
    cells, header = cells_of(text), cells_of(place.header)
    if cells == header:
        return Heard()
    columns = [reads_as(h, scene) for h in header] if len(header) == len(cells) else []
    own = reads_as(cells[0], scene)
    if terms := list(_agreed_duties(cells, header, scene)):
        return Heard(tuple(terms), {c.topic: c.confidence for c in terms})
    if raised := raised_by(cells, header, scene):
        return _raised(cells, header, *raised, scene)
    if any(c.role for c in columns) and not own.role:
        label = "" if columns[0].role else cells[0]
        parts = [
            hear(cell, under, Before(under.party if under.role != "get" else ""), scene, label)
            for cell, under in zip(cells, columns, strict=True)
            if under.role and re.search(r"[^\W\d_]{2}", cell) and not _NONE.match(cell)
        ]
    elif own.role:
        under = Under(own.party, "ask" if any(map(is_asking, header)) else "give")
        parts = [hear(cells[-1], under, Before(own.party), scene, ": ".join(cells[1:-1]))]
    else:
        under = reads_as(place.heading, scene)
        parts = [hear(": ".join(cells[1:]) or text, under, Before(under.party), scene, cells[0])]
    return _together(parts)


_THEN = re.compile(
    r"\b(?:under (?:the|this) (?:\w+ )?(?:agreement|deal|pact|accord|treaty|terms|fta)|after|agreed|new (?:duty"
    r"|tariff|rate)|will be"
    r"|outcome|result|reduction|change|final|from 20\d\d|on entry into force)\b",
    re.IGNORECASE,
)
"""A column of what duties become."""
_DUTY_OF = re.compile(r"\b(?:tariffs?|dut(?:y|ies)|rates?|lev(?:y|ies))\b", re.IGNORECASE)
_AS_IT_WAS = re.compile(
    r"^\W*(?:no change|unchanged|excluded|exempted from cuts|as (?:now|today|before)|none|n/?a|to be (?:agreed"
    r"|negotiated))?\W*$",
    re.IGNORECASE,
)


def duty_of(header: list[str], scene: Scene) -> str:
    """Whose duties a table lists, by a column that says so: "Duty in Malaysia today", "Thai tariff"."""
    whose = {owner_in(h, scene) for h in header if _DUTY_OF.search(h)} - {""}
    return whose.pop() if len(whose) == 1 else ""


def owner_in(words: str, scene: Scene) -> str:
    """Whose a duty is in a few words: whose it is called, or where it is charged."""
    where = [m for m in scene.named(words) if re.search(r"\b(?:in|into|by|of) (?:the )?$", words[: m.start])]
    return where[0].party if where and where[0].party in scene.parties else owner_of_measure(words, scene)


def _agreed_duties(cells: list[str], header: list[str], scene: Scene) -> Iterator[Claim]:
    """What a row of duties today and under an agreement says: whose duties they are gives the change."""
    if len(header) != len(cells):
        return
    owner = duty_of(header, scene)
    then = next((k for k, h in enumerate(header) if k and _THEN.search(h) and not reads_as(h, scene).role), 0)
    if not scene.other(owner) or not then or _AS_IT_WAS.match(cells[then]) or cells[then] in cells[1:then]:
        return
    for topic in topics(trim(cells[0]), scene.taxonomy) or {"tariffs": 0.7}:
        if topic in scene.taxonomy.topics:
            yield Claim(scene.other(owner), topic, owner, "promised", 0.75)


def raised_by(cells: list[str], header: list[str], scene: Scene) -> tuple[str, int] | None:
    """Whose ask a row is where a column says so ("Raised by"), and which column that is."""
    if len(header) != len(cells) or any(reads_as(h, scene).role for h in header):
        return None
    by = next((k for k, h in enumerate(header) if _RAISED_BY.search(h)), -1)
    raised = reads_as(cells[by], scene) if by >= 0 else Under()
    return (raised.party, by) if raised.role else None


def _raised(cells: list[str], header: list[str], party: str, by: int, scene: Scene) -> Heard:
    """A row that says who raised its matter: what is sought is that party's ask."""
    asked = Under(party, "ask")
    label = ": ".join(c for c in cells[:by] if re.search(r"[^\W\d_]{2}", c))
    sought = next((k for k, h in enumerate(header) if k != by and is_asking(h)), -1)
    if sought < 0:
        return hear(label, asked, Before(party), scene, label)
    return _together([hear(cells[sought], asked, Before(), scene, label)])


def _together(parts: list[Heard]) -> Heard:
    items: dict[str, float] = {}
    passing: dict[str, float] = {}
    for part in parts:
        items |= part.items
        passing |= part.passing
    return Heard(
        tuple(c for p in parts for c in p.claims), items, passing, "", False, tuple(t for p in parts for t in p.threats)
    )
