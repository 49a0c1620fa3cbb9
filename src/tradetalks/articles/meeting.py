"""Where and when the parties meet, on what occasion, on what tour: not when an order was signed or a truce ends."""

from __future__ import annotations

import itertools
import re
from collections import defaultdict

from tradetalks.articles.days import DATE, MONTH, date_of, has_year, iso_of
from tradetalks.articles.draft import Found
from tradetalks.articles.filed import (
    BUREAUS,
    DATELINE,
    FILED,
    FROM,
    HEAD,
    OPENS_DATED,
    OPENS_WITH_DAY,
    dated_line,
    filed_on,
    reported_on,
)
from tradetalks.articles.mentions import mentions
from tradetalks.articles.occasion import day_of_deal, place_of_deal
from tradetalks.articles.sentences import Place
from tradetalks.articles.spots import NO_PLACE, guest_of, landmark, names_of_countries, of_head, usual_name
from tradetalks.articles.taxonomy import Taxonomy
from tradetalks.articles.text import Span
from tradetalks.articles.when import NOT_MEETING, TO_COME, meeting_day, tells_history

_MEETS = re.compile(
    r"\b(?:meet|meets|met|meeting|summit|talks|round|dialogue|ministerial|convene[sd]?|arrives?|flies|travels? to"
    r"|heads? to"
    r"|resumes?|return to the table|try again|speak|negotiators are|delegations?|conclude[sd]?|hold|holds|held"
    r"|sign|signs|signed|sealed|received|receive|convenes?|settled|agreed in|visit to|landed in|joint review"
    r"|negotiations in|visiting|ceremony|(?:reached|struck|clinched|concluded) in"
    r"|closed (?:the )?(?:last|final|remaining|open) \w+|sessions?|chaired|chairs|initial(?:l)?ed"
    r"|sat (?:across|opposite)|to the table|paid (?:an? )?(?:\w+ )?visit"
    r"|I was in|hosted|at the table in"
    r"|delegation is|sit down|sits down|sat down|counterparts?|shook hands|opened in|took place|takes place"
    r"|(?:sends?|sent|dispatch\w*) (?:an? |its |the )?(?:\w+ )?(?:ministers?|delegations?|envoys?|team|officials"
    r"|negotiators) to"
    r"|(?:will|is to|are to|to) (?:go|fly) to"
    r"|(?:on|in) the (?:margins|sidelines) of|exchanged (?:notes|letters|instruments|documents)|wrapped up"
    r"|announced in"
    r"|welcom(?:ed|es) (?:the |his |her )?(?:[Pp]resident|[Pp]rime|[Mm]inister|[Pp]remier|counterpart)"
    r"|put (?:their|his|her|its) (?:names?|signatures?|pens?) to"
    r"|ha(?:s|ve) been (?:sitting|meeting|negotiating|talking)"
    r"|gathered|announced it|(?:agreed|signed|concluded)(?: [^.;,]{1,40})? here|invited (?:the two|both|them))\b",
    re.IGNORECASE,
)
_STRONG = re.compile(
    r"\b(?:meet|meets|met|meeting|summit|talks|round|ministerial|session|closed the|concluded in"
    r"|to the table|chaired|initial(?:l)?ed|sat|put (?:their|his|her|its) (?:names?|signatures?|pens?) to"
    r"|ha(?:s|ve) been (?:sitting|meeting|negotiating|talking)"
    r"|receive[sd]?"
    r"|convene|hold|holds|held|sign|signs|signed"
    r"|sealed|settled|return to the table|try again|resume|speak|review|travels|flies|heads|arrives|are to|visit"
    r"|visiting|negotiations|ceremony|reached in|struck in"
    r"|(?:sends?|sent|dispatch\w*) (?:an? |its |the )?(?:\w+ )?(?:ministers?|delegations?|envoys?|team|officials"
    r"|negotiators) to"
    r"|(?:will|is to|are to|to) (?:go|fly) to"
    r"|(?:on|in) the (?:margins|sidelines) of|exchanged (?:notes|letters|instruments|documents)|wrapped up"
    r"|welcom(?:ed|es) (?:the |his |her )?(?:[Pp]resident|[Pp]rime|[Mm]inister|[Pp]remier|counterpart))\b",
    re.IGNORECASE,
)
_AHEAD = re.compile(
    r"\b(?:will|are to|is to|scheduled|set to|meet|meets|next|resume|ahead of|before the|on the eve|are in"
    r"|is in|travels|heads|flies)\b"
)
_NEXT = re.compile(
    r"\b(?:meet again|next round|(?:previous|last|earlier) (?:round|meeting|session|talks)|first meeting in"
    r"|next (?:\w+ ){0,3}?(?:session|meeting|talks)|again in|last week|returned from"
    r"|planned for|hosted by|exposition"
    r"|telephone|by phone|state visit|panel|consultations with|body)\b",
    re.IGNORECASE,
)
_OF_BODY = re.compile(
    r"\b(?:meetings?|session) of the (?:WTO )?(?:[\w-]+ ){0,3}?(?:Body|General Council|Board|DSB)\b|\bDSB meeting"
)
"""Meetings of bodies that are no talks."""
_BESIDES = re.compile(r",? (?:during|after|before|following) which\b|, which also\b|; ")
"""Where a sentence goes on to what else was done on the same tour."""
_LATER = re.compile(
    r"\b(?:(?:next|following|\w+th) (?:round|session|meeting)\b[^.;]{0,25}(?:is|will|shall|to) be held"
    r"|(?:is|are) to be signed|(?:will|shall) meet in [\w ]+ (?:next|in the))\b",
    re.IGNORECASE,
)
"""Meetings after this one."""
_ANYWHERE = re.compile(
    r"(?:\b(?:[Mm]e?et(?:s|ing)?|[Tt]alks?|negotiations|visiting|reached|struck|ministerial|sessions?|rounds?|summit"
    r"|conference|signing|ceremony|chaired|convened?|concluded|finali[sz]ed|agreed|announced(?= in)"
    r"|held(?= (?:in|at|on"
    r"|their|talks))"
    r"|gathered|sat|sit|signed|initial(?:l)?ed|takes? place|took place|hosted|receive[sd]?|I was)\b"
    r"[^.;:,]{0,120}?(?<!plant)(?<!plants)(?<!firm)(?<!firms)\s(?:[Ii]n|at(?=\s(?:the|[A-Z]\w+'s)\s(?:\w+\s)?(?:city"
    r"|town|port|resort|village) of))"
    r"|^(?:\w+\. )?In)\s+(?:(?:the|[A-Z]\w+'s)\s+(?:\w+\s+)?(?:city"
    r"|town|port|resort|village) of\s+)?"
    r"(?P<where>[A-ZÀ-Þ][\w'-]+(?:\s(?:[A-ZÀ-Þ][\w'-]+|del?|la|al|dos|City))*?)"
    r"(?=[,.;]|$|\s(?:on|\(|at|to|from|last|this|earlier|today|yesterday|and|under|by|with|for|between|where|early"
    r"|late|in)\b"
    r"|\s\()"
)
"""A place that no list has, where a meeting verb says that they meet in it."""
_BEFORE_THIS = re.compile(
    rf"\bin (?:early |mid-|late )?{MONTH}(?! \d{{1,2}}\b)(?:,? (?:last year|20\d\d))?(?! and\b)"
    r"|\b(?:a|one|two|three|several|some|few) (?:weeks?|months?|years?) (?:ago|earlier|before)\b"
    r"|\b(?:last|previous) (?:month|year|spring|summer|autumn|winter)\b|\bearlier (?:this|that|in the) (?:year|month)\b"
    r"|\b(?:met|meeting|held|talks|visit(?:ed)?) in (?:19|20)\d\d\b"
    r"|\b(?:following|implement\w*|under|pursuant to|based on|in line with) (?:the|an?) (?:[\w-]+ ){0,6}?(?:agreement"
    r"|arrangement|deal|accord|understanding|decision)\b[^.;]{0,120}?\b(?:reached|signed|agreed|concluded|struck"
    r"|made)\b",
)
"""What was done some time before a report, of which no day is told."""
_ELSEWHERE = re.compile(r"\b[Bb]efore (?:coming|arriving|flying|travelling|going) (?:here|to)\b|\b[Ee]n[- ]route to\b")
"""What somebody did on his way."""
_NO_ROUND = re.compile(
    r"\b(?:round|rounds|wave|session) of (?:[\w-]+ ){0,2}?(?:tariffs|duties|sanctions|levies|tariff|retaliat\w+"
    r"|hikes)\b"
)
"""A round that is none of talks."""
_HOSTS = re.compile(
    r"(?:\b(?:city|town|capital|resort) of (?P<town>[A-Z][\w'-]+(?: [A-Z][\w'-]+)?)"
    r"|(?:^|, )(?P<city>[A-Z][\w'-]+(?: [A-Z][\w'-]+)?))(?:, [A-Z][\w ]{2,30},?)?"
    r" (?:has |also )?(?:hosted|hosts|will host|is hosting|is to host|was (?:the )?host to|was the venue)\b[^.;]{0,80}?"
    r"\b(?:meetings?|talks|rounds?|session|summit|negotiations|commission|committee|conference|signing)\b"
)
"""A city that has a meeting held in it: "Dhaka hosted the third session"."""
LIKELY = 0.45
"""How sure the day and the place of a deal are where no meeting is told."""
LEAST_TOLD = 40
"""Characters after a day that opens a sentence from which these tell something, and are no title of a statement."""
HEADED = 0.75
"""How sure a communique's own place and date are."""
_HOSTED = re.compile(
    r"\b(?:after (?:meeting|receiving|hosting|talks with)|(?:their|its) hosts?|ended (?:\w+ ){1,3}of talks|visit(?:ed"
    r"|s|ing)? (?:to )?the"
    r" (?:country|kingdom|capital|island|emirate)|(?:arrived|on (?:an? )?(?:\w+ ){0,2}(?:visit|trip)) here)\b"
)
"""What a wire from the host's own capital says of a meeting there."""
_HERE = re.compile(
    r"\b(?:talks|meeting|met|round|session|summit)\b[^.;]{0,120}\bhere\b|\b(?:arriv\w+|held|meet|met|signed"
    r"|opened|agreed|concluded|reached)(?: [^.;,]{1,120})? here\b"
    r"|\b(?:talks|meeting|met|round|session|summit)\b[^.;]{0,60}\bin this (?:city|capital|town|resort)\b"
)
_SPOKEN = re.compile(r"\b(?:TRANSCRIPT|[Tt]ranscript|[Ii]nterview|[Dd]oorstop|[Pp]ress conference|[Rr]emarks)\b")
"""A transcript, whose head says where and when it was spoken."""
_SPOKEN_IN = re.compile(
    r"\b(?:[Ii]nterview|[Dd]oorstop|[Cc]onference|[Rr]emarks),? (?:in "
    r"|at )?(?P<city>[A-ZÀ-Þ][\w-]+(?: [A-ZÀ-Þ][\w-]+)?)"
    r"(?=,|$|\s)"
)
_CAME_FROM = re.compile(
    r"\bfrom (?P<city>[A-ZÀ-Þ][\w-]+(?: [A-ZÀ-Þ][\w-]+)?), where (?:I|we|he|she|they) (?:had )?(?:met|signed"
    r"|held|agreed)\b"
)
"""Where whoever speaks has met somebody: "I have just come from Beijing, where I met"."""
_ASKED_WHEN = re.compile(r"\b(?:[Ww]hen|[Ww]here)\b[^.]*\b(?:concluded|agreed|signed|meet|met|held|take place)\b")
"""A heading that asks when or where they met."""
_OWN_PLACE = re.compile(r",\s(?P<city>[A-ZÀ-Þ][\w-]+(?: [A-ZÀ-Þ][\w-]+)?)\.?$")
_SAYS = re.compile(r" (?:said|says|announced|told|added)\b")
_ACTS = re.compile(r" [a-z]+(?:s|ed)\b")
"""After a colon and a capital that is a government: "The trade week: Abuja signs"."""
_TRAVEL = re.compile(r"\b(?:visited|travell?ed to|via|stopped in|arrived in|flew to|toured)\s+")
_HEADED = re.compile(r"^(?P<city>[A-Z][a-zà-ÿ]+(?: [A-Z][a-zà-ÿ]+)?), (?P<day>[^.]{6,20}\d{4})\.?$")
"""A communique's own place and date, by itself."""


