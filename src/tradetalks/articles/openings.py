"""Terms by nouns and by whose market they open: "opening up of Pakistan's car sector", "allow nurses to work in Japan",
"for India, the carbon levy is a major concern"."""

from __future__ import annotations

import re
from collections.abc import Iterator

from tradetalks.articles.about import REMEDIES
from tradetalks.articles.acts import is_harm
from tradetalks.articles.mentions import Mention
from tradetalks.articles.said import Claim, trim
from tradetalks.articles.scene import Scene
from tradetalks.articles.topics import topics

_EACH_IN_OTHER = re.compile(
    r"\b(?:from|of|in) each (?:country|side|state|nation)\b[^.;]*?\b(?:may|can|will|would)\b(?!"
    r" not)[^.;]*?\b(?:in|to|into) the other\b"
)
"""What those of each country may do in the other's, which each gives."""
_OPENING_OF = re.compile(
    r"\b(?:opening(?:[ -]up)?(?: of)?|(?:liberali[sz]ation|deregulation) of) (?:the )?$", re.IGNORECASE
)
_ITS_SECTOR = re.compile(
    r"(?:'s?)? (?P<what>[^.;]{0,90}?\b(?:sectors?|markets?|industry|industries|trade|services)\b[^.;,]{0,60}"
    r"(?:,? (?:particularly|especially|including|notably|such as) [^.;]{0,60})?)",
    re.IGNORECASE,
)
_CUT_BY = re.compile(
    r"\b(?P<what>(?:reduction|removal|elimination|lowering|lifting|cut|easing|opening|suspension|abolition|purchase"
    r"|relaxation|liberali[sz]ation|approval|acceptance|admission)s? (?:of|in|on) [^.;,]{3,80}?) by (?:the )?$",
    re.IGNORECASE,
)
_RAISED_WITH = re.compile(
    r"^(?P<what>[^;]{3,160}?) (?:was|were|has been|have been) (?:also )?(?:raised"
    r"|taken up) with (?:the )?(?:visiting )?$"
)
_FACE = re.compile(
    r"(?:'s?)? (?:[\w-]+ )?(?:exporters?|firms|companies|producers|growers|farmers|exports|goods|products|suppliers)"
    r" (?:also |still |continue to |often )*face (?P<what>[^.;]*?\b(?:barriers?|delays?|hurdles?|restrictions?"
    r"|obstacles?|checks"
    r"|norms|red tape|requirements|inspections)\b[^.;]*)"
)
_SPARED = re.compile(r"\b(?:exclud|exempt|spar|shield|free)\w* (?:the )?$")
_FROM_ITS = re.compile(
    r" (?:[\w-]+ ){0,2}?(?:companies|firms|exporters?|goods|producers|makers|workers|steel\w*|products) from (?:the )?"
    r"(?P<what>[^.;,]*)"
)
_CONSULTED = re.compile(r"\brequest(?:s|ed|ing)? (?:WTO )?(?:dispute )?consultations with (?:the )?$")
_ON_MEASURES = re.compile(
    r"(?:'s?)?,? (?:at the WTO )?(?:concerning|regarding|over|on|about|with regard to) (?P<what>[^.;]*)"
)
_CASE_OVER = re.compile(
    r"\b(?:fil|lodg|brought|bring|rais|request|ask|set up|launch|open|start)\w*\b[^.;]*\b(?:panel|complaint"
    r"|petition|case"
    r"|lawsuit|proceedings)\b[^.;]{0,30}?\b(?:over|against|about|on|concerning)\s+(?:the )?$"
)
"""Before whose measure a case is brought over."""
_GIVEN_UP = re.compile(r"\b(?:drop|withdr|suspend|settle[sd]?\b|end|resolv|abandon|clos)\w*\b", re.IGNORECASE)
_ITS_CONTROLS = re.compile(
    r"(?:'s?)? (?P<what>(?:[\w-]+ ){0,4}?(?:controls?|curbs?|restrictions?|bans?|tariffs?|dut(?:y|ies)|lev(?:y"
    r"|ies)|quotas?"
    r"|measures?|subsid(?:y|ies)|rules)\b[^.;,]*)"
)
_LET = re.compile(r"\b(?:allow|permit|let|enable|admit|authori[sz]e)(?:s|ed|ing)?\s", re.IGNORECASE)
_LET_IN = re.compile(
    r"\b(?:to|who) (?:also )?(?:work|live|study|stay|fish|operate|invest|land|enter|sell|bid|practi[sc]e|settle"
    r"|travel)\b"
    r"[^.;,]{0,40}?(?:\b(?:in|into|to|for|inside)\s+(?:the\s+)?|\b(?:enter)\s+(?:the\s+)?)$|\binto (?:the )?$"
)
_MATTER = (
    r"(?:concerns?|priorit(?:y|ies)|sticking points?|fault lines?|stumbling blocks?|obstacles?|hurdles?|irritants?"
    r"|grievances?|red flags?|headaches?|demands?|goals?|aims?|prizes?|wish(?:es)?|asks?|worr(?:y|ies)|sore points?"
    r"|objectives?|interests?|targets?|problems?|complaints?)"
)
_IS = r"(?:is|are|was|were|remains?|has been|have been)"
_FOR = re.compile(r"^\W*(?:And |But |Yet )?[Ff]or (?:the )?$")
_IT_MATTERS = re.compile(rf",? (?P<what>[^;]{{3,160}}?) {_IS} (?:[\w' -]{{0,40}} )?{_MATTER}\b", re.IGNORECASE)
_MATTERS_TO = re.compile(
    rf"^(?P<what>[^;]{{3,160}}?) {_IS} (?:[\w' -]{{0,40}} )?{_MATTER}\b[\w ]{{0,20}}? (?:for|of|in) (?:the )?$",
    re.IGNORECASE,
)


