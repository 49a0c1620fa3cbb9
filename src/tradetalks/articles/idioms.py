"""Turns of phrase by which reports say that somebody asks, gives, gets, opposes or refuses, by kind of predicate.

They go before the plain verbs of ``predicates``: "would not sign without" asks, and refuses nothing.
"""

_LESS = (
    r"(?:lower|better|wider|greater|freer|fewer|more|easier|improved|early|quick|full"
    r"|an? (?:lower|better|cut|end|early))"
)
_CUTS = (
    r"(?:lower|cut|reduce|lift|remove|scrap|suspend|end|ease|open|halve|slash|drop|allow|admit|let|accept|buy|waive)"
)
_CUT = r"(?:cuts?|reductions?|lowering|easing|removal|elimination|halving|quotas?|waivers?|exemptions?)"
_IS = r"(?:is|are|was|were|remains?|remained)"
_UNFAIR = (
    r"(?:unfair|unjustified|discriminatory|unacceptable|illegal|protectionist|excessive|too high|unreasonable"
    r"|unlawful"
    r"|baseless|disproportionate)"
)
YIELDED = (
    r"(?:(?:new|further|more|other|additional|tariff|duty|trade|market|such|quota) )*(?:concessions?|cuts?"
    r"|reductions?"
    r"|opening|relief|exemptions?|(?:market )?access|compromises?|ground)"
)
"""What somebody yields, which a "no" before it makes a refusal: "no tariff concessions"."""
_OF_ANOTHER = (
    r"(?= (?:the )?(?-i:[A-Z])[\w.]*(?:'s?)? (?:\w+ ){0,3}?(?:dut|tariff|lev|ban|curb|quota|restriction|fee|rule"
    r"|tax))"
)
IDIOMS: dict[str, str] = {
    "ask": (
        r"(?:failed|tried in vain|(?:was|were|has been|have been) unable) to (?:get|persuade|convince|win|obtain"
        r"|secure|induce)|"
        r"would have liked|lean(?:s|ed|t) on|(?:is|are|was|were) waiting for|waits for"
        rf"|pursu(?:es|ed|ing)(?= {_LESS})|(?:puts?|putting) in (?:an? )?(?:\w+ )?(?:requests?|bids?"
        rf"|pleas?) (?:for|to|that)"
        r"|(?:makes?|made|issues?|issued) (?:an? |the )?(?:\w+ )?(?:requests?|pleas?|appeals?|case) (?:for|to|that)"
        r"|express\w* (?:an? |its |the |their |his |her )?(?:\w+ )?(?:desire|wish|hope|preference) (?:for|to|that|of)"
        r"|ste(?:ps|pped) up (?:the |its |their )?(?:pressure|calls|efforts|push|lobbying) (?:for|to)"
        r"|(?:puts?|exert(?:s|ed)?|pil(?:es|ed)|kept up|appl(?:ies"
        r"|ied)) (?:\w+ )?pressure on(?= (?-i:[A-Z])[\w. ]{1,25} to\b)"
        r"|attach(?:es|ed) (?:\w+ )?importance to|sets? (?:its|their) (?:sights|heart) on"
        rf"|{_IS} set on(?= {_LESS})|(?:laid|lays|puts?|placed|places) (?:\w+ )?(?:stress|emphasis|weight) on"
        r"|(?:underlin|underscor|stress|reaffirm|confirm|signal)\w* (?:its|their) (?:\w+ )?interest in"
        r"|(?:thank(?:s|ed) (?-i:[A-Z])\w+ for raising)"
        r"|bargain(?:s|ed|ing) for|negotiat(?:es|ed|ing) for"
        rf"|(?:is|was) negotiating (?:with (?:the )?(?-i:[A-Z])\w+ )?(?:over|on|about) (?:the )?(?={_CUT} )"
        rf"|(?:is|was) negotiating (?:with (?:the )?(?-i:[A-Z])\w+ )?(?:over|on|about) (?:the )?(?=(?:lifting|end) )"
        r"|(?:named?|names|lists?|listed) (?:as |among )?(?:its|their) (?:\w+ )?(?:priority|priorities|requests)"
        rf"|(?:made|makes) (?:an? )?priority of|look(?:s|ed|ing)? (?:forward )?to(?= {_LESS})"
        rf"|recommend(?:s|ed)(?: that| (?={_LESS}))|suggest(?:s|ed)(?= {_LESS})"
        r"|(?:made|makes) it a condition (?:that|of)"
        r"|suggest(?:s|ed)(?= (?:that )?(?:[^.;]{0,50}, )?(?:the )?(?-i:[A-Z])[\w ]{2,25} (?:can|could|should|may"
        r"|might"
        r"|consider|make|open|lower|cut|buy|remove|ease|allow|grant|recogni[sz]e|increase|import|lift)\b)"
        r"|invit(?:es|ed|ing)(?= (?:more |the )?(?-i:[A-Z])\w+ (?:[\w-]+ ){0,2}?(?:companies|firms|investors"
        r"|businesses"
        r"|airlines|\w*makers) to\b)"
        r"|(?:took|takes|raised|raises|brought|brings) (?:up )?with(?= (?:the )?(?-i:[A-Z]))"
        r"|(?:raised?|raises|raising|took up|takes? up|brought up|brings? up|flagged)(?= (?:the |its "
        r"|their )[^.;,]{3,50} with (?:the )?(?-i:[A-Z]))"
        rf"|(?:brought up|brings up|flags|flagged)(?= {_LESS})|raised(?= {_LESS})"
        r"|(?:will|would|could|can) not (?:sign|agree|settle|conclude|ratify|move)(?: \w+){0,2}? (?:without"
        r"|unless|until)"
    ),
    "oppose": (
        r"(?:regret(?:s|ted)|questions|questioned|disput(?:es|ed)|contest(?:s|ed)|drew attention to"
        r"|draws attention to"
        rf"|brought up|brings up|flagged|flags|point(?:s|ed) to){_OF_ANOTHER}"
        rf"|(?:call|describ|consider|find|deem|regard|found)(?:s|es|ed)?(?= [^.;]{{3,70}}\b{_UNFAIR}\b)"
        rf"|{_IS} (?:\w+ )?(?:concerned|worried|troubled|alarmed) (?:about|by|over|at|with)"
        r"|(?:has|have|had) (?:\w+ )?(?:concerns|misgivings|doubts|reservations|qualms|complaints) (?:about"
        r"|over|on|regarding)"
    ),
    "refuse": (
        r"(?:would|will) not hear of|(?:stuck|sticks|clings|clung|holds on|held on) to(?= (?:its|the|a|their)\b)"
        r"|h(?:olds?|eld) out against|defend(?:s|ed)(?= (?:its|the|their)\b)|s(?:ees?|aw) no (?:reason|need"
        r"|cause) (?:to|for)"
        rf"|{_IS} in no (?:position|mood|hurry) to|{_IS} (?:firmly |strictly |dead )?against(?= (?:\w+ing|the"
        rf"|an?|any)\b)|(?:fend|ward)(?:s"
        rf"|ed) off(?! (?:the )?(?:tariff|dut))|"
        r"(?:has|have|had) no (?:intention|plans?|wish|desire|appetite) (?:to|of|for)"
        rf"|(?:cannot|could not)(?= {_CUTS}\b)|dug in (?:its|their) heels (?:on|over)|st(?:ands?|ood) firm (?:on"
        rf"|over)"
        r"|h(?:olds?|eld) firm (?:on|over)|maintain(?:s|ed)(?= (?:its|their) (?:\w+ )?(?:dut|tariff|lev|ban"
        r"|quota|curb))"
        r"|refus(?:es|ed) (?:any )?(?=concessions)"
        rf"|(?:(?:will|would|shall|can|could) )?(?:make|makes|made|offer|offers|offered|give|gives|gave|grant|grants"
        rf"|granted|accept|accepts|accepted|contemplate|contemplates|foresees?) no "
        rf"(?:{YIELDED})(?: (?:on|in|over|for|of|to))?"
        r"|s(?:ees?|aw) no (?:room|scope|space) (?:for|to)"
        r"|offered nothing (?:on|in|over)"
        rf"|{_IS} (?:also |still )?not (?:yielding|budging|moving|giving (?:ground|way)|backing down) (?:on|over)"
    ),
    "give": (
        r"(?:gave|gives|given|giving) (?:in|way)(?=[.,;]|$)|relented|climb(?:s|ed) down|back(?:s|ed) down(?=[.,;]|$)|"
        r"g(?:ives?|ave|iven|iving) (?:the |its )(?:green light|go-ahead|nod|approval|consent|blessing) (?:to"
        r"|for)(?= (?:the )?"
        r"(?:imports?|entry|sales|exports?|shipments|purchase|[A-Z]))|"
        rf"(?:is|are) (?:likely|bound) to(?= {_CUTS}\b)|(?:says?|said) (?:it|they|he|she) (?:is|are|was|were) open to"
        r"|(?:indicat|express|show|signal)\w* (?:its |their |a |some |great )?(?:readiness|willingness) (?:to|for)"
        r"|(?:makes?|made|extend(?:s|ed)|tabled|came (?:forward|up) with"
        r"|put forward) (?:an? )?(?:\w+ )?(?:offer|commitment|pledge"
        r"|promise) (?:to|of|for)"
        rf"|(?:took|takes|taking) (?:\w+ )?steps to(?= {_CUTS}\b)|mov(?:es|ed) to(?= {_CUTS}\b)"
        rf"|aims? to(?= {_CUTS}\b)"
        rf"|volunteer(?:s|ed) to|guaranteed? to|reaffirm\w* (?:its|their) commitment to(?= {_CUTS}\b)"
        rf"|(?:agree[sd]? to|accept(?:s|ed)|announc(?:es|ed)|approv(?:es|ed)|conced(?:es|ed)|(?:is"
        rf"|are) weighing)(?= (?:an? |the |further )?(?:[\w-]+ ){{0,2}}?{_CUT} (?:in|of|for|on)\b)"
        r"|(?:outlin|list|present|detail|unveil|announc|offer)\w* (?:\w+ )?(?:concessions|commitments|pledges)"
        r"(?: (?:that|which) (?:include|cover)| including| covering| such as|:)"
        r"|soften(?:s|ed) (?:its|their) (?:stance|line|position) on|(?:makes?|made) (?:an? |some "
        r"|further )?concessions? (?:on|in|over)"
    ),
    "get": (
        r"(?:has|have) been (?:cleared|allowed|permitted|authori[sz]ed|approved) to(?= (?:export|sell|ship|send"
        r"|supply)\b)"
        r"|(?:can|may) (?:now )?look forward to(?= (?:selling|exporting|shipping)\b)|"
        rf"(?:achiev(?:es|ed)|extract(?:s|ed)|negotiated|clinch(?:es|ed)|wrested|landed|(?:walk(?:s|ed)|came"
        rf"|comes) away with)(?= {_LESS})"
        rf"|(?:is|are) granted|stands? to get|(?:get|win|gain|obtain|receive|enjoy|secure)(?= (?:{_LESS}|duty"
        rf"|tariff|preferential))"
        r"|(?<!\bto )(?:avoid|avert|dodg|escap)(?:e?s|e?d)(?= [^.;,]{0,50}\b(?:tariffs?|dut(?:y|ies)|lev(?:y|ies))\b)"
        r"|will have (?:\w+ )?(?:better|wider|easier|freer|improved|greater|full|preferential"
        r"|duty-free) (?:\w+ )?access"
    ),
}
"""Kind of predicate -> its turns of phrase, as one pattern."""
