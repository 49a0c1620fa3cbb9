"""Who does what a predicate says, and whose measure a text names."""

from __future__ import annotations

import re
from itertools import pairwise

from tradetalks.articles import predicates as words
from tradetalks.articles.mentions import Mention, is_object
from tradetalks.articles.predicates import Predicate
from tradetalks.articles.scene import BOTH, Scene

_DUTY = (
    r"(?:tariffs?|dut(?:y|ies)|lev(?:y|ies)|surcharges?|surtax|controls?|curbs?|bans?|embargo(?:es)?|quotas?|fees?"
    r"|countermeasures|restrictions)"
)
MEASURE = re.compile(
    r"\b(?:tariffs?|dut(?:y|ies)|lev(?:y|ies)|surcharges?|controls?|curbs?|bans?|boycotts?|embargo(?:es)?"
    r"|restrictions?|quotas?|fees?|checks?"
    r"|rules?|tax(?:es)?|licen[cs]\w+|exclusions?|rate|imports of)\b",
    re.IGNORECASE,
)
_BOUND = re.compile(
    r"[;:]\s|,?\s(?:but|while|whereas|although|though|which|who|that|when|as|if|because)\s|[,)]\s+(?:and\s+)?"
    r"|\sand\s(?=(?:it|they|he|she|we)\b)"
)
_PRONOUN = re.compile(
    r"\b(?:it|he|she|they|who|which|its|his|her|their|we|our|(?-i:I)|my|the (?:government|country|kingdom|bloc"
    r"|cabinet|president"
    r"|prime minister|minister|ministry|premier|republic|commissioner|commission|union|capital"
    r"|(?:[\w-]+ ){1,3}(?:nation|country|kingdom|giant|sultanate|emirate)))\b",
    re.IGNORECASE,
)
_JOINT = re.compile(
    r"\b(?:(?:the )?(?:two|three|both)(?: other)? (?:sides|parties|countries|governments|leaders|nations"
    r"|ministers|presidents)|the (?:parties|sides|leaders|ministers|delegations)|both (?:delegations|teams|ministries)"
    r"|two also|the two|both|each (?:side|party|country|state|government)|neither(?: side)?|the pair|each other)\b",
    re.IGNORECASE,
)
_AND_REQUESTS = re.compile(
    r"'s? (?:[\w-]+ ){0,2}?(?:concerns?|wish(?:es)?|interests?|views?|positions?|needs?)\b[^.;]* and $"
)
_PRIVATE = re.compile(
    r"(?:'s?)? (?:[\w-]+ )?(?:farmers?|growers?|producers?|makers?|industry|unions?|workers?|exporters?|importers?"
    r"|companies"
    r"|firms|activists?|groups?|opposition|voters|consumers)\b"
)
"""After a party's name, who of its people speak for themselves: "Thai farmers oppose it"."""
_THING = re.compile(r"(?:^|[,;:\"]\s?|\b(?:and|but)\s)(?:this|these|those|that)\s+(?:also\s+)?$", re.IGNORECASE)
"""Before a verb whose subject is what was said before, and no party: "For the Union, this will replace Russian gas"."""
_ADVERBS = re.compile(r"\s*(?:(?:has|have|had|also|now|further|again|still|both|each|then|\w+ly)\s+)*")
_LIGHT = re.compile(
    r"^\W*(?:(?:and|but|or|also|so|yet|then|now|today|again|however|still|once|further|in|on|at|for|from|after"
    r"|with|by|under"
    r"|as|to|of|following|if|when|since|before|during|according|instead|besides|thus|\w+ly|first|next|this|last|it|that"
    r"|which|who)\b\W*)*$",
    re.IGNORECASE,
)
_PREPOSED = re.compile(
    r"^\W*(?:and\s+|but\s+)?(?:in|on|at|for|from|after|with|by|under|as|to|of|following|if|when|since|before|during"
    r"|according|instead|besides|starting|within|until|despite|given|once|recognizing|recognising)\b",
    re.IGNORECASE,
)
_WITHIN = re.compile(r"\b(?:to|into|at|within|in(?<!sults in)(?<!sult in)(?<!ulted in))\s+(?:the\s+)?$")
"""Before a party that is only where something is done, or to whom."""
_WHICH = re.compile(r"\b(which|who|that)\s*$", re.IGNORECASE)
_TOLD = re.compile(r"\b(?:given|gave|told|informed|thanked|invited|assured|reminded|met) (?:the )?$")
"""Before whom something is told, who is no subject."""
_OF_US = re.compile(r"^\W*(?:[Tt]hey|[Hh]e|[Ss]he)(?: \S+){1,4}? (?:us|our|me|ours)\b")
_OPENS_RELATIVE = re.compile(r",\s(?:who|which|whose|where)\s$")
_ANTECEDENT = re.compile(r"(?:'s?\s+(?:[\w-]+\s*){1,4}|\s+(?:[a-z][\w-]*\s*){1,2})?[\s,]*")
"""Between a party and "which": nothing, or a noun of its own: "China's offer, which"."""
_OPENS_FROM = re.compile(r"^\W*From (?:the )?(?:[A-Z]\w+ (?:as from|and) (?:the )?)?$")
"""Of whom something is wanted: "From Canada he wants stricter rules"."""
_GOODS_FROM = re.compile(r"\b(?:receive|import|buy|sell)\w* (?:[\w-]+ )?(?:goods|products|imports) from (?:the )?$")
"""Before where goods come from that somebody else receives."""
_VISITED = re.compile(r"\b(?:visit|tour)(?:s|ed|ing)?\s+(?:the\s+)?$")
"""Before a party that somebody only travels to."""
_OFFICE = re.compile(
    r"\s+(?:[\w-]+\s+){0,2}?(?:delegations?|side|governments?|minister|ministry|team|officials|negotiators?|cabinet"
    r"|authorities|envoy|premier|president|leaders?|secretary|commissioner|parliament)\s+"
)
_OF_PAIR = re.compile(r"\W*(?:[Bb]oth|[Tt]he (?:two|pair)|[Tt]he two countries)(?: also| have| had)?\W*")
_JOINS = re.compile(r"\w\s+and\s+(?:also\s+|then\s+|again\s+)?$")
_RESUMES = re.compile(r",\s+(?:and|but)\s+(?:also\s+|has\s+|have\s+)?$")
_WHICH_EXPECTED = re.compile(r"\b(?:which|that) (?:officials|analysts|experts|they|ministers|economists)\b[^,;]{0,20}$")
"""Before what a thing is expected to do: "provisions which officials expect will support investment"."""
_RELATIVE = re.compile(r"\b(?:which|whom|what)\s+(?:the\s+)?$")
"""Before who acts in a relative clause, which a comma and "and" leave: "the levy which London plans, and sought"."""
IT = (" it", " them", "earn", "yield")
"""How a predicate ends that says what something brings whoever came before."""
_REQUIRED_OF = re.compile(
    r"^\W*For (?:the )?(?P<who>[^,;]{2,30}),[^.;]{0,40}? (?:requirements?|obligations?|commitments?|duty|task"
    r"|concession) $"
)
"""Whom a duty is said to be of: "For Canada, the only requirement is to"."""
_SOLD_TO = re.compile(r"\b(?:sold|exported|shipped) to (?:the )?$|\bentering (?:the )?$")
_SAID_THAT = re.compile(
    r"\b(?:sa(?:id|ys?)|told|announced?|confirm\w*|add(?:s|ed)|agree[sd]?|insist\w*|wrote"
    r"|reports?)\b[^,;.]{0,30}\bthat\s*$"
)
"""Before what is said, and not what a thing does."""
_OTHERS_DO = re.compile(
    r"[^,;]*?\b(?:said|says|say|announced|confirmed|told reporters|added|noted)(?: that)?"
    r" (?!it\b|they\b|he\b|she\b|we\b|both\b|neither\b|each\b|its\b|their\b|his\b|her\b|our\b)(?:[\w%'-]+ ){1,7}?",
    re.IGNORECASE,
)
"""Between who speaks and what somebody else does: "Nakagawa said duties on steel"."""
_LISTED = re.compile(
    r"\W*(?:(?!and\b)[\w'-]+ ){0,4}?[\w'-]+(?:, (?:(?!and\b|which\b|who\b|the\b"
    r"|it\b)[\w'-]+ ?){1,3})+,? and (?:[\w'-]+ ){1,3}"
)
"""Things of one side listed before a verb: "Canadian peas, crabs and lobsters will"."""
NOBODY = "nobody"
"""The subject of a clause whose actor is no side and stands for none."""
_RULING_URGES = re.compile(
    r"\b(?:rulings?|verdict|panel|body|tribunal|court|report|organi[sz]ation|ministry of its own)(?: (?:that|which"
    r"|has|had))*"
    r" $"
)
_SOMEBODY = re.compile(r"\b(?:people|consumers|residents|shoppers|observers|economists|traders) $")
"""Who asks or complains for no side: "people are asking when it will come down"."""
OPENING = 12
"""Characters before whoever a sentence opens with, for whom "it" stands further on in it."""
_COORDINATED = re.compile(
    r"(?:'s)?\)?(?:,? and |, | & |-|,? as well as )(?:the )?(?:(?:[\w']+ ){1,3}(?:of|from) )?(?:the )?"
    r"(?:(?:his|her|its|their) (?:[A-Z]\w+ )?(?:counterpart|opposite number),? )?(?:[A-Z]\w+ ){0,3}"
)


