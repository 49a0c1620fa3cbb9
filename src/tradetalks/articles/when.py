"""Which day a sentence gives for a meeting: not the day on which somebody spoke, nor one of its history or its end."""

from __future__ import annotations

import re

from tradetalks.articles.days import DATE, DAYS, as_day, day_from, has_year, iso_of

NOT_MEETING = re.compile(
    r"\b(?:until|till|by|expir\w+|effective|as of|since|before(?! the (?:\w+ )?(?:round|meeting|summit|talks"
    r"|session)s?\b)|starting|beginning|begin|start|commenc\w+|with effect"
    r"|runs? out|exited|left|withdrew|years? (?:after|ago)|came into force|entered into force|beg[au]n|started"
    r"|launched"
    r"|(?:no|not) later than|at the latest"
    r"|order(?: \d+)? of|towards? (?:the|a|its|their)|deadlines?|timelines?(?: of)?|target of"
    r"|orders of|proclamation|announced on|imposed|takes? effect|enter\w* into force on|dated"
    r"|proposal|invit\w+ (?:him|her|the (?:president|prime minister|premier))|requested (?:consultations"
    r"|the establishment)|on or after|last year|due|(?:during|in|for) the week (?:of|beginning"
    r"|starting))\b[^.;]{0,25}$",
    re.IGNORECASE,
)
_ENDS = re.compile(
    r"\b(?:until|till|by|since|effective|from|expir\w+|deadline(?: of)?|starting|due|as of)(?: on| next| last"
    r"| this)*\s$",
    re.IGNORECASE,
)
"""The same right before a day of the week."""
TO_COME = re.compile(
    r"\b(?:will|are to|is to|shall|scheduled|set to|due to|are expected|is expected|next|being held)\b"
)
_UNDER_WAY = re.compile(r"\bha(?:s|ve) been (?:sitting|meeting|negotiating|talking)\b[^.;]* since $")
"""Before the day on which a meeting began that still goes on."""
_DAY = re.compile(
    rf"\b(?P<day>{'|'.join(DAYS)}|[Tt]oday|[Yy]esterday|[Tt]omorrow|[Hh]ours (?:after|before|ahead of))\b"
)
_MET = re.compile(r"\b(?:signed|sealed|concluded|met|agreed|struck|reached|held|initial(?:l)?ed)\b[^.;,]*$")
"""Before the day of what was done: "signed an agreement on Thursday that is to lead to"."""
_DID = re.compile(r" (?:\w+ly )?(?:signed|sealed|concluded|met|agreed|struck|reached|held|initial(?:l)?ed)\b")
"""After the day of what was done: "on Monday signed an agreement that will guarantee"."""
_SAID_ON = re.compile(
    r"\b(?:said|says|(?:told|informed|notified) [\w ]{1,24}|announced|announcement|added|stated|confirmed|reported"
    r"|tweeted|wrote|warned"
    r"|insisted|declared|made it official|(?:statement|release|report) (?:released|issued|published)[\w &]{0,50}"
    r"|filed [\w ]{1,30})(?: (?:here|in a (?:\w+ )?(?:statement|tweet|post|interview|release)|that|late|early|on|this"
    r"|to reporters|last|\w+day,?))*\s$"
)
"""Before the day on which somebody spoke: "will ask for a panel, the minister said on Thursday"."""
_SPOKE = re.compile(
    r",? (?:night |evening |morning |afternoon )?(?:(?:\w+ly|also|has|had) )?(?P<verb>said|told|informed|announced"
    r"|added|stated"
    r"|confirmed|tweeted|warned|threatened|urged|called on|accused)\b"
    r"|, (?:saying|adding|telling)\b"
    r"|, (?:the |an? |its |[A-Z])(?:(?!\b(?:met|meet|held|signed|agreed|concluded|talks|after|visited|hosted|received"
    r"|welcomed|where|with)\b)[^;:]){0,110}?"
    r"\b(?:said|told|stated|confirmed|warned|threatened|urged|called on)\b"
)
_DEAL = re.compile(
    r"^(?:(?:jointly|also|then) )?(?: an?| the| their| that (?:they|both|the two))? ?(?:[\w-]+ ){0,5}?(?:deal"
    r"|agreement|arrangement|pact|framework"
    r"|accord|truce|settlement|memorandum|understanding)\b"
)
"""After "announced", what is as good as a meeting."""
"""After the day on which somebody spoke: "on Monday told"."""
_AFTER_TALKS = re.compile(
    r",? (?:here )?(?:(?:soon |shortly )?(?:after|following|during|at|in) (?:\w+ ){0,3}?(?:meeting|talks|summit"
    r"|receiving"
    r"|hosting|session|negotiations|consultations|visit)|that (?:they|the two|both)\b)"
)
"""After a day on which somebody spoke where they had met: "said on Monday after talks in Moscow"."""
HISTORY = 60
"""Days before a report from which a day that it tells is one of its history."""


