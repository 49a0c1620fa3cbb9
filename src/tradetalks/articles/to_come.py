"""Is an amount to come, promised or asked for, or only told: by its verb, what it is an amount of, and what it is set
beside.

"Will buy", "a quota of", "pledged" and "wants" govern what is to come; "reached", "costs" and "imported", and a trade,
a crop or a deficit as what is counted, only tell. What neither says is left to whoever asks.
"""

from __future__ import annotations

import re
from collections.abc import Iterable

GIVEN, TOLD, UNCLEAR = "given", "told", ""
REACH = 300
"""Characters before an amount within which its verb stands."""

_NEARLY = (
    r"(?:(?:about|some|up|to|nearly|almost|over|around|close|roughly|approximately|an?|the|additional|extra|further"
    r"|another|at|least|most|more|less|fewer|than|as|much|many|total|of|no|only|just|initial|first|annual|yearly|full"
    r"|estimated|whopping|record|maximum|minimum|volume|amount|sum|quantity)\s)*(?:[\d.,]+[-–])?$"
)
"""What may stand between a word and its amount: "worth an estimated", "by at least", "a total of"."""
_CLAUSE = re.compile(
    r"[;:]\s|\s[–—-]{1,2}\s|(?<![A-Z]\.[A-Z])\.\s(?=[A-Z])"
    r"|,? (?:while|whereas|but|because|although|though|since|when|after which|despite) "
    r"|, (?:which|where|whose|as|with|after|whom) |, (?:and|or) (?=(?:the|its|their|it|they|he|she|that|this|both|we"
    r"|[A-Z]\w+)\b(?:'s)? (?:\w+ ){0,2}?(?:will|would|has|have|had|is|are|was|were|\w+ed)\b)",
)
"""Where another clause begins."""

_TRADE = (
    r"(?:trade|commerce|turnover|exports|imports|sales|revenues?|earnings|GDP|GNP|econom(?:y|ies)|market"
    r"|industry|output|production|harvest|crop|stocks?|stockpiles?|reserves|deficit|surplus|gap|shortfall"
    r"|imbalance|loss(?:es)?|damages?|costs?|debts?|arrears|bill|potential|target|goal|aim|average|capacity|fleet"
    r"|population|income|profits?|savings|benefits?|consumption|demand|needs?|engagement|relationship"
    r"|partnership|ties|price|spending|budget|remittances|tourism|fines?|penalt(?:y|ies))"
)
_ALWAYS_TOLD = (
    r"(?:deficit|surplus|gap|shortfall|imbalance|(?:trade )?balance|loss(?:es)?|damages?|potential|target|goal"
    r"|capacity|fleet|GDP|debts?"
    r"|arrears|harvest|crop|stocks?|stockpiles?|reserves|turnover|economy|relationship|partnership|engagement|savings"
    r"|fines?|penalt(?:y|ies)|(?:two-way|bilateral|mutual|total|annual|goods|overall|regional) (?:trade|commerce))"
)
"""What is counted, but never promised."""
_GIFT = (
    r"(?:(?:tariff[- ]rate )?quotas?|TRQs?|allocations?|pledges?|commitments?|promises?|orders?|contracts?|purchases?"
    r"|credit lines?|lines? of credit|loans?|grants?|investments?|donations?|consignments?|tranches?|ceiling|cap"
    r"|compensation|allowances?|tonnages?|shipments|deliveries|supply|supplies|procurement)"
)
"""What is promised or given as an amount."""