def subject(
    verb: Predicate, text: str, left: int, found: list[Mention], carried: str, scene: Scene, later: bool
) -> str:
    """Who does what a predicate says: a party, both, some joined by +, or empty where the text names none of these.

    Args:
        left: where the clause may begin: the end of the predicate before. found: who is named in the text.
        carried: who did what came before. later: is this not the first predicate of its sentence?
    """
    if verb.kind in (words.EXCHANGE, words.IF):
        return carried
    if verb.kind in (words.OF_ASK, words.OF_GIVE):
        by = re.search(r"\b(?:by|from)\b", verb.text)
        inside = [m for m in found if (verb.start if by else verb.start - 30) <= m.end and m.start < verb.end]
        return inside[-1].party if inside else carried
    if verb.kind == words.ASK and (noun := _AND_REQUESTS.search(text[: verb.start])):
        whose = [m for m in found if m.end == noun.start()]
        if whose:
            return whose[0].party  # "noted India's concern over the imbalance and requests for access"
    if verb.kind == words.BY:
        after = [m for m in found if verb.end <= m.start <= verb.end + 8]
        return after[0].party if after else carried
    if verb.kind in (words.ASK, words.OPPOSE) and _SOMEBODY.search(text[: verb.start]):
        return NOBODY
    if verb.kind == words.ASK and _RULING_URGES.search(text[: verb.start]):
        return NOBODY  # "promulgated following the ruling urging it to withdraw"
    right = verb.start
    if verb.kind == words.GET and verb.text.endswith(IT):
        return carried  # "Brazil hopes that the order will earn it lower tariffs"
    if required := _REQUIRED_OF.search(text[:right]):
        of = [m.party for m in found if m.start < required.end("who")]
        return of[0] if of else ""
    if _LISTED.fullmatch(text[left:right]):
        named = first_named([m for m in found if m.end <= right], text[left:right], []) if left == 0 else ""
        beside = joined([m for m in found if m.end <= right], text[left:right]) if named else ""
        if named:
            return beside if beside and scene.others(beside) else named
    if verb.kind in (words.GIVE, words.GET, words.DO) and (
        _THING.search(text[:right]) or _WHICH_EXPECTED.search(text[:right])
    ):
        return ""
    if later and carried and (_JOINS.search(text[left:right]) or text[left:right].endswith(" by ")):
        return carried  # "said that it had yet to see India comply and urged it to"
    bounds = [left + m.end() for m in _BOUND.finditer(text[left:right])]
    for start in [*reversed(bounds), left]:
        part = text[start:right]
        if _OPENS_RELATIVE.search(text[max(0, start - 8) : start]) and part.rstrip().endswith(","):
            right = start  # "Turkish builders, who are at work on the motorway to Sarajevo, want to bid"
            continue
        free = [
            m
            for m in found
            if start <= m.start < right and not is_object(text, m) and not _of_measure(text, m, verb.start)
        ]
        if verb.kind == words.OPPOSE:
            free = [m for m in free if not _PRIVATE.match(text[m.end :])]
        free = [m for m in free if not _WITHIN.search(text[max(0, m.start - 120) : m.start])]
        free = [m for m in free if not _OPENS_FROM.search(text[: m.start])]
        free = [m for m in free if not _GOODS_FROM.search(text[: m.start])]
        free = [m for m in free if not _VISITED.search(text[max(0, m.start - 20) : m.start])]
        if _RESUMES.search(text[:right]):
            free = [m for m in free if not _RELATIVE.search(text[max(0, m.start - 20) : m.start])]
        if re.search(r"\band (?:also )?$", text[:right]):  # "the UK welcomed Viet Nam's law and encouraged it to"
            free = [m for m in free if not text[m.end :].startswith("'s")] or free
        nouns = [m for m in free if m.noun]
        if _OF_PAIR.fullmatch(part) and "+" in carried and len(scene.parties) > 2:
            return carried  # "Here Japan and Korea spoke with one voice. Both called on China to"
        if joint := joined(nouns, text) or joined(free, text):
            return joint if len(scene.parties) > 2 and scene.others(joint) else BOTH
        pair = list(_JOINT.finditer(part))
        nearest = pair and nouns and nouns[-1].end <= start + pair[-1].start()
        if nearest and _ADVERBS.fullmatch(text[start + pair[-1].end() : right]):
            return BOTH  # "Trump said both sides will"
        if nouns and _OTHERS_DO.fullmatch(text[nouns[-1].end : right]):
            return ""
        if nouns:
            return nouns[-1].party
        if _JOINT.search(part):
            return BOTH
        adjectives = [m for m in free if m.adjective]
        if adjectives and _OFFICE.fullmatch(text[adjectives[-1].end : right]):
            return adjectives[-1].party  # "In the fourth round the Chinese delegation agreed to"
        if adjectives and not _PREPOSED.match(part):
            return adjectives[-1].party
        pronoun = _PRONOUN.search(part)
        own = pronoun and pronoun.group().lower() in ("its", "their", "his", "her", "our")
        if pronoun and not (own and (MEASURE.search(part) or not _owns_subject(part, pronoun))):
            return _stands_for(pronoun.group().lower(), text, start, found, carried, scene)
        if _LIGHT.match(part):
            which = _WHICH.search(text[max(0, start - 7) : start])
            if which and not (which[1] == "that" and _SAID_THAT.search(text[:start])):
                near = [m for m in found if m.end <= start - len(which.group())]
                if near and _ANTECEDENT.fullmatch(text[near[-1].end : start - len(which.group())]):
                    return near[-1].party
                if which[1].lower() != "who":
                    return ""  # a thing does it: "the largest order for British aircraft, which will sustain work"
            if later and not re.search(
                r"\b(?:who|which|that|if|when)\s*$", text[max(0, start - 7) : start], re.IGNORECASE
            ):
                return carried
        elif not _PREPOSED.match(part) and (start > left or not later):
            return ""  # somebody else: "the world will look elsewhere"
        right = start
    if not later and verb.text.endswith("ing"):  # "Besides demanding cuts, the EU wants ..."
        after = [m for m in found if m.noun and re.search(r",\s(?:the\s)?$", text[verb.end : m.start])]
        if after:
            return after[0].party
    return carried if later or _LIGHT.match(text[left : verb.start]) else ""


