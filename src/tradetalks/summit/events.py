"""What happens in a room, one frozen record each. Nothing else changes a room, and nothing takes a record back."""

from __future__ import annotations

import dataclasses
import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from pydantic import TypeAdapter, ValidationError

from tradetalks.errors import TradetalksError

CHAIR = "chair"
"""The seat of whoever holds the talks; parties' seats are called by their codes."""


@dataclass(frozen=True)
class Terms:
    """By which rules a room plays.

    Attributes:
        parties: codes, in the dossier's order. needed: signatures without which nothing is agreed.
        vetoes: parties among those signatures, whoever else signs. minutes: until no deal. rounds: of equal length.
        seed: which worth is drawn, and which no deal follows; known to nobody at the table.
        drawn: is each party's worth drawn from the dossier's ranges, or their middle taken?
    """

    parties: tuple[str, ...]
    needed: int
    vetoes: tuple[str, ...] = ()
    minutes: float = 45.0
    rounds: int = 3
    seed: int = 0
    drawn: bool = True


@dataclass(frozen=True)
class RoomOpened:
    """A room is there, and waits for its parties."""

    terms: Terms


@dataclass(frozen=True)
class Assigned:
    """A person of the class belongs to a party."""

    party: str
    person: str


@dataclass(frozen=True)
class Joined:
    """Somebody came in by the party's link, and gave a name."""

    party: str
    person: str


@dataclass(frozen=True)
class LinksRevoked:
    """Links given out so far for a seat open it no longer."""

    seat: str


@dataclass(frozen=True)
class SeatAutomated:
    """The computer speaks for a party by a strategy of ``counsel.bargaining``; by '' people do again."""

    party: str
    strategy: str


@dataclass(frozen=True)
class Begun:
    """The clock runs."""


@dataclass(frozen=True)
class Paused:
    """The clock stands."""


@dataclass(frozen=True)
class Resumed:
    """The clock runs on."""


@dataclass(frozen=True)
class Extended:
    """The chair gives more time, or takes some."""

    minutes: float


@dataclass(frozen=True)
class Offered:
    """A package is put to some or all.

    Attributes:
        offer: the code it is called by. package: items that leave their status quo, item id to option id.
        until: seconds on the room's clock after which it stands no longer. answers: the offer it counters.
        side: the side room that it was made in, '' for none.
    """

    offer: str
    by: str
    to: tuple[str, ...]
    package: Mapping[str, str]
    message: str = ""
    until: float | None = None
    answers: str | None = None
    side: str = ""


@dataclass(frozen=True)
class Accepted:
    """A party accepts an offer, which does not bind it yet.

    Attributes:
        items: the parts that it accepts; empty for the whole. provided: parties who must accept it whole as well,
            or this acceptance does not count.
    """

    offer: str
    by: str
    items: tuple[str, ...] = ()
    provided: tuple[str, ...] = ()
    message: str = ""


@dataclass(frozen=True)
class Declined:
    """A party refuses an offer, or takes back what it accepted of it."""

    offer: str
    by: str
    message: str = ""


@dataclass(frozen=True)
class Withdrawn:
    """Who made an offer takes it back."""

    offer: str
    by: str


@dataclass(frozen=True)
class Signed:
    """A party signs, which binds it once as many have signed as the room's terms demand."""

    offer: str
    by: str


@dataclass(frozen=True)
class Said:
    """Words to some or all, without an offer; ``side``: the side room that they were said in, '' for none."""

    by: str
    to: tuple[str, ...]
    text: str
    side: str = ""


@dataclass(frozen=True)
class SideRoomOpened:
    """Some parties have a room of their own beside the plenary, which the others know nothing of.

    Attributes:
        side: the code it is called by. by: one of its members, or the chair. name: what people call it.
    """

    side: str
    by: str
    name: str
    members: tuple[str, ...]


@dataclass(frozen=True)
class SideRoomClosed:
    """Nothing is said or offered in a side room any more; what was stays."""

    side: str
    by: str


@dataclass(frozen=True)
class Announced:
    """The chair tells news to some or all. ``chances``: no-deal branch to what its probability is from now on."""

    title: str
    text: str
    to: tuple[str, ...]
    chances: Mapping[str, float] = field(default_factory=dict)


@dataclass(frozen=True)
class Ended:
    """Time is over, or the chair closed the talks, and nothing was agreed: ``branch`` of no deal follows, as drawn."""

    branch: str
    why: str = ""


@dataclass(frozen=True)
class Debriefed:
    """The chair opened everything to everybody."""


Event = (
    RoomOpened | Assigned | Joined | LinksRevoked | SeatAutomated | Begun | Paused | Resumed | Extended | Offered
    | Accepted | Declined | Withdrawn | Signed | Said | SideRoomOpened | SideRoomClosed | Announced | Ended | Debriefed
)  # fmt: skip
KINDS: Mapping[str, type[Any]] = {kind.__name__: kind for kind in Event.__args__}
"""Kinds of event by the name that the log keeps."""


@dataclass(frozen=True)
class Entry:
    """An event in its place.

    Attributes:
        room: whose. number: from 1, without gaps. at: seconds since 1970 by the server's clock.
    """

    room: str
    number: int
    at: float
    event: Event


def written(event: Event) -> tuple[str, str]:
    """Kind and JSON body, as the log keeps them."""
    return type(event).__name__, json.dumps(dataclasses.asdict(event), ensure_ascii=False, sort_keys=True)


def read(kind: str, body: str) -> Event:
    """The event of a log's line; raises TradetalksError for one that no version of this package wrote."""
    if kind not in KINDS:
        raise TradetalksError(f"the log holds an event of the unknown kind '{kind:.40}'; expected {', '.join(KINDS)}")
    adapter: TypeAdapter[Any] = TypeAdapter(KINDS[kind])
    try:
        return adapter.validate_json(body)
    except ValidationError as error:
        raise TradetalksError(f"the log holds a damaged {kind}: {error.errors()[0]['msg']}") from None
