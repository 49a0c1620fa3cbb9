"""What nobody could know on the eve: sources, statements and measures dated after it.

Only what was agreed in the end (``agreed``, in outcome.yaml) may rest on a later source: it enters no computation.
``tradetalks check`` refuses the rest; other commands compute with it and say so.
"""

from __future__ import annotations

import datetime
from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING, Any

from tradetalks.dossier import measure_paths
from tradetalks.dossier.faults import Fault
from tradetalks.dossier.figures import is_date
from tradetalks.dossier.ledger_days import ledger_of
from tradetalks.policy.instruments import Measure

if TYPE_CHECKING:
    from tradetalks.dossier.model import Dossier

OUTCOME = "agreed"
"""The part of a dossier that may know what came after the eve."""
MOST_LISTED = 8
FAILED = "no deal"
"""What ``agreed`` may be in place of a package: the talks failed, and nothing changed."""


def with_failed_talks(content: Any) -> Any:
    """A dossier's content, ``agreed: no deal`` written out: nothing changed on the day of the meeting."""
    if not isinstance(content, Mapping) or content.get(OUTCOME) != FAILED:
        return content
    meeting = content.get("meeting")
    day = meeting.get("date") if isinstance(meeting, Mapping) else None
    return {**content, OUTCOME: {"no_deal": True, **({"date": day} if day else {})}}


NOT_SAID = ("", "not said", "n.d.")
"""What stands for the date of a source or a statement that bears none."""


def first_day(text: str) -> datetime.date | None:
    """The first day that a date may mean (2025, 2025-10, 2025-10-29); None if it is none."""
    text = text.strip()
    return (
        datetime.date.fromisoformat(f"{text}-01-01"[:10] if len(text) == 4 else f"{text}-01"[:10])
        if is_date(text)
        else None
    )


def later_source(d: Dossier, source: str, path: str) -> Iterator[Fault]:
    """The fault of a place that rests on a source dated after the eve."""
    if source not in d.sources or path.partition(".")[0].partition("[")[0] == OUTCOME:
        return
    day = first_day(d.sources[source].date)
    if day and day > d.reference_date:
        yield Fault(
            path,
            f"source '{source}' is of {d.sources[source].date}, after the eve {d.reference_date}; expected one"
            f" that could be read by then (only '{OUTCOME}', in outcome.yaml, may rest on later ones)",
            late=True,
        )


def later_facts(d: Dossier) -> Iterator[Fault]:
    """Statements, measures in force and a ledger's day that are dated after the eve on which they are said to hold."""
    eve = d.reference_date
    for j, statement in enumerate(d.statements):
        day = first_day(statement.date)
        if day and day > eve:
            yield Fault(
                f"statements[{j}].date",
                f"found {statement.date}, after the eve {eve}; expected the eve or before",
                late=True,
            )
    in_force = ledger_of(d)
    if in_force and in_force.day > eve:
        yield Fault(
            "in_force",
            f"found the ledger's day {in_force.day}, after the eve {eve}; expected the eve or before",
            late=True,
        )
    for path, measure in _standing(d):
        day = first_day(measure.since)
        if day and day > eve:
            yield Fault(f"{path}.since", f"found {measure.since}, after the eve {eve} on which it is in force", True)


def unreadable_dates(d: Dossier) -> Iterator[Fault]:
    """Dates of sources and statements that cannot be compared with the eve, as the words of a letter's head."""
    dates = {f"sources.{name}.date": source.date for name, source in d.sources.items()}
    dates |= {f"statements[{j}].date": statement.date for j, statement in enumerate(d.statements)}
    for path, date in dates.items():
        if date.strip().lower() not in NOT_SAID and first_day(date) is None:
            yield Fault(
                path,
                f"found '{date:.80}'; expected 2025-10-29, 2025-10 or 2025, or 'not said': nothing shows that it is of"
                f" the eve {d.reference_date} or before",
            )


def undated(d: Dossier) -> Iterator[Fault]:
    """Sources without a date that can be compared with the eve, in a dossier that is held against what was agreed."""
    if d.agreed is None:
        return
    open_ = [s for s, source in d.sources.items() if first_day(source.date) is None and s != d.agreed.source]
    if open_:
        more = f" and {len(open_) - MOST_LISTED} more" if len(open_) > MOST_LISTED else ""
        yield Fault(
            "sources",
            f"{len(open_)} of {len(d.sources)} have no date (YYYY-MM-DD, YYYY-MM or YYYY), so that nothing shows they"
            f" were known on the eve {d.reference_date}: {', '.join(open_[:MOST_LISTED])}{more}",
        )


def _standing(d: Dossier) -> Iterator[tuple[str, Measure]]:
    yield from measure_paths.in_force(d)
    yield from measure_paths.of_options(d, status_quo=True)