def _owns_subject(part: str, pronoun: re.Match[str]) -> bool:
    """ "its drug makers would invest": a possessive with the noun that acts, not "for its professionals"."""
    return not re.search(r"\b(?:for|on|of|to|in|from|with|by)\s+$", part[: pronoun.start()])


def joined(nouns: list[Mention], text: str) -> str:
    """Parties joined by +, where a coordination of them is the subject: "China and the United States agreed"."""
    for first, second in pairwise(nouns):
        if first.party != second.party and _COORDINATED.fullmatch(text[first.end : second.start]):
            return f"{first.party}+{second.party}"
    return ""


def first_named(found: list[Mention], text: str, verbs: list[Predicate]) -> str:
    """Whom a sentence begins with, for "it" in the next one; joined by + where it begins with a pair."""
    opening = [m for m in found if m.start < 60 and not is_object(text, m)]
    opening = [m for m in opening if not verbs or m.start < verbs[0].start]
    opening = [m for m in opening if not _TOLD.search(text[: m.start])]
    if opening and opening[0].adjective and _OFFICE.match(text[opening[0].end :]):
        return opening[0].party  # "The French government will confront China"
    nouns = [m for m in opening if m.noun] or opening
    if not nouns:
        return ""
    return joined(nouns, text) or nouns[0].party


