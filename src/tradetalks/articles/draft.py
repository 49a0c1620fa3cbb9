"""The draft that a reader makes of reports: fields with the sentence they came from and a confidence."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from typing import Any

from tradetalks.articles.text import Span


@dataclass(frozen=True)
class Found:
    """A value, where it is said (the sentence), and how sure the reading is, 0 to 1."""

    value: str
    span: Span
    confidence: float


@dataclass(frozen=True)
class Ask:
    """Who asks what of whom."""

    asker: str
    item: str
    target: str
    span: Span
    confidence: float


@dataclass(frozen=True)
class Said:
    """A statement: who spoke, for whom, and the stance it takes."""

    speaker: str
    party: str
    stance: str
    span: Span
    confidence: float


@dataclass(frozen=True)
class Draft:
    """What was understood of some reports.

    Attributes:
        items: topic -> every sentence that names it. contradictions: what cannot both hold. open: sentences of which
            nothing was understood. spellings: as written -> as usual.
    """

    parties: tuple[Found, ...] = ()
    place: tuple[Found, ...] = ()
    date: tuple[Found, ...] = ()
    occasion: tuple[Found, ...] = ()
    itinerary: tuple[Found, ...] = ()
    items: Mapping[str, tuple[Found, ...]] = field(default_factory=dict)
    asks: tuple[Ask, ...] = ()
    statements: tuple[Said, ...] = ()
    measures: tuple[Found, ...] = ()
    contradictions: tuple[str, ...] = ()
    open: tuple[Span, ...] = ()
    spellings: Mapping[str, str] = field(default_factory=dict)

    def as_dict(self) -> dict[str, Any]:
        return asdict(self)
