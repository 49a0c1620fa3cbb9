"""The draft that a reader makes of reports: fields with the sentence they came from and a confidence."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from typing import Any

from tradetalks.articles.text import Span


@dataclass(frozen=True)
class Found:
    """A value, where it is said (the sentence), and how sure the reading is, 0 to 1; ``by``: who read it where a
    language model was asked too: both, model or rules."""

    value: str
    span: Span
    confidence: float
    by: str = ""


@dataclass(frozen=True)
class Ask:
    """Who asks what of whom; ``how``: asked, opposed, promised by the target (what it commits to), refused by it, or
    likely, where no rule finds it and the words around speak for it. ``confidence``: how often such asks were right on
    texts that no rule was made for (``weighing``). ``doubts``: what speaks against it, in words. ``by``: as in
    ``Found``, or user, who said so."""

    asker: str
    item: str
    target: str
    span: Span
    confidence: float
    how: str = "asked"
    by: str = ""
    doubts: tuple[str, ...] = ()


@dataclass(frozen=True)
class Rate:
    """A rate of duty.

    Attributes:
        value: as printed, "25% tariff". percent: in per cent. importer: who charges it, empty if not said. item: the
            topic it is on. status: stands, to (what it is or would be brought to), lifted, points (taken off or on),
            threat or answer (a threat that waits for the other's duty). date: from when, if said.
    """

    value: str
    span: Span
    confidence: float
    percent: float
    importer: str = ""
    item: str = ""
    status: str = "stands"
    date: str = ""
    by: str = ""


PERHAPS = 0.5
"""How sure an amount is of which only its sentence, and not its own verb or noun, says that it is to come."""


@dataclass(frozen=True)
class Quantity:
    """An amount of money or goods: ``value`` as printed, ``number`` in ``unit`` (billion USD, million tonnes).

    Attributes:
        giver: who is to pay, buy or admit it, empty if not said. item: the topic it belongs to. yearly: is it a year?
            until: the last year, if said.
    """

    value: str
    span: Span
    confidence: float
    number: float
    unit: str
    giver: str = ""
    item: str = ""
    yearly: bool = False
    until: str = ""
    by: str = ""


@dataclass(frozen=True)
class Threat:
    """What a side would do if there were no deal; ``by`` is empty where the text does not say."""

    by: str
    item: str
    span: Span
    deadline: str = ""


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
        items: topic on the table -> every sentence that puts it there. passing: topics named, but not as what is talked
            about. likely: asks that no rule finds and that are as likely as not. contradictions: what cannot both hold.
            others: parties of other talks that the reports tell of. open: sentences of which nothing was understood.
            denied: those that say what is not so, or not on the table.
            spellings: as written -> as usual. reported: the reports' own date, where one gives it.
            model: the language model that read them too. differs: where it and the rules read otherwise.
    """

    parties: tuple[Found, ...] = ()
    place: tuple[Found, ...] = ()
    date: tuple[Found, ...] = ()
    occasion: tuple[Found, ...] = ()
    itinerary: tuple[Found, ...] = ()
    items: Mapping[str, tuple[Found, ...]] = field(default_factory=dict)
    asks: tuple[Ask, ...] = ()
    likely: tuple[Ask, ...] = ()
    statements: tuple[Said, ...] = ()
    measures: tuple[Rate, ...] = ()
    quantities: tuple[Quantity, ...] = ()
    threats: tuple[Threat, ...] = ()
    passing: Mapping[str, tuple[Found, ...]] = field(default_factory=dict)
    others: tuple[str, ...] = ()
    reported: str = ""
    contradictions: tuple[str, ...] = ()
    open: tuple[Span, ...] = ()
    denied: tuple[Span, ...] = ()
    spellings: Mapping[str, str] = field(default_factory=dict)
    model: str = ""
    differs: tuple[str, ...] = ()

    def as_dict(self) -> dict[str, Any]:
        return asdict(self)