def _of_measure(text: str, mention: Mention, verb: int) -> bool:
    """Named only as whose goods a measure falls on, or whose measure it is: "US tariffs on Chinese goods will fall"."""
    before, after = text[max(0, mention.start - 120) : mention.start], text[mention.end : verb]
    if re.search(rf"\b{_DUTY}\b[^,.;]{{3,80}} from (?:the )?$", before, re.IGNORECASE):
        return True  # "tariffs on medicines and chips from Switzerland will not exceed"
    if re.search(rf"\b{_DUTY}\s+(?:on|for|against|from|of)\s+(?:[\w-]+\s+){{0,2}}$", before, re.IGNORECASE):
        return True
    if mention.noun and not after.startswith("'"):
        return bool(re.search(r"\b(?:imports|tariffs?|duties|goods|exports)\s+of\s+(?:the\s+)?$", before))
    return bool(re.match(rf"(?:'s?)?\s+(?:[\w.%-]+\s+){{0,3}}?{_DUTY}\b", after, re.IGNORECASE))


def _stands_for(pronoun: str, text: str, start: int, found: list[Mention], carried: str, scene: Scene) -> str:
    if pronoun in ("i", "my"):
        return scene.speaker if scene.speaker in scene.parties else ""
    if pronoun in ("they", "he", "she") and scene.speaker in scene.parties and _OF_US.search(text[start:]):
        return scene.other(scene.speaker)  # "They pressed us on the names of their cheeses"
    if pronoun in ("we", "our"):
        quoted = re.search(r"\b(?:said|says|told|wrote)\b", text[start:])
        told = [m for m in found if m.start > start] if quoted else []
        if told and told[-1].party in scene.parties:
            return told[-1].party
        unknown = quoted and re.search(r"\b[A-Z][a-z]+ (?:said|told)\b", text[start:])
        return scene.speaker or (carried if quoted and not unknown else "")
    near = [m for m in found if m.end <= start and not is_object(text, m) and not _OPENS_FROM.search(text[: m.start])]
    nouns = [m for m in near if m.noun] or near
    if pronoun in ("its", "their", "his", "her") and near:
        return near[0].party
    if pronoun == "they" and (_JOINT.search(text[:start]) or joined(near, text)):
        return BOTH
    if pronoun in ("he", "she") and (persons := [m for m in nouns if m.kind == "leaders" and start - m.end < 30]):
        return persons[-1].party  # "with Farrell insisting he expects"
    if pronoun in ("it", "he", "she") and nouns and nouns[0].noun and nouns[0].start <= OPENING:
        return nouns[0].party  # "Ottawa let it be known that it would"
    if pronoun == "they" and (
        re.search(r"\bwe\b", text[:start], re.IGNORECASE) or re.search(r"\b(?:our|us)\b", text[start:])
    ):
        return scene.other(carried) or carried
    if nouns and (
        pronoun in ("who", "which") or not carried or re.search(r"\b(?:said|says|announced|confirmed)\b", text[:start])
    ):
        return nouns[-1].party
    return carried