_ITS_AGENDA = re.compile(
    r"'s? (?:\w+ )?(?:agenda|list|wish list|shopping list|mind) (?:is|are|was|were|stands?) (?P<what>[^;.]*)"
)
_HIGH_ON = re.compile(r"\b(?:[Hh]igh|[Tt]op|[Ff]irst|[Uu]ppermost|[Hh]igher) (?:of |on )?(?:the )?$")
_AT = re.compile(r"^At (?:the )?$")
_ITS_REQUEST = re.compile(r"'s? (?:\w+ )?(?:request|demand|insistence|urging|behest),? (?P<what>[^;.]*)")
_WHAT_IS = re.compile(rf"^(?P<what>[^;]{{3,160}}?) {_IS} (?:the )?$")
_ITS_MATTER = re.compile(rf"'s? (?:\w+ ){{0,2}}?{_MATTER}\b", re.IGNORECASE)
_CUT_NOUN = (
    r"(?:cuts?|reductions?|removal|lifting|elimination|easing|halving|abolition|suspension|repeal|end|waiver|opening)"
)
_CUT_IN = re.compile(rf"\b{_CUT_NOUN} (?:in|of|to) (?:the )?$", re.IGNORECASE)
_ITS_DUTY = re.compile(
    r"(?:'s?)? (?P<what>(?:\w+ ){0,3}?(?:tariffs?|dut(?:y|ies)|lev(?:y|ies)|bans?|curbs?|quotas?|fees?)\b[^;.]*)"
)
_ITS_GIFT = re.compile(
    rf"(?:'s?)? (?:\w+ )?(?:{_CUT_NOUN}|relief|exemptions?|offers?|concessions?|pledges?|promises?) (?:of|in|on|for"
    rf"|to) (?P<what>[^;.]*)",
    re.IGNORECASE,
)
_BY_OF = re.compile(rf"\b{_CUT_NOUN} by (?:the )?$", re.IGNORECASE)
_OF_ITS = re.compile(r" of (?P<what>[^;.]*)")
_GIVEN_BY = re.compile(
    r"^(?P<what>[^;]{3,160}?) (?:was|were|is|are|has been|have been) (?:\w+ly )?(?:promised|offered|pledged"
    r"|conceded|granted"
    r"|agreed to) by (?:the )?$"
)
_ITS_OFFER = re.compile(
    r"(?:'s?)? (?:\w+ )?(?:offers?|commitments|concessions|pledges|undertakings|promises) (?:includes?|covers?"
    r"|comprises?|extends? to|consists? of|range from) (?P<what>[^;.]*)"
)
_AGREED_FOR = re.compile(
    r"\b(?:agreed|signed|concluded|initial(?:l)?ed|finali[sz]ed)\b[^.;]*\b(?:"
    r"quotas?(?: of [\d.,]+ (?:[\w-]+ ){1,3}?)? ?(?:a year )?for|exports? of|entry of|access for|admission of)"
    r" (?:the )?$"
)
"""Before whose goods something was agreed for: "agreed on a quota of 10,000 tonnes for Canadian beef"."""
_MARKET_OPENED = re.compile(
    r"'s? (?:\w+ )?(?:market|border|ports?)s? (?:(?:has|have) been|is|are|was|were|will be|is to be) (?:now |also )?"
    r"(?:re)?opened(?: up)? (?:to|for) (?P<what>[^;.]*)"
)
_APPLIES = re.compile(
    r"\b(?P<what>(?:zero|lower|reduced|preferential|nil) (?:tariffs?|dut(?:y|ies)|rates?)(?: of [\d.]+ ?(?:%|per"
    r" ?cent))?)"
    r" (?:will |would |shall |is to |are to )?appl(?:y|ies) (?:to|on) $",
    re.IGNORECASE,
)
"""Before whose goods a low duty will apply to."""
_THANKED = re.compile(r"\bthank(?:s|ed|ing) (?:the )?$")
_FOR_DOING = re.compile(
    r"(?:'s? \w+)? for (?P<what>(?:lower|cut|lift|remov|open|eas|reduc|allow|admitt|scrapp|suspend)\w*ing [^;.]*)"
)
_FLAGGED_BY = re.compile(
    r"\b(?:measures|practices|barriers|irritants|policies|rules) (?:\w+ )?(?:flagged|cited|listed|criticised|criticized"
    r"|singled out|identified|named) by (?:the )?$"
)
_INCLUDE = re.compile(r" (?:also )?(?:include|are|were|cover) (?P<what>[^;.]*)")
"""What somebody finds fault with: "measures flagged by Lopez include bans on wine"."""
_KEPT_OUT = re.compile(
    r"\b(?:address|remov|eliminat|tackl|reduc|dismantl|end|lower|bring down)\w*\b[^.;]*\b(?:barriers?"
    r"|restrictions|obstacles)\b"
    r"[^.;]*\b(?:prevent|block|barr|keep|kept|shut)\w*\b[^.;]{0,50}\b(?:from entering|out of) (?:the )?$"
)
"""Before whose market barriers are taken down that kept others' goods out of it."""
_ITS_MARKET = re.compile(r"(?:'s?)? (?:[\w-]+ )?markets?\b")
_DEAL_FOR = re.compile(
    r"'?s? (?:\w+ ){0,2}?(?:strikes|struck|reach(?:es|ed)|signs?|signed|secur(?:es|ed)|clinch(?:es|ed)|seals?"
    r"|sealed|inks|inked)"
    r" (?:an? |the )?(?:\w+ )?(?:deals?|agreements?|contracts?|pacts?) (?:for|on) (?:more |additional "
    r"|extra )(?P<what>[^;.]*)"
)
"""Whose deal it is for more of the other's goods: "Argentina strikes deal for more Bolivian gas"."""
_SPOKEN_OF = re.compile(
    r"\b(?:discuss\w*|issues?|talk(?:s|ed)?|facilitat\w+|increas\w+|resum\w+|boost\w*|expand\w*|promot\w+|speed up"
    r"|explor\w+|support\w*|agree\w*|interest\w*|question|matter|problems?|hurdles?|restor\w+|enhanc\w+)\b"
)
_SHIPPED_TO = re.compile(
    r"\b(?P<what>(?:exports?|shipments?|sales?|supply|entry|imports?) (?:of )(?:[\w-]+(?:, | and | or "
    r"| )){1,10}?)(?:in)?to (?:the )?$"
)
"""Before whose market goods are shipped to: "the export of poultry meat, eggs and seafood to"."""
_SHIPPED_FROM = re.compile(
    r"\b(?:increas\w+|boost\w*|expand\w*|promot\w+|resum\w+|support\w*)[^;.]{0,40}?"
    r"(?P<what>(?:[\w-]+ ){1,4}?(?:exports?|imports?)) from (?:the )?$"
)
"""Before who sells what is to be sold more: "support for increasing coal export from"."""
_RED_LINE = re.compile(
    rf"^(?P<what>[^;]{{3,120}}?) {_IS} (?:an? )?(?:red line|taboo|out of the question|unthinkable|off limits"
    rf"|non-negotiable"
    rf"|out of bounds) (?:for|to) (?:the )?$"
)
_ITS_RED_LINE = re.compile(rf"'s? (?:\w+ )?red lines? {_IS} (?P<what>[^;.]*)")


