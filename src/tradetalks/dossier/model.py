"""The dossier: what is on the table at a meeting, in readable files, checked to the last name.

A dossier is a folder of YAML files (or one file). Each top-level key of the schema stands in exactly one file, whose
name is free. ``Dossier.load`` reports every fault at once, each with file, path, value and expectation.
"""

from __future__ import annotations

import datetime
from collections.abc import Collection, Iterable, Iterator, Mapping
from pathlib import Path
from typing import Annotated, Any, Literal

from pydantic import BeforeValidator, Field, model_validator

from tradetalks.dossier import phasing
from tradetalks.dossier.eve_choice import EveChoice
from tradetalks.dossier.figures import Chance, Date, Factor, PerCent, Strict, Unit, Worth, YearlyRate, Years
from tradetalks.dossier.hindsight import with_failed_talks
from tradetalks.dossier.inferred import with_inferred
from tradetalks.dossier.ledger_days import with_days
from tradetalks.dossier.meeting import Meeting, Party, Statement
from tradetalks.dossier.no_deal import NoDeal
from tradetalks.dossier.reading import read
from tradetalks.dossier.tariff_levels import levels_on_eve
from tradetalks.dossier.world_choice import WorldChoice
from tradetalks.equilibrium.horizons import Horizon, horizon
from tradetalks.errors import DossierError, unknown
from tradetalks.policy.instruments import Measure
from tradetalks.policy.ledger import as_date, shipped_coverage
from tradetalks.policy.measure import DateText
from tradetalks.world.names import named

Verified = Literal["yes", "press copy", "from memory", "derived", "no"]


class Source(Strict):
    """Where a figure or a statement comes from."""

    title: str
    publisher: str = ""
    date: DateText = ""
    verified: Verified = Field(description="was it read in the source itself?")
    note: str = ""


class Position(Strict):
    """What a party asks for or offers on an item."""

    party: str
    asks: str = ""
    offers: str = ""
    options: list[str] = Field(
        [], description="options of the item that this amounts to, by whoever wrote it, before the outcome was known"
    )
    source: str = ""


class Phase(Strict):
    """From a date on, the option of the same item that is in force; perhaps only if an event happens, or unless."""

    since: Date
    option: str = Field(description="another option of the item, without phases of its own")
    when: str = Field("", description="only if this event happens")
    unless: str = Field("", description="only if this event does not happen")


class Event(Strict):
    """Something that may happen, on which terms are contingent; each party has its own belief."""

    title: str
    probability: dict[str, Chance] = Field({}, description="by party")
    otherwise: Chance = Field(0.5, description="belief of everyone else")
    basis: str = Field("judgement", description="the word 'judgement' or the id of a source")


class Option(Strict):
    """One way to settle an item: the measures then in force, and its worth beyond the model; or a schedule of phases,
    each of which is another option of the item (the status quo stands until the first)."""

    id: str = Field(pattern=r"^[a-z0-9][a-z0-9_]*$")
    title: str
    measures: list[Measure] = Field([], description="measures of this item in force under this option")
    worth: dict[str, Worth] = Field({}, description="by party; relative to the status quo option")
    inferred: list[str] = Field(
        [], description="parties whose worth follows from what their tariffs show; in worth: {PARTY: {basis: revealed}}"
    )
    phases: list[Phase] = Field([], description="a schedule in place of measures and worth, in order of date")
    only_in_phases: bool = Field(False, description="not on the table by itself, only as a phase of other options")
    note: str = ""

    @model_validator(mode="before")
    @classmethod
    def _revealed(cls, content: Any) -> Any:
        return with_inferred(content)


class Item(Strict):
    """An agenda item and the ways to settle it."""

    id: str = Field(pattern=r"^[a-z0-9][a-z0-9_]*$")
    title: str
    status_quo: str = Field(description="id of the option in force on the reference date")
    options: list[Option] = Field(min_length=2)
    positions: list[Position] = []
    stakes: str = ""
    modelling: str = Field("", description="how the model treats it, and where it falls short")
    links: list[str] = Field([], description="other items it is bound up with")
    carried_out_by: list[str] = Field([], description="parties who do it; those who apply its measures if left out")
    source: str = ""

    def instruments(self) -> list[str]:
        """How the measures of its options are modelled, each way once."""
        return list(dict.fromkeys(m.how for option in self.options for m in option.measures))

    def in_force(self, option_id: str, date: datetime.date | str, happened: Collection[str] = ()) -> str:
        """The option in force on a day, a date or YYYY-MM-DD, given the events that happen: the option itself if it
        has no phases. Raises DossierError for an option that is not there, PolicyError for what is no day."""
        phases, date = self.option(option_id).phases, as_date(date)
        found = self.status_quo if phases else option_id
        for phase in phases:
            if phase.since <= date and (not phase.when or phase.when in happened) and phase.unless not in happened:
                found = phase.option
        return found

    def option(self, option_id: str) -> Option:
        """The option of this id; raises DossierError with the nearest where there is none."""
        for option in self.options:
            if option.id == option_id:
                return option
        raise DossierError(f"{self.id}: {unknown('option', option_id, [o.id for o in self.options])}")


