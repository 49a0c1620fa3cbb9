"""Rates of duty and quantities in reports: how much, on what, whose; whether it stands or is what it shall become."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace

from tradetalks.articles.agreed import FORMER, NUMBER, PERCENT, comes_down
from tradetalks.articles.answers import answering, unborne
from tradetalks.articles.beside import goods_after, is_compared, is_kept, is_to_come, standing_beside
from tradetalks.articles.ceiling import of_ceiling
from tradetalks.articles.charged import importer_of
from tradetalks.articles.gapped import gapped
from tradetalks.articles.mentions import mentions
from tradetalks.articles.said import Claim
from tradetalks.articles.scene import Scene, Under
from tradetalks.articles.shares import DUTY, is_average_cut, is_share
from tradetalks.articles.topics import HINTED, TARIFFS, topics
from tradetalks.articles.unfigured import freed, is_freed, left_of

NEAR = 300
"""Characters before and after a number within which words tell what it is."""
_WORDS = {
    "zero": 0, "one": 1, "two": 2, "three": 3, "four": 4, "five": 5, "six": 6, "seven": 7, "eight": 8, "nine": 9,
    "ten": 10, "twelve": 12, "fifteen": 15, "twenty": 20, "twenty-five": 25, "thirty": 30, "forty": 40,
    "fifty": 50, "hundred": 100,
}  # fmt: skip
NUMBER_OR_WORD = rf"{NUMBER}|" + "|".join(sorted(_WORDS, key=len, reverse=True))
_RATE = re.compile(
    rf"(?<![\w.,$])(?P<a>{NUMBER_OR_WORD})(?:{PERCENT})?\s?(?P<join>-|–|to|and|→|->"
    rf"|or)\s?(?P<b>{NUMBER_OR_WORD})(?P<unit1>{PERCENT})"
    rf"|(?<![\w.,$])(?P<n>{NUMBER_OR_WORD})(?P<unit>{PERCENT}|[\s-]points(?= on| of| off|\.|,| to))",
    re.IGNORECASE,
)
_BARE_TO = re.compile(
    rf"(?:per ?cent|percent|%)[^.;]{{0,45}}?\b(?:to|at|of)\s+(?!(?:19|20)\d\d\b)(?P<n>{NUMBER})(?=[.;](?!\d)"
    rf"|,(?!\d)|$|\s+(?:in|within|by"
    rf"|for|over|from|after|until|once|this|next|on)\b)(?!\s?(?:%|per))"
    rf"|(?:per ?cent|percent|%)[^.;]{{0,45}}?\b(?:instead of|rather than|down from|up from"
    rf"|from)\s+(?:the (?:present|current) )?(?!(?:19|20)\d\d\b)(?P<n0>{NUMBER})(?=[.;](?!\d)|,(?!\d)|$|\s+(?:now"
    rf"|today|before|at present)\b)",
    re.IGNORECASE,
)
_ZERO = re.compile(
    r"\b(?:zero|no)(?: per ?cent)?(?: reciprocal)? (?:tariffs?|dut(?:y|ies))\b(?!-)"
    r"(?! (?:concessions?|cuts?|reductions?|relief|changes?|lines?|barriers?|hikes?|increases?|measures?|deal|war)\b)"
    r"|\bto zero\b",
    re.IGNORECASE,
)
_RATED = re.compile(r"\b(?:rates?|charge[sd]?|pay[s]?|paid|hit|put|face[sd]?)\b", re.IGNORECASE)
_EACH = re.compile(r",? respectively\b")
_PAID = re.compile(
    r"\b(?:pay|pays|paid|paying|charged?|charges|levied)\s+(?:only |still |now |just |about |some "
    r"|an? (?:extra |further |additional )?)?(?:the full )?$",
    re.IGNORECASE,
)
_GOODS_PAY = re.compile(
    r"\s(?:that|which)\b[^.;,]{0,50}?\b(?:goods|products|cars|exports|imports|shipments)\s(?:now\s|still\s)?(?:pay|face)\b"
)
"""After a rate: "the 5 per cent that Korean goods pay"."""
_TAKEN_OFF = re.compile(
    r"\b(?:tak\w+ off|took off|cut\w*|lower\w*|reduc\w+|trim\w*|shav\w+|add\w*|rais\w+|come down|fall|drop)\b[^.;]*$"
)
"""Before points of a duty that the sentence before named."""
_NOT_PAID = re.compile(
    r"\s*(?:of (?:the|its|their) (?:price|cost|bill|budget|wage)|interest|more for|in (?:interest|fees|wages))"
)
_THREAT = re.compile(
    r"\b(?:(?:weigh|mull)(?:s|ed|ing)|considering (?:imposing|an? (?:additional|new|further)|additional|new)"
    r"|threat\w*|fear\w*|could face|may face|unless|would (?:put|impose|raise|hit|charge)|if (?:no"
    r"|there is no|talks))\b",
    re.IGNORECASE,
)
_ONCE_THREATENED = re.compile(
    r"\b(?:down from|instead of|lower than|rather than|less than|from) an? (?:\w+ )?threatened\b[^,;]*"
)
"""A rate that was threatened, beside the one that came."""
_TO = re.compile(
    r"\b(?:to|at|of no (?:more|higher) than|exceed|no (?:greater|higher|more) than|up to)\s+(?:an?\s+|only\s+"
    r"|just\s+|the\s+)?"
    r"(?:ordinary\s+|combined\s+|reduced\s+|preferential\s+|lower\s+|single\s+|flat\s+|MFN\s+)?"
    r"(?:duty of\s+|rate of\s+|tariff of\s+|tariff rate of\s+|most-favou?red-nation tariff of\s+)?"
    r"(?:about\s+|some\s+|around\s+|roughly\s+)?$",
    re.IGNORECASE,
)
_AS_IT_IS = re.compile(
    r"\b(?:response|reply|reaction|answer|opposition|due|thanks|relative|subject|exposed|addition) to (?:the |an? )?$"
)
"""Before a rate that stands, whatever "to" says."""
_LIFTED = re.compile(
    r"(?<!\bbe )(?<!\bto )\b(?:removed|lifted|scrapped|dropped|abolished) (?:its|their|the|all)\b"
    r"(?![^.;]*\b(?:will|would|wants?|asks?)\b)[^.;]*$"
)
_BRINGS = re.compile(
    r"\b(?:cut\w*|slash\w*|halv\w+|lower\w*|reduc\w+|fall|falls|drop\w*|bring\w*|brought|go(?:es)? down|down"
    r"|trim\w*|phas\w+"
    r"|limit\w*|cap(?:s|ped|ping)?|ceiling"
    r"|hold|keep|kept|maintain|appl(?:y|ies)|hint\w*|offer\w*|instead|in place|exceed|set|grant|allow"
    r"|open|from)\b",
    re.IGNORECASE,
)
_SETS = re.compile(
    r"\b(?:will|shall|commits? to|agree[sd]? to|intends? to|is to|are to|help it)\b[^.;]{0,80}\b(?:apply|charge"
    r"|set|impose|levy)\b(?![^.;]*\b(?:instead of|in place of|down from|on top of)\b)(?:[^.;]|\.(?=[\w-]|\s[a-z]))*$",
    re.IGNORECASE,
)
_DEAL_SETS = re.compile(
    r"\b(?:[Dd]eal|[Aa]greement|[Pp]act|[Ff]ramework|[Aa]ccord)\b(?![^.;]*\b(?:threat\w*|stands?|existing|current|maintain\w*|keeps?)\b)"
    r"[^.;]{0,60}?\b(?:includes?|imposes?|sets?|establish(?:es)?|provides? for|fixes|foresees)\b[^.;]{0,60}$"
)
"""Before a rate that a deal brings: "a deal that will include a 15% tariff on"."""
_IS_TO = re.compile(r"\b(?:will|shall|would|(?:commits?|agree[sd]?|intends?|is|are) to)\b[^.;]*$", re.IGNORECASE)
"""Before a rate that somebody is yet to charge."""
_FROM = re.compile(
    r"(?<!\branging )(?<!\branged )(?<!\branges )(?<!\brange )\bfrom\s*"
    rf"(?:(?:the|an?|its|their)\s)?(?:{FORMER}\s|about |over |more than )?$"
)
"""Before two rates of which the first stands and the second comes, and no range."""
_BEFORE = re.compile(
    r"\b(?:from|down from|instead of|in place of|instead of the|rather than|now|currently|, from"
    r"|(?:now|currently|presently) at"
    r"|announced at|surtax of|compared (?:with|to)|(?:lower|less) than"
    r"|(?:on top of|(?:added|addition) to)(?= (?:the |its )?existing))\s+(?:the\s+|an?\s+|its\s+|their\s+)?"
    rf"(?:{FORMER}\s+|over\s+|more than\s+)?(?:surtax of |tariff of |rate of |dut(?:y|ies) of )?$",
    re.IGNORECASE,
)


@dataclass(frozen=True)
class Duty:
    """A rate as a sentence gives it; see ``draft.Rate``."""

    percent: float
    text: str
    importer: str
    item: str
    status: str
    confidence: float


def number(text: str) -> float:
    """A number in figures or words."""
    word = text.lower().strip()
    return float(_WORDS[word]) if word in _WORDS else float(word.replace(",", ""))


def duties(
    text: str, scene: Scene, claims: tuple[Claim, ...], under: Under, context: str = "", carried: str = "",
    threats: tuple[str, ...] = (),
) -> list[Duty]:  # fmt: skip
    """Rates of duty of a plain sentence.

    Args:
        context: a heading or column that says what its numbers are. carried: who charged the rates before it.
        threats: parts of the sentence that threaten.
    """
    found: list[Duty] = []
    about_duty = bool(DUTY.search(text) or DUTY.search(context) or (context and _RATED.search(context)))
    seen: set[tuple[int, float]] = set()
    beside = {(one.start, one.percent): one for one in gapped(text, scene)}
    for m in _RATE.finditer(text):
        parts = [("a", m["a"]), ("b", m["b"])] if m["a"] else [("n", m["n"])]
        unit = (m["unit1"] or m["unit"] or "").lower()
        before, after = text[max(0, m.start() - NEAR) : m.start()], text[m.end() : m.end() + NEAR]
        is_paid = m["n"] is not None and any(one.paid and one.start == m.start("n") for one in beside.values())
        if not is_paid and not _is_duty(m, before, after, unit, about_duty, carried):
            continue
        clause = clause_around(text, m.start(), m.end())
        if _with_third(after, scene):
            continue
        for which, said in parts:
            try:
                percent = number(said)
            except (ValueError, KeyError):
                continue
            if percent > 1000 or (m.start(which), percent) in seen:
                continue
            seen.add((m.start(which), percent))
            status = _status(which, m["join"] or "", before, after, unit, clause)
            if status == "stands" and _IS_TO.search(before) and comes_down(percent, after):
                status = "to"
            agreed = under.role == "give" or any(c.how == "promised" for c in claims)
            if status == "stands" and which == "n" and agreed and is_to_come(before, after):
                status = "to"
            if which == "n" and not _BEFORE.search(before[-45:]):
                status = of_ceiling(status, clause, agreed)
            if (
                status in ("stands", "to")
                and which != "a"
                and any(m.group() in t for t in threats)
                and not _BEFORE.search(before[-45:])
            ):
                status = "threat"
            whose = "" if status == "threat" else carried
            duty = _duty(percent, text, clause, status, scene, claims, under, whose, context)
            told = beside.pop((m.start(which), percent), None)
            duty = replace(duty, importer=told.party, confidence=0.8) if told else duty
            duty = _set_apart(duty, text, m.start(which), before, after if which != "a" else "", scene)
            found += _on_each(duty, after, scene) if which != "a" else [duty]
    for told in beside.values():
        if told.bare and found:
            noted = found[-1].text.replace(f"{found[-1].percent:g}%", f"{told.percent:g}%")
            found.append(replace(found[-1], percent=told.percent, text=noted, importer=told.party))
    for m in _BARE_TO.finditer(text):
        said = m["n"] or m["n0"]
        if found and all(number(said) != d.percent for d in found):
            found.append(
                _duty(
                    number(said),
                    text,
                    clause_around(text, m.start("n" if m["n"] else "n0"), m.end()),
                    "to" if m["n"] else "stands",
                    scene,
                    claims,
                    under,
                    carried,
                    context,
                )
            )
    found += _unfigured(text, found, scene, claims, under, carried, context)
    for m in _ZERO.finditer(text):
        if (
            about_duty
            and all(d.percent != 0 for d in found)
            and not re.search(r"non-|near-|may\b", text[max(0, m.start() - 5) : m.start()])
        ):
            found.append(
                _duty(0.0, text, clause_around(text, m.start(), m.end()), "to", scene, claims, under, carried, context)
            )
    return found


def _unfigured(
    text: str, found: list[Duty], scene: Scene, claims: tuple[Claim, ...], under: Under, carried: str, context: str
) -> list[Duty]:
    """Rates without a figure: 0 of goods that are freed, and the share that is left of the only rate of a clause."""
    more: list[Duty] = []
    for m in freed(text):
        clause = clause_around(text, m.start(), m.end())
        if is_freed(clause, claims, scene.taxonomy):
            more.append(_duty(0.0, text, clause, "to", scene, claims, under, carried, context))
    standing = [d for d in found if d.status == "stands"]
    left = left_of(text)
    if left is not None and len(found) == len(standing) == 1:
        more.append(replace(standing[0], percent=round(standing[0].percent * left, 2), status="to"))
        more[-1] = replace(more[-1], text=f"{more[-1].percent:g}% tariff")
    return more[:1]


def _set_apart(duty: Duty, text: str, start: int, before: str, after: str, scene: Scene) -> Duty:
    """A rate that is held against others, is charged in answer to another's, or is the most that somebody will bear."""
    if status := standing_beside(before, after):
        return replace(duty, status=status)
    if duty.status == "threat" and is_compared(text, start):
        return replace(duty, status="stands")
    if told := answering(text, start, scene):
        item = duty.item or TARIFFS
        status = "answer" if told[1] else "threat"
        return replace(duty, importer=told[0], item=item, status=status, confidence=0.8)
    if who := unborne(text, start, scene):
        return replace(duty, importer=scene.other(who), item=duty.item or TARIFFS, status="to", confidence=0.8)
    return duty