def _by_noun(before: str, after: str, noun: bool) -> Iterator[tuple[str, str, bool]]:
    """What a noun says beside a party: the words of its topic, how, and whether the party is who asks."""
    pairs: tuple[tuple[re.Pattern[str] | None, re.Pattern[str] | None, str, bool], ...] = (
        (_HIGH_ON, _ITS_AGENDA, "asked", True),
        (_AT, _ITS_REQUEST, "asked", True),
        (_WHAT_IS, _ITS_MATTER, "asked", True),
        (_CUT_IN, _ITS_DUTY, "promised", False),
        (None, _ITS_GIFT, "promised", False),
        (_BY_OF, _OF_ITS, "promised", False),
        (_GIVEN_BY, None, "promised", False),
        (None, _DEAL_FOR, "promised", True),
        (_THANKED, _FOR_DOING, "promised", False),
        (None, _MARKET_OPENED, "promised", False),
        (None, _ITS_OFFER, "promised", False),
        (_FLAGGED_BY, _INCLUDE, "opposed", True),
        (_RED_LINE, None, "refused", False),
        (None, _ITS_RED_LINE, "refused", False),
    )
    if not noun and (applies := _APPLIES.search(before)):
        yield f"{applies['what']} on {after.split('.')[0]}", "promised", True
        return
    for left, right, how, asks in pairs if noun else pairs[3:5]:
        one = left.search(before) if left else None
        two = right.match(after) if right else None
        if (left and not one) or (right and not two):
            continue
        words = next((m["what"] for m in (two, one) if m and "what" in m.re.groupindex), "")
        yield words, how, asks
        return