def meeting_day(text: str, report: str, labelled: bool = False) -> str | None:
    """The day of a meeting by a sentence that tells of one: ISO, ``--10-30`` where no year is known, or None.

    Args:
        text: the sentence, plain.
        report: the report's own day as ISO, or empty.
        labelled: is it a line that says what it is ("When: 4 May")?
    """
    for m in DATE.finditer(text):
        before = text[: m.start()]
        if labelled or _UNDER_WAY.search(before) or not (NOT_MEETING.search(before) or _of_speech(text, m)):
            day = _with_year(m, text, report)
            if day and (labelled or not _is_history(day, report)):
                return day
    for m in _DAY.finditer(text):
        before, after = text[: m.start()], text[m.end() :]
        if _of_speech(text, m) or _ENDS.search(before):
            continue
        past = _MET.search(before) or _DID.match(after)
        past = past or before.endswith("last ")
        ahead = bool(TO_COME.search(_clause_of(text, m))) and not past
        return day_from(m["day"], report, ahead)
    return None


def tells_history(text: str, report: str) -> bool:
    """Does a sentence tell a day long before its report's?"""
    return any(_is_history(day, report) for m in DATE.finditer(text) if (day := iso_of(m)))


def _of_speech(text: str, m: re.Match[str]) -> bool:
    """Is a day only that on which somebody said something?"""
    after = text[m.end() :]
    if _AFTER_TALKS.match(after):
        return False
    if spoke := _SPOKE.match(after):
        return not (spoke["verb"] == "announced" and _DEAL.match(after[spoke.end() :]))
    return bool(_SAID_ON.search(text[: m.start()]))


def _with_year(m: re.Match[str], text: str, report: str) -> str | None:
    """A day with its year: its own, that of the day it lasts to, or by the report's own day and the tense."""
    day = iso_of(m)
    if day is None or has_year(day):
        return day
    end = DATE.match(text, m.end() + len(" to ")) if text[m.end() :].startswith(" to ") else None
    if end and has_year(iso_of(end) or ""):
        return f"{(iso_of(end) or '')[:4]}{day[1:]}"  # "from 8 September to 18 September 2020"
    if not report:
        return day
    ahead = bool(TO_COME.search(text))
    year = int(report[:4])
    if ahead and day[1:] < report[4:]:
        year += 1
    elif not ahead and _days_between(f"{year}{day[1:]}", report) > HISTORY:
        year -= 1  # in January of "held on December 29"
    return f"{year}{day[1:]}"


def _days_between(day: str, report: str) -> int:
    """How many days a day is after the report's; 0 where either is none."""
    told, own = as_day(day), as_day(report)
    return (told - own).days if told and own else 0


def _is_history(day: str, report: str) -> bool:
    """Is a day told long before the report's?"""
    return bool(report) and has_year(day) and _days_between(day, report) < -HISTORY


def _clause_of(text: str, said: re.Match[str]) -> str:
    """The part of a sentence between commas that names a day."""
    return re.split(r", |; ", text[: said.start()])[-1] + said.group() + re.split(r", |; ", text[said.end() :])[0]
