"""Duties by product as the ledger has them on a day, as a measure."""

from __future__ import annotations

import datetime
from collections.abc import Mapping
from typing import TYPE_CHECKING, Annotated, Any, ClassVar, Literal

from pydantic import BeforeValidator, Field, model_validator

from tradetalks.errors import PolicyError, unknown
from tradetalks.policy.effects import Effect
from tradetalks.policy.ledger import as_date
from tradetalks.policy.measure import AtBorder, Codes, Profiles, names
from tradetalks.world.world import World

if TYPE_CHECKING:
    from tradetalks.policy.duties.changes import Change, How

AMOUNTS = ("rate", "times", "tops up to")
"""Ways to change a layer or duty that take a number."""
ALL = "all"
"""The part that stands for all layers and duties that a measure names."""
BENCHMARK = datetime.date(2022, 7, 1)
"""Middle of the year whose duties the embedded world holds."""


def _day(value: object) -> datetime.date:
    try:
        return as_date(value)  # type: ignore[arg-type]
    except PolicyError as error:
        raise ValueError(str(error)) from None


Day = Annotated[datetime.date, BeforeValidator(_day)]


class LedgerDuties(AtBorder):
    """Duties by product: the points by which the ledger's law of ``day`` differs from that of ``instead_of``.

    With ``layers`` only those change: an item that halves the fentanyl duty names that layer and the days before and
    after. The world's own tariffs stay below it, so that ``instead_of`` should be the day whose duties they hold; what
    ``day`` takes off them counts as far as it was paid (``policy.duties.on_world.as_used``).

    With ``change`` the law of ``day`` itself is changed: layers or single duties at another rate, gone, or charged
    though suspended (``policy.duties.changes``); the measure is then the difference that makes. A dossier whose eve
    is a day of the ledger need not repeat the day.

    >>> LedgerDuties(instrument="ledger", day="2025-11-10", instead_of="2025-10-29", layers=["fentanyl"],
    ...              importer="USA", exporter="CHN").describe()
    'duties by product of USA on CHN, fentanyl, as of 2025-11-10 in place of 2025-10-29'
    >>> LedgerDuties(instrument="ledger", day="2025-10-29", change={"fentanyl": 0.1}, importer="USA", exporter="CHN"
    ...              ).describe()
    'duties by product of USA on CHN: fentanyl at 10%, in place of the law of 2025-10-29'
    """

    how: ClassVar[str] = "exact ad valorem tariffs by product"
    duty: ClassVar[bool] = True
    instrument: Literal["ledger"]
    ledger: str = Field("us-china-2025", description="us-2025, china-2025, us-china-2025 or answers")
    day: Day = Field(description="the day whose law applies")
    instead_of: Day = Field(BENCHMARK, description="the day whose duties the tariffs underneath hold")
    layers: list[str] = Field([], description="layers that change; all of them if left out")
    change: dict[str, Any] = Field(
        {}, description="layer or duty of the day -> rate, {times: 0.5}, {tops up to: 0.15}, absent or in force"
    )
    exporter: Codes = "all"
    importer: Codes = "all"

    @model_validator(mode="after")
    def _known(self) -> LedgerDuties:
        from tradetalks.policy.duties.measures import day_of_entry
        from tradetalks.policy.duties.on_world import LAYERS, LEDGERS

        if self.ledger not in LEDGERS:
            raise ValueError(unknown("ledger of duties by product", self.ledger, LEDGERS))
        for layer in self.layers:
            if layer not in LAYERS:
                raise ValueError(unknown("layer", layer, LAYERS))
        try:
            day_of_entry(min(self.day, self.instead_of))
            if self.change:
                self.changes()
        except PolicyError as error:
            raise ValueError(str(error)) from None
        if self.change and (self.layers or "instead_of" in self.model_fields_set):
            raise ValueError(
                "'change' alters the law of 'day' itself; expected neither 'layers' nor 'instead_of' with it"
            )
        return self

    def changes(self) -> tuple[Change, ...]:
        """What ``change`` says, read; raises PolicyError with the nearest name."""
        from tradetalks.policy.duties.changes import read_changes

        return read_changes(self.change, self._importers())

    def _importers(self) -> list[str]:
        """Importers of the ledger whose duties are meant."""
        from tradetalks.policy.duties.on_world import LEDGERS

        asked = [self.importer] if isinstance(self.importer, str) else self.importer
        own = LEDGERS[self.ledger]
        return [code for code in own if code in asked] or list(own)

    def applied_by(self) -> Codes:
        return self._importers() if self.importer == "all" else self.importer

    def effect(self, world: World, profiles: Profiles) -> Effect:
        from tradetalks.policy.duties.by_product import of_changes, of_day

        factor = self.spread(world, profiles)
        if not self.change:
            return of_day(world, self.ledger, self.instead_of, self.day, self.layers or None, factor, BENCHMARK)
        of, by = world.region_indices(self.exporter), world.region_indices(self.importer)
        return of_changes(
            world, self.ledger, self.day, self.changes(), [world.regions[i] for i in of],
            [world.regions[n] for n in by], factor, BENCHMARK,
        )  # fmt: skip

    @property
    def legal_basis(self) -> str:
        return self.authority or "each duty's own law"

    @property
    def movable_rate(self) -> float | None:
        """The one number at which all that change are: a rate, a factor, or what they top up to (``moves``)."""
        changes = self.changes() if self.change else ()
        found = {(change.how, change.amount) for change in changes if change.how in AMOUNTS}
        alike = len(found) == 1 and all(change.how in AMOUNTS for change in changes)
        return found.pop()[1] if alike else None

    @property
    def moves(self) -> How:
        """What ``movable_rate`` is of the layers or duties: their rate, a factor on it, or the total they top up to."""
        return self.changes()[0].how

    def at_rate(self, rate: float) -> LedgerDuties:
        """The same layers or duties at another rate, factor or total; raises PolicyError below 0."""
        new = rate if self.moves == "rate" else {self.moves: rate}
        made = self.model_copy(update={"change": dict.fromkeys(self.change, new)})
        made.changes()
        return made

    @property
    def movable_parts(self) -> Mapping[str, tuple[str, float]]:
        """By the place of each layer or duty whose rate, factor or total moves by itself; one that is absent by the
        factor 0 on its rates, and where all are absent one factor for them together, ``ALL``. None where one is charged
        though it is not in force: it has no number, and others give way to it."""
        changes = self.changes() if self.change and self.movable_rate is None else ()
        if not changes or any(change.how == "in force" for change in changes):
            return {}
        if all(change.how == "absent" for change in changes):
            return {ALL: ("times", 0.0)}
        return {
            str(k): ("times", 0.0) if one.how == "absent" else (one.how, one.amount) for k, one in enumerate(changes)
        }

    def with_parts(self, numbers: Mapping[str, float]) -> LedgerDuties:
        parts, change = self.movable_parts, dict(self.change)
        for part, number in numbers.items():
            how, stands = parts[part]
            if number != stands:
                change |= dict.fromkeys(self._meant(part), number if how == "rate" else {how: number})
        moved = self.model_copy(update={"change": change})
        moved.changes()
        return moved

    def alone(self, part: str) -> LedgerDuties:
        return self.model_copy(update={"change": {name: self.change[name] for name in self._meant(part)}})

    def _meant(self, part: str) -> list[str]:
        """The layers and duties that a part stands for."""
        return list(self.change) if part == ALL else [list(self.change)[int(part)]]

    def standing(self) -> float | None:
        """``movable_rate`` at which nothing would change: the one rate at which all that it names stand on ``day`` for
        goods of its exporter; 1 of a factor. None where they stand at several, or a total is topped up to."""
        from tradetalks.policy.duties.measures import charged

        if self.movable_rate is None or self.moves == "tops up to" or not isinstance(self.exporter, str):
            return None
        if self.moves == "times":
            return 1.0
        rows = [d for code in self._importers() for d in charged(self.exporter, self.day, None, code)]
        found = {name: {d.rate for d in rows if name in (d.id, d.layer)} for name in self.change}
        rates = set[float]().union(*found.values())
        return rates.pop() if len(rates) == 1 and all(found.values()) else None

    def points_from_today(self) -> float | None:
        """Points by which what it names moves from where it stands on ``day`` for goods of its exporter; of several
        rates that move by one factor, their average. None where no one number says: rates that meet at one, totals that
        are topped up to, tables of rates, more than one exporter."""
        from tradetalks.policy.duties.changes import TABLES
        from tradetalks.policy.duties.measures import charged

        moves = {(change.how, change.amount) for change in self.changes()} if self.change else set()
        if len(moves) != 1 or not isinstance(self.exporter, str) or set(self.change) & {*TABLES}:
            return None
        ((how, amount),) = moves
        rows = [d for code in self._importers() for d in charged(self.exporter, self.day, None, code)]
        mine = [[d for d in rows if name in (d.id, d.layer)] for name in self.change]
        stands = [d.rate for own in mine for d in own] + [0.0 for own in mine if not own]
        if any(d.form != "adds" for own in mine for d in own) or (how == "rate" and len(set(stands)) > 1):
            return None
        average = sum(stands) / len(stands)
        moved: dict[str, float] = {"rate": amount - average, "times": (amount - 1) * average, "absent": -average}
        return moved.get(how)

    def describe(self) -> str:
        layers = f", {names(self.layers)}" if self.layers else ""
        on = "" if self.exporter == "all" else f" on {names(self.exporter)}"
        whose = f"duties by product of {names(self.applied_by())}{on}"
        if self.change:
            said = ", ".join(change.words() for change in self.changes())
            return f"{whose}: {said}, in place of the law of {self.day}"
        return f"{whose}{layers}, as of {self.day} in place of {self.instead_of}"