_BUY = (
    r"buy|purchase|procure|acquire|order|import|invest|commit|pledge|promise|offer|grant|allow|allocate|open|admit"
    r"|accept|provide|supply|deliver|donate|lend|give|take(?! (?:into|from))|receive|get|set(?: up| aside)?|establish"
    r"|create"
    r"|permit|extend|contribute|finance|fund|limit|cap|restrict|put up|funnel|export|ship|sell|send|pay"
    r"|secure|obtain|source|lease|release|return|guarantee|absorb|inject|channel|earmark|devote|reserve|increase"
    r"|raise|expand|double|triple|step up|boost|cut|reduce|lower|bring|put|keep|maintain"
)
_BUYING = (
    r"buying|purchasing|procuring|acquiring|ordering|importing|investing|granting|allowing|allocating|opening"
    r"|admitting|accepting|providing|supplying|delivering|donating|lending|giving|taking|receiving|setting"
    r"|establishing|creating|extending|financing|limiting|capping|exporting|shipping|selling|releasing"
    r"|returning|raising|increasing|expanding"
)
_AHEAD = re.compile(
    rf"\b(?:will|would|shall|should|must|to|'ll)\s(?:(?:\w+ly|also|then|not|now|further|first|jointly|be able to|agree"
    rf" to|be|be allowed to|start|begin|help)\s)*(?:{_BUY}|{_BUYING})\b"
    rf"|\b(?:and|or|,)\s(?:(?:\w+ly|also|then|to)\s)*(?:{_BUY})\s(?!and\b)"
    rf"|\b(?:agree\w*|commit\w*|pledg\w*|consent\w*|undert\w+|insist\w*|include\w*|including|involv\w*|consider\w*"
    rf"|discuss\w*|propos\w*|suggest\w*|for|by|on|of|to|is|are|be)\s(?:(?:\w+ly|also|its|their)\s)*(?:{_BUYING})\b"
    r"|\b(?:will|would|shall|to) be (?:\w+ly )?(?:bought|purchased|procured|ordered|imported|invested|supplied"
    r"|delivered|granted|allowed|allocated|admitted|provided|given|lent|spent|set|limited|capped|exported|shipped"
    r"|sold|released|returned|increased|raised|expanded|available|opened|permitted|made available|restricted)\b",
    re.IGNORECASE,
)
"""A verb of giving that is to come."""
_SAID = re.compile(
    r"\b(?:agreed(?: (?:on|upon|to))?|(?:has |have |had )?(?:pledged|committed|promised|offered|proposed|granted"
    r"|allocated|awarded|donated|ordered|booked|earmarked|guaranteed|secured|won|set|allowed|admitted|conceded)"
    r"|asks?(?: for)?|asked(?: for)?|asking for|wants?|wanted|seeks?|seeking|sought|demands?|demanded|demanding"
    r"|requests?|requested|requesting|push(?:es|ed|ing)? for|press(?:es|ed|ing)? for|call(?:s|ed|ing)? for"
    r"|appl(?:y|ies|ied) for|signed|signing|sealed|offers?|offering|pledges|promises|proposes|grants|allocates"
    r"|puts? up|stumps? up|(?:gets?|wins?|receives?|gains?|won|gained) an? (?:extra|additional|further|new)|opens?"
    r"|opened|limits?|limited to|capped at|capping|allows|permits|commits(?: to)?|plans)\b"
    rf"(?! (?:that|a (?:joint )?statement|between)\b)(?! to (?!(?:\w+ly |jointly |further )?(?:{_BUY}|be)\b))",
    re.IGNORECASE,
)
"""What was granted, promised or asked for."""
_TELLS = re.compile(
    r"\b(?:reach(?:es|ed|ing)?|total(?:s|l?ed)|st(?:and|ands|ood)(?: at)?|amount(?:s|ed) to|account(?:s|ed|ing)? for"
    r"|rose|risen|rises|grew|grown|grows|fell|fallen|falls|dropped|dropping|touch(?:es|ed)?|topped|surg(?:es?|ed|ing)"
    r"|climb(?:s|ed)|jump(?:s|ed)|soar(?:s|ed)|exceed(?:s|ed|ing)?|crossed|surpass(?:es|ed)?|los(?:e|es|t|ing)"
    r"|costing|costs?(?! (?:of|to)\b)|c[ao]mes? to"
    r"|sav(?:e|es|ed|ing)|earn(?:s|ed|ing)?|generat\w+|produc(?:e|es|ed|ing)|harvest(?:ed|ing)?|consum(?:e|es|ed|ing)"
    r"|needed(?: to \w+)?|represent(?:s|ed|ing)?|affect(?:s|ed|ing)?|owe[sd]?|recorded|registered|estimat(?:es?|ing)"
    r"|estimated (?:at|to)"
    r"|add(?:s|ed|ing)?|declin(?:es|ed)|shr[ia]nk|shrunk|slump\w*|averag(?:es|ed|ing)|indicated|achiev(?:e|es|ed|ing)"
    r"|unlock\w*|wip(?:e|es|ed|ing)|depriv\w+|impos(?:e|es|ed|ing)|levied|levying|slapp?\w*|retaliat\w+"
    r"|doubl(?:ed|ing)|tripled|could(?: \w+)?|might(?: \w+)?|used to(?: \w+)?|imported|exported|bought|sold|purchased"
    r"|shipped|supplied|invested|spent|paid|handled|carried|^(?:[A-Z][\w.]+ ){1,3}(?:importing|exporting|buying|selling"
    r"|supplying))\b",
    re.IGNORECASE,
)
"""What only tells how large something is or was."""
_TELLS_NEXT = re.compile(
    r"\b(?:hits?|hitting|tops|costs?|needs?(?: to \w+)?|eats?|cover(?:s|ed|ing)|target(?:s|ed|ing)|fac(?:es|ed|ing)"
    r"|posted|posts|records|registers|imports|exports|buys|sells|ships|supplies|spends|spending|pays|handles|processes"
    r"|carries|transits?|flows?|employs?|holds?|holding|uses|ran|runs|running|levies|crosses|crossing|has|have|had"
    rf"|having|harvests|touching|topping|covering|averages?)\s{_NEARLY}",
    re.IGNORECASE,
)
"""The same of words that may be nouns, or help other verbs: right before an amount."""
_NOUN = re.compile(
    rf"(?<!\bto )(?<!\bwill )(?<!\bwould )\b(?P<gift>{_GIFT})\b(?:\s[\w'-]+){{0,8}}?\s(?:of|for|worth|totall?ing"
    rf"|valued at|amounting to|by|at|to|set at"
    rf"|on|up to|from)\s{_NEARLY}",
    re.IGNORECASE,
)
"""A quota or a pledge, and what ties it to its amount."""
_GIFT_WILL = re.compile(
    rf"\b{_GIFT}\b[^;]{{0,80}}?\b(?:will|would|shall|is to|are to|to)\s(?:(?:\w+ly|also|then)\s)*(?:be|total|reach"
    rf"|rise to"
    rf"|grow to|go up to|increase to|amount to|be (?:set|fixed|raised|increased|worth|available|opened)(?: (?:at|to))?"
    rf")\s(?:worth\s)?{_NEARLY}",
    re.IGNORECASE,
)
"""A quota or orders that will come to so much."""
_GIFT_IS = re.compile(
    rf"\b(?:quotas?|TRQs?|allocation|ceiling)\b[^;,]{{0,60}}?\b(?:is|are|amounts? to|totals?|comes? to)\s{_NEARLY}",
    re.IGNORECASE,
)
"""A quota that is so much."""
_AFTER_GIFT = re.compile(
    r"[\s-](?:(?!(?:and|or|is|are|was|were|of|for|to|in|a|the|under)\s)[\w.'-]+\s){0,3}?(?:quotas?|TRQs?|allocation"
    r"|pledge|commitments?|orders?|contracts?"
    r"|purchases|loans?|credit(?: line)?|grant|line of credit|(?:investment )?fund(?: for)?|consignments?|ceiling"
    r"|(?:importation|import|export|supply|purchase) (?:deal|agreement|contract))\b",
    re.IGNORECASE,
)
"""After an amount that is a quota or a pledge: "a 25,000-tonne duty-free quota"."""
_STANDING = re.compile(
    r"\b(?:currently|at present|at the moment|existing|now (?:has|have|stands?|allows?)|so far|until now|already (?:has"
    r"|have)|used to|previous(?:ly)?|former|old|last (?:year|month|season|quarter|week)|usual|remaining|unused)\b",
    re.IGNORECASE,
)
"""What says that a quota is the one of today, or was."""
_YEARS_AGO = re.compile(
    r"^[^.;,]{0,60}?\b(?:\w+(?:ed|en) [^.;,]{0,20}?\b(?:in|since|during) (?:19|20)\d\d|last (?:year|month)|ago)\b",
    re.IGNORECASE,
)
"""After a credit that was: "offered by Pakistan in 2016"."""
_BESIDE = re.compile(
    r"\b(?:from|than|against|versus|below|compared (?:to|with)|up on|out of|(?:part|share|half|third|quarter|rest"
    r"|remainder|tonnes|tons|t|most|all|%|cent|percent) of the|in place of|instead of|despite|the present|the current"
    r"|the existing|at present|every|each|another every)\s"
    r"(?:(?:about|some|around|nearly|roughly|just|only|the|under|over|an?|present|current|existing|about|starting"
    r"|point|level|levels|of|base|baseline|pre-war|previous)\s)*$",
    re.IGNORECASE,
)
"""Before an amount that another is set beside: "up from", "against", "of the 228,000-tonne"."""
_MORE_THAN = re.compile(r"\b(?:more|less|fewer|no later|higher|lower|other) than\s(?:\w+\s)?$", re.IGNORECASE)
_HEAD = re.compile(
    rf"(?<!\bto )(?<!\bwill )(?<!\bwould )\b(?P<head>{_TRADE})\b(?:'s)?(?:\s(?!(?:will|would|shall"
    rf"|to)\s(?:{_BUY})\b)[\w'$.,()&/-]+){{0,9}}?\s(?:of|worth|at"
    r"|to|by|is|are|was|were|reached|hit|totall?ed|totall?ing|exceed\w*|total|estimated|valued at|amounting to|reach"
    rf"|now|currently|around|above|below|exceeding|topped|from|only|be|than|as|over)\s(?:of\s)?{_NEARLY}",
    re.IGNORECASE,
)
"""What an amount is said to be the size of: "trade between the two was", "a target of"."""
_AFTER_TOLD = re.compile(
    r"[\s-](?:(?:of|in|worth of|to|for|from)\s)?"
    r"(?:(?!(?:of|in|to|for|from|and|by|with|on|under|at|into|is|are|will|was|were)\s)[\w'’.&-]+\s){0,3}?"
    r"(?:trade|commerce|exports|export (?:value|revenues?|earnings)|imports|sales|revenues?|earnings|industry|market"
    r"|output|production|dispute|case|damages?|(?:retaliatory|additional|punitive|new|extra) (?:tariffs|duties)"
    r"|tariffs|duties|retaliation|stake|plants?|projects? that|economic (?:partnership|ties)|profits?|jobs?)\b",
    re.IGNORECASE,
)
"""What an amount is an amount of, named after it, where no verb of giving is before."""
_AFTER_ALWAYS = re.compile(
    rf"(?:\s(?:a|per|each|every) (?:year|month)|\sannually)?[\s-](?:(?:of|in|worth of)\s)?(?:(?!(?:of|in|to|for|from"
    rf"|and|by|with|on|under|at|is|are|will)\s)[\w'’.&-]+\s){{0,3}}?"
    rf"(?:export value|{_ALWAYS_TOLD})\b",
    re.IGNORECASE,
)
"""The same of what is never promised."""
_FALLS_ON = re.compile(
    r"\b(?:tariffs?|dut(?:y|ies)|lev(?:y|ies)|sanctions|bans?|restrictions|retaliat\w+|counter-?measures?)\b"
    rf"[^.;]{{0,40}}?\b(?:on|against|covering|affecting|hitting|targeting)\s(?:[\w-]+ ){{0,2}}?(?:goods |imports "
    rf"|products )?(?:worth |valued at |of |totalling )?{_NEARLY}",
    re.IGNORECASE,
)
"""The goods that a duty falls on, which others than whoever reads may count."""
_THRESHOLD = re.compile(
    rf"\b{_TRADE}\b[^;]{{0,90}}?\b(?:above|below|exceeding|over|in excess of|under)\s{_NEARLY}", re.IGNORECASE
)
"""What somebody must have or earn for a rule to fall on him."""
_AIM = re.compile(
    r"\b(?:increas|rais|doubl|boost|tak|bring|expand|grow|driv|push|lift|tripl|enhanc|quadrupl|ramp)\w*\b[^;]{0,60}?"
    r"\b(?:trade|commerce|turnover|exports|ties|relations|volume|it)\b(?![^;]{0,40}\bquotas?\b)[^;]{0,60}?\b(?:to|by|up"
    rf" to|of|than|beyond|past|over|from)\s(?:(?:USD|US)\s)?{_NEARLY}",
    re.IGNORECASE,
)
"""What trade is to grow to."""
_LETS_GROW = re.compile(
    r"\b(?:let|lets|allow(?:s|ed|ing)?|permit(?:s|ted|ting)?)\b[^;]{0,40}?\b(?:increase|raise|expand|grow|boost"
    r"|double)\b[^;]{0,60}?"
    rf"\bexports\b[^;]{{0,90}}?\b(?:to|by)\s{_NEARLY}",
    re.IGNORECASE,
)
"""What a side lets the other's exports grow to."""
_GROWING = re.compile(
    r"\b(?:rising|growing|increasing|expanding|climbing|going up|up|then|later|and)\b[^.;]{0,30}?\bto\s(?:about "
    r"|some )?$",
    re.IGNORECASE,
)
"""What a quota goes on to: "rising to", said after its first amount."""