def opened(text: str, found: list[Mention], scene: Scene) -> Iterator[Claim]:
    """Whose sector is opened by a noun, whose country somebody is let into, and what matters to one side of the other.

    Of two parties only: who asks is the other.
    """
    if len(scene.parties) != 2:
        return
    if _EACH_IN_OTHER.search(text):
        for one, other in (scene.parties, scene.parties[::-1]):
            yield from _claims(text, one, other, "promised", scene)
        return
    for m in found:
        other = scene.other(m.party)
        if not other:
            continue
        before, after = text[: m.start], text[m.end :]
        if said := list(_by_noun(before, after, m.noun)):
            for words, how, asks in said:
                yield from _claims(words, *((m.party, other) if asks else (other, m.party)), how, scene)
            continue
        if _KEPT_OUT.search(before) and _ITS_MARKET.match(after):
            yield from _claims(before, other, m.party, "promised", scene)
        elif _OPENING_OF.search(before) and (sector := _ITS_SECTOR.match(after)):
            yield from _claims(sector["what"], other, m.party, "promised", scene)
        elif (cut := _CUT_BY.search(before)) and m.noun:
            yield from _claims(cut["what"], other, m.party, "promised", scene)
        elif raised := _RAISED_WITH.match(before):
            yield from _claims(raised["what"], other, m.party, "asked", scene)
        elif m.adjective and _AGREED_FOR.search(before):
            yield from _claims(f"access for {text[m.start :]}", m.party, other, "promised", scene)
        elif not m.noun and (faced := _FACE.match(after)):
            yield from _claims(faced["what"], m.party, other, "opposed", scene)
        elif not m.noun and _SPARED.search(before) and (spared := _FROM_ITS.match(after)):
            yield from _claims(spared["what"], m.party, other, "promised", scene)
        elif _CASE_OVER.search(before) and not _GIVEN_UP.search(before) and (measure := _ITS_CONTROLS.match(after)):
            yield from _claims(measure["what"], other, m.party, "opposed", scene)
        elif _CONSULTED.search(before) and (on := _ON_MEASURES.match(after)):
            yield from _claims(on["what"], other, m.party, "opposed", scene)
        elif (m.noun and _FOR.match(before) and (matter := _IT_MATTERS.match(after))) or (
            m.noun and (matter := _MATTERS_TO.match(before))
        ):
            yield from _claims(matter["what"], m.party, other, "asked", scene)
        elif (
            m.noun
            and (shipped := _SHIPPED_TO.search(before))
            and _SPOKEN_OF.search(before)
            and not _IS_FIGURE.search(text)
        ):
            yield from _claims(f"access for {shipped['what']}", other, m.party, "asked", scene)
        elif m.noun and (shipped := _SHIPPED_FROM.search(before)) and not _IS_FIGURE.search(text):
            yield from _claims(shipped["what"], m.party, other, "promised", scene)
        elif (let := _last(_LET, before)) and _LET_IN.search(before[let:]) and not is_harm(before[let:]):
            yield from _claims(trim(text[let:]), other, m.party, "promised", scene)


_IS_FIGURE = re.compile(r"\d\s?(?:%|per ?cent|billion|million)|\b(?:rose|fell|grew|jumped|reached|totall?ed|worth)\b")
"""Of a sentence that tells what trade is, and asks nothing."""


def _last(pattern: re.Pattern[str], text: str) -> int:
    """Where the last match begins; 0 where there is none, or it opens the text."""
    return max((m.start() for m in pattern.finditer(text)), default=0)


def _claims(what: str, asker: str, target: str, how: str, scene: Scene) -> Iterator[Claim]:
    about = topics(what, scene.taxonomy)
    for topic in about:
        if topic in scene.taxonomy.goods and REMEDIES in about:
            continue  # "anti-dumping duties on barley"
        yield Claim(asker, topic, target, how, 0.65)