def _on_each(duty: Duty, after: str, scene: Scene) -> list[Duty]:
    """A rate on goods, once for each that is listed after it: "a 25% tariff on steel as well as cars"."""
    named = topics(goods_after(after), scene.taxonomy) if duty.item in scene.taxonomy.goods else {}
    goods = [t for t, sure in named.items() if t in scene.taxonomy.goods and sure > HINTED]
    return [replace(duty, item=good) for good in goods] or [duty]


def _with_third(after: str, scene: Scene) -> bool:
    """Is a rate the one that a country outside these talks got: "20% for Vietnam and 19% for the Philippines"?"""
    opens = re.match(r"\s(?:rate |tariffs? )?for (?:the )?", after)
    said = [m for m in mentions(after[:60], scene.taxonomy) if opens and m.start == opens.end()]
    return bool(said) and said[0].noun and said[0].party not in scene.parties


def _is_duty(m: re.Match[str], before: str, after: str, unit: str, about_duty: bool, carried: str) -> bool:
    if is_share(before, after, percent_of(m)) or ("point" not in unit and is_average_cut(before, after)):
        return False
    near = before[-130:] + " " + after[:90]
    if (_PAID.search(before[-40:]) and not _NOT_PAID.match(after)) or _GOODS_PAY.match(after):
        return True
    if "point" in unit:
        return about_duty or bool(DUTY.search(near)) or (bool(carried) and bool(_TAKEN_OFF.search(before)))
    if m["join"] == "and" and not (re.search(r"\bbetween\s*(?:about )?$", before[-16:]) or _EACH.match(after)):
        return False
    if DUTY.search(near):
        return True
    if about_duty and (len(near) < 200 or _RATED.search(near)):
        return True
    return bool(carried) and bool(
        re.search(
            r"\b(?:rate|charge[sd]?|pays?|paid|face[sd]?|put|levies|the|to|at|quota|for)\b[^.;]{0,30}$", before[-45:]
        )
    )