_GOES_INTO = re.compile(
    r"^(?:[Tt]hat|[Tt]his|[Tt]hese|[Tt]hose|[Ii]t|[Tt]hey|Of (?:that|this|which|these|the total)|The (?:total|sum"
    r"|amount|figure"
    r"|deal|agreement|purchases|orders|commitment|pledge|package))\b[^.;,]{0,40}?\b(?:includ\w+|cover\w*|compris\w+"
    r"|consist\w*|made up|split|divided|among them)\b|^(?:Among|Of) (?:them|these|that|this|the total)\b"
)
"""How a sentence goes on to what the amount before is made of."""


def stance_of(text: str, amounts: Iterable[re.Match[str]], gave: bool = False) -> dict[int, str]:
    """Where each amount of a sentence begins -> its stance.

    Args:
        gave: did the sentence before give an amount, so that "that includes" goes on from it?
    """
    at_first = GIVEN if gave and _GOES_INTO.search(text) else UNCLEAR
    found: dict[int, str] = {}
    earlier = at_first
    for m in sorted(amounts, key=lambda m: m.start()):
        earlier = found[m.start()] = stance(text, m.start(), m.end(), earlier) or at_first
    return found


def stance(text: str, start: int, end: int, earlier: str = UNCLEAR) -> str:
    """Whether the amount at ``start`` to ``end`` of a plain sentence is ``GIVEN``, only ``TOLD``, or ``UNCLEAR``.

    Args:
        earlier: the same of the amount before it in the sentence, which "rising to" goes on from.
    """
    before, after = _clause(text, start, end)
    if _BESIDE.search(before) and not _MORE_THAN.search(before):
        return TOLD
    if _FALLS_ON.search(before):
        return UNCLEAR
    if _LETS_GROW.search(before):
        return GIVEN
    if _AIM.search(before) or _THRESHOLD.search(before) or _AFTER_ALWAYS.match(after):
        return TOLD
    stands = _STANDING.search(before)
    if _GIFT_WILL.search(before) or (not stands and (_GIFT_IS.search(before) or _AFTER_GIFT.match(after))):
        return GIVEN
    verb = _governor(before)
    if verb[0] != GIVEN and _AFTER_TOLD.match(after):
        return TOLD
    if _GROWING.search(before) and earlier == GIVEN:
        return GIVEN
    return _by_nouns(before, after, *verb)