def meeting(
    sentences: list[Span], texts: list[str], stand: list[Place], taxonomy: Taxonomy, parties: tuple[str, ...] = ()
) -> tuple[list[Found], list[Found]]:
    """Places and dates of the meeting, the likeliest first: by opening, future tense and number of sentences.

    Args:
        parties: who talks; where one meets somebody else, that is another meeting.
    """
    pattern = re.compile(
        r"(?:\b(?:[Ii]n|to|[Aa]t|visiting)|[:,])\s+(?P<where>"
        + "|".join(sorted(map(re.escape, taxonomy.cities), key=len, reverse=True))
        + r")\b"
    )
    report = reported_on(texts) or filed_on(texts) or next(filter(has_year, map(_day_told, texts[:3])), "")
    report = report or next((_day_told(t) for t in texts[:HEAD] if not re.sub(r"\W", "", DATE.sub("", t))), "")
    report = dated_line(texts, report) or report
    headed: dict[str, str] = {}  # a head's own place and day
    to_come: list[str] = []  # days of meetings ahead
    filed = ""  # where a wire was filed
    where: dict[str, list[Found]] = defaultdict(list)
    when: dict[str, list[Found]] = defaultdict(list)
    for number, (sentence, text, place) in enumerate(zip(sentences, texts, stand, strict=True)):
        title = place.kind == "heading" or number == 0
        if (own := _HEADED.match(text)) and number < 4 and own["city"] in taxonomy.cities and date_of(own["day"]):
            where[own["city"]].append(Found(own["city"], sentence, HEADED))
            when[date_of(own["day"]) or ""].append(Found(date_of(own["day"]) or "", sentence, HEADED))
            headed[own["city"]] = date_of(own["day"]) or ""
            continue
        for city, day in of_head(text, number, taxonomy):
            if city:
                where[city].append(Found(city, sentence, HEADED))
            if day:
                when[day].append(Found(day, sentence, HEADED))
        if number < 3 and (line := OPENS_DATED.match(text)) and len(text) > line.end() + LEAST_TOLD:
            text = text[line.end() :]
        bare = FROM.match(text) if number < 3 else None
        bare = bare if bare and bare["city"] in taxonomy.cities else None
        if line := DATELINE.match(text) or FILED.match(text) or bare:
            city = filed = line["city"].title()
            if (
                city in taxonomy.cities
                and _same_day(line.group(), text[line.end() :])
                and (
                    _HOSTED.search(text)
                    or (
                        city not in BUREAUS
                        and (city not in taxonomy.kinds or guest_of(text[line.end() :], city, taxonomy))
                        and re.search(r"\b(?:met|meet|agreed|signed|struck|reached|held|concluded)\b", text)
                    )
                )
            ):
                where[city].append(Found(city, sentence, 0.5))
            text = text[line.end() :]
        elif number < 3 and (line := OPENS_WITH_DAY.match(text)) and len(text) > line.end() + LEAST_TOLD:
            text = text[line.end() :]
        if number < 4 and _SPOKEN.search(texts[0]):
            own = _OWN_PLACE.search(DATE.sub("", text).strip()) or _SPOKEN_IN.search(text)
            named = (own["city"], own["city"].split()[0]) if own else ()  # "Brussels Minister" of a head without commas
            told = (
                own["city"]
                if own and own.re is _SPOKEN_IN and re.search(r"\b(?:in|at) $", text[: own.start("city")])
                else ""
            )
            city = next((c for c in named if c in taxonomy.cities), "") or landmark(text, taxonomy) or told
            if city and city not in names_of_countries(taxonomy):
                where[city].append(Found(city, sentence, 0.46))
            if day := date_of(text):
                when[day].append(Found(day, sentence, 0.46))
        labelled = re.match(r"^(?:Where|When|Place|Date|Venue):\s", text)
        text = _NO_ROUND.sub("tariffs", text)
        hosts = _HOSTS.search(text)
        if not (
            _MEETS.search(text)
            or hosts
            or labelled
            or _ASKED_WHEN.search(place.heading)
            or (
                title
                and re.search(
                    r"\b(?:agreed|agenda|joint statement|summit|meeting"
                    r"|round)\b",
                    text,
                    re.IGNORECASE,
                )
            )
        ):
            continue
        sure = (
            0.6
            + 0.1 * (number < 3)
            + 0.1 * bool(_AHEAD.search(text))
            + 0.1 * bool(_STRONG.search(text))
            - 0.4 * bool(_OF_BODY.search(text))
            - max(0.3 * bool(_NEXT.search(text)), 0.35 * bool(_LATER.search(text)))
        )
        if re.search(r"\b(?:held talks|held a meeting|met in|met on|shook hands|sat down)\b", text):
            sure += 0.1
        if re.search(r"\b(?:week|month|day|days|weeks) before\b", text) or _ELSEWHERE.search(text):
            sure -= 0.6
        elif tells_history(text, report) or (_BEFORE_THIS.search(text) and not TO_COME.search(text)):
            sure -= 0.5
        if parties and (_with_another(text, parties, taxonomy) or _of_another(text, parties, taxonomy)):
            sure -= 0.5
        if place.kind == "bullet" and not labelled:
            sure -= 0.2
        spot = None
        date = meeting_day(text, report, bool(labelled))
        came = _CAME_FROM.search(text)
        spot = (
            landmark(text, taxonomy)
            or (came["city"] if came and came["city"] in taxonomy.cities else None)
            or (filed if filed and _HERE.search(text) else None)
            or (
                hosts["town"] or hosts["city"]
                if hosts and (hosts["town"] or hosts["city"] in taxonomy.cities)
                else None
            )
        )
        for m in pattern.finditer(text) if spot is None else ():
            colon = text[m.start()] in ":,"
            acts = _SAYS.match(text[m.end() :]) or (text[m.start()] == ":" and _ACTS.match(text[m.end() :]))
            if colon and (not (title or labelled) or acts):
                continue
            near = text[max(0, m.start() - 60) : m.start()]
            at_office = re.search(r"\bat (?:the |his |her |its )?(?:[\w']+ ){0,3}office\s*$", near)
            if not at_office and re.search(
                r"\b(?:plants?|firms?|case|born|based|office|embassy|produced|facilities|capital|base"
                r"|concerns?|allies|lawmakers|critics|appetite|Justice|[Cc]ourts?|[Tt]ribunal)\s*$",
                near,
            ):
                continue
            if re.match(r"(?:'s)?\s+(?:Airlines|plant)", text[m.end() :]) or re.search(
                r"\b(?:according to|pressure on|due to|imports? to|exports? to|ship chips)\s*$", near
            ):
                continue
            if text[m.start() : m.start() + 2].lower() == "to" and not re.search(
                r"\b(?:travel\w*|fl(?:y|ies|ew)|heads?|headed|visit|trip|return\w*|goes|going|came|come"
                r"|arriv\w*|delegation)\b[^.;]{0,60}$",
                near,
                re.IGNORECASE,
            ):
                continue
            spot = usual_name(m["where"], taxonomy)
            break
        if spot is None and place.kind != "heading" and (any_ := _ANYWHERE.search(text)) and _STRONG.search(text):
            named = any_["where"]
            if named not in taxonomy.kinds and not NO_PLACE.search(named):
                spot, sure = named, sure - 0.1
        if date and spot:
            sure += 0.1
        if spot and sure >= 0.45:
            where[spot].append(Found(spot, sentence, round(min(sure, 0.95), 2)))
        if date and sure >= 0.45:
            when[date].append(Found(date, sentence, round(min(sure, 0.95), 2)))
            to_come += [date] if TO_COME.search(text) else []
    if headed and to_come and max(to_come) > max(headed.values()):  # the head is the report's own, not the meeting's
        for found, own in ((where, set(headed)), (when, set(headed.values()))):
            for value in own & set(found):
                found[value] = [f for f in found[value] if f.confidence != HEADED]
                if not found[value]:
                    del found[value]
    if not when and (day := day_of_deal(texts, taxonomy, parties, report)):
        when[day[0]].append(Found(day[0], sentences[day[1]], LIKELY))
    if not where and (spot := place_of_deal(texts, taxonomy, parties)):
        where[usual_name(spot[0], taxonomy)].append(Found(usual_name(spot[0], taxonomy), sentences[spot[1]], LIKELY))
    return _ranked(where), _ranked(when)