_EASING_OF = re.compile(
    r"\b(?:suspension|removal|lifting|reductions?|cuts?|easing|end|elimination|relaxation|withdrawal|halving"
    r"|repeal|waiver"
    r"|abolition|freeze|pause|imposition|introduction|extension) (?:of|in|to) (?:the )?$"
)
"""Before whose measure is eased or put on: "a suspension of U.S. restrictions"."""
_TO_CHANGE = re.compile(
    r"\b(?:to (?:cut|lower|reduce|slash|halve|raise|lift|remove|scrap|suspend|ease|trim|double|increase|abolish"
    r"|eliminate|drop|cap)|(?:for|of|from|on) (?:cutting|lowering|reducing|slashing|halving|raising|lifting|removing"
    r"|scrapping|suspending|easing|trimming|capping)) (?:the )?$"
)
"""Before whose duty is changed: "an agreement to reduce U.S. tariffs to 15%"."""
_WHERE = re.compile(r"\b(?:where|which|that)\s+(?:the )?$")
_CHARGES = re.compile(
    r"\s+(?:has |had |have |now |still |also |\w+ly )*(?:charg|lev(?:y|ies|ied)|impos|appl(?:y|ies|ied)"
    r"|collect|keep|kept"
    r"|maintain|rais|put|extend)\w*\b"
)
_FREED = re.compile(r"\b(?:tariff|duty)-free\b", re.IGNORECASE)


