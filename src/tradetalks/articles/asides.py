"""A sentence without what stands beside what it says: "for its part", "meanwhile", the day on which it was said."""

from __future__ import annotations

import re

from tradetalks.articles.days import MONTHS
from tradetalks.articles.idioms import YIELDED

_ASIDE = re.compile(
    r",? ?\b(?:[Ff]or|[Oo]n) (?:its|their|his|her) part\b,?|,? \bin (?:its |their )?turn\b,?|, however,"
    r"|\b(?:[Mm]eanwhile|[Hh]owever|[Aa]dditionally|[Ii]n addition|[Aa]lso|[Ff]inally|[Tt]hen|In return), "
    r"|^(?:Q|A)\. "
    r"|^(?:First|Second|Third|Fourth|Fifth), |^[A-Z][A-Z'/. -]{2,}(?:, [A-Z][\w ]+)?(?: \([A-Z]\w+\))? [-–—]+ "
    r"| [—–-] (?:which|who|whose|an?) [^—–.;]{3,90} [—–-](?= )"
    r"|,? without (?:giving|providing|disclosing|offering|elaborating|specifying)\b[^.;]*"
    r"|(?<!\bthat )\bboth (?=would|will|could)|, and (?:those|their|its) [^,]{3,40},(?= (?:will|would|are|is"
    r"|has|have)\b)"
)
_INSERTED = re.compile(
    r"^(?P<who>[^,;]{2,60}), (?P<for>(?:in (?:exchange|return|compensation) for) [^,;.]+), (?P<rest>[^.;]+)"
)
_NOR = re.compile(
    r"^(?:And |But )?(?:Nor|Neither) (?P<aux>did|does|do|would|will|has|have|can|could) "
    r"(?P<who>(?:[Tt]he )?(?:[A-Z][\w.]+ ?){1,3}?)(?= (?:accept|agree|give|yield|budge|concede|commit|offer"
    r"|promise)\w*\b)"
)
"""A denial with its subject after the verb: "Nor did Nigeria accept" is "Nigeria did not accept"."""
_THERE_WILL_BE_NO = re.compile(
    rf"^\"?There (?:will|would|can|could|shall|is to|was to) be (?P<what>no {YIELDED}[^,;]*),?\"? "
    r"(?:(?P<says>(?:said|says|insisted|insists) )(?P<after>(?:the )?[A-Z][\w.]+(?: [A-Z][\w.]+)*)"
    r"|(?P<who>(?:the |an? )?[A-Z][\w.]+(?: [A-Z][\w.]+)*)(?:'s?)?(?: [\w ]{0,40}?)? (?:said|says|insisted"
    r"|insists))\b"
)
"""What there will not be, by whoever says so: "There will be no tariff concessions on beef, Japan said"."""
_DAY = r"(?:Mon|Tues|Wednes|Thurs|Fri|Satur|Sun)day"
_MONTH = rf"(?:{'|'.join(m[:3] for m in MONTHS)})[a-z]*\.?"
_DAYTIME = re.compile(
    rf"(?<=[a-z]) (?:(?:on |late |early |late on )?{_DAY}(?: (?:morning|afternoon|evening|night))?"
    rf"(?:,? \(?(?:{_MONTH} \d{{1,2}}|\d{{1,2}} {_MONTH})\)?,?)?|(?:on )?(?:{_MONTH} \d{{1,2}}|\d{{1,2}} {_MONTH})"
    r"|(?:earlier )?(?:last|this|next) (?:week|month|year)|earlier this \w+|today|yesterday|earlier)"
    r"(?= (?:to|for|on|that|it|they|he|she|we|its|their)\b)"
)
"""When somebody said or did something, between a verb and what it governs: "agreed last month to"."""


def without_asides(text: str) -> str:
    """A sentence without its asides, and without the day between a verb and what it governs."""
    text = _NOR.sub(r"\g<who> \g<aux> not", text)
    text = _ASIDE.sub(lambda m: " " if m.group().startswith((",", " ")) else "", text).strip()
    return _DAYTIME.sub("", text)


