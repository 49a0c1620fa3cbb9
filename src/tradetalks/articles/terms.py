"""Terms without a predicate: listed under whose they are, purchases, and market access for somebody's goods."""

from __future__ import annotations

import re
from collections.abc import Iterator

from tradetalks.articles import verbs
from tradetalks.articles.acts import is_harm, is_talk
from tradetalks.articles.mentions import Mention
from tradetalks.articles.passives import MARKET
from tradetalks.articles.said import Claim, trim
from tradetalks.articles.scene import Scene, Under
from tradetalks.articles.subjects import owner_of_measure
from tradetalks.articles.topics import TARIFFS, topics
from tradetalks.articles.whose import is_mutual

_MADE = re.compile(
    r"\b(?:cut|lifted|suspended|lowered|reduced|dropped|removed|removal|purchases?|access|kept|extended"
    r"|increase|commitment"
    r"|improved|raised|licen[cs]es?|investment|quota|recognition|exemption|protection|opening|opened|waived"
    r"|exempted|ended"
    r"|eased|delayed|granted|bought|free|zero|keep|hold|accept|prohibit|refrain|strengthen|consider|remove"
    r"|reduce|eliminate"
    r"|buy|purchase|invest|align|grant|allow|open|lower|fall|ease|adopt|ban|admit|provide|supply|issue|suspend"
    r"|lift|scrap"
    r"|drop|phase|recogni[sz]e|join|combat|address\w*|streamlin\w+|recogni[sz]ing|adopting|negotiating|support"
    r"|exempt|crack"
    r"|curb|stop|end|license|procure|raise|refraining|working|enhancing|removing|reducing|eliminating|buying"
    r"|purchasing"
    r"|"
    + verbs.any_of("base")
    + "|"
    + verbs.any_of("ing")
    + "|"
    + verbs.nouns()
    + r"|acquire|source|lease|investing|lifting|suspending|accepting|implement\w*|ratif\w*|adher\w*|compl(?:y"
    r"|iance)|facilitat\w*)\b",
    re.IGNORECASE,
)
_ACCESS = re.compile(r"\b[Aa]ccess (?:in [\w ]{2,15} )?(?:for|of)\s+(?:the\s+)?$")
_LET_INTO = re.compile(r"\b(?:allow|admit|let|entry of|imports? of)\b[^.;]* (?:in)?to (?:the )?$", re.IGNORECASE)
_BOUGHT = re.compile(
    r"^\W*(?:\w\)\s)?(?:[Tt]he |[Nn]ew |[Ff]urther )?(?:purchases?|procurement|orders?|acquisition)\s+(?:of"
    r"|for)\s+(?:(?:the|up|to"
    r"|approximately|about|at least|more than|some|(?:US)?\$\d[\d.,]*|billion|million|of|in|worth of|worth"
    r"|\d[\d.,]*|(?:million )?(?:metric )?ton(?:ne)?s of)\s+)*$",
    re.IGNORECASE,
)
_BUYS_OF = re.compile(r"(?: [A-Z][\w-]+){0,3}(?:'s?)? (?:[a-z]+ )?(?:purchases?|orders?|acquisition) (?:of|for)\b")
_CONTRACTS = re.compile(
    r"\b(?:signed|placed|concluded|announced)\b[^.;]{0,60}\b(?:contracts?|orders?|deals?) (?:for"
    r"|to buy)\s+(?:\S+\s+){0,3}$"
)


def listed(text: str, under: Under, scene: Scene, label: str) -> Iterator[Claim]:
    """A term in a list under a heading that says whose: "Accept U.S. standards", "Removal of all tariffs"."""
    about = topics(trim(text), scene.taxonomy)
    of_label = topics(label, scene.taxonomy)
    if not about or (set(about) == {TARIFFS} and set(of_label) & scene.taxonomy.goods):  # "Cars | End of the 20% duty"
        about = of_label
    other = under.of or scene.other(under.party)
    if not other or is_talk(text):
        return
    asker, target, how = under.party, other, "asked" if under.role == "ask" else "promised"
    if under.role == "give":
        if not _MADE.search(text) or is_harm(text):
            return
        asker, target = other, under.party
    for topic in about:
        yield Claim(asker, topic, target, how, 0.75)


def of_both(text: str, scene: Scene) -> Iterator[Claim]:
    """A term of a list that both sides agreed to: whose measure, market or border it names gives it."""
    if len(scene.parties) != 2 or is_talk(text) or is_harm(text) or not _MADE.search(text):
        return
    about = topics(trim(text), scene.taxonomy)
    if is_mutual(text):
        givers: tuple[str, ...] = scene.parties
    else:
        givers = (owner_of_measure(text, scene) or _opened_by(text, scene),)
    for giver in givers:
        for topic in about if scene.other(giver) else ():
            yield Claim(scene.other(giver), topic, giver, "promised", 0.65)


def _opened_by(text: str, scene: Scene) -> str:
    """Whose market or border a term opens: "open the Thai market to", "allow Thai rice into Peru", "access for Thai
    rice"."""
    for m in scene.named(text):
        before, after = text[: m.start], text[m.end :]
        if m.party in scene.parties and (MARKET.match(after) or _LET_INTO.search(before)):
            return m.party
        if m.party in scene.parties and _ACCESS.search(before):
            return scene.other(m.party)
    return ""


def bought(text: str, scene: Scene) -> Iterator[Claim]:
    """ "Procurement of 80 U.S. aircraft", "Kenya Airways' purchase of nine aircraft": who sells asks it of who buys."""
    for m in scene.named(text):
        seller, buyer = m.party, scene.other(m.party)
        if _BUYS_OF.match(text[m.end :]):
            seller, buyer = buyer, seller
        elif not (_BOUGHT.search(text[: m.start]) or _CONTRACTS.search(text[: m.start])):
            continue
        for topic in topics(text, scene.taxonomy) if seller and buyer else ():
            if scene.taxonomy.topics[topic].buys:
                yield Claim(seller, topic, buyer, "promised", 0.7)


_A_PURCHASE = re.compile(r"^\W*(?:[Tt]he |[Nn]ew )?(?:purchases?|procurement|orders?|acquisition) of\b", re.IGNORECASE)


def likewise(said: list[tuple[str, tuple[Claim, ...]]], scene: Scene) -> list[tuple[Claim, ...]]:
    """Claims of the bullets of one list, where those that tell purchases without a seller have that of their like:
    "Purchases of U.S. wheat", then "Procurement of aircraft"."""
    deals = {(c.asker, c.target) for text, claims in said if _A_PURCHASE.match(text) for c in claims}
    seller, buyer = deals.pop() if len(deals) == 1 else ("", "")
    found = []
    for text, claims in said:
        if seller and not claims and _A_PURCHASE.match(text) and not scene.named(text):
            about = [t for t in topics(text, scene.taxonomy) if scene.taxonomy.topics[t].buys]
            claims = tuple(Claim(seller, topic, buyer, "promised", 0.65) for topic in about)
        found.append(claims)
    return found


def access(text: str, found: list[Mention], scene: Scene) -> Iterator[Claim]:
    """ "Market access for American exports, especially beef": what these get, the other side gives."""
    for m in found:
        goods = re.match(
            r"\s+(?:\w+\s+)?(?:exports|exporters|goods|products|firms|companies"
            r"|farmers)\b",
            text[m.end :],
        )
        if goods and _ACCESS.search(text[max(0, m.start - 120) : m.start]) and scene.other(m.party):
            for topic in topics(f"access for {text[m.start :]}", scene.taxonomy):
                yield Claim(m.party, topic, scene.other(m.party), "promised", 0.7)
