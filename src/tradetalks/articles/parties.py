"""Who talks: the two sides spoken of most, a third where three are named together, and those of other talks."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from dataclasses import dataclass
from itertools import combinations, pairwise

from tradetalks.articles import predicates as words
from tradetalks.articles.draft import Found
from tradetalks.articles.mentions import Mention, is_place, mentions
from tradetalks.articles.predicates import predicates
from tradetalks.articles.sentences import Place
from tradetalks.articles.taxonomy import Taxonomy
from tradetalks.articles.text import Span
from tradetalks.world.names import listed

_WEIGHT = {
    "names": 2.0,
    "seats": 1.5,
    "leaders": 2.0,
    "adjectives": 0.5,
    "members": 0.6,
    "peoples": 0.6,
    "capitals": 0.6,
}
_MEETS = re.compile(
    r"\b(?:meet\w*|met|summit|talks|round|agree\w*|sign\w*|deal|framework|negotiat\w*|conclude[sd]?|statement"
    r"|framework)\b",
    re.IGNORECASE,
)
_LISTED = re.compile(
    r"\b(?:such as|like|after those with|after(?= (?:the )?[A-Z])|including|with (?:Australia|others)"
    r"|partners in|cooperation with"
    r"|third countries|deals? with|(?:competitors|rivals) (?:from|in|like))\b[^.;]*$"
)
_DATELINE = re.compile(r"^[A-Z]{4,}(?=:| \(| [-–—])")
"""A capital that a wire is filed from, in capitals."""
_OTHER_DEAL = re.compile(
    r"^(?:In|Under|Like|Unlike|As in) (?:the )?[A-Z]\w+(?:'s|n)? (?:[\w-]+ ){0,3}?(?:deal|agreement|pact"
    r"|accord) with\b"
)
"""A deal of others that a report compares with: "In Canada's deal with the European Union"."""
NEARLY = 0.75
"""Share of the two heaviest parties' weight that another pair must have, to be taken because a sentence joins it; of
the second's that a third may have, where hardly anybody is named."""
_TEAM = re.compile(
    r"(?:,? and (?:the )?[A-Z]\w+)? (?:[\w-]+ ){0,2}?(?:team|delegation|side|[Gg]overnment|negotiators?"
    r"|negotiating team|officials"
    r"|[Mm]inist(?:ers?|ry)"
    r"|[Pp]resident|counterparts?)\b"
)
TEAM = 1.5
"""Weight of a people whose team or government acts."""
_THREE = re.compile(r"\b(?:trilateral|three (?:countries|sides|parties|governments|nations)|joint review)\b")
_WITH_SEVERAL = re.compile(
    r"\b(?:talks?|negotiations?|rounds?|consultations?|meetings?|agreements?|deals?|pacts?|meets?|met"
    r"|negotiat(?:es|ing)"
    r"|bargain(?:s|ing))(?: \w+){0,2}? with (?:the )?$|\bagainst (?:the )?$"
)
"""Before several whom one side has talks with: "talks with Canada and Mexico"."""
_COMPLAIN = re.compile(
    r" (?:have |had |has |also |\w+ly )*(?:rais(?:e|ed)|voic(?:e|ed)|express(?:ed)?|criticis\w+|criticiz\w+|oppos\w+"
    r"|question(?:ed)?|ask(?:ed)?|urg(?:e|ed)|call(?:ed)? on|challeng\w+|demand(?:ed)?|request(?:ed)?)\b"
)
"""After several who want something of one: "Japan and the United Kingdom raised issues about"."""
_BETWEEN = re.compile(r"(?:'s)?(?:,? and |, )(?:the )?")
_MEMBERS = re.compile(r"(?:'s?)? (?:[\w-]+ )?(?:members?|countries|states|nations|partners)\b")
MOST = 4
"""Parties of the talks of one with several, at most."""
BESIDE = 2
"""Sentences that name who stands beside the only party of weight."""
LEAST, THIRD, TOLD = 2.0, 0.55, 0.25
"""Weight that a party must exceed, which is that of one name in passing; the share of the second's weight that makes
a third one, and that does where the text says that three meet and names these three together."""