class Profile(Strict):
    """Factors by sector, for measures that bear on sectors unequally."""

    title: str
    source: str
    note: str = ""
    rates: dict[str, Factor] = {}
    ledger: str = Field("", description="coverage of a shipped ledger in place of rates: us-china:ieepa")

    def by_sector(self) -> dict[str, float]:
        """Factors by sector; raises PolicyError for a ledger or coverage that is not there."""
        return shipped_coverage(self.ledger) if self.ledger else self.rates


class Constraint(Strict):
    """If all of ``when`` holds, so must ``then``: item id to allowed option ids."""

    when: dict[str, list[str]]
    then: dict[str, list[str]]
    because: str


class RedLine(Strict):
    """Options of an item that a party will not sign, whatever it is offered."""

    party: str
    item: str
    never: list[str] = Field(min_length=1, description="option ids")
    because: str
    basis: str = Field("judgement", description="the word 'judgement' or the id of a source")


class Step(Strict):
    """One announced move of an escalation, on top of those before it."""

    date: Date
    by: str = Field(description="the party that makes it")
    title: str
    package: dict[str, str] = Field({}, description="items that change: item id to option id")
    measures: list[Measure] = []
    source: str = Field("judgement", description="the word 'judgement' or the id of a source")


class Enforcement(Strict):
    """What holds the parties to a deal: how often it is reviewed, and what follows a breach."""

    review_years: Years = Field(1.0, gt=0)
    discount_rate: dict[str, YearlyRate] = Field({}, description="a year, by party")
    default_rate: YearlyRate = Field(0.05, gt=0, description="a year, for parties not named")
    punishment: str = Field("expected", description="'expected' no deal, or the name of a no-deal branch")
    basis: str = Field("judgement", description="the word 'judgement' or the id of a source")


class Agreed(Strict):
    """What came of the talks; never used to compute, only to compare with."""

    date: Date
    no_deal: bool = Field(False, description="the talks failed: the package is what was put in force instead")
    package: dict[str, str] = Field({}, description="item id to option id; items left out kept their status quo")
    notes: dict[str, str] = Field({}, description="by item: where the option is only the nearest")
    source: str = ""


BLOCKING = ("direction", "rate")
"""While one of these is left open, no package is recommended."""


class Unconfirmed(Strict):
    """What a draft leaves open or takes for granted, for its author to settle and then strike out.

    While a direction or a rate stands here, no package is recommended.
    """

    about: Literal["direction", "rate", "size", "worth", "meeting", "no deal", "world", "text"]
    says: str
    item: str | None = Field(None, description="agenda item it bears on")


class Published(Strict):
    """A published figure for a shock on the benchmark world, to judge this model's size by."""

    title: str
    measures: list[Measure]
    of: Literal["real_income", "real_gdp", "consumer_prices", "goods_trade"] = Field(
        description="what the published figure is of; consumer prices at unchanged wages"
    )
    regions: list[str] = Field(min_length=1, description="one region, or exporter and importer both ways for trade")
    low: PerCent = Field(description="per cent")
    high: PerCent = Field(description="per cent")
    source: str
    note: str = ""


def _a_ledger_day(value: Any) -> Any:
    """``{ledger: YYYY-MM-DD}`` in place of a list: one measure, the ledger's duties by product of that day."""
    if not isinstance(value, dict):
        return value
    if "ledger" not in value:
        raise ValueError("expected a list of measures, or {ledger: YYYY-MM-DD}")
    return [{"instrument": "ledger", "day": value["ledger"], **{k: v for k, v in value.items() if k != "ledger"}}]


