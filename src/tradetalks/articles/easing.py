"""What is eased, in whatever turn of phrase: of two parties, whose measure is eased gives it, and the other"
" asks for it.

The last to be tried, where no predicate of a sentence says who asks or gives: "By lifting its ban, Ghana met the main
demand", "Norway argues that the tariff should be scrapped", "the deal secures Norway a quota for salmon".
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from tradetalks.articles import verbs
from tradetalks.articles.about import Before
from tradetalks.articles.agreed import is_raised
from tradetalks.articles.mentions import Mention, is_object
from tradetalks.articles.said import Claim, trim
from tradetalks.articles.scene import Scene
from tradetalks.articles.subjects import joined, owner_of_measure
from tradetalks.articles.topics import topics

_BARRIER = (
    r"(?:tariffs?|dut(?:y|ies)|lev(?:y|ies)|surcharges?|surtax|controls|curbs?|bans?|embargo(?:es)?|quotas?"
    r"|fees?|tax(?:es)?"
    r"|countermeasures|restrictions?|barriers?|limits?|prohibitions?|requirements?)"
)
_SOME = r"(?:,[^,.;]{3,30},\s)?(?:(?:all|most|some|part|half|many|both) of\s)?(?:[\w%'’.-]+\s){0,5}?"
_DONE = rf"(?:{verbs.any_of('participle', 'removes')}|eased|simplified)"
_EASED = re.compile(
    rf"(?<!\bthe )(?<!\bits )(?<!\btheir )\b(?:{verbs.any_of('base', 'removes')}"
    rf"|{verbs.any_of('third', 'removes')}|{verbs.any_of('past', 'removes')}"
    rf"|{verbs.any_of('ing', 'removes')})\s{_SOME}{_BARRIER}\b"
    rf"|\b{verbs.nouns('removes')}\s(?:of|in|on|to)\s{_SOME}{_BARRIER}\b"
    rf"|\b{_BARRIER}\b[^.;]{{0,70}}?\b(?:(?:be|been|is|are|was|were|being|get|gets)\s(?:also |now |\w+ly )?{_DONE}"
    rf"|(?:has|have|had|is|are|will have|would have) to (?:go|end|come down|fall)|(?:will|would|should|must)"
    rf" (?:go(?! up| on| ahead| into| further| higher| to \d)|end|lapse|expire"
    rf"|come down|fall|disappear|be gone)|(?:falls?|drops?|comes? down|goes? down|go(?:es)?|lapses?|ends"
    rf"|expires?)(?= (?:to|by|from|in|on|at)\b))"
    rf"|\b{_BARRIER}\s(?:[\w%'’.-]+\s){{0,5}}?{verbs.any_of('participle', 'removes')}\b(?! (?:by \d|to \d|on|in))",
    re.IGNORECASE,
)
"""An easing of a barrier: by a verb, by a noun, or in the passive."""
_WISHES = re.compile(
    r"\b(?:want|wish|hope|hoping|ask|request|demand|seek|sought|urg|press(?:es|ed|ing)|push|call|insist|argu"
    r"|believ|think|thought|maintain(?=(?:s|ed)? that)"
    r"|stress|emphasi|underlin|propos|suggest|need|condition|only if|unless|until|without|time to|would like"
    r"|would welcome"
    r"|rais|put\b[^.;]* on the (?:list|agenda)|wait|await|lobb|appeal|aim|interest|priority|goal|must-have|prerequisite"
    r"|view|deadline|keen|eager|after|expect that)\w*\b",
    re.IGNORECASE,
)
_WISHED_AFTER = re.compile(
    r"\b(?:an?|its|the|their|as) (?:\w+ ){0,2}?(?:condition|priority|must|demand|request|prerequisite"
    r"|precondition|goal|aim)\b"
    r"|\b(?:top|head|centre|center) of (?:its|the|their) (?:\w+ )?(?:list|agenda)|\bon (?:its|their) (?:\w+"
    r" )?(?:list|agenda)",
    re.IGNORECASE,
)
"""After an easing, that it is what somebody wants: "made the lifting of the ban a condition"."""
_HAS_TO = re.compile(r"\b(?:should|must|ought to|has to|have to|had to|needs? to)\b")
_FORESEES = re.compile(r"\b(?:expect|anticipat|foresee|predict|reckon)\w*\b")
_PROMISED_TO = re.compile(
    r"\b(?:extract|obtain|wring|wrung|wrest|secur|receiv|got|gets|won|wins|elicit)\w*\s(?:an?|the|some)\s(?:\w+\s)?"
    r"(?:promise|pledge|commitment|assurance|undertaking|offer|concession|agreement)s?\b",
    re.IGNORECASE,
)
_ONLY_IF = re.compile(
    r"\b(?:will|would|can|could)\s(?:not\s|only\s)?(?:sign|agree|ratify|conclude|settle|move|accept|join)\b[^.;]{0,40}?"
    r"\b(?:only if|if|unless|until|without|once)\b|^Without\b[^.;]*\b(?:will|would) not (?:sign|agree|ratify"
    r"|settle|accept)\b",
    re.IGNORECASE,
)
"""A condition that somebody sets: "will sign only if the ban is lifted"."""
_AGAINST_WHOM = re.compile(r"\b(?:against|on|for|from) (?:whom|which|whose \w+)\b")
_DEMANDS = re.compile(r"(?:'s?)? (?:\w+ )?(?:demand|request|call|wish|plea|push|bid)s? (?:for|to|that)\b")
"""Between who demands an easing and that, whose barrier it is not."""
_IMPOSED = re.compile(
    r", (?:which|that) [^,;]{2,40}? (?:imposed|introduced|put|levied|charges|keeps|adopted)[^,;]{0,40},"
)
_OUGHT = re.compile(
    r"^(?:'s?)?\s(?:[\w-]+\s){0,3}?(?:should|must|ought to|needs? to|has to|have to|had to|to|into)\s(?:\w+ly\s)?$"
)
"""Between who is to ease something and that: "Ghana should lift"."""
_UNSURE = re.compile(
    r"\b(?:not|never|no longer willing|nor|neither|refus\w*|reject\w*|rul\w+ out|oppos\w*|resist\w*|declin\w+ to"
    r"|fail\w* to"
    r"|unless|threat\w*|warn\w*|impos\w+ (?:new|further|more)|raise[sd]? (?:its |the )?(?:tariff|dut)\w*|if"
    r"|whether|could|might"
    r"|analysts?|economists?|observers?|commentators?|experts?|critics|this (?:paper|newspaper|column)|editorial"
    r"|lobby|industry|association|union|farmers|rumou?r\w*|in (?:19|20)[012]\d|years? ago|last year"
    r"|had (?:already |long |since )?\w+(?:ed|cut)|out of the question|unthinkable|for all the world"
    r"|unilaterally|of its own accord|World Bank"
    r"|people (?:are|were) asking|panel|rulings? (?:that |which )?urg\w+|court|other countries|third countries"
    r"|expire[sd]? (?:in|on) (?:19"
    r"|20))\b|n't\b|\?",
    re.IGNORECASE,
)
"""What leaves open whether anything is eased, or by whom."""
_BY = re.compile(r"\b(?:by|from|on the part of)\s(?:the\s)?$")
_OF_BY = re.compile(r"\bby\s$", re.IGNORECASE)
_GIFT = (
    r"(?:more|better|wider|greater|larger|bigger|lower|easier|faster|simpler|freer|fewer|further|additional|extra"
    r"|an? (?:larger|bigger|lower|wider|new|better|faster|special|tariff|duty)|(?:the )?"
    + verbs.nouns()
    + r" (?:of|for|to)|(?:[\w-]+ ){0,2}?(?:access|entry|licen[cs]es|permits|visas|quotas?|protection|exemptions?"
    r"|waivers?|relief"
    r"|carve-outs?|preferences|concessions|status))\b"
)
"""How what is given or asked for begins: "more work permits", "the recognition of", "a larger quota"."""
_GIVEN = re.compile(
    r"\b(?:giv|grant|secur|offer|guarante|hand|award|bring|assur|promis|earn|win|yield|allot|deliver)\w*\s(?:the\s)?$"
    r"|\b(?:gave|brought|won)\s(?:the\s)?$"
)
"""Before whom a deal gives something."""
_GAIN = re.compile(rf"^(?:'s?)?\s(?:[\w%,.-]+\s){{0,3}}?{_GIFT}")
_WINS = re.compile(
    r"^(?:'s?)?\s(?:also |has |have |had |\w+ly )*(?:won|wins|regains|regained|gets|got|gained|gains|secured"
    r"|secures|obtained"
    r"|obtains|received"
    r"|receives|(?:was|is|has been|were|are) (?:given|granted|promised|offered|allotted|awarded)|(?:walk|com"
    r"|came|return|left|leav"
    r"|go|went)\w* (?:away |home |back )?with|took home|takes home|will benefit from|benefits"
    r" from)\s(?:[\w%,.-]+\s){0,3}?" + _GIFT
)
_NEEDS = re.compile(
    r"^(?:'s?)?\s(?:[\w-]+\s){0,3}?(?:needs?|raised|raises|brought up|brings up|took up|tied (?:its|their) \w+"
    r" to|(?:regard|consider|see"
    r"|view|deem)s(?= [^.;]{3,80}(?:essential|vital|crucial|key|as a must|indispensable|a priority))|(?:made"
    r"|makes|put|puts)(?="
    r" [^.;]{3,80}\b(?:a|its|the) (?:\w+ )?(?:priority|condition|list|agenda))|interests? (?:lies?|is|are|was|were) in"
    r"|expects?(?= [^.;]{3,80} in (?:return|exchange)))\s(?:the (?:question|issue|matter|subject|need|lack)"
    r" (?:of|for) )?"
    rf"(?:[\w-]+\s){{0,2}}?{_GIFT}"
)
_OFFERS = re.compile(
    r"^(?:'s?)?\s(?:has |have |also |\w+ly )*(?:h[eo]ld(?:s)? out the prospect of|put(?:s)?(?= [^.;]{3,80} on"
    r" the table)|(?:announce[sd]|confirm(?:s|ed))(?! (?:further|additional|more) (?:elements|details|talks|meetings"
    r"|steps|rounds|information|discussions))|(?:\w+ )?(?:concession|contribution|offer"
    r"|gift)(?: to (?:the )?[A-Z]\w+(?: [A-Z]\w+)?)?"
    r" (?:is|was))\s"
    rf"(?:[\w-]+\s){{0,2}}?{_GIFT}"
)
_FOR = re.compile(r"(?:^|[,;:] )\W*[Ff]or (?:the )?$")
_IT_BRINGS = re.compile(
    rf"^,? (?:the|this) (?:\w+ )?(?:deal|agreement|pact|accord|treaty|text) (?:\w+ly )?(?:brings|means|holds"
    rf"|offers|includes"
    rf"|contains|promises)\s(?:[\w-]+\s){{0,2}}?{_GIFT}"
)
_IT_MATTERS = re.compile(
    rf"^,? {_GIFT}[^.;]{{3,80}}? (?:is|are|was|were|remains?) (?:\w+ )?(?:crucial|essential|vital|key|central"
    rf"|indispensable|decisive"
    r"|what matters|a must|the main)\b"
)
_MADE_ONE = re.compile(rf"^\W*(?:[Ii]n|[Oo]n) {_GIFT}[^.;]*? (?:the )?$")
_CONCEDED = re.compile(r"^ (?:has |have )?(?:made a concession|gave way|gave ground|yielded|conceded|relented)\b")
_HELD = re.compile(r"(?:'s?)?\s(?:(?!the\b|that\b|an?\b|to\b|on\b|will\b|has\b)[\w%.-]+\s){0,3}")
"""Between a party and its measure: "Ghana's 20% ", "Ghanaian "."""
_OPENS = re.compile(r"\b(?:open|unlock|reopen)(?:s|ed|ing)?(?: up)? (?:the )?$")
_OPENED_TO = re.compile(r"(?:'s?)? (?:[\w-]+ )?(?:markets? )?(?:up )?to\b")
_IT_FALLS = re.compile(
    rf"^\W*(?:(?:And|But|Now|Soon),? )?(?:[Tt]hat|[Tt]his|[Ii]t|[Tt]hey|[Tt]hese|[Tt]he rate|[Tt]he"
    rf" figure)\b[^.;,]{{0,25}}?"
    rf"\b(?:is|are|will|would|has|have|was|must|should)\b[^.;,]{{0,25}}?\b(?:fall|drop|come down|go down|be"
    rf" {_DONE}|been {_DONE}"
    r"|end|go)\b(?! ahead| on| further| into| back| up| higher)"
)
"""A barrier of the sentence before comes down: "That is to fall to 5%"."""
_GOOD_FOR = re.compile(
    r"\b(?:good news|relief|a win|a victory|a boost|a boon|welcome news) for (?:the )?$", re.IGNORECASE
)
_LESS_QUOTA = re.compile(r"(?:cut|reduc|lower|trim|slash|halv|narrow)\w*\b[^.;]*\bquotas?\b", re.IGNORECASE)
"""What takes something away from the other: "cut the quota"."""
_TO_HIGHER = re.compile(
    r"^lift(?:s|ed|ing)?\b(?![^.;]{0,80}\bfrom \d)[^.;]{0,80}?\bto (?:an? |the )?(?:\w+ )?[1-9][\d.]*\s?(?:%|per)",
    re.IGNORECASE,
)
"""A duty that is lifted to a rate is raised: "will lift its duty to 40%"."""
_TOGETHER = re.compile(
    r"\b(?:deal|agreement|pact|accord|talks|text) with\b"
    r"|\b(?:described|called|hailed)\b[^.;]*\b(?:deal|agreement|pact|accord) to $"
    r"|\b(?:both|each|two|neither|the sides|the parties)\b",
    re.IGNORECASE,
)
"""Before what both do, or agree on, of which it is not said who gives it."""
_PART = re.compile(r";\s|,\s(?:and|but|while|whereas)\s(?=(?:the\s)?[A-Z])|\bwhile\b|\bwhereas\b")


def eased(text: str, before: Before, scene: Scene) -> Iterator[Claim]:
    """Claims of a sentence on the easing of a barrier, or on what somebody is given, of two parties only.

    Args:
        before: what it goes on from: of "the ban will be lifted" on what and whose it is.
    """
    if len(scene.parties) != 2:
        return
    for part in _PART.split(text):
        if _UNSURE.search(_IMPOSED.sub(" ", part)) and not _ONLY_IF.search(part):
            continue
        found = [m for m in scene.named(part) if m.party in scene.parties]
        told = _gives(part, found, scene) or _giver(part, found, scene) or _carried(part, found, before)
        giver, asked = told or ("", False)
        for topic in (
            (topics(trim(part), scene.taxonomy) or ([before.topic] if before.topic else before.of_it()))
            if giver
            else ()
        ):
            yield Claim(scene.other(giver), topic, giver, "asked" if asked else "promised", 0.55)


def _carried(part: str, found: list[Mention], before: Before) -> tuple[str, bool] | None:
    """Who gives where the sentence before says whose barrier it is: "That is to fall to 5%", "The ban will be"
    " lifted"."""
    if found or not before.owner or not (_EASED.search(part) or _IT_FALLS.match(part)):
        return None
    return before.owner, bool(_WISHES.search(part) or _HAS_TO.search(part))


def _giver(part: str, found: list[Mention], scene: Scene) -> tuple[str, bool] | None:
    """Who eases a barrier by a part of a sentence, and whether that is only asked; none where it cannot be told."""
    match = _EASED.search(part)
    if match is None or _LESS_QUOTA.search(match.group()) or is_higher(part[match.start() :]):
        return None
    after = part[match.end() :]
    wished = bool(_WISHED_AFTER.search(after) or _HAS_TO.search(match.group()) or _ONLY_IF.search(part))
    asked = wished or bool(_WISHES.search(part))
    for m in found:
        if m.start >= match.start() and m.noun and _BY.search(part[: m.start]) and _OF_BY.search(part[: m.start]):
            return m.party, asked
    held = [m for m in found if m.end <= match.start() and _HELD.fullmatch(part[m.end : match.start()])]
    held = [m for m in held if not _DEMANDS.match(part[m.end : match.start()])]
    if (owner := owner_of_measure(part[held[-1].start if held else match.start() :], scene)) in scene.parties:
        return owner, asked
    said = re.search(r"\b(?:said|says|told)\b", after)
    head = [m for m in found if m.end <= match.start() and not is_object(part, m)]
    if not head and said and (sayers := [m for m in found if m.start >= match.end()]):
        return (scene.other(sayers[-1].party), True) if asked else (sayers[-1].party, False)
    if not head and wished and (sets := [m for m in found if m.start >= match.end()]):
        return scene.other(sets[0].party), True  # "Without the lifting of the ban Norway will not sign"
    if head and _AGAINST_WHOM.search(part[: match.start()] + match.group()):
        return scene.other(head[-1].party), asked  # "Azerbaijani companies against whom bans have been lifted"
    if not head:
        follows = re.match(r"[^.;]{0,60}?,\s(?:the\s)?$", part[match.end() : found[0].start]) if found else None
        if follows and _OF_BY.search(part[: match.start()]):
            return found[0].party, asked  # "By lifting its ban, Ghana met the demand"
        return None
    if _TOGETHER.search(part[: match.start()]) or joined(head, part):
        return None
    last = head[-1]
    between = part[last.end : match.start()]
    if between.rstrip().endswith(" by") and len({m.party for m in head}) > 1:
        return head[0].party, asked  # "Ghana hopes to win over Norway by lifting"
    if _FORESEES.search(between):
        return None
    if _PROMISED_TO.search(between):
        return scene.other(last.party), False
    if wished and not _OUGHT.match(between):
        return scene.other(last.party), True
    if _OUGHT.match(between) or not _WISHES.search(between):
        return last.party, asked
    return scene.other(last.party), True


def is_higher(part: str) -> bool:
    """Is a duty brought to a higher rate: "lift its duty to 40%"?"""
    return bool(_TO_HIGHER.search(part)) or is_raised(part)


def _gives(part: str, found: list[Mention], scene: Scene) -> tuple[str, bool] | None:
    """Who gives what somebody wins or a deal secures: "Norway won access for salmon"."""
    for m in found:
        after = part[m.end :]
        if _GOOD_FOR.search(part[: m.start]) and _EASED.search(after):
            return scene.other(m.party), False
        if _OPENS.search(part[: m.start]) and _OPENED_TO.match(after):
            return m.party, False  # "the deal opens Ghana to Norwegian salmon"
        before, other = part[: m.start], scene.other(m.party)
        if m.noun and ((_GIVEN.search(before) and _GAIN.match(after)) or _WINS.match(after)):
            return other, False
        if m.noun and _FOR.search(before) and (_IT_BRINGS.match(after) or _IT_MATTERS.match(after)):
            return other, bool(_IT_MATTERS.match(after))
        if m.noun and _NEEDS.match(after):
            return other, True
        if m.noun and (_OFFERS.match(after) or (_MADE_ONE.match(before) and _CONCEDED.match(after))):
            return m.party, False
    return None