def _by_nouns(before: str, after: str, verb: str, at: int) -> str:
    """The same by the last noun before an amount that is one of trade, or of a gift, set against its verb's word.

    Args:
        verb: what the last verb makes of it. at: where that stands.
    """
    head, noun = _last(_HEAD, before), _last(_NOUN, before)
    if noun and noun.start() > max(at, head.start() if head else -1):
        return UNCLEAR if _is_past(before, after) else GIVEN
    if head is None:
        return verb
    always = bool(re.fullmatch(_ALWAYS_TOLD, head["head"], re.IGNORECASE))
    if verb != GIVEN or always:
        return TOLD
    owed = head.start() < at or head["head"].lower() == "imports"  # "will raise its imports to"
    return GIVEN if owed else UNCLEAR  # "pledged to keep output at", "to cut its exports by"


def _last(pattern: re.Pattern[str], text: str) -> re.Match[str] | None:
    found = None
    for m in pattern.finditer(text):
        found = m
    return found


def _is_past(before: str, after: str) -> bool:
    """Is a quota or a credit one that stands or stood?"""
    return bool(_STANDING.search(before) or _YEARS_AGO.search(after))


def _governor(before: str) -> tuple[str, int]:
    """What the last verb before an amount in its clause makes of it, and where that stands."""
    found = [(m.end(), GIVEN, m.start()) for pattern in (_AHEAD, _SAID) for m in pattern.finditer(before)]
    found += [(m.end(), TOLD, m.start()) for pattern in (_TELLS, _TELLS_NEXT) for m in pattern.finditer(before)]
    last = max(found, default=(0, UNCLEAR, -1))
    return last[1], last[2]


def _clause(text: str, start: int, end: int) -> tuple[str, str]:
    """The parts of an amount's clause before and after it."""
    left, right = max(0, start - REACH), len(text)
    for m in _CLAUSE.finditer(text):
        if m.end() <= start:
            left = max(left, m.end())
        elif m.start() >= end:
            right = m.start()
            break
    return text[left:start], text[end:right]