@dataclass(frozen=True)
class Sides:
    """Parties of the talks, and parties of other talks that the reports tell of."""

    parties: tuple[Found, ...]
    others: tuple[str, ...]


def sides(sentences: list[Span], texts: list[str], stand: list[Place], taxonomy: Taxonomy) -> Sides:
    """The parties: those named most, as who acts, in the opening and in headings; names in passing count for little."""
    weight: dict[str, float] = defaultdict(float)
    first: dict[str, Span] = {}
    pairs: dict[frozenset[str], float] = defaultdict(float)
    met: set[frozenset[str]] = set()
    times, asked_of, acted = Counter[str](), Counter[str](), Counter[str]()
    several: list[tuple[str, tuple[str, ...]]] = []
    led: set[str] = set()
    crowds: list[list[str]] = []
    triples: set[frozenset[str]] = set()
    together, told = False, False
    for number, (sentence, text, place) in enumerate(zip(sentences, texts, stand, strict=True)):
        scan = text
        if place.kind == "heading" and re.sub(r"[^A-Za-z]", "", text).isupper():
            scan = re.sub(
                r"[A-Za-z.']+",
                lambda m: m.group() if m.group() in ("US", "U.S.", "EU", "UK") else m.group().capitalize(),
                text,
            )
        scan = _DATELINE.sub(lambda m: m.group().title(), scan)
        found = [m for m in mentions(scan, taxonomy) if not is_place(scan, m) and not _is_where(scan, m)]
        named = list(dict.fromkeys(m.party for m in found))  # in the order that the sentence has them in
        times.update(named)
        crowds.append(named)
        verbs = [v for v in predicates(text) if v.kind != words.DO]
        opening = 2.0 if number < 3 else 1.0
        meets = bool(_MEETS.search(text))
        crowd = len(named) > 3 or bool(_OTHER_DEAL.match(scan))
        for m in found:
            share = (TEAM if m.kind == "adjectives" and _TEAM.match(scan[m.end :]) else _WEIGHT[m.kind]) * opening
            if crowd or _LISTED.search(scan[max(0, m.start - 200) : m.start]):
                share *= 0.2
            elif m.noun and m.kind not in ("members", "capitals"):
                acts = verbs and any(0 <= v.start - m.end < 25 for v in verbs)
                share += (1.5 if acts else 0) + (0.5 if meets else 0)
            weight[m.party] += share
            first.setdefault(m.party, sentence)
        met |= {frozenset(two) for two in combinations(sorted(named), 2)} if len(named) < 4 else set()
        if len(named) == 2 and (meets or verbs):
            pairs[frozenset(named)] += 1
        asked_of.update(_asked_of(found, scan, verbs))
        acted.update({m.party for m in found if m.noun and any(0 <= v.start - m.end < CLOSE for v in verbs)})
        several += _several(found, scan)
        led |= {
            m.party for m in found if m.party in taxonomy.blocs and _MEMBERS.search(f" {scan[m.start : m.end + 20]}")
        }
        if len(named) == 3:
            triples.add(frozenset(named))
        if len(named) == 3 and (_THREE.search(text) or _three_joined(found, scan)):
            together = True
        if re.search(r"\b(?:trilateral|three countries|three governments|three sides)\b", text):
            together = told = True
    _join(weight, taxonomy, led)
    ranked = sorted((p for p in weight if weight[p] > LEAST), key=lambda p: -weight[p])
    if len(ranked) == 1:
        ranked += _beside(ranked[0], weight, met, times)
    if len(ranked) < 2:
        ranked = _hardly_named(weight, met, times)
    if len(ranked) < 2:
        return Sides((), ())
    chosen = _pair(ranked, weight, met)
    share = TOLD if told and frozenset(ranked[:3]) in triples else THIRD
    if len(ranked) > 2 and together and chosen == ranked[:2] and weight[ranked[2]] >= share * weight[ranked[1]]:
        chosen = ranked[:3]
    if len(chosen) == 2 and (all_ := _one_with_several(chosen, several, times, acted + asked_of, crowds)):
        chosen = all_
    found_parties = tuple(Found(p, first[p], round(min(0.95, 0.5 + weight[p] / 20), 2)) for p in chosen)
    others = [*_others(pairs, set(chosen), taxonomy)]
    if as_often := _as_often(times, chosen, taxonomy):
        others.append(as_often)
    told = " ".join(others)
    spoken_for = {m for p in chosen for m in taxonomy.blocs.get(p, ())}
    if asked := [
        taxonomy.name(p) for p in asked_of if p not in (*chosen, *spoken_for) and taxonomy.name(p) not in told
    ]:
        others.append(f"requests to {listed(asked)}")
    return Sides(found_parties, tuple(others))