def _same_day(line: str, told: str) -> bool:
    """Does what a wire tells give no other day than its dateline's?"""
    filed, day = date_of(line), date_of(told)
    return not filed or not day or filed[-5:] == day[-5:]


def _with_another(text: str, parties: tuple[str, ...], taxonomy: Taxonomy) -> bool:
    """Does a sentence tell of a deal or a meeting with somebody who is no party here: "ahead of a deal with the EU"?"""
    told = _BESIDES.split(text)[0]
    return any(
        m.noun and m.party not in parties and re.search(r"\bwith (?:the )?$", told[: m.start])
        for m in mentions(told, taxonomy)
    )


def _of_another(text: str, parties: tuple[str, ...], taxonomy: Taxonomy) -> bool:
    """Is a meeting one of a party and somebody who is none: "the Pakistan-Tajikistan working group"?"""
    named = mentions(text, taxonomy)
    return any(
        a.party != b.party
        and (a.party in parties) != (b.party in parties)
        and text[a.end : b.start] in ("-", "–", " - ", " – ")
        for a, b in itertools.pairwise(named)
    )


def _day_told(text: str) -> str:
    """The first date of a text that is not one of its history."""
    found = (m for m in DATE.finditer(text) if not NOT_MEETING.search(text[: m.start()]))
    return next((iso for m in found if (iso := iso_of(m))), "")


def _ranked(found: dict[str, list[Found]]) -> list[Found]:
    """Each value once, the surest first; a value that several sentences give is surer."""
    weight = {v: max(f.confidence for f in fs) + 0.05 * min(len(fs) - 1, 4) for v, fs in found.items()}
    best = [max(fs, key=lambda f: f.confidence) for fs in found.values()]
    return sorted(best, key=lambda f: -weight[f.value])


def itinerary(sentences: list[Span], taxonomy: Taxonomy) -> list[Found]:
    """Places that somebody travelled through, each once."""
    names = [n for actor in taxonomy.places.parties.values() for n in (*actor.names, *actor.seats)]
    place = re.compile("|".join(re.escape(n) for n in sorted({*names, *taxonomy.cities}, key=len, reverse=True)))
    found: list[Found] = []
    for sentence in sentences:
        for verb in _TRAVEL.finditer(sentence.text):
            match = place.match(sentence.text, verb.end())
            if match and match.group() not in [f.value for f in found]:
                found.append(Found(match.group(), sentence, 0.85))
    return found
