"""Rates that hold the ordinary duty ("an all-inclusive 15%", "capped at 15%"), and when one is what was agreed.

A ceiling that somebody agrees to or promises is what a duty shall become; one that is called present stands.
"""

from __future__ import annotations

import re

ALL_IN = re.compile(
    r"\b(?:all[- ]in(?:clusive|cluded)?|higher of|comprised of|cumulative|cap(?:s|ped|ping)?(?= )"
    r"|no (?:more|higher) than"
    r"|ceiling|maximum|not exceed\w*|includ\w+ (?:the |both |its )*(?:MFN|most[- ]favou?red|ordinary))\b",
    re.IGNORECASE,
)
"""Words of a rate that holds the ordinary duty, whatever else it is called."""
_PRESENT = re.compile(
    r"\b(?:now|current(?:ly)?|already|present(?:ly)?|today|existing|so far|until now|remains?|has been|have been"
    r"|since)\b",
    re.IGNORECASE,
)
_AGREED = re.compile(
    r"\b(?:agree(?:s|d|ment)?|accept(?:s|ed)?|commit(?:s|ted|ment)?|pledge[sd]?|promise[sd]?|undert(?:akes|ook)|deal"
    r"|pact|accord|framework|will|shall)\b",
    re.IGNORECASE,
)


def of_ceiling(status: str, clause: str, promised: bool) -> str:
    """The status of a rate whose clause caps a duty, or tells one in all: what is agreed is to be, what is now stands.

    Args:
        status: as read without regard to that. promised: does somebody give it, by its sentence or heading?
    """
    if status not in ("stands", "to") or not ALL_IN.search(clause):
        return status
    if _PRESENT.search(clause):
        return "stands" if status == "stands" or not _AGREED.search(clause) else status
    return "to" if promised or _AGREED.search(clause) else status