CLOSE = 25
"""Characters between who acts and the verb."""


def _several(found: list[Mention], text: str) -> list[tuple[str, tuple[str, ...]]]:
    """Who has talks with several, and these: "Japan's talks with Vietnam, Thailand and Indonesia"."""
    nouns = [m for m in found if m.noun]
    told = []
    for number, first in enumerate(nouns):
        run = [first]
        for m in nouns[number + 1 :]:
            if not _BETWEEN.fullmatch(text[run[-1].end : m.start]):
                break
            run.append(m)
        before = [m for m in found if m.end <= first.start and m.party not in {r.party for r in run}]
        whole = tuple(dict.fromkeys(r.party for r in run))
        if len(whole) > 1 and before and _WITH_SEVERAL.search(text[: first.start]):
            told.append((before[0].party, whole))
        after = [m for m in found if m.start >= run[-1].end and m.party not in whole]
        if len(whole) > 1 and after and not before and _COMPLAIN.match(text[run[-1].end :]):
            told.append((after[0].party, whole))
    return told


def _one_with_several(
    chosen: list[str],
    several: list[tuple[str, tuple[str, ...]]],
    times: Counter[str],
    acted: Counter[str],
    crowds: list[list[str]],
) -> list[str]:
    """One side and those of several with whom it talks that act by themselves in the text; none where fewer than two
    do, or are named together in two sentences.

    Args:
        crowds: who is named in each sentence.
    """
    for hub, spokes in several:
        twice = sum(set(spokes) <= {*other} for other in crowds) >= BESIDE
        own = [p for p in spokes if times[p] >= BESIDE and (acted[p] or twice)]
        if hub in chosen and len(own) > 1 and set(chosen) <= {hub, *own}:
            return [hub, *own][:MOST]
    return []


def _asked_of(found: list[Mention], text: str, verbs: list[words.Predicate]) -> list[str]:
    """Who is asked to do something by name: "requests that Mexico do more"."""
    asks = [v for v in verbs if v.kind in (words.ASK, words.OF_ASK)]
    return [
        m.party
        for v in asks
        for m in found
        if m.noun
        and m.start >= v.end
        and re.fullmatch(r"\s*(?:of |on |that )?(?:the )?", text[v.end : m.start])
        and re.match(r" (?:also |should |must |to )?[a-z]+\b", text[m.end :])
    ]


def _three_joined(found: list[Mention], text: str) -> bool:
    """Are three parties named in one breath: "Australia, Fiji and New Zealand"?"""
    between = [text[a.end : b.start] for a, b in pairwise(found)]
    return any(
        re.fullmatch(r"(?:'s)?(?: [A-Z]\w+){0,4}, (?:the )?(?:[A-Z][\w']+ ){0,4}", one)
        and re.fullmatch(r"(?:'s)?(?: [^,.;]{0,40})?,? and (?:the )?(?:[\w']+ ){0,4}", two)
        for one, two in pairwise(between)
    )


