"""What one sentence says: who asks, gives, refuses or threatens what.

What one side commits to is what the other asks: "China will suspend its controls" is an ask of the other side. A side
is named as asker or giver only where the sentence, its heading or the sentence before says so. Where both sides are the
subject, or none, the topic is on the table and its direction open.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from tradetalks.articles import predicates as words
from tradetalks.articles.about import PREPOSED, Before, about_of
from tradetalks.articles.acts import dares, is_harm, is_negated
from tradetalks.articles.agreed import is_term
from tradetalks.articles.asides import in_order, without_asides
from tradetalks.articles.barriers import RESTRICTS
from tradetalks.articles.claims import claims_of
from tradetalks.articles.easing import eased
from tradetalks.articles.gifts import FAILING
from tradetalks.articles.governed import clean, parts_of, right_of
from tradetalks.articles.mentions import Mention, is_object
from tradetalks.articles.openings import opened
from tradetalks.articles.passives import DEAL, changes_measure
from tradetalks.articles.predicates import predicates
from tradetalks.articles.said import Claim, Clause, trim
from tradetalks.articles.scene import BOTH, BY_BOTH, Scene, Under
from tradetalks.articles.spared import left_out
from tradetalks.articles.subjects import MEASURE, first_named, subject
from tradetalks.articles.terms import access, bought, listed, of_both
from tradetalks.articles.threatened import asked_by_threat, reason
from tradetalks.articles.topics import DENIED, HINTED, RUMOUR, TARIFFS, topics

_IN_GENERAL = re.compile(
    r"\b[Aa]n? (?:FTA|PTA|CEPA|EPA|BIT|(?:free|preferential) trade (?:agreement|deal|pact))s?\b[^.;]{0,60}?"
    r"\b(?:usually|normally|typically|generally|often|always)\b|^(?:Usually|Normally|Typically|In general),?\s"
)
"""What agreements do in general."""
_ANOTHER_SAYS = re.compile(
    r"(?!(?:It|He|She|They|We|I|This|That|Both|Each|Neither|Officials|Ministers|Sources)\b)(?:M(?:r|s|rs)\.? )?"
    r"[A-ZÀ-Þ][\w'-]+(?: [A-ZÀ-Þ][\w'-]+){0,2} (?:also )?(?:said|says|told|added|stressed|noted|argued|warned"
    r"|insisted)\b"
)
"""How a sentence begins that tells what somebody said who was not told of before: no "it" of it stands for a party."""
_AGENDA = re.compile(
    r"\b(?:discuss\w*|agenda|talks? (?:on|about|over|cover|focus)|negotiat\w+ (?:on|over|about)|negotiating"
    r"|raised?|raises"
    r"|spoke (?:of|about)|speak about|address(?:es|ed|ing)?|issues?|topics?|disputes?|quarrels?"
    r"|sticking points?|on the table"
    r"|deal on|agreement on|cooperat\w+|work together|work towards|look into|consider\w*|commitments?"
    r"|provisions?|chapters?"
    r"|focus(?:es|ed)? on|knots?|consultations|measures|quotas?|in question|exempt\w*|concerns?|concerned|negotiation"
    r"|(?:was|were) (?:\w+ly )?(?:agreed|closed|concluded)|concluded the"
    r"|will finalize|includes?|combat|fight|set out|provide mutual|mutual recognition|take note of|approved tariffs"
    r"|customs duties on|duty evasion|come up|disagree(?:s|d|ments?)|differences|hurdles?|contentious|focal points?"
    r"|priorit(?:y|ies)|progress on|major area|bogged down|snags?|frictions?|irritants?|progress(?:ed)? in"
    r"|gaps? (?:on|in|over)"
    r"|resum\w+|pending|stumbling blocks?|covers?|covering|under discussion|touch(?:ed|es)? (?:up)?on"
    r"|formali[sz]ed|ongoing"
    r"|(?:negotiations|talks|round) (?:seek|seeks|aim|aims|will cover|are centred|are centered|tackle"
    r"|will (?:also )?tackle)"
    r"|under (?:negotiation|review)|unresolved|pact|partnership"
    r"|negotiations? (?:(?:is|are|was|were|will be|ha(?:s|ve) been) )?(?:\w+ly )?(?:launched|opened|begun|started)"
    r"|(?:increas\w+|expand\w*|boost\w*|deepen\w*|promot\w+) (?:two-way |bilateral |mutual |their )?trade in)\b",
    re.IGNORECASE,
)
_REQUIRES = re.compile(
    r"\b(?:requirements?|requires?|regulations?|quarantine|inspections?|procedures?|permits?|authori[sz]ations?|paperwork)\b"
)
"""What a measure may be besides a duty or a ban: what goods must meet at a border."""
_TERM = re.compile(
    r"\b(?:agreement|deal|pact|accord|treaty|memorandum|protocol|roadmap|package|text|draft|settlement)\b(?: \w+){0,2}"
    r" (?:will|would|shall|sets?|establish\w*|provides?|contains?|creates?|allows?|requires?|eliminat\w+|removes?"
    r"|commits?|regulates?|governs?)\b"
    r"|\b(?:negotiations|talks|consultations|discussions)\b(?: \w+){0,4} (?:for|on|about|over|concerning|regarding)\b"
    r"|\bsubject of (?:\w+ ){0,3}(?:talks|negotiations|discussions|consultations)\b",
    re.IGNORECASE,
)
"""What an agreement will do, and what talks are on."""
CHAPTERS = re.compile(
    r"\b(?:chapters?|provisions?|annex(?:es)?) (?:on|for|about|covering)\b"
    r"|\b(?:agreement|pact|treaty|accord|text|chapters|it|they|these) (?:also )?deals? with\b",
    re.IGNORECASE,
)
"""What an agreement has parts on: a common word names a topic there."""
_ITS_TARIFFS = re.compile(r"(?:'s?)? (?:[\w-]+ ){0,4}?(?:tariffs|duties|levies|trade war)\b")
_ASIDE_ASKS = re.compile(r"\b(?:as|while|since|because|which|who|that) (?:it |they |he |she )?$")
"""Before what is asked in a subordinate clause: "buy energy as it seeks alternatives"."""
_RELATIVE = re.compile(r"\b(?:which|whom)\s+(?:the\s+)?(?:[A-Z][\w.']+\s+){1,4}$")
"""Before a verb whose subject is of a relative clause, and not that of what follows it."""
_NOBODY = re.compile(r"^(?:No ?one|Nobody|None|Nothing)\b")
_UNDECIDED = re.compile(
    r"\b(?:put(?:s|ting)? off|postpon\w+|defer\w*|delay\w*|no|yet to (?:make|take)|not (?:made|taken)|without) "
    r"(?:(?:its|their|a|any|the) )?(?:\w+ )?decisions? (?:on|about|over) (?:whether|if|when)\b"
    r"|\b(?:not|yet to|still to) (?:yet )?decided? (?:whether|if|when)\b"
)
"""What is put off gives nothing: "put off a decision on whether to abolish its duty"."""
_HISTORY = re.compile(
    r"\b(?:declared a national emergency|continues to advance|for decades|has a history|one of the most|average"
    r"|trade deficit"
    r"|lack of reciprocity|in recent years|front pages)\b",
    re.IGNORECASE,
)
_INCLUDES = re.compile(
    r"^(?:This|These|They|Those)(?: \w+)? (?:also )?(?:includes?|will include|covers?|comprises?|are|will be)\b"
)
"""What goes on with what the sentence before gives: "It requires Taiwan to buy more. This includes aircraft"."""
_TOGETHER = re.compile(r"\b(?:collaborat|cooperat|co-operat|dialogue|joint|work together)\w*")
_PARTS = re.compile(r";\s|,\s(?:and|but|while|whereas)\s|\bbut\s")


@dataclass(frozen=True)
class Heard:
    """What a sentence says: claims, topics on the table with how sure, topics named in passing, and its subject.

    Attributes:
        denied: it says what is not on the table. unsaid: the next sentence says that it is not so.
        threats: who would do harm (empty if not said), and the words.
    """

    claims: tuple[Claim, ...] = ()
    items: dict[str, float] = field(default_factory=dict)
    passing: dict[str, float] = field(default_factory=dict)
    subject: str = ""
    denied: bool = False
    threats: tuple[tuple[str, str], ...] = ()
    unsaid: bool = False


def hear(text: str, under: Under, before: Before, scene: Scene, label: str = "") -> Heard:
    """What a plain sentence says.

    Args:
        under: whose terms it stands among.
        before: what it goes on from.
        label: words that name its topic, such as a row's first cell.
    """
    text = without_asides(text)
    if _NOBODY.match(text) and not RUMOUR.search(text):
        return Heard((), {}, dict.fromkeys(topics(text, scene.taxonomy), 0.5), "", False)
    text = in_order(text)
    if DENIED.search(text) or RUMOUR.search(text):
        return _partly(text, under, before, scene, label)
    found = scene.named(text)
    if _acts_after_aside(text, found, scene):
        return Heard((), {}, dict.fromkeys(topics(text, scene.taxonomy), 0.5), "", False)
    verbs = clean(predicates(text), found, text)
    claims: list[Claim] = []
    items: dict[str, float] = {}
    threats: list[tuple[str, str]] = []
    given = before.subject or (under.party if under.role in ("give", "ask") else "")
    given = "" if (other := _ANOTHER_SAYS.match(text)) and not any(m.start < other.end() for m in found) else given
    last = ""
    for number, verb in enumerate(verbs):
        left = verbs[number - 1].end if number else 0
        by_deal = verb.kind in (words.GIVE, words.DO) and DEAL.search(text[: verb.start])
        who = "" if by_deal else subject(verb, text, left, found, last or given, scene, number > 0)
        right = right_of(verbs, number, text, found)
        scope = text[verb.end : right]
        heard = []
        for at, to in parts_of(verb, right, text, found):
            named = tuple(m for m in found if at <= m.start < to)
            about = tuple(about_of(verb, text[at:to], text, scene, label, before))
            heard += claims_of(
                Clause(verb, who, text[at:to], text, named, about, verbs[number - 1].kind if number else ""),
                under,
                scene,
                label,
                before.subject,
            )
        claims += heard
        harms = is_harm(scope) and not is_negated(scope) and not is_term(text, verb.text, scope, scene.agreed)
        harmful = bool(FAILING.match(text)) or harms or dares(scope)
        if verb.kind == words.THREATEN or (verb.kind == words.GIVE and harmful):
            whole = text[verb.end :]
            threats.append((who if who in scene.parties else "", scope[: reason(scope)]))
            claims += () if heard else asked_by_threat(whole, verb.end, who, found, scene)
        changed = verb.kind in (words.GIVE, words.FALL) and changes_measure(text[: verb.start], verb, scope)
        if not heard and verb.kind != words.OUGHT and (who or changed or _AGENDA.search(scope)):
            spoken = topics(trim(text if changed else scope), scene.taxonomy).items()
            if all(sure <= HINTED for _, sure in spoken) and (
                fronted := PREPOSED.match(text)
            ):  # "On services, the two agreed to"
                spoken = topics(fronted.group(), scene.taxonomy).items()
            least = [t for t, sure in spoken if sure > HINTED or (changed and t in scene.taxonomy.goods)]
            items |= {t: min(sure, 0.7) for t, sure in spoken if t in least and t not in items}
        if not _RELATIVE.search(text[left : verb.start]):
            last = who or last
    opens = bool(verbs) and verbs[0].kind in (words.GIVE, words.DO) and bool(DEAL.search(text[: verbs[0].start]))
    asking = any(
        v.kind in (words.ASK, words.OPPOSE, words.REFUSE) and not _ASIDE_ASKS.search(text[: v.start]) for v in verbs
    )
    if not claims and under.role == BY_BOTH:
        claims += of_both(text, scene)
    elif not claims and under.role and not asking:
        claims += listed(text, under, scene, label)
    if not claims and before.giver and _INCLUDES.match(text) and not _TOGETHER.search(text):
        claims += [
            Claim(scene.other(before.giver), t, before.giver, "promised", 0.65)
            for t in topics(trim(text), scene.taxonomy)
        ]
    told = bool(claims)
    if not claims and _of_outsider(text, found, scene):
        pass
    elif not claims and under.role in ("", BY_BOTH):
        claims += [*access(text, found, scene), *bought(text, scene), *opened(text, found, scene)]
    if not claims and not under.role and not _of_outsider(text, found, scene):
        claims += eased(text, before, scene)
    if _IN_GENERAL.search(text):
        claims = []  # "an FTA is usually marked by cuts in key tariffs"
    if _UNDECIDED.search(text):
        items |= {c.topic: 0.6 for c in claims if c.topic not in items}
        claims = [c for c in claims if c.how != "promised"]
    if text.rstrip("\"' )").endswith("?"):
        items |= {c.topic: 0.6 for c in claims if c.topic not in items}
        claims = []
    for claim in claims:
        items[claim.topic] = max(items.get(claim.topic, 0.0), claim.confidence)
    parts = CHAPTERS.search(text)
    term = _TERM.search(text)
    live = (
        not told and not _HISTORY.search(text) and (parts or term or _AGENDA.search(text) or _owned(text, found, scene))
    )
    passing: dict[str, float] = {}
    at_hand = topics(trim(text), scene.taxonomy) if live else {}
    if any(m.party not in scene.parties and _ITS_TARIFFS.match(text[m.end :]) for m in found):
        at_hand = {topic: sure for topic, sure in at_hand.items() if topic != TARIFFS}
    spared = frozenset() if claims or scene.agreed else left_out(text, scene.taxonomy)
    items = {topic: sure for topic, sure in items.items() if topic not in spared}
    for topic, sure in topics(text, scene.taxonomy).items():
        if topic not in items:
            at = topic in at_hand and topic not in spared and (parts or sure > HINTED)
            (items if at else passing)[topic] = min(sure, 0.7)
    return Heard(
        tuple(_once(claims)),
        items,
        passing,
        "" if opens else _paired(first_named(found, text, verbs), scene) or last,
        False,
        tuple(threats),
    )


def _acts_after_aside(text: str, found: list[Mention], scene: Scene) -> bool:
    """Does a sentence tell of a country outside the talks that it begins with: "Chile, which had a ban, lifted it"?"""
    first = found[0] if found else None
    if first is None or first.party in scene.parties or first.kind != "names" or first.start > LEAST_AFTER:
        return False
    return bool(
        re.match(
            r", (?:which|who|whose)\b[^;]{3,160}?, (?:has |had |have |will |would |\w+ly )?[a-z]+", text[first.end :]
        )
    )


LEAST_AFTER = 6
"""Characters before a sentence's first name at most, for it to be its subject."""


