"""Words by which reports say that somebody asks, gives, refuses, threatens or gets something, as patterns.

A *predicate* is a verb (or noun) of one of these kinds at a place of a sentence. Who its subject is and what it bears
on is for ``clauses`` to find.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from tradetalks.articles import verbs
from tradetalks.articles.idioms import IDIOMS

ASK, OPPOSE, GIVE, DO, GET, REFUSE, THREATEN, TOLD, BY, OF_ASK, OF_GIVE, BARE, EXCHANGE, IF, MEET, OUGHT, FALL = [
    "ask",
    "oppose",
    "give",
    "do",
    "get",
    "refuse",
    "threaten",
    "told",
    "by",
    "of_ask",
    "of_give",
    "bare",
    "exchange",
    "if",
    "meet",
    "ought",
    "fall",
]


@dataclass(frozen=True)
class Predicate:
    """A word of asking or giving: its kind, where it stands, and the words themselves."""

    kind: str
    start: int
    end: int
    text: str


_AUX = (
    r"(?:(?:is|are|was|were|has|have|had|be|been|being|also|now|still|again|long|since|already|repeatedly"
    r"|once more|further|therefore|\w+ly)\s+)*"
)
_OF = (
    r"(?:'s|s'|(?<=[a-z])(?<!\bth)an|(?<!\bw)ish|(?<!\bth)ese|iss|[a-z]i|(?:Fren|Dut|Cze)ch|(?:Gre|Uzb)ek|ine"
    r"|ino|akh|yrgyz|ajik|\bUS|\bU\.S\.|\bEU|\bUK|\bU\.K\.|\bUAE)"
)
"""How a word ends that says whose a demand or an offer is: "India's", "Chinese", "US"."""
_EASING = r"(?:relaxing|lifting|easing|removing|lower|the (?:removal|lifting|easing)|an? (?:end|cut))"
"""What a demand is for that is no demand of a market."""
_PATTERNS: tuple[tuple[str, str], ...] = (
    (
        TOLD,
        r"(?:is|are|was|were|been|be|being)\s+(?:\w+ly\s+)?(?:asked|urged|told|pressed|pushed|called on"
        r"|called upon|invited|required|under pressure)"
        r"(?:\s+by\s+(?:the\s+)?[\w.]+(?:\s+[A-Z]\w+)?)?\s+to\b|under pressure (?:from [\w. ]{2,30}? )?to\b",
    ),
    (
        OF_ASK,
        r"(?:demands?|requests?|calls?|wish(?:es)?|bids?|appeals?|push|pleas?|proposals?|insistence|pressure)"
        r"\s+(?:by|from|of)\s+(?:the\s+)?[A-Z][^,.;:]{1,30}?\s+(?:that|to(?! (?:the|[A-Z]))|for|on)\b",
    ),
    (
        BY,
        r"(?:asked(?: for)?|demanded|sought|requested|wanted|proposed|called for|urged|raised|contested|challenged"
        r"|criticis?z?ed|questioned)\s+by\s+(?!(?:the\s+)?(?:\w+\s+){1,2}(?:Parliament|Congress|Senate|Court))"
        r"(?!Air [A-Z])(?=(?:the\s+)?[A-Z])"
        r"|(?:demands?|requests?|priorit(?:y|ies)|wish(?:es)?)\s+(?:of|from|for|by)\s+(?=(?:the\s+)?[A-Z])"
        r"|that\s+(?=[A-Z]\w+ asks? for\b)",
    ),
    (
        OF_ASK,
        _OF + r"\s+(?:\w+\s+)?(?:demands|demand(?! for(?! " + _EASING + r"))|requests?"
        r"|calls?"
        r"|appeals?|proposals?|pleas?"
        r"|wish(?:es)?"
        r"|push|bid|efforts?|attempts?|quest|drive|pressure)\s+(?:that|to|for)\b"
        r"|" + _OF + r"\s+(?:\w+\s+){0,2}(?:asks?|demands?|priorit(?:y"
        r"|ies)|requests?"
        r"|wish(?:es)?|goals?|aims?|wish list|concerns?|list|grievances?|complaints?|worry|worries|conditions?"
        r"|objectives?|demand)\s+(?:is|was|are|were|remains?|includes?|concerns?|concerned|came first|cluster"
        r"|cent(?:re|er)s?"
        r"|focus(?:es)?|revolves?|ranges?|covers?|extends?|boils? down|go(?:es)? from)\b"
        r"|" + _OF + r"\s+(?:\w+\s+){0,2}(?:interest in|desire (?:to|for)"
        r"|hopes? (?:of"
        r"|for|that)|insistence (?:on|that)|plea (?:to|for))",
    ),
    (
        OF_GIVE,
        _OF + r"\s+(?:\w+\s+)?(?:commitments?|pledges?|promises?"
        r"|undertakings?"
        r"|offers?|decisions?|agreement|readiness|willingness|intention|plans?|assurances?)\s+(?:to"
        r"|that it (?:will|would))\b"
        r"|" + _OF + r"\s+(?:tariff|duty|import-tax) (?:cuts?|reductions?"
        r"|concessions?)(?= (?:on|for|covering)\b)"
        r"|(?:intention|readiness|willingness|decision|plan)\s+of\s+(?:the |his |her |its |their )?[\w ]{2,30}? to\b"
        r"|(?:commits?|obliges?|requires?|binds?)\s+(?:the\s+)?[A-Z][\w. ]{1,30}?\s+to\b|(?:commitments?"
        r"|pledges?|promises?|undertakings?|offers?)\s+(?:by|from)\s+[^,.;]{2,40}?\s+to\b",
    ),
    (
        REFUSE,
        _AUX + r"(?:(?:has|have|had) yet to|fail(?:s|ed) to(?! (?:demonstrate|prove|show|establish|explain|notify"
        r"|convince|notice|make|reach|agree|find|resolve|bridge|produce|secure"
        r"|clinch|achieve|win|get|settle|break)\b)|(?:refusal|reluctance|unwillingness) to"
        r"|(?:stance|policy|line) of not(?= \w+ing\b)|digs? in (?:its|their) heels (?:on|over)"
        r"|refus(?:e|es|ed|ing) (?:to|any)|reject(?:s|ed|ing)?"
        r"|declin(?:e|es|ed|ing) to|resist(?:s|ed|ing)?"
        r"|rul(?:e|es|ed|ing) out"
        r"|(?:will|would|did|does|do|could) not (?:agree|accept|budge|yield|commit|give (?:it|way|ground|up"
        r"|in))(?: to| on)?|(?:was|is|were|are) (?:not in a position to|unable to|not ready to|not willing to"
        r"|unwilling to)"
        r"|(?:would|will) go no (?:lower|further|higher) than|(?:is|are|was|were"
        r"|remains?) (?:also )?(?:reluctant|loath|not keen) (?:to|on|about)|turn(?:s|ed) down|sa(?:id"
        r"|ys?) no to|rebuff(?:s|ed)"
        r"|brush(?:es|ed) (?:aside|off)|(?:does"
        r"|do) not want to(?! be\b)|ba(?:u)?lk(?:s|ed)? at)\b",
    ),
    (
        OPPOSE,
        _AUX + r"(?:oppos(?:e|es|ed|ing)|object(?:s|ed|ing) to|complain(?:s|ed|ing)?(?: about| of)?|protest(?:s|ed"
        r"|ing)?(?: against)?"
        r"|criticis(?:e|es|ed|ing)|criticiz(?:e|es|ed|ing)|condemn(?:s|ed|ing)?|denounc(?:e|es|ed|ing)"
        r"|challeng(?:e|es|ed|ing)|bristl(?:es|ed) at|unhappy (?:about|with|at|that)|frustrated (?:by|with|over|at)"
        r"|angered (?:by|over)|angry (?:about|over|at)|irked by|worried about|(?:took|takes|taking) issue with"
        r"|rais(?:e|es|ed) issues? (?:about|over)|raised objections to|railed against|upset (?:about|by|over)"
        r"|furious (?:at|over|about)|resent(?:s|ed)"
        r"|(?:claim|consider|alleg|argu|contend)(?:s|es|ed|ing) that (?=[^.;]{3,90}?\b(?:inconsistent with|violat"
        r"|breach"
        r"|contrary to|unjustified|discriminat))(?:the )?"
        r"|(?:voic|rais|register|convey|not|express|flag|elaborat|state|reiterat|repeat|outlin|detail|explain"
        r"|underlin)(?:es|s|d|ed|ing|ged) (?:its |their |his |her |strong |deep "
        r"|grave |serious )*(?:concerns?|dissatisfaction|frustration|dismay|anger|displeasure|unease"
        r"|objections?|opposition|reservations?|regrets?"
        r"|worr(?:y|ies))(?: (?:over|about|at|to|on|with))"
        r"|(?:fault|blam|accus|reproach)(?:es|ed|s) (?:the )?(?-i:[A-Z])[\w. ]{1,25}? (?:for|of|over|with)"
        r"|(?:took|takes) (?:the )?(?-i:[A-Z])\w+ to task (?:for|over)"
        r"|(?:took|takes?|taken|taking|haul(?:s|ed)|dragg(?:s|ed)) (?:the )?(?-i:[A-Z])[\w.]+(?: (?-i:[A-Z])\w+)?"
        r" (?:to|before) "
        r"(?:the )?(?:WTO|World Trade Organi[sz]ation|arbitration|an? panel) (?:over|for|about)"
        r"|grumbl(?:es|ed) (?:about|over|at)|hit(?:s)? out at|takes? aim at|took aim at|has no (?:patience"
        r"|time) for|fret(?:s|ted) (?:about|over)|decri(?:es|ed)|slammed|blasted|lamented|deplor(?:es|ed)|annoyed (?:by"
        r"|at|over)|want(?:s|ed)? rid of|push(?:es|ed|ing) back (?:against|on))\b",
    ),
    (
        ASK,
        _AUX + r"(?:wants?|wanted|wanting|seeks?|sought|seeking|asks?(?: for)?|ask(?:s|ed"
        r"|ing) (?:(?-i:[a-z]+) ){1,3}?for|asked(?! not to be| for anonymity| if\b| whether\b| about\b| why\b"
        r"| how\b| what\b)(?: for)?|asking(?: for)?"
        r"|(?<!\bthe )(?<!\bthis )(?<!\bthat )(?<!\ba )(?<!\bany )(?<!'s )(?<!s' )requests?|requested|requesting|urges?"
        r"|urged|urging"
        r"|(?<!'s )(?<!s' )(?<!\bmeet )(?<!\bin )(?<!\bthe )(?<!\bdomestic )(?<!\blocal )(?<!\bglobal )(?<!rising"
        r" )(?<!\bstrong )(?<!\bconsumer )(?<!\bour )(?<!\bsupply and )(?<!standing )(?<!\bmain )(?<!\bkey )(?<!\bold )"
        r"demands?(?! for (?:its|their|soy|oil|goods))|demanded|demanding"
        r"|(?<!\bthe )(?<!\bport )calls? (?:on|for"
        r"|upon)|called (?:on|for|upon)|calling (?:on|for|upon)"
        r"|(?<!\bthe )press(?:es)?(?! (?:release|conference|freedom|copy|statement|briefing))|pressed|pressing"
        r"|push(?:es|ed|ing)?(?! (?:up|down|back|ahead|through|out|aside|(?:the|this|their"
        r"|its) (?:\w+ )?(?:agreement|deal|pact|accord) as)\b)|insists?|insisted|insisting|hopes?"
        r"|hoped|hoping|proposes?"
        r"|(?<!\band )(?<!\bcurrent )(?<!\bthe )(?<!\bits )(?<!\ba )(?<!\btheir )(?<!\bany )"
        r"(?<!'s )(?<!s' )proposed(?! (?:export|tariff|control|measure|dut|law|rule))"
        r"|proposing|expects?|anticipates?|(?:would|'d) (?:also |very much |dearly |still )?(?:like|welcome)"
        r"|condition(?:s"
        r"|ed) (?:its|their) \w+ on"
        r"|(?:underlin|underscor|stress|highlight|emphasi[sz])(?:es|ed) the (?:need|importance|urgency) (?:of|for|to)"
        r"|express(?:es|ed) (?:its |their |an |strong |great )*interest in(?! (?:the )?(?:purchas|buying|acquir"
        r"|invest))"
        r"|extend(?:s|ed) an invitation to"
        r"|pursu(?:es|ed|ing)(?= [^.;]{0,40}\b(?:access|exemption|waiver|relief|removal)\b)|looking for"
        r"|looks for|looked for|look for|holding out for|holds out for|keen (?:on|to|that|for)|interested in"
        r"|lobb(?:y|ies|ied|ying) (?:for|to)|appeal(?:s|ed) (?:to|for)"
        r"|lobb(?:ies|ied|ying) (?:(?:the )?(?-i:[A-Z])[\w.]+ (?:\w+ )?|its neighbou?r |the other side )(?:to|for)"
        r"|(?:stress|emphasi[sz]|underlin|underscor)(?:es|ed)(?= (?:the )?(?:opening|greater|further|removal"
        r"|elimination|reduction|lifting|easing|wider|better|more|early|swift)\b)"
        r"|(?:looking|eager|anxious|aiming|aims?|itching|striving|trying) to(?= (?:\w+ly )?"
        r"(?:ship|sell|export|send|gain|secure|win|get|expand|increase|boost|regain|restore|obtain|widen)\b)"
        r"|needs?(?= (?:the )?" + verbs.nouns() + r" (?:of|for)\b)"
        r"|needs?(?= (?:easier|better|more|lower|greater|fewer|wider|freer|improved)\b)"
        r"|advocating(?: for)?|(?:has|have|had) (?:an? )?(?:\w+ )?interest in"
        r"|aims? to (?:get|obtain|win|secure|have)|pleads?|pleaded|wish(?:es)?|wished|eager (?:for|to)"
        r"|after (?=better|more|a better|wider)|raised the need for|raised? (?:his|her|its"
        r"|their) concerns? (?:about|over)"
        r"|express(?:es|ed) (?:the|its|their|his|her) (?:hope|wish|concern)s?(?: that| about| over)?"
        r"|needs?(?= (?:(?-i:[A-Z])|(?:more|better|greater|wider|fair|full|free|freer|improved|genuine"
        r"|(?:commercially )?meaningful) ))|angling for|aim(?:s|ed|ing) for|adamant (?:that|about|on)"
        r"|campaign(?:s|ed|ing)? for"
        r"|fight(?:s|ing)? for|argu(?:es|ed|ing) for|(?:has|have) set (?:its|their) sights on|covets|eyeing"
        r"|(?:renew|repeat|reiterat|reaffirm|restat|press|lodg|fil|submitt?)(?:s|es|ed|ing)? (?:its|their|his"
        r"|her|a|an|the) (?:\w+ )?(?:call|request|demand|push|plea|wish|appeal|bid|interest|position"
        r"|desire)s?(?: (?:for|that|to|in))"
        r"|mak(?:es|ing) (?:the|a) case for|made (?:the|a) case for|plead(?:s|ed)? for|begg(?:ed|ing) (?:for)?"
        r"|invit(?:es|ed)(?= (?:the )?(?-i:[A-Z])[\w. ]{1,40}? to (?!attend|visit|co-|host|come|meet|a |the ))"
        r"|(?:made|makes) [^.;]{3,60}? (?:conditional|contingent|dependent) (?:up)?on"
        r"|(?:try|tries|tried|trying|working|struggling) to (?:get|persuade|convince|induce)(?= (?:the )?(?-i:[A-Z]))"
        r"|would have(?= (?:the )?(?-i:[A-Z])[\w.]+ (?:lower|reduce|ease|suspend|accept|open|drop|lift|end|admit"
        r"|recogni[sz]e|cut|remove|buy"
        r"|pay|let"
        r"|allow|give|change|scrap|take)\b)"
        r"|look(?:s|ed|ing)? to(?= (?:the )?(?-i:[A-Z])[\w.]*(?: (?-i:[A-Z])\w+)? to\b)"
        r"|(?:got|gets|persuad(?:es|ed)|convinc(?:es|ed)|induc(?:es|ed)|forc(?:es|ed)|compel(?:s|led)"
        r"|prevail(?:s|ed) (?:up)?on)"
        r"(?= (?:the )?(?-i:[A-Z])[\w.]*(?: (?-i:[A-Z])\w+)? to\b)"
        r"|is after|are after|was after|(?:is|are) banking on|(?:is|are|was|were) counting on|counts on"
        r"|in the market for|implor(?:es|ed)|suggest(?:s|ed) that|suggest(?:s|ed)(?= (?:an?|\d[\d,.]*|two|three"
        r"|four|five|six|ten)\b)|advocat(?:es|ed)|would settle for"
        r"|set (?:it )?as (?:its|a|the) condition"
        r"|(?:put|puts|putting|table[sd]?) (?:forward )?(?:an? |its |the |their )(?:request|demand|wish|list"
        r"|plea)s?(?: that| for| to| of \w+:?)?"
        r"|(?:came|arrived|went|come|arrives?) (?:to \w+ |to the table )?with (?:an? |its |their "
        r"|the )?(?:\w+ )?(?:list|demands?|requests?|wishes|wish list)(?: of \w+)?:?"
        r"|(?:has|have|had) long wanted|held out for|told(?= (?:the )?(?-i:[A-Z])[\w. ]{1,25} to\b)"
        r"|(?:has|have|had) (?:its|their|his|her) (?:eyes?|sights) on|hungry for|in search of|would prefer"
        r"|prioriti[sz]es|favou?rs|in hopes? (?:of|that)"
        r"|at the request of(?=$)|encourag(?:es|ed)(?= (?:it|them|(?:the )?(?-i:[A-Z])))|reiterat(?:es|ed) (?:its"
        r"|his|her|their) (?:call"
        r"|demand|request)s? (?:for|that|to))\b",
    ),
    (
        THREATEN,
        _AUX + r"(?:threaten(?:s|ed|ing)?(?: to| that| with)?|warn(?:s|ed|ing)?(?: that| of)?|vow(?:s"
        r"|ed)? to (?:retaliate|respond|hit))\b",
    ),
    (EXCHANGE, r"\b(?:in exchange for|in return for|as the price of|in compensation for)\b"),
    (
        IF,
        r"\bif (?=(?:the )?[A-Z][\w.]+(?: [A-Z]\w+)? (?:also |\w+ly )?" + verbs.any_of("third") + r"\b)"
        r"|\bif (?=(?:the )?[A-Z][\w.]+ (?:lifts?|opens?|admits?|agrees?|drops?|cuts?|buys?|ends?|accepts?|allows?"
        r"|scraps?"
        r"|removes?|eases?|recogni[sz]es?|lowers?|reduces?|grants?|gives?|joins?|stops?)\b)"
        r"|\buntil (?=(?:the )?(?-i:[A-Z])[\w.]+ (?:shows|lifts|opens|agrees|drops|cuts|ends|accepts|allows|scraps"
        r"|removes|eases|acts"
        r"|stops|commits|cooperates|takes|honou?rs|complies|meets)\b)"
        r"|\bonce (?=(?:the )?[A-Z][\w.]+ (?:(?:has|have|had) )?(?:settled|settles|lifted|lifts|opened|opens|ratified"
        r"|ratifies|removed|removes|resolved|resolves|changed|changes|amended|amends|met|meets|dropped|drops|accepted"
        r"|accepts|eased|eases|ended|ends|cut|cuts|admitted|admits|agreed to|agrees to)\b)"
        r"|\b(?:unless|provided that|provided(?! (?:by|for|to|with|in))|on (?:the )?condition that|only if"
        r"|as long as|so long as)\b",
    ),
    (
        GET,
        r"(?:may|can|will)\s+(?:now |again |once more )?be (?:sold|shipped|exported|imported)\b"
        r"|(?:may|can)\s+(?:also |now |then |again )?(?:bid|sell|export|ship|take part|participate|compete|fish|own)\b"
        r"|(?:(?:will|would|can|could|shall|may|is to|are to|was to|were to)\s+(?:also |now |then |soon "
        r"|again )?(?:gain|get|obtain|win|secure|receive|enjoy|benefit from"
        r"|be (?:fully )?exempt(?:ed)?|be spared|be free of|be freed"
        r"|be able to|be free to|be let (?:in|back)|be (?:re)?admitted|be recogni[sz]ed"
        r"|no longer (?:be (?:taxed|charged|required|subject|barred|shut)|have to|need|pay)|see (?:its|their)"
        r"|enter(?= (?:the )?(?-i:[A-Z])[\w.]+(?: (?-i:[A-Z])\w+)? (?:\w+ )?(?:free|without|duty|tariff"
        r"|at \d))|have (?:a )?lower|have access|be allowed|face no"
        r"|pay no|pay only"
        r"|face only|face lower)|enters(?= (?:the )?(?-i:[A-Z])[\w.]+(?: (?-i:[A-Z])\w+)? (?:\w+ )?(?:free"
        r"|without|duty|tariff|at \d))|(?:will|would|could|may) (?:(?:earn|win|bring) (?:it|them)|earn|yield)(?= )"
        r"|being (?:fully |permanently )?(?:exempted|spared|excluded|freed) from|stands? to (?:gain"
        r"|benefit) from|gains|gained|gets|obtains|obtained|wins|secures"
        r"|secured|receives|enjoys(?! (?:an? )?(?:\w+ )?(?:surplus|lead|advantage|growth|ties|relations|status))"
        r"|(?:is|are) (?:exempt(?:ed)? from|spared|allowed to|free to|guaranteed|let (?:in|back))|(?:was"
        r"|were) spared|escapes?d?(?= )|got(?= (?:an?|the|more|better|its|their|easier|lower)\b)|won(?= (?:an?"
        r"|the|more|better)\b)|received(?= (?:an?|more|better)\b)|(?:was|were|has been|have been"
        r"|is being|been|would be|will be) (?:offered|granted|promised|given|guaranteed|assured of|awarded)"
        r"|(?:would|will) see(?= (?:its|their|the|lower|an?|duties|tariffs)\b)"
        r"(?! (?:the |an? )?(?:[\w-]+ ){1,4}(?:buy|purchase|import|cut|lift|lower|remove|open|invest|scrap|reduce|slash"
        r"|eliminate|drop|halve)\b)|sees(?= (?:its|their)\b))\b",
    ),
    (
        GIVE,
        _AUX + r"(?:(?:will|shall|would|could|(?-i:may)|might|'ll)\b(?! be (?:urged|asked|told))"
        r"|(?:intends?|intended|plans?|planned|planning|agrees?|agreed|agreeing|resolves?|resolved|commits?"
        r"|committed|committing|pledges?"
        r"|pledged|pledging|promises?|promising"
        r"|promised|undertakes?|undertook|undertaken|vows?|vowed|offers?|offered|offering"
        r"|confirms?|confirmed|accepts?|decides?|decided|expected|prepared|ready|going|moving|willing|set"
        r"|poised|scheduled|slated|able|due|about|consented|hinted|signalled|signaled|obliged|has|have|is|are)"
        r"(?:\s+(?:itself|themselves|also|in principle|in turn|on \w+day|immediately))*\s+(?:(?:not )?to(?! (?:the|its"
        r"|their|an?)\b)|that it will|that it would|that it could|that they will|on (?=[a-z-]+ing\b)|to"
        r" (?=[a-z-]+ing\b))\b"
        r"|(?:agree[sd]?|promise[sd]|pledge[sd]|undertook|undertakes|guarantee[sd]|accept(?:s"
        r"|ed))(?: in principle| also)? that\b"
        r"|g(?:ives?|ave|iven) (?:an? |its |their |the )?(?:\w+ )?(?:assurances?|undertakings?|commitments?"
        r"|promises?|pledges?|guarantees?|word)(?: that| to)?|assure[sd]? (?:\w+ ){1,3}?that|(?:signed|signs) up to"
        r"|(?:signed|signs|placed|places) (?:an? |\w+ )?(?:contracts?|orders?|deals?|letters? of intent) (?:to"
        r"|for|under which)"
        r"|committed(?= (?:\$|US\$|€|\d|itself|more|an?\b))|promised(?! by)"
        r"|(?<=\bby )(?:offering|promising|pledging)(?= [a-z$])"
        r"|agree[sd]? to (?:the |an? )?(?:[\w-]+ ){0,2}?(?:exemption|relaxation|"
        + verbs.nouns()
        + r")s?(?= (?:of|in|to|on|for)\b)"
        r"|offered(?! by| by)|pledged(?! by)"
        r"|(?:reiterat|reaffirm|restat|confirm|express|announc|signal|declar)\w* (?:its|their|his"
        r"|her) (?:\w+ )?(?:intention"
        r"|readiness|willingness|determination|undertaking|pledge|promise|decision|plans?) to(?! (?:the|an?|its|deepen"
        r"|work|strengthen)\b)|(?:announc|pledg|commit)\w* (?:\w+ )?(?:US)?(?:\$|€)[\d.,]+ ?(?:billion|million"
        r"|bn|m|trillion)?"
        r" (?:of|in|worth of) (?=(?:\w+ )?(?:investments?|purchases|orders)\b)|agreed(?=,| not)|hinted at"
        r"|dangl(?:es|ed)|(?:reached|struck|clinched|sealed|secured) (?:an? "
        r"|the )?(?:[\w-]+ ){0,2}?(?:deal|agreement|pact"
        r"|accord) with (?:the )?(?-i:[A-Z])[\w.]+(?: (?-i:[A-Z])\w+)? to(?= (?:allow|let|admit|open|cut|lower"
        r"|lift|reduce|buy|purchase|import|remove|suspend|scrap|drop|end|ease)\b)|(?:signed|signs|inked|inks"
        r"|reached|concluded) (?:an? |\w+ )?(?:[\w$€£.,-]+ ){0,2}?(?:agreements?|memorand(?:ums?|a)|MO[Uu]s"
        r"|pacts?|deals?"
        r"|contracts?)(?= (?:of understanding )?(?:worth [^;,]{3,30}? )?(?:with [^;]{3,60}? )?to (?:buy|purchase|import"
        r"|procure|supply|invest"
        r"|order)\b)|agree[sd]? to (?:an? |the )(?:[\w-]+ ){0,3}?(?:deal|agreement|arrangement|formula|plan"
        r"|schedule) (?:(?:on"
        r"|for)(?= \w+ing)|to(?= (?:eliminate|reduce|remove|cut|lift|lower|buy|open|end|ease|admit|exempt"
        r"|suspend|scrap)\b))"
        r"|float(?:s|ed) (?:the idea of|an?)|tabled"
        r"|puts? on the table|puts? forward|conced(?:es|ed)|express(?:es|ed) (?:its |their |an |strong "
        r"|great )*interest in (?=(?:the )?(?:purchas|buying|acquir|invest))|stands? ready to|b(?:inds"
        r"|ound) (?:itself|themselves) to|said yes to|bow(?:s"
        r"|ed) to|(?:gave"
        r"|gives|given) (?:ground|way) on|yield(?:s|ed) on|back(?:s|ed|ing) (?:down|off|away) (?:on|over|from)"
        r"|open to(?= \w+ing)|amenable to"
        r"|(?:the|a|its|their|this) decision to(?= (?:end|lift|remove|scrap|ease|relax|open|allow|cut|lower"
        r"|suspend|drop|waive)\b)"
        r"|(?:considering|weighing|preparing|mulling|exploring|studying|drafting"
        r"|readying)(?= (?:[\w-]+ ){0,5}?(?:offers?"
        r"|offerings|concessions|proposals|proposing|offering|package|increased|expanded|imports|purchases|allowing"
        r"|cutting|lowering|lifting|buying|easing|opening)\b)|offering(?= (?:support|help|more|greater|access|to)\b)"
        r"|commits to|closing in on|close to|on the verge of|on course to"
        r"|(?:has|have|had)\s+(?:\w+\s+)?(?:offered|promised|pledged)(?= [a-z$])"
        r"|plans?(?= (?:about |some |up to |at least |over |more than )?(?:\$|US\$|€|\d[\d.]* (?:billion|million)))"
        r"|(?:confirm|announc|unveil|seal|reach|sign|finali[sz]|conclud|back)\w* (?:an? |the "
        r"|their )?(?:[\w-]+ ){0,2}?(?:deal|agreement|pact"
        r"|accord|framework|plan) to(?= (?:lower|cut|reduce|lift|remove|scrap|suspend|end|ease|open|halve|slash"
        r"|eliminate|drop)\b)"
        r"|(?:announced|unveiled|signed|placed|concluded|approved)\s+(?:[\w-]+\s+){0,4}?(?:purchases?|orders?"
        r"|memoranda|contracts?|investments?)\s+(?:of|for|to)\b)",
    ),
    (OUGHT, r"(?:must|should|ought to|has to|have to|needs to|need to)\b"),
    (
        FALL,
        r"(?:go(?:es)?|come(?:s)?|came) (?:down|off|to (?:zero|nil)\b)|(?:will|would|shall|are to|is to) be gone"
        r"|(?:fall|drop|plummet|plunge|tumble|slide"
        r"|sink)s?(?= (?:sharply )?(?:from|to|by)\b)"
        r"|(?:was|were) (?:cut|halved|lowered|reduced|brought down|trimmed)(?= (?:to|by) \d)"
        r"|(?:is|are|has been|have been) (?:now |also |to be |not (?:being |to be )?)?(?:cut|halved|lowered"
        r"|reduced|lifted|suspended"
        r"|dropped|scrapped|waived|removed|phased out|abolished|eliminated|brought down|trimmed|capped|frozen"
        r"|paused|put on hold)\b(?! since| for (?:years|months))"
        r"|(?:is|are|was|were|has been|have been|is being|are being) (?:now |also |to be |\w+ly )?"
        + verbs.any_of("participle")
        + r"(?= (?:[^.;]{0,60} )?by (?:the )?(?-i:[A-Z]))",
    ),
    (
        DO,
        r"(?:has |have |had |also |once more |again |just |already |now |at once |then |today "
        r"|hereby )*(?:slash(?:es|ed)|ax(?:es|ed)|abolish(?:es|ed)|eliminat(?:es|ed)|rescind(?:s|ed)|repeal(?:s"
        r"|ed)|shelv(?:es|ed)|liberalis(?:es|ed)|liberaliz(?:es|ed)|scal(?:es|ed) back|clear(?:s|ed)(?= )|lifts"
        r"|lifted|scraps|scrapped|drops|dropped|removes|removed|suspends|suspended|cancels|cancelled|canceled"
        r"|cuts|cut(?! (?:flowers?|and polished|roses))|lowers|lowered"
        r"|reduces|reduced|eases|eased|relaxes|relaxed|pauses|paused|halts its|halt(?:s"
        r"|ed)(?=[^.;,]{0,40}\b(?:dut|tariff|lev|fee|probe|investigation|control|curb|ban))|ends(?= (?:its|the"
        r"|a|all))|ended(?= (?:its|all))|revok(?:es|ed)|phased out|(?:let|lets) in(?= )|gave better access to"
        r"|(?:approved|authori[sz]ed)(?= imports)"
        r"|restored(?= access)|increased(?= (?:its|the) quota)|took off|abandons|abandoned"
        r"|leaves?(?= [^.;,]{2,40} out\b)|spar(?:es|ed)(?= )"
        r"|lets?(?= [^.;,]{2,40} (?:in|back|through)\b)|reopens|reopened|restores(?= )|unblocks|unblocked"
        r"|unfreezes|legalises|adopt(?:s|ed)(?= (?:a|an|the|new) [^.;,]{0,40}(?:ban|prohibition|law|rules)\b)"
        r"|approves(?= )|brings down|brought down|takes (?:\w+ ){1,4}?off|took (?:its|their"
        r"|the) (?:\w+ ){1,3}?off|delays|delayed|postpones"
        r"|postponed|put off|puts off"
        r"|opens|opened|allows|allowed|grants|granted|gives up|gave up|given up"
        r"|(?:gave|gives)(?=(?: [\\w.-]+){1,4} access)|accepts|accepted|exempts|exempted|waives|waived"
        r"|withdraws|withdrawn|frees(?= [^.;]{3,60} (?:from|of) )"
        r"|withdrew|increases its|increases the|raises its quotas?|does away with|did away with|trims"
        r"|trimmed|halves|halved|rolled back|rolls back|resumes|resumed|strips|recogni[sz]ed(?="
        r" [^.;]{2,70}\b(?:as equivalent|equivalen|certificat|inspection))|admits|admitted|recognises"
        r"|recognizes|lets in|phases out|joins|joined the|order(?:s|ed)(?= (?:(?:up to|another|about|some"
        r"|as many as) )?(?:\d[\d,.]*|dozens|hundreds|more)\b)|(?:slash|scrapp|grant|admitt|eliminat|waiv|halv"
        r"|withdraw|abolish|cutt|reduc|lower|lift|suspend|dropp|remov|buy"
        r"|purchas|open|eas|resum|delay|paus|allow|licens|exempt)ing)\b",
    ),
    (
        BARE,
        r"\s+to\s+(?=(?:also\s+|further\s+|immediately\s+)?(?:buy|purchase|remove|lift|suspend|cut|lower|reduce"
        r"|end|stop|drop|give|grant|license|issue|allow|open|accept|admit|import|invest|delay|eliminate|abolish|scrap"
        r"|ease|resume|exempt|raise|increase|withdraw|recogni[sz]e|provide|supply|guarantee|phase|terminate"
        r"|halt|curb|keep|apply|ban|crack|protect|strengthen|join|waive|roll|procure|spend))",
    ),
)
_INSIDE = (OF_ASK, OF_GIVE, BARE)
"""Kinds that may begin within a word: "India's request to"."""
_CASED = (BY, OF_ASK, OF_GIVE)
PATTERNS = tuple(
    (
        kind,
        re.compile(text if kind in _INSIDE else rf"(?<![\w-])(?:{text})", 0 if kind in _CASED else re.IGNORECASE),
    )
    for kind, text in (*IDIOMS.items(), *_PATTERNS)
)


def predicates(text: str) -> list[Predicate]:
    """Every predicate of a plain sentence, in order, none over another; of two at one place the longer counts."""
    found: list[Predicate] = []
    for kind, pattern in PATTERNS:
        for m in pattern.finditer(text):
            end = m.end() - len(" not to") if kind == GIVE and m.group().endswith(" not to") else m.end()
            if all(m.end() <= p.start or m.start() >= p.end for p in found):
                found.append(Predicate(kind, m.start(), end, text[m.start() : end]))
    for start, end, _ in verbs.acts(text):
        if all(end <= p.start or start >= p.end for p in found):
            found.append(Predicate(DO, start, end, text[start:end]))
    return sorted(found, key=lambda p: p.start)
