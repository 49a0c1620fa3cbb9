"""What a clause after "will" does: harm to the other side, mere talk, or nothing, where it is denied."""

from __future__ import annotations

import re

from tradetalks.articles.agreed import is_raised

_DUTY = r"(?:tariffs?|dut(?:y|ies)|lev(?:y|ies)|surcharges?|surtax|percent|per cent|%|barriers?)"
_FIRST = (
    r"^\W*(?:\(?[ivx]+\)\s*)?(?:(?:also|then|now|again|further|first|be|have|not|both|adopt or|start|begin"
    r"|\w+ly)\s+(?:to\s+|by\s+)?)*"
)
_HARM = re.compile(
    rf"{_FIRST}(?:(?:impos|slap|enact|charg|hit|doubl|tripl|hik|put|add(?!ress)|answer|reimpos|return|set"
    rf"|quadrupl)\w*|lev(?:y|ied|ying|ies))\b(?=.{{0,90}}?{_DUTY})"
    rf"|{_FIRST}(?:rais|increas|escalat|boost|(?:ramp|jack|crank|bump|push|step|scal)\w* up\b"
    r"|lift(?=[^.;]{0,80}? to [1-9]\d*(?:\.\d+)?\s?(?:%|per))"
    rf"|bring(?!\w*\b[^.;]{{0,80}}?\b(?:down|to zero|back"
    rf"|into line)\b))\w*\b(?=.{{0,60}}?(?:tariffs?|dut(?:y|ies)|levies"
    rf"|percentage points|% tariff))"
    rf"|{_FIRST}(?:retaliat\w+|let\b.{{0,60}}?\blapse|revoke|respond in kind|respond|blacklist\w*|sanction"
    rf"|tighten\w*|strike back|hit back)\b"
    rf"|{_FIRST}(?:halt|stop|suspend|end|freeze|cancel|restrict|limit|curtail)\w*\s+(?:all\s+|its\s+"
    rf"|the\s+)?(?:purchases|exports|imports|supplies|shipments|talks|sales|licen[cs]es)\b"
    rf"|{_FIRST}(?:suspend|withdraw|withdrew|revok|remov|end|cut|limit|strip)\w*\s(?:[\w$.%]+\s){{0,4}}?"
    rf"(?:trade |tariff |GSP )?(?:preferences|benefits|privileges|eligibility)\b"
    rf"|{_FIRST}(?:put|impos|set|introduc)\w*\s+(?:an?\s+|new\s+)*(?:cap|limit|ban|curb|ceiling)s?\s+on\b"
    rf"|{_FIRST}(?:slash|cut|reduc|halv|trim)\w*\s+(?:all\s+|its\s+|their\s+|the\s+|new\s+)?(?:import permits|permits"
    rf"|imports|purchases|quotas|visas|work permits|flights|supplies|shipments)\b"
    rf"|{_FIRST}(?:ban|block|restrict|prohibit)\w*\s+(?!on\b)|{_FIRST}expan\w+ (?:its )?(?:export )?controls",
    re.IGNORECASE,
)
_GOOD_BAN = re.compile(
    r"forced lab|child lab|fentanyl|chemicals|precursor|Russian|from Russia|deforest|transship|counterfeit"
    r"|illegal|evasion|drug|oil from",
    re.IGNORECASE,
)
_DUTY_RAISED = re.compile(
    rf"{_FIRST}(?:impos|slap|charg|hit|doubl|tripl|quadrupl|hik|put|add|rais|increas|boost|set|lev(?:y|ies|ied)"
    rf"|escalat)"
    rf"\w*\b(?:[^.;]|\.(?=\d)){{0,60}}?{_DUTY}",
    re.IGNORECASE,
)
"""A duty, whatever it is raised for: "raise tariffs over purchases of Russian oil"."""
_MILD = re.compile(
    r"\b(?:no more than|not exceed|no higher than|instead of|in place of|rather than|down from|all[- ]included"
    r"|lower|higher of|quota|cap|capped|no (?:duty|tariff|levy|charge)|nothing|no dut(?:y|ies)|free of duty"
    r"|duty-free|ceiling|spared?|zero|hold off|hold back)\b",
    re.IGNORECASE,
)
_TALK = re.compile(
    r"^(?:\s*(?:also|now|then|again|further|both|soon|promptly|next|have to|continue to|continue|be|not|first"
    r"|expeditiously|jointly|to|\w+ly)\b)*\s*"
    r"(?:(?:an? |the |its |their |open |constructive |further )*(?:dialogue|talks|discussions?|negotiations"
    r"|consultations|engagement)\b|meet|hold(?! (?:off|back|the|at))|discuss|talk|visit|travel|speak|host"
    r"|initiate|investigate|probe|open (?:an? )?(?:[\w-]+ ){0,2}(?:probe|investigation|inquiry|case)"
    r"|sign(?! (?:an? |the )?(?:[\w-]+ ){0,2}?(?:agreements?|deals?|contracts?|memorand\w+|MoU) (?:to|for the)"
    r" (?:import|buy|purchase|procure|invest|supply|open|cut|lift))|finali[sz]e|conclude(?! (?:its |the "
    r"|their )?(?:\w+ )?(?:evaluation|assessment|approval|procedure|protocol|inspection))"
    r"|cooperate|collaborate|announce|implement (?:this|the)|receive|welcome|focus|target(?! of)|centre on"
    r"|center on|revolve|touch on"
    r"|(?:still )?be (?:subject|required)"
    r"|attend|arrive|return to|look (?:elsewhere|into|at options)|begin|start|launch|set up(?! (?:an? "
    r"|new )?(?:\w+ )?(?:factor|plant|line|mill|works))|establish|take part"
    r"|join (?:talks|the talks)|open talks|come up|be held|convene|mark|represent|provide an|"
    r"negotiate(?! an alternative)|consult|seek|ask|press|push|demand|raise the (?:matter|issue|question|case"
    r"|subject)|raise (?!the |its |quota|tariff|dut)"
    r"|cover|include|confront|engage|decide (?:on|whether|about|later|soon)|build on|submit|come"
    r"|go(?! back to \w+ing| on (?:invest|buy|purchas|supply|import|open|lower|lift)ing)|see(?! that\b"
    r"| to it\b)|say|tell|call"
    r"|document|(?:speed up|accelerate|expedite)(?= (?:the |their |its )?(?:[\w-]+ )?(?:talks|negotiations|work"
    r"|efforts|dialogue|discussions))|step up(?! (?:its "
    r"|their )?(?:purchases|imports|buying|orders))|restart|resume talks"
    r"|find|watch|follow|report"
    r"|work (?:(?:closely|hand in hand|side by side|jointly|constructively) )*(?:with|together)\b|"
    r"need|want|try|head|fly|be followed|be signed|be conducted|consider the possibility|explore(?! (?:more "
    r"|further )?ways (?:to|of) (?:increas|expand|rais|boost))|face"
    r"|give (?:its|their|an|his|her) (?:answer|reply|response|opinion|view)|answer|reply|revert|study|examine|look at"
    r"|inform|notify|determine|assess|evaluate|monitor|acknowledge|keep (?:each|one) (?:other|another)|remain|stay"
    r"|take effect|enter into force|not be|expire|lapse|happen)\b",
    re.IGNORECASE,
)
KEEPS = re.compile(
    r"\s*(?:to |on )?(?:keep|retain|maintain|preserv|protect|shield|defend|uphold|stick|hold)(?:e|ing)? (?:to "
    r"|on to )?(?:(?:its|their)\b"
    r"|(?:the|this|all|both|these) (?:[\w%-]+ ){0,3}?(?:tariffs?|dut(?:y|ies)|lev(?:y|ies)|bans?|curbs?"
    r"|restrictions?|quotas?|fees?"
    r"|controls|embargo|tax|measures?)\b(?! (?:low|down|open|at zero)))"
)
"""What keeps a measure: "wants to keep its ban"."""
_KEEPS_DUTY = re.compile(
    r"\s*(?:also |still )?(?:keep|retain|maintain|leav(?=e)|continue to (?:apply|charge|impose|levy|maintain))e?\s"
    r"(?:(?:an?|the|its|their|these|those|all|both)\s)?(?:[\w.%'-]+\s){0,4}?"
    r"(?:tariffs?|dut(?:y|ies)|lev(?:y|ies)|surcharges?)\b(?:\srates?\b)?"
    r"(?=[^.;]{0,60}?\d|[^.;]{0,40}?\b(?:unchanged|in place|as (?:they|it) (?:are|is))\b)"
    r"(?![^.;,]*\b(?:low|down|open|zero|no (?:more|higher)|below|cap\w*|instead|duty-free)\b)",
    re.IGNORECASE,
)
"""What goes on charging a duty at its rate: "maintain reciprocal tariffs at 19 per cent"."""
_NOT = re.compile(r"^\s*(?:also\s+)?(?:not|never|no longer)\b|n't\b")


_DARES = re.compile(r"\s*not (?:hesitate|shrink|shy away|flinch|be afraid)\b")


def dares(clause: str) -> bool:
    """Does a clause after "would" threaten by what one will not shrink from: "would not hesitate to resume"?"""
    return bool(_DARES.match(clause))


def is_harm(clause: str) -> bool:
    """Does a clause after "will" do harm to the other side (a duty, a ban), rather than give it something?"""
    if is_raised(clause[:140]):
        return True
    match = _HARM.match(clause[:140])
    if match is None or (_GOOD_BAN.search(clause) and not _DUTY_RAISED.match(clause)):
        return False
    return not _MILD.search(clause)


def keeps_duty(clause: str) -> bool:
    """Does a clause after "will" keep a duty at the rate that it has, which gives nothing?"""
    return bool(_KEEPS_DUTY.match(clause))


def is_talk(clause: str) -> bool:
    """Does a clause after "will" only say that one meets or talks?"""
    return bool(_TALK.match(clause))


def is_negated(clause: str) -> bool:
    """Does a clause begin with "not"?"""
    return bool(_NOT.match(clause))
