"""What one sentence says: who asks, gives, refuses or threatens what.

What one side commits to is what the other asks: "China will suspend its controls" is an ask of the other side. A side
is named as asker or giver only where the sentence, its heading or the sentence before says so. Where both sides are the
subject, or none, the topic is on the table and its direction open.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field

from tradetalks.articles import predicates as words
from tradetalks.articles.about import PREPOSED, Before, about_of
from tradetalks.articles.acts import is_harm, is_negated, is_talk
from tradetalks.articles.agreed import is_term
from tradetalks.articles.asides import in_order, without_asides
from tradetalks.articles.claims import claims_of
from tradetalks.articles.easing import eased
from tradetalks.articles.gifts import FAILING
from tradetalks.articles.mentions import Mention, is_object
from tradetalks.articles.openings import opened
from tradetalks.articles.passives import DEAL, changes_measure
from tradetalks.articles.predicates import Predicate, predicates
from tradetalks.articles.said import Claim, Clause, trim
from tradetalks.articles.scene import BOTH, BY_BOTH, Scene, Under
from tradetalks.articles.subjects import IT as _IT
from tradetalks.articles.subjects import MEASURE, first_named, subject
from tradetalks.articles.terms import access, bought, listed, of_both
from tradetalks.articles.topics import DENIED, HINTED, RUMOUR, TARIFFS, topics

_TURN = re.compile(r"[;:]|,\s*(?:and|but|while|whereas|as|so)\b|\bbut\b|\bwhile\b|\bwhereas\b")
_AND = re.compile(r"\band (?:the )?$")
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
_CHAPTERS = re.compile(
    r"\b(?:chapters?|provisions?|annex(?:es)?) (?:on|for|about|covering)\b"
    r"|\b(?:agreement|pact|treaty|accord|text|chapters|it|they|these) (?:also )?deals? with\b",
    re.IGNORECASE,
)
"""What an agreement has parts on: a common word names a topic there."""
_NOUN_OF_ASKING = re.compile(r"(?:demands|requests|calls|pleas|proposals|appeals)\b")
_WHEN = re.compile(r"\s*(?:when|whether|if|how soon|why)\b")
_A_PLAN = re.compile(r"(?:plans?|offers?|promises?|pledges?|intends?) to\b", re.IGNORECASE)
_ITS_TARIFFS = re.compile(r"(?:'s?)? (?:[\w-]+ ){0,4}?(?:tariffs|duties|levies|trade war)\b")
_ASIDE_ASKS = re.compile(r"\b(?:as|while|since|because|which|who|that) (?:it |they |he |she )?$")
"""Before what is asked in a subordinate clause: "buy energy as it seeks alternatives"."""
_ARTICLE = re.compile(r"\b(?:the|an?|any|this|no) (?:\w+ )?$")
_HAS = re.compile(r"\b(?:with|includ(?:es?|ed|ing)|involv(?:es?|ing)|mean(?:s|ing)|sees?|seeing) (?:the )?$")
"""Before who does something by a word in -ing: "the deal includes Canada cutting its duties"."""
_ASSURED = re.compile(r"(?:\w+ )*(?:promis|assur|guarante|reassur)\w*$", re.IGNORECASE)
_BESIDES = re.compile(
    r"(?:, |\b(?:notice|order|decree|decision|regulation|law|bill"
    r"|proclamation) (?:in the [A-Z]\w+(?: [A-Z]\w+)? )?)(?:also |thereby |thus )?$"
)
"""Before what a subject does besides, by a word in -ing: "announced an exemption, withdrawing duties of 72%"."""
_A_MEASURE = re.compile(
    r"\s+(?:[\w%.-]+ ){0,4}?(?:tariffs?|dut(?:y|ies)|lev(?:y|ies)|bans?|curbs?|restrictions?|quotas?)\b"
)
_OPENS_OWN = re.compile(r"\w, $")
_GOES_ON = re.compile(r"\b(?:is|are|was|were|has been|have been) (?:now |also |already )?$")
_WHO_CLAUSE = re.compile(r",\s(?:who|which)\b[^,]*$")
_RELATIVE = re.compile(r"\b(?:which|whom)\s+(?:the\s+)?(?:[A-Z][\w.']+\s+){1,4}$")
"""Before a verb whose subject is of a relative clause, and not that of what follows it."""
_NOBODY = re.compile(r"^(?:No ?one|Nobody|None|Nothing)\b")
_HISTORY = re.compile(
    r"\b(?:declared a national emergency|continues to advance|for decades|has a history|one of the most|average"
    r"|trade deficit"
    r"|lack of reciprocity|in recent years|front pages)\b",
    re.IGNORECASE,
)
AFTER_STOP = 8
"""Characters after a semicolon within which a clause with a subject of its own begins."""
_INCLUDES = re.compile(
    r"^(?:This|These|They|Those)(?: \w+)? (?:also )?(?:includes?|will include|covers?|comprises?|are|will be)\b"
)
"""What goes on with what the sentence before gives: "It requires Taiwan to buy more. This includes aircraft"."""
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
    verbs = _clean(predicates(text), found, text)
    claims: list[Claim] = []
    items: dict[str, float] = {}
    threats: list[tuple[str, str]] = []
    given = before.subject or (under.party if under.role in ("give", "ask") else "")
    last = ""
    for number, verb in enumerate(verbs):
        left = verbs[number - 1].end if number else 0
        by_deal = verb.kind in (words.GIVE, words.DO) and DEAL.search(text[: verb.start])
        who = "" if by_deal else subject(verb, text, left, found, last or given, scene, number > 0)
        right = _right(verbs, number, text, found)
        scope = text[verb.end : right]
        heard = []
        for at, to in _split(verb, right, text, found):
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
        harmful = bool(FAILING.match(text)) or harms
        if verb.kind == words.THREATEN or (verb.kind == words.GIVE and harmful):
            threats.append((who if who in scene.parties else "", scope))
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
    if not claims and before.giver and _INCLUDES.match(text):
        claims += [
            Claim(scene.other(before.giver), t, before.giver, "promised", 0.65)
            for t in topics(trim(text), scene.taxonomy)
        ]
    told = bool(claims)
    if not claims and under.role in ("", BY_BOTH):
        claims += [*access(text, found, scene), *bought(text, scene), *opened(text, found, scene)]
    if not claims and not under.role:
        claims += eased(text, before, scene)
    if text.rstrip("\"' )").endswith("?"):
        items |= {c.topic: 0.6 for c in claims if c.topic not in items}
        claims = []
    for claim in claims:
        items[claim.topic] = max(items.get(claim.topic, 0.0), claim.confidence)
    parts = _CHAPTERS.search(text)
    live = not told and not _HISTORY.search(text) and (parts or _AGENDA.search(text) or _owned(text, found, scene))
    passing: dict[str, float] = {}
    at_hand = topics(trim(text), scene.taxonomy) if live else {}
    if any(m.party not in scene.parties and _ITS_TARIFFS.match(text[m.end :]) for m in found):
        at_hand = {topic: sure for topic, sure in at_hand.items() if topic != TARIFFS}
    for topic, sure in topics(text, scene.taxonomy).items():
        if topic not in items:
            (items if topic in at_hand and (parts or sure > HINTED) else passing)[topic] = min(sure, 0.7)
    return Heard(
        tuple(_once(claims)),
        items,
        passing,
        "" if opens else _paired(first_named(found, text, verbs), scene) or last,
        False,
        tuple(threats),
    )


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


# ---------------------------------------------------------------------- predicates and their clauses
def _clean(verbs: list[Predicate], found: list[Mention], text: str) -> list[Predicate]:
    """Predicates without those that belong to another: "hopes that the United States will", "wants China to buy"."""
    kept: list[Predicate] = []
    for verb in verbs:
        before = kept[-1] if kept else None
        between = text[before.end : verb.start] if before else ""
        turned = before is None or bool(_TURN.search(between))
        if before and before.kind == words.IF and not text[: before.start].strip() and "," in between:
            turned = True  # "If Chile admits avocados, Peru would cut"
        named = [m for m in found if before and before.end <= m.start < verb.start]
        passive = re.match(r"(?:is|was|has been|were)\b", verb.text) and not re.search(r"ing\b", verb.text)
        if passive and re.search(r"(?:^|[.;,]\s)[Ii]t\s+$", text[: verb.start]):
            continue  # "It was decided to take it off the list"
        if verb.text.endswith("that") and re.search(r"\b[Ii]t\s+$", text[: verb.start]):
            continue  # "It was agreed that"
        if (
            before
            and before.kind == words.GIVE
            and before.text.endswith("that")
            and verb.kind in (words.GIVE, words.GET, words.FALL)
        ):
            acts = any(m.noun and m.start - before.end <= 5 and text[m.end : m.end + 2] != "'s" for m in named)
            if not turned and not acts:
                continue  # "agreed that European banks may take"
        if before and before.kind == words.ASK and verb.kind in (words.GIVE, words.FALL) and _WHEN.match(between):
            continue  # "asked when the ban on its poultry would be lifted"
        if verb.kind == words.GIVE and _A_PLAN.match(verb.text) and _ARTICLE.search(text[: verb.start]):
            continue  # "the plan to buy aircraft"
        relative = before and not turned and re.search(r"\b(?:that|which|who)\b", between)
        if verb.kind == words.OUGHT and relative:
            continue  # "the bond that visitors must post"
        within = before and not turned and re.search(r"\b(?:that|which) (?:also )?$", text[: verb.start])
        if (
            within
            and before
            and before.kind in (words.ASK, words.OPPOSE)
            and verb.kind == words.GIVE
            and between.split()[:-1]
        ):
            continue  # "asked it not to go ahead with a draft that would"
        if before and before.kind == words.OUGHT and verb.kind == words.GIVE and not between.strip():
            continue  # "Britain ought to offer to lift its levy"
        if verb.kind == words.BARE:
            actors = [m for m in found if m.end == verb.start and not is_object(text, m)]
            joined = actors and before and before.kind == words.GIVE and _AND.search(text[: actors[0].start])
            if not actors or not (turned or joined):
                continue  # "Japan is to buy hydrogen and Australia to waive its fee" has two
        if verb.kind == words.DO and not _acts(verb, found, text):
            continue
        if verb.kind == words.OF_GIVE and (is_harm(text[verb.end :]) or is_talk(text[verb.end :])):
            continue  # "criticised the EU's decision to slap tariffs on"
        if before and before.kind == words.ASK and verb.kind == words.OPPOSE and named and between.endswith(" to "):
            continue  # "wants Germany to oppose the duties"
        if (
            before
            and before.kind == words.GIVE
            and _ASSURED.match(before.text)
            and verb.kind in (words.GIVE, words.GET)
            and re.search(r"\bthat\b", between)
            and not turned
        ):
            continue  # "promised Ireland that its medicines would face no more than 15 per cent"
        if before and before.kind == words.OPPOSE and verb.kind == words.OF_ASK and not turned:
            kept.pop()  # "voiced concern over US pressure to ease": what is pressed for
        refused = before and before.kind in (words.REFUSE, words.OPPOSE) and not turned and len(between.split()) < 4
        if refused and _NOUN_OF_ASKING.match(verb.text):
            continue  # "is resisting demands on labour"
        if before is not None and before.kind == words.ASK and verb.kind == words.GET and verb.text.endswith(_IT):
            kept[-1] = Predicate(words.ASK, before.start, verb.end, before.text)
            continue  # "hopes that the order will earn it lower tariffs"
        if before is not None and not turned:
            if verb.kind == words.DO and before.kind in (words.ASK, words.OPPOSE):
                continue
            absorbs = before.kind in (words.ASK, words.IF, words.THREATEN, words.TOLD) or (
                before.kind == words.OF_ASK and before.text.endswith("that")
            )
            complement = named or before.kind == words.IF or re.search(r"\bthat\b|\bto$", before.text + between)
            by_giving = verb.kind == words.GIVE and text[: verb.start].endswith("by ")
            if absorbs and not by_giving and verb.kind in (words.GIVE, words.GET, words.DO) and complement:
                continue
        if before is not None and not between.strip() and before.kind == words.GIVE:
            if verb.kind == words.GIVE:
                continue
            if verb.kind == words.GET:
                kept[-1] = Predicate(words.GET, before.start, verb.end, before.text + verb.text)
                continue
        kept.append(verb)
    return kept


def _acts(verb: Predicate, found: list[Mention], text: str) -> bool:
    """Does a finite verb of giving stand right after who gives: "China lifts", "it also cut", "a deal that trims"?"""
    if verb.text.endswith("ing"):
        besides = _BESIDES.search(text[: verb.start]) and _A_MEASURE.match(text[verb.end :])
        return bool(besides or _GOES_ON.search(text[: verb.start])) or any(
            0 <= verb.start - m.end <= 2 and _HAS.search(text[max(0, m.start - 120) : m.start]) for m in found if m.noun
        )
    if (
        found
        and found[0].noun
        and found[0].start <= 4
        and _OPENS_OWN.search(text[: verb.start])
        and (re.match(r"\s(?:its|their)\s", text[verb.end :]))
    ):
        return True  # "China donated equipment, opened its market"
    if any(0 <= verb.start - m.end <= 2 and m.noun for m in found) or DEAL.search(text[: verb.start]):
        return True
    return bool(
        re.search(
            r"\b(?:it|they|she|he|which|sides?|governments?|countries|parties|commission|ministry|regulators?"
            r"|authorit(?:y|ies)|agency|board|department|bureau|cabinet|president|premier|minister"
            r"|administration|bloc|customs|officials"
            r"|union|also|and|parliament"
            r"|congress)\s+$",
            text[: verb.start],
            re.IGNORECASE,
        )
    )


def _right(verbs: list[Predicate], number: int, text: str, found: list[Mention]) -> int:
    """Where the clause of a predicate ends: at the next one, or at the subject of the next."""
    verb = verbs[number]
    limit = verbs[number + 1].start if number + 1 < len(verbs) else len(text)
    for m in found:  # "..., while Washington pauses its restrictions"
        turn = re.search(r",?\s(?:while|whereas)\s+(?:the\s+)?$", text[verb.end : m.start])
        if m.noun and turn and m.start < limit:
            return verb.end + turn.start()
    if _WHO_CLAUSE.search(text[: verb.start]) and (close := text.find(",", verb.end)) > 0 and close < limit:
        return close  # "Lula, who criticised the fee, also"
    if number + 1 == len(verbs):
        return len(text)
    after = verbs[number + 1]
    for m in re.finditer(";", text[verb.end : after.start]):  # "; South Korea has put duties"
        if any(n.noun and 0 <= n.start - verb.end - m.end() < AFTER_STOP for n in found):
            return verb.end + m.start()
    if after.kind in (words.EXCHANGE, words.IF, words.BY):
        return after.start
    turns = [
        m.start()
        for m in re.finditer(r"[;:,]|\b(?:and|but|while|whereas|who|which|that)\b", text[verb.end : after.start])
    ]
    own = [m.start for m in found if verb.end <= m.start < after.start]
    if turns and own and own[-1] >= verb.end + turns[-1]:
        return verb.end + turns[-1]
    return after.start


def _split(verb: Predicate, right: int, text: str, found: list[Mention]) -> Iterator[tuple[int, int]]:
    """Parts of an ask of several: "asks Mexico to reopen its energy sector and Canada to dismantle its quotas"."""
    at = verb.end
    for m in found if verb.kind == words.ASK else ():
        opens = re.search(r"(?:,| and)\s+(?:the\s+)?$", text[max(0, m.start - 120) : m.start])
        if at + 5 < m.start < right and opens and re.match(r"\s+to\s", text[m.end :]):
            yield at, m.start
            at = m.start
    yield at, right


def _owned(text: str, found: list[Mention], scene: Scene) -> bool:
    """Is this about a measure of one of the parties: "China imposed tariffs on Australian wine"?"""
    if any(m.party not in scene.parties and _ITS_TARIFFS.match(text[m.end :]) for m in found):
        return False  # "after President Trump's imposition of global tariffs"
    return bool({m.party for m in found} & set(scene.parties)) and bool(MEASURE.search(text))