_RULERS_IN = re.compile(
    r"\b(?:(?:[Tt]he|[Ii]ts|[Aa]) )?(?:[\w-]+ )?(?<!\bof )(?:government|administration|authorities|leadership"
    r"|cabinet|regulators)"
    r" in (?=[A-Z]\w+ (?:has|had|have|will|would|is|was|are|were|wants?|agreed|decided|[a-z]+s)\b)"
)
"""Who rules from a capital, which is then who acts: "the new administration in Gaborone has decided"."""
_DOES_ASK = (
    r"(?:(?:will |would |may |is going to )?(?:insist|seek|want|demand|ask for|request|push for|press for)"
    r"|seeks|sought|wants|wanted|demands|demanded|asks for|asked for|requested|is after|are after|was after"
    r"|insists on"
    r"|insisted on|(?:is|are|was|were) (?:seeking|demanding|asking for|pushing for|pressing for|looking for)"
    r"|hopes for|has asked for|have asked for|has sought|have sought|has requested)"
)
_CLEFT = re.compile(
    r"^(?P<head>.*(?:[;:]|,? (?:and|but|while)(?= there\b)|\b(?:is|are|was|were)\b[^;:]*, (?:and|but|while)) )?"
    r"(?P<what>[^;:]{3,200}?),? (?:too,? |also )?(?:is|are|was|were)"
    rf" (?:also )?what (?P<who>[^,.;]{{2,40}}?) (?P<verb>{_DOES_ASK})(?: on)?(?P<rest>(?=[\s.,;]|$).*)$"
)
"""What is asked before who asks it: "Lower duties on cars are what India seeks from Sri Lanka"."""
_ON_LIST = re.compile(
    r"^(?P<what>[^;:]{3,160}?)(?:, too,)? (?:is|are|was|were|stands?|ranks?|figures?)(?: also)?(?: high)? (?:on"
    r"|among|top of) "
    r"(?P<who>(?:the )?[A-Z][\w. ]{1,30}?)'s? (?:long |own |priority )?(?:wish ?list|shopping list|list"
    r"(?: of (?:demands|requests|wishes))?|demands|requests)(?P<rest>[.,;]|$)"
)
_GAPPED = re.compile(
    r"(?P<verb> (?:will|would|shall|is to|has agreed to|agreed to) (?:[\w-]+ ){1,6}?)(?P<first>(?:on|for|in)"
    r" [^,.;]{2,80}?),? and "
    r"(?P<who>(?:the )?[A-Z][\w.]+(?: [A-Z]\w+)?)(?P<rest> (?:on|for|in) (?:(?:about |some |up to )?\d|its |cars"
    r"|steel|all )[^;]*)"
)
"""A verb said once for two: "Malaysia will cut duties on 682 items and Korea on 288"."""
_GAPPED_OWN = re.compile(
    r"(?P<verb> (?:halves|cuts|lowers|lifts|drops|ends|suspends|opens|removes|(?:will|would) [a-z]+) )"
    r"(?P<first>(?:its|their) [^,.;]+),(?: and)? (?P<who>(?:the )?[A-Z][\w.]+(?: [A-Z]\w+)?)"
    r"(?P<rest> (?:its|their) [^.;]+)"
)
_ASSURED_BY = re.compile(
    r"(?P<who>(?:[Tt]he )?[A-Z][\w.]+(?: [A-Z]\w+)?) (?:was|were|has been|have been) (?:assured|promised|told"
    r"|guaranteed) by"
    r" (?P<by>(?:the )?[A-Z][\w.]+(?: [A-Z]\w+)?) that\b"
)
"""Who assures after whom: "Norway was assured by Ghana that"."""
_FRONTED = re.compile(r"^(?:[Tt]here|[Hh]ere),(?: too,)? ")


_PAIR = re.compile(r"(?P<one>(?:[Tt]he )?[A-Z][\w.]+(?: [A-Z]\w+)?) and (?P<two>(?:the )?[A-Z][\w.]+(?: [A-Z]\w+)?)\b")


def _former_and_latter(text: str) -> str:
    """Who "the latter" and "the former" are, where a sentence names a pair before: "Jordan and Iraq agreed that the
    latter would supply the former"."""
    if "the latter" not in text or not (pair := _PAIR.search(text[: text.index("the latter")])):
        return text
    own = re.sub(r"\bthe latter\b", pair["two"], text[pair.end() :])
    return text[: pair.end()] + re.sub(r"\bthe former\b", pair["one"], own)


def in_order(text: str) -> str:
    """A sentence in the plain order: what is given before what it is "in exchange for", who asks before what is asked,
    and a capital for the government that sits in it."""
    text = _former_and_latter(text)
    text = _ASSURED_BY.sub(r"\g<by> assured \g<who> that", text)
    text = _INSERTED.sub(r"\g<who> \g<rest>, \g<for>", text)
    text = _GAPPED.sub(r"\g<verb>\g<first>, and \g<who>\g<verb>\g<rest>", _RULERS_IN.sub("", text))
    text = _GAPPED_OWN.sub(r"\g<verb>\g<first>, and \g<who>\g<verb>\g<rest>", text).replace("  ", " ")
    if none := _THERE_WILL_BE_NO.match(text):
        return f"{none['who'] or none['after']} will make {none['what']}."
    if listed := _ON_LIST.match(text):
        return f"{listed['who']} seeks {_low(listed['what'])}{listed['rest']}"
    if cleft := _CLEFT.match(text):
        what = _low(_FRONTED.sub("", cleft["what"]))
        verb = cleft["verb"] + (" on" if cleft["verb"].endswith("insist") else "")
        return f"{cleft['head'] or ''}{cleft['who']} {verb} {what}{cleft['rest']}"
    return text


def _low(words: str) -> str:
    """Words that opened a sentence, within it; a name keeps its capital."""
    return words[0].lower() + words[1:] if re.match(r"[A-Z][a-z]+ [a-z]", words) else words