def _of_outsider(text: str, found: list[Mention], scene: Scene) -> bool:
    """Does a sentence tell what somebody does, or is asked to do, who is no party: "Argentina asks Brussels to"?"""
    return any(
        m.noun and m.party not in scene.parties and m.kind == "names" and not is_object(text, m)
        and re.match(r"(?: to)?(?: \w+ly)? [a-z]+", text[m.end :]) for m in found
    )  # fmt: skip


def _paired(who: str, scene: Scene) -> str:
    """Both, where a pair is all that talk."""
    return BOTH if "+" in who and not scene.others(who) else who


def _partly(text: str, under: Under, before: Before, scene: Scene, label: str) -> Heard:
    """A sentence that says what is not on the table: its other parts may say what is."""
    parts = [p for p in _PARTS.split(text) if not DENIED.search(p) and not RUMOUR.search(p) and len(p.split()) > 3]
    heard = [hear(p, under, before, scene, label) for p in parts]
    claims = tuple(c for h in heard for c in h.claims)
    items = {t: sure for h in heard for t, sure in h.items.items()}
    return Heard(claims, items, {}, heard[0].subject if heard else "", True)


def _once(claims: list[Claim]) -> list[Claim]:
    best: dict[tuple[str, str, str, str], Claim] = {}
    for claim in claims:
        key = (claim.asker, claim.topic, claim.target, claim.how)
        if key not in best or claim.confidence > best[key].confidence:
            best[key] = claim
    return list(best.values())


def _owned(text: str, found: list[Mention], scene: Scene) -> bool:
    """Is this about a measure of one of the parties: "China imposed tariffs on Australian wine"?"""
    if any(m.party not in scene.parties and _ITS_TARIFFS.match(text[m.end :]) for m in found):
        return False  # "after President Trump's imposition of global tariffs"
    return bool({m.party for m in found} & set(scene.parties)) and bool(
        MEASURE.search(text) or RESTRICTS.search(text) or _REQUIRES.search(text)
    )
