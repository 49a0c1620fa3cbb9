"""A sentence without what stands beside what it says: "for its part", "meanwhile", the day on which it was said."""

from __future__ import annotations

import re

from tradetalks.articles.days import MONTHS

_ASIDE = re.compile(
    r",? ?\b(?:[Ff]or|[Oo]n) (?:its|their|his|her) part\b,?|,? \bin (?:its |their )?turn\b,?|, however,"
    r"|\b(?:[Mm]eanwhile|[Hh]owever|[Aa]dditionally|[Ii]n addition|[Aa]lso|[Ff]inally|[Tt]hen|In return), "
    r"|^(?:Q|A)\. "
    r"|^(?:First|Second|Third|Fourth|Fifth), |^[A-Z][A-Z'/. -]{2,}(?:, [A-Z][\w ]+)?(?: \([A-Z]\w+\))? [-–—]+ "
    r"| [—–-] (?:which|who|whose|an?) [^—–.;]{3,90} [—–-](?= )"
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


def in_order(text: str) -> str:
    """A sentence with what is given "in exchange for" something after what is given."""
    return _INSERTED.sub(r"\g<who> \g<rest>, \g<for>", text)