def _join(weight: dict[str, float], taxonomy: Taxonomy, led: set[str]) -> None:
    """A group of economies named more than any of its members, or named with several of them that face somebody else,
    speaks for them; else it is no party beside them.

    Args:
        led: groups of which a text says "members".
    """
    for bloc, members in taxonomy.blocs.items():
        own = [p for p in weight if p in members]
        if bloc not in weight or not own:
            continue
        heaviest = max(weight[p] for p in own)
        beside = max((weight[p] for p in weight if p != bloc and p not in members), default=0.0)
        together = bloc in led and sum(weight[p] > LEAST for p in own) > 1 and beside >= NEARLY * heaviest
        if not together and weight[bloc] < heaviest:
            del weight[bloc]
            continue
        for member in own:
            weight[bloc] += weight.pop(member)


def _beside(one: str, weight: dict[str, float], met: set[frozenset[str]], times: Counter[str]) -> list[str]:
    """Who stands beside the only party of weight: named in two sentences, in one of them with it ("Australian farmers
    ... to China"), and nobody else like that."""
    others = [p for p in weight if p != one and times[p] >= BESIDE and frozenset((one, p)) in met]
    return others if len(others) == 1 else []


def _hardly_named(weight: dict[str, float], met: set[frozenset[str]], times: Counter[str]) -> list[str]:
    """Where hardly anybody is named: the two heaviest, if a sentence names both or two name each, and no third is
    nearly as heavy."""
    ranked = sorted(weight, key=lambda p: (-weight[p], -times[p]))
    if len(ranked) > 2 and weight[ranked[2]] > NEARLY * weight[ranked[1]]:
        return []
    two = ranked[:2]
    return two if frozenset(two) in met or all(times[p] >= BESIDE for p in two) else []


def _pair(ranked: list[str], weight: dict[str, float], met: set[frozenset[str]]) -> list[str]:
    """The two heaviest; where these never stand in one sentence, the heaviest two that do."""
    if frozenset(ranked[:2]) in met or not met:
        return ranked[:2]
    pairs = [two for two in combinations(ranked, 2) if frozenset(two) in met]
    best = max(pairs, key=lambda two: weight[two[0]] + weight[two[1]], default=tuple(ranked[:2]))
    heaviest = sum(weight[p] for p in ranked[:2])
    return list(best) if sum(weight[p] for p in best) >= NEARLY * heaviest else ranked[:2]


def _is_where(text: str, m: Mention) -> bool:
    """Named as where something happens: "in Busan, South Korea", "OSAKA, Japan (Wire)"."""
    if m.kind != "names":
        return False
    before = text[: m.start]
    return (
        bool(re.search(r"\bborders? with\s+(?:the )?$", before))
        or bool(re.match(r"^[A-Z][A-Z ]+,\s*$", before))
        or bool(re.search(r"\b(?:in|at|to)\s+[A-Z][\w-]+(?:\s[A-Z][\w-]+)?,\s*$", before))
        or bool(re.search(r"(?:Last|This) week in the\s+$", before))
    )


def _as_often(times: Counter[str], chosen: list[str], taxonomy: Taxonomy) -> str:
    """Who else is named in as many sentences as one of the chosen: a measure on several is no matter of two alone."""
    within = {m for bloc, members in taxonomy.blocs.items() for m in (bloc, *members) if {bloc, *members} & {*chosen}}
    least = max(BESIDE, min(times[p] for p in chosen))
    found = [taxonomy.name(p) for p in times if p not in (*chosen, *within) and times[p] >= least]
    return listed(found) if found else ""


def _others(pairs: dict[frozenset[str], float], chosen: set[str], taxonomy: Taxonomy) -> list[str]:
    """Other pairs that the reports say meet or bargain, more than once."""
    return [
        " and ".join(sorted(taxonomy.name(p) for p in pair))
        for pair, times in sorted(pairs.items(), key=lambda one: -one[1])
        if times >= 2 and not pair <= chosen
    ]