class Dossier(Strict):
    """What is on the table: meeting, parties, agenda with options, measures, no-deal, constraints, sources."""

    name: str = Field(pattern=r"^[a-z0-9][a-z0-9-]*$")
    title: str
    summary: str
    unit: str = Field(
        "",
        max_length=40,
        description="of all amounts, where no measure is stated: points, mn EUR a year; billions of USD if empty",
    )
    reference_date: Date = Field(description="the eve: status quo options are in force on this date")
    world: WorldChoice = Field(default_factory=WorldChoice)  # type: ignore[arg-type]
    eve: EveChoice = Field(
        default_factory=EveChoice,  # type: ignore[arg-type]
        description="observed trade that the eve is held against, and what is fitted to it",
    )
    meeting: Meeting
    parties: dict[str, Party] = Field(min_length=2)
    sources: dict[str, Source]
    statements: list[Statement] = []
    profiles: dict[str, Profile] = {}
    in_force: Annotated[list[Measure], BeforeValidator(_a_ledger_day)] = Field(
        [],
        description="measures in force that are not on the table; or {ledger: YYYY-MM-DD}, the ledger's law of a day",
    )
    agenda: list[Item] = Field(min_length=1)
    constraints: list[Constraint] = []
    red_lines: list[RedLine] = []
    events: dict[str, Event] = Field({}, description="what terms are contingent on")
    horizon_years: Years = Field(5.0, gt=0, description="years over which schedules are valued")
    no_deal: list[NoDeal] = Field(min_length=1)
    escalation: list[Step] = Field([], description="announced moves, in order")
    enforcement: Enforcement = Field(default_factory=Enforcement)  # type: ignore[arg-type]
    agreed: Agreed | None = None
    position: dict[str, str] = Field({}, description="a package to begin with on the workbench; computes nothing")
    judge_by: list[Published] = []
    assumptions: list[str] = Field([], description="what the reader must know of how figures were chosen")
    unconfirmed: list[Unconfirmed] = Field(
        [], description="what a draft leaves open or assumes; strike each line once it is settled"
    )

    @model_validator(mode="before")
    @classmethod
    def _in_full(cls, content: Any) -> Any:
        return with_days(with_failed_talks(content))

    @model_validator(mode="after")
    def _with_levels(self) -> Dossier:
        """Levels of tariffs count from the duties of the eve, which the whole dossier says."""
        object.__setattr__(self, "agenda", levels_on_eve(self.in_force, self.agenda))
        return self

    # ------------------------------------------------------------------ reading
    @classmethod
    def load(cls, where: str | Path, world: str | None = None, groups: str | None = None) -> Dossier:
        """Read a dossier: a shipped name, a folder or a single YAML file.

        Args:
            world: a built-in world or a folder in place of the dossier's own choice, whose groups it then drops.
            groups: regions to keep or join, in place of the dossier's.

        Raises:
            DossierError: nothing there, unreadable YAML, or any fault in the contents; all faults are listed.
        """
        return read(cls, where, world, groups).dossier

    def item(self, item_id: str) -> Item:
        """The agenda item of this id; raises DossierError with the nearest where there is none."""
        for item in self.agenda:
            if item.id == item_id:
                return item
        raise DossierError(unknown("item", item_id, [i.id for i in self.agenda]))

    def status_quo(self) -> dict[str, str]:
        """The package in force on the reference date."""
        return {item.id: item.status_quo for item in self.agenda}

    def package(self, choices: Mapping[str, str]) -> dict[str, str]:
        """A full package: ``choices`` over the status quo. Raises DossierError on unknown names."""
        if not isinstance(choices, Mapping):
            raise DossierError(f"package: found {choices!r:.80}; expected item ids with option ids")
        full, items = self.status_quo(), {item.id: item for item in self.agenda}
        for item_id, option_id in choices.items():
            if item_id not in full:
                raise DossierError(f"package: {unknown('item', item_id, full)}")
            options = [o.id for o in items[item_id].options]
            if option_id not in options:
                raise DossierError(f"package: {item_id}: {unknown('option', option_id, options)}")
            full[item_id] = option_id
        return full

    def measures(self, package: Mapping[str, str]) -> list[Measure]:
        """All measures in force under a full package: those not on the table, then each item's."""
        chosen = [m for item in self.agenda for m in item.option(package[item.id]).measures]
        return [*self.in_force, *chosen]

    @property
    def failed(self) -> bool:
        """Is it known that the talks ended without a deal?"""
        return self.agreed is not None and self.agreed.no_deal

    def unsettled(self) -> list[str]:
        """Titles of items of which the direction or a rate is open or assumed, in order, each once."""
        named = {u.item for u in self.unconfirmed if u.about in BLOCKING}
        return [item.title for item in self.agenda if item.id in named]

    def is_computed(self) -> bool:
        """Does it state any measure, so that the model computes something beyond the worth it states?"""
        return any(
            (
                self.in_force,
                any(option.measures for item in self.agenda for option in item.options),
                any(branch.measures or branch.nash for branch in self.no_deal),
                any(step.measures for step in self.escalation),
            )
        )

    @property
    def money(self) -> Unit:
        """How amounts are told: billions of US dollars a year, or the dossier's own unit."""
        return Unit.named(self.unit)

    @property
    def regions(self) -> dict[str, str]:
        """Region by party, of those that are one."""
        return {code: party.region for code, party in self.parties.items() if party.region}

    def actors(self, item: Item, measures: Iterable[Measure]) -> set[str]:
        """Parties with a part in an item: those it names, or those who apply any of these measures of it."""
        if item.carried_out_by:
            return set(item.carried_out_by)
        regions = {code for measure in measures for code in measure.actors()}
        return {party for party, region in self.regions.items() if region in regions}

    def with_elasticities(self, name: str) -> Dossier:
        """The same dossier on another published set of trade elasticities."""
        return self.model_copy(update={"world": self.world.model_copy(update={"elasticities": name})})

    @property
    def horizon(self) -> Horizon:
        """How far trade, labour and exchange rates have responded where packages are valued."""
        return horizon(self.world.horizon)

    def at_horizon(self, named: Horizon | str | float) -> Dossier:
        """The same dossier at a horizon: itself at its own; else nothing replaces the horizon's settings, neither a fit
        of the eve's trade, and no deal has that horizon's chances. Raises PolicyError for an unknown name."""
        if horizon(named).name == self.world.horizon:
            return self
        own, days = self.horizon.name, self.deadlines()
        changed = {
            "world": self.world.at_horizon(named),
            "eve": self.eve.model_copy(update={"fit": "none"}),
            "no_deal": [branch.at_deadlines(days).at_horizon(horizon(named).name, own) for branch in self.no_deal],
        }
        return self.model_copy(update=changed)

    def until(self, day: datetime.date | str) -> Dossier:
        """The same dossier with the chances of no deal that hold until a day, a date or YYYY-MM-DD.

        Raises:
            PolicyError: it is no day.
        """
        last = as_date(day)
        return self.model_copy(update={"no_deal": [branch.until_day(last) for branch in self.no_deal]})

    def deadlines(self) -> list[datetime.date]:
        """Days on which chances of no deal change, in order."""
        return sorted({day for branch in self.no_deal for day in branch.until})

    def profile_rates(self) -> dict[str, dict[str, float]]:
        """Factors by profile and sector."""
        return {name: profile.by_sector() for name, profile in self.profiles.items()}

    def objections(self, package: Mapping[str, str], said: Collection[str] | None = None) -> Iterator[str]:
        """Why a full package cannot be signed: constraints it breaks, red lines it crosses, at any time.

        ``said``: items that somebody spoke of, where the others are open; what only these decide is told then.
        """
        for rule in self.broken_constraints(package):
            if said is None or set(rule.when) | set(rule.then) <= set(said):
                yield rule.because
        for line in self.crossed(package):
            if said is None or line.item in said:
                yield f"red line of {named(self.parties[line.party].name)}: {line.because}"
        for item, option in package.items():
            if (said is None or item in said) and self.item(item).option(option).only_in_phases:
                yield f"{item}={option} stands only as a phase of other options"

    def crossed(self, package: Mapping[str, str]) -> Iterator[RedLine]:
        """Red lines that a full package crosses at any time."""
        ever = [package, *phasing.paths(self, package)]
        for line in self.red_lines:
            if any(at[line.item] in line.never for at in ever):
                yield line

    def broken_constraints(self, package: Mapping[str, str]) -> Iterator[Constraint]:
        """Constraints that a full package breaks at any time; an option counts as itself and as the phase it is in."""

        def holds(part: Mapping[str, list[str]], at: Mapping[str, str]) -> bool:
            return all(package[i] in allowed or at[i] in allowed for i, allowed in part.items())

        paths = phasing.paths(self, package)
        for rule in self.constraints:
            if any(holds(rule.when, at) and not holds(rule.then, at) for at in paths):
                yield rule