def _other_than(one: Mention, found: list[Mention], text: str, scene: Scene) -> str:
    """Whose measure falls on a party's goods: the other's; of three, who is not named with it: "for Peru and Chile"."""
    if other := scene.other(one.party):
        return other
    beside = (m for m in found if m.start >= one.end and _COORDINATED.fullmatch(text[one.end : m.start]))
    return next((scene.other(f"{one.party}+{m.party}") for m in beside if m.party != one.party), "")


def owner_of_measure(text: str, scene: Scene) -> str:
    """Whose measure a text names: "US tariffs", "the duty on Malaysian goods" (then the other's); empty if not said."""
    text = _FREED.sub(lambda m: "-" * len(m.group()), text)  # "tariff-free access to China" names no tariff
    found = [m for m in scene.named(text) if m.party in scene.parties]
    for m in found:
        if text[m.end :].startswith("-bound"):
            return m.party  # "tariffs on Philippine-bound steel"
    for m in found:
        before = text[max(0, m.start - 120) : m.start]
        own = re.match(
            rf"(?:'s?)?\s+(?:(?!pay|fac|goods|products|imports|exports|firms|compan|farmers|growers|\w*makers"
            rf"|producers|(?:free|without|and|or|to|an?|in|at|with|into|under)\b)"
            rf"[\w%.'-]+\s+){{0,4}}?(?:{_DUTY}|rate)\b",
            text[m.end :],
            re.IGNORECASE,
        )
        within = own and any(n.party != m.party and m.end <= n.start < m.end + own.end() for n in found)
        fallen_on = re.search(r"\b(?:on|for|against|from|of|to)\s+(?:[\w-]+\s+)?$", before)
        changed = _EASING_OF.search(before) or _TO_CHANGE.search(before)
        if own and not within and (not fallen_on or changed):  # not "For Canadian cars the Brazilian duty"
            return m.party
    for m in found:
        if _WHERE.search(text[: m.start]) and _CHARGES.match(text[m.end :]):
            return m.party  # "cars, where Malaysia charges 30%"
    for m in found:
        if m.noun and _SOLD_TO.search(text[max(0, m.start - 60) : m.start]) and MEASURE.search(text[: m.start]):
            return m.party  # "cut tariffs on beef sold to Japan"
    for m in found:
        before = text[max(0, m.start - 120) : m.start]
        if re.search(rf"\bimport {_DUTY}\s+(?:for|of)\s+(?:the\s+)?$", before, re.IGNORECASE):
            return m.party  # "Rice import tariffs for the Philippines"
        if re.search(
            rf"\b(?:{_DUTY}|rate)\b(?:[^,.;]|[.,](?=\d)){{0,45}}?\b(?:on|for|against|from(?! entering)"
            rf"|to(?!\s\d))\s+(?:[^\s,;]+\s+){{0,3}}$",
            before,
            re.IGNORECASE,
        ):
            return _other_than(m, found, text, scene)
    for m in found:
        from_it = re.search(
            r"\b(?:[Gg]oods|[Ii]mports|[Pp]roducts|[Ee]xports|[Ee]xporters)\s+(?:from|of)\s+(?:the\s+)?$",
            text[max(0, m.start - 120) : m.start],
        )
        its = m.adjective and re.match(
            r"\s+(?:(?:\w+\s+)?(?:goods|imports|products|exports|exporters)\b|(?:[\w-]+\s+){1,3}(?:faces?|pays?"
            r"|bears?)\b)",
            text[m.end :],
        )
        if from_it or its:
            return _other_than(m, found, text, scene)
    return ""