def percent_of(m: re.Match[str]) -> float:
    """The first figure of a match of rates."""
    return number(m["a"] or m["n"])


def clause_around(text: str, start: int, end: int) -> str:
    """The clause around a place, or what is near it where the clause has no end."""
    near = max(0, start - NEAR)
    bound = r"[;:]|,\s(?:and|but|while|which|as)\b|\swhile\s|(?<![A-Z])\.\s"
    left = max((near + m.end() for m in re.finditer(bound, text[near:start])), default=near)
    right = re.search(bound, text[end : end + NEAR])
    return text[left : end + (right.start() if right else NEAR)]


def _status(which: str, join: str, before: str, after: str, unit: str, clause: str) -> str:
    if "point" in unit:
        return "points"
    if re.search(
        r"\bby\s+(?:about |around |roughly |nearly |almost |approximately |some |another |up to )?$", before[-24:]
    ) and _BRINGS.search(before):
        return "points"
    if _LIFTED.search(before):
        return "lifted"
    if which == "a" and join == "to" and _FROM.search(before[-30:]):
        return "stands"  # "threatened to raise it from 10% to 25%"
    if _BEFORE.search(before[-45:]) and re.search(r"existing (?:\w+ )?(?:of )?$", before[-30:]):
        return "stands"
    if _THREAT.search(_ONCE_THREATENED.sub("", clause)) or _ONCE_THREATENED.search(before[-50:] + "x"):
        return "threat"
    if which == "a":
        return "stands"
    if which == "b":
        return "to" if join in ("→", "->") or (join == "to" and _FROM.search(before[-30:])) else "stands"
    if _BEFORE.search(before[-45:]):
        return "stands"
    if is_kept(before):
        return "stands"
    if re.match(r"\s*(?:from|, from|, down from)\s", after) or _SETS.search(before) or _DEAL_SETS.search(before):
        return "to"
    if (
        _TO.search(before[-60:])
        and not _AS_IT_IS.search(before[-40:])
        and (_BRINGS.search(clause) or _BRINGS.search(before))
    ):
        return "to"
    return "stands"


def _duty(
    percent: float,
    text: str,
    clause: str,
    status: str,
    scene: Scene,
    claims: tuple[Claim, ...],
    under: Under,
    carried: str,
    context: str,
) -> Duty:
    named, whole = topics(clause, scene.taxonomy), topics(text, scene.taxonomy)
    if not named or (set(named) == {TARIFFS} and TARIFFS not in whole):
        named = whole
    goods = [t for t in named if t in scene.taxonomy.goods or scene.taxonomy.topics[t].sectors]
    item = TARIFFS if TARIFFS in named else (goods[0] if goods else "")
    importer = importer_of(text, clause, scene, claims, under, carried, item, context)
    return Duty(
        percent,
        f"{percent:g}% tariff{', in points' if status == 'points' else ''}",
        importer,
        item,
        status,
        0.8 if importer else 0.6,
    )
