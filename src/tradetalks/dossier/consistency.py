"""Names in a dossier that must exist elsewhere in it or on its benchmark, and figures that must fit one another.

One function a subject, each a list of rules: a new rule is one line there, a new subject one more function at the end
of the list ``_SUBJECTS``. Faults are told in this order.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable, Iterator
from typing import TYPE_CHECKING

from tradetalks.dossier import phasing
from tradetalks.dossier.eve_choice import eve_faults
from tradetalks.dossier.faults import Fault
from tradetalks.dossier.hindsight import later_facts
from tradetalks.dossier.ledger_days import ledger_faults
from tradetalks.dossier.lookup import Names
from tradetalks.dossier.world_choice import OWN_PRODUCT
from tradetalks.equilibrium.horizons import horizon
from tradetalks.errors import TradetalksError, repeated, unknown
from tradetalks.world import elasticities
from tradetalks.world.elasticities import OWN
from tradetalks.world.products import shipped_products
from tradetalks.world.world import World

if TYPE_CHECKING:
    from tradetalks.dossier.model import Dossier, Item, Option, Published
    from tradetalks.dossier.no_deal import NashBranch, NoDeal


def inconsistencies(d: Dossier, world: World, unbuilt: str) -> Iterator[Fault]:
    """What does not fit in a dossier that the schema allows.

    Args:
        world: the dossier's benchmark, or the default one.
        unbuilt: why its own cannot be had, then; else empty.
    """
    names = Names.of(d, world, unbuilt)
    for subject in _SUBJECTS:
        yield from subject(names)


# ---------------------------------------------------------------------- world, parties, meeting, profiles
def _world(names: Names) -> Iterator[Fault]:
    choice = names.dossier.world
    known_sets = [*elasticities.names(), OWN]
    published = choice.elasticities.partition("~")[0]
    yield from names.name("world.elasticities", "set of trade elasticities", published, known_sets)
    for j, code in enumerate(choice.products):
        for fault in names.name(f"world.products[{j}]", "product", code, shipped_products()):
            yield Fault(fault.path, f"{fault.says}; {OWN_PRODUCT}")
    if names.unbuilt:
        yield Fault("world", names.unbuilt)
    for j, shown in enumerate(choice.subsidies):
        yield from names.basis(f"world.subsidies[{j}].source", shown.source)
    for j, nest in enumerate(choice.critical):
        yield from names.basis(f"world.critical[{j}].source", nest.source)


def _parties(names: Names) -> Iterator[Fault]:
    if names.world_known:
        for code, region in names.dossier.regions.items():
            for fault in names.name(f"parties.{code}.region", "region", region, names.world.regions):
                yield Fault(fault.path, fault.says + names.world.where_it_lies(region))
    for code, party in names.dossier.parties.items():
        yield from names.rising(f"parties.{code}.discount", party.discount)
    yield from _shared_regions(names.dossier)
    if names.dossier.unit and names.dossier.is_computed():
        yield Fault(
            "unit",
            f"found '{names.dossier.unit}' in a dossier that states measures, whose effects the model gives in billions"
            " of USD a year; expected none, and worth in billions of USD",
        )


def _shared_regions(d: Dossier) -> Iterator[Fault]:
    """Parties that stand for one region: sound only where nothing is computed, and all is worth that they state."""
    by_region: dict[str, list[str]] = {}
    for code, region in d.regions.items():
        by_region.setdefault(region, []).append(code)
    for region, codes in by_region.items():
        if len(codes) > 1 and d.is_computed():
            yield Fault(
                f"parties.{codes[1]}.region",
                f"found {region}, the region of {codes[0]} too; each would be given all of that region's income."
                " Expected a region for each party (a world that tells them apart), or a dossier without measures,"
                " where only stated worth counts",
            )


def _meeting(names: Names) -> Iterator[Fault]:
    yield from names.source("meeting.source", names.dossier.meeting.source)


def _profiles(names: Names) -> Iterator[Fault]:
    sectors = [*names.world.sectors, *names.dossier.world.products]
    for name, profile in names.dossier.profiles.items():
        path = f"profiles.{name}"
        yield from names.source(f"{path}.source", profile.source)
        if bool(profile.rates) == bool(profile.ledger):
            yield Fault(path, "give either rates or ledger")
        if name in names.unread:
            yield Fault(f"{path}.ledger", names.unread[name])
            continue
        for sector in profile.rates if names.world_known else ():
            yield from names.name(f"{path}.rates", "sector", sector, sectors)


# ---------------------------------------------------------------------- measures in force, statements, the agenda
def _in_force(names: Names) -> Iterator[Fault]:
    yield from names.measures("in_force", names.dossier.in_force)


def _ledger(names: Names) -> Iterator[Fault]:
    yield from ledger_faults(names.dossier)
    yield from later_facts(names.dossier)
    if names.world_known:
        yield from eve_faults(names.dossier, names.world)


def _statements(names: Names) -> Iterator[Fault]:
    for j, statement in enumerate(names.dossier.statements):
        yield from names.source(f"statements[{j}].source", statement.source)
        yield from names.party(f"statements[{j}].party", statement.party)
        if statement.item:
            yield from names.item(f"statements[{j}].item", statement.item)


def _agenda(names: Names) -> Iterator[Fault]:
    ids = [item.id for item in names.dossier.agenda]
    if len(set(ids)) != len(ids):
        yield Fault("agenda", f"item ids must be unique; twice: {_twice(ids)}")
    for j, item in enumerate(names.dossier.agenda):
        yield from _item(names, f"agenda[{j} '{item.id}']", item)


def _item(names: Names, path: str, item: Item) -> Iterator[Fault]:
    yield from names.name(f"{path}.status_quo", "option", item.status_quo, names.options[item.id])
    yield from names.source(f"{path}.source", item.source)
    for party in item.carried_out_by:
        yield from names.party(f"{path}.carried_out_by", party)
    for link in item.links:
        yield from names.item(f"{path}.links", link)
    for position in item.positions:
        yield from names.party(f"{path}.positions", position.party)
        yield from names.source(f"{path}.positions", position.source)
        for option in position.options:
            yield from names.name(f"{path}.positions", "option", option, names.options[item.id])
    ids = [option.id for option in item.options]
    if len(set(ids)) != len(ids):
        yield Fault(f"{path}.options", f"option ids must be unique; twice: {_twice(ids)}")
    for option in item.options:
        yield from _option(names, f"{path}.options['{option.id}']", item, option)


def _option(names: Names, path: str, item: Item, option: Option) -> Iterator[Fault]:
    yield from names.measures(f"{path}.measures", option.measures)
    yield from _phases(names.dossier, path, item, option)
    yield from names.worth(f"{path}.worth", option.worth)
    yield from names.may_have_worth(f"{path}.worth", item, option, option.worth.values())
    for party in option.inferred:
        yield from names.party(f"{path}.worth", party)
        yield from _is_region(names, f"{path}.worth", party)
        if party in option.worth:
            yield Fault(f"{path}.worth.{party}", "both stated and to be inferred (basis: revealed); expected one")
        if not option.measures and not any(o.measures for o in item.options if o.id == item.status_quo):
            yield Fault(
                f"{path}.worth.{party}",
                "basis: revealed follows from what the option does to the economy, and it has no measures; expected"
                " figures",
            )
    if option.inferred and (option.phases or option.id == item.status_quo):
        yield Fault(f"{path}.worth", "basis: revealed stands in plain options other than the status quo")


def _phases(d: Dossier, path: str, item: Item, option: Option) -> Iterator[Fault]:
    plain = [o.id for o in item.options if not o.phases]
    if item.status_quo == option.id and (option.phases or option.only_in_phases):
        yield Fault(path, "the status quo stands by itself; expected neither phases nor only_in_phases")
    if option.phases and option.measures:
        yield Fault(path, "gives phases and also measures; expected these in the options of its phases")
    for j, phase in enumerate(option.phases):
        if phase.option not in plain:
            yield Fault(f"{path}.phases[{j}].option", unknown("option without phases", phase.option, plain))
        if j and phase.since < option.phases[j - 1].since:
            yield Fault(f"{path}.phases[{j}].since", f"found {phase.since}, before the phase it follows")
        for name in filter(None, (phase.when, phase.unless)):
            if name not in d.events:
                yield Fault(f"{path}.phases[{j}]", unknown("event", name, d.events))
    for branch in (*d.no_deal, *d.escalation):
        if option.phases and branch.package.get(item.id) == option.id:
            expected = "expected an option without phases there"
            yield Fault(path, f"has phases, and stands in no_deal or escalation; {expected}")


def _events(names: Names) -> Iterator[Fault]:
    events = names.dossier.events
    for name, event in events.items():
        yield from names.basis(f"events.{name}.basis", event.basis)
        for party in event.probability:
            yield from names.party(f"events.{name}.probability", party)
    if len(events) > phasing.MOST_EVENTS:
        yield Fault("events", f"found {len(events)}; expected at most {phasing.MOST_EVENTS}")


# ---------------------------------------------------------------------- what cannot be signed
def _constraints(names: Names) -> Iterator[Fault]:
    for j, rule in enumerate(names.dossier.constraints):
        path = f"constraints[{j}]"
        yield from names.choices(f"{path}.when", rule.when)
        yield from names.choices(f"{path}.then", rule.then)
        for side, part in (("when", rule.when), ("then", rule.then)):
            for item in (i for i, allowed in part.items() if not allowed):
                yield Fault(f"{path}.{side}.{item:.80}", "found no option; expected option ids")
        if not rule.then:
            yield Fault(f"{path}.then", "found nothing; expected what must hold, by item")


def _red_lines(names: Names) -> Iterator[Fault]:
    for j, line in enumerate(names.dossier.red_lines):
        path = f"red_lines[{j}]"
        yield from names.party(f"{path}.party", line.party)
        yield from names.never(path, line.item, line.never, line.basis)


def _status_quo(names: Names) -> Iterator[Fault]:
    d = names.dossier
    named = {item for rule in d.constraints for item in (*rule.when, *rule.then)}
    if named <= set(names.options) and all(item.status_quo in names.options[item.id] for item in d.agenda):
        for rule in d.broken_constraints(d.status_quo()):
            yield Fault("constraints", f"the status quo itself breaks '{rule.because}'")


# ---------------------------------------------------------------------- no deal, escalation, enforcement
def _no_deal(names: Names) -> Iterator[Fault]:
    ids = [branch.name for branch in names.dossier.no_deal]
    plain = [" ".join(name.split()).casefold() for name in ids]
    if repeated(ids):
        yield Fault("no_deal", f"names of branches must be unique; twice: {_twice(ids)}")
    elif alike := repeated(plain):
        said = " and ".join(f"'{name:.80}'" for name, read in zip(ids, plain, strict=True) if read == alike[0])
        yield Fault("no_deal", f"names of branches must be unique; {said} differ by blanks or capitals only")
    if "expected" in ids:
        yield Fault("no_deal", "found a branch named 'expected'; that name stands for all branches, by probability")
    for j, branch in enumerate(names.dossier.no_deal):
        path = f"no_deal[{j} '{branch.name}']"
        yield from names.choices(f"{path}.package", branch.package)
        yield from names.measures(f"{path}.measures", branch.measures)
        yield from names.worth(f"{path}.worth", branch.worth)
        yield from names.basis(f"{path}.basis", branch.basis)
        yield from _by_horizon(names, f"{path}.by_horizon", branch)
        yield from _until(names, f"{path}.until", branch)
        if branch.nash:
            yield from _tariff_war(names, f"{path}.nash", branch.nash)


def _by_horizon(names: Names, path: str, branch: NoDeal) -> Iterator[Fault]:
    """Chances at other horizons: a basis each, and events that come before the horizon does."""
    d = names.dossier
    if d.world.horizon in branch.by_horizon:
        yield Fault(f"{path}.{d.world.horizon}", "found the dossier's own horizon, whose chance is 'probability'")
    for name, at in branch.by_horizon.items():
        yield from names.basis(f"{path}.{name}.basis", at.basis)
        if at.on and not at.event:
            yield Fault(f"{path}.{name}.on", f"found {at.on} and no event; expected what happens that day, in words")
        if at.on and not d.reference_date <= at.on:
            yield Fault(f"{path}.{name}.on", f"found {at.on}, before the eve, {d.reference_date}")
        last = horizon(name).years
        if at.on and math.isfinite(last) and (at.on - d.reference_date).days > phasing.DAYS_A_YEAR * math.ceil(last):
            yield Fault(f"{path}.{name}.on", f"found {at.on}, later than {horizon(name).words.removeprefix('in ')}")


def _until(names: Names, path: str, branch: NoDeal) -> Iterator[Fault]:
    """Chances until a day: a basis each, and days after the eve."""
    for day, at in branch.until.items():
        yield from names.basis(f"{path}.{day}.basis", at.basis)
        if day <= names.dossier.reference_date:
            yield Fault(f"{path}.{day}", f"found a day no later than the eve, {names.dossier.reference_date}")
        if at.on:
            yield Fault(f"{path}.{day}.on", f"found {at.on}; the day of the event is {day}, leave 'on' out")


def _tariff_war(names: Names, path: str, nash: NashBranch) -> Iterator[Fault]:
    for player in nash.players:
        yield from names.party(f"{path}.players", player)
        yield from _is_region(names, f"{path}.players", player)
    if len(set(nash.players)) != len(nash.players):
        yield Fault(f"{path}.players", f"each party once; twice: {_twice(nash.players)}")
    if not nash.sectors:
        yield Fault(f"{path}.sectors", "found none; expected 'goods', 'all' or sector codes")
    try:
        names.world.sector_indices(nash.sectors if names.world_known else "all")
    except TradetalksError as error:
        yield Fault(f"{path}.sectors", str(error))


def _is_region(names: Names, path: str, party: str) -> Iterator[Fault]:
    if party in names.dossier.parties and party not in names.dossier.regions:
        yield Fault(path, f"found {party}, which has no region, so that it can set no tariff; expected one that has")


def _escalation(names: Names) -> Iterator[Fault]:
    steps = names.dossier.escalation
    for j, step in enumerate(steps):
        path = f"escalation[{j}]"
        yield from names.party(f"{path}.by", step.by)
        yield from _is_region(names, f"{path}.by", step.by)
        yield from names.choices(f"{path}.package", step.package)
        yield from names.measures(f"{path}.measures", step.measures)
        yield from names.basis(f"{path}.source", step.source)
        if j and step.date < steps[j - 1].date:
            yield Fault(f"{path}.date", f"found {step.date}, before the step it follows; expected dates in order")


def _enforcement(names: Names) -> Iterator[Fault]:
    terms = names.dossier.enforcement
    branches = ["expected", *(branch.name for branch in names.dossier.no_deal)]
    yield from names.name("enforcement.punishment", "punishment", terms.punishment, branches)
    yield from names.basis("enforcement.basis", terms.basis)
    for party, rate in terms.discount_rate.items():
        yield from names.party("enforcement.discount_rate", party)
        if not rate > 0:
            yield Fault(f"enforcement.discount_rate.{party}", f"found {rate:g}; expected above 0")


def _probabilities(names: Names) -> Iterator[Fault]:
    d = names.dossier
    stated = {name for branch in d.no_deal for name in branch.by_horizon} - {d.world.horizon}
    totals = {"": sum(branch.probability for branch in d.no_deal)}
    totals |= {f" at {name}": sum(b.probability for b in d.at_horizon(name).no_deal) for name in sorted(stated)}
    totals |= {f" until {day}": sum(b.probability for b in d.until(day).no_deal) for day in d.deadlines()}
    for when, total in totals.items():
        if abs(total - 1) > 1e-9:
            yield Fault("no_deal", f"probabilities{when} sum to {total:g}; expected 1")


# ---------------------------------------------------------------------- what results are held against
def _judge_by(names: Names) -> Iterator[Fault]:
    for j, published in enumerate(names.dossier.judge_by):
        yield from _published(names, f"judge_by[{j}]", published)


def _published(names: Names, path: str, published: Published) -> Iterator[Fault]:
    yield from names.measures(f"{path}.measures", published.measures)
    yield from names.source(f"{path}.source", published.source)
    for code in published.regions if names.world_known else ():
        yield from names.name(f"{path}.regions", "region", code, names.world.regions)
    if not published.low <= published.high:
        yield Fault(path, f"found low {published.low:g}, high {published.high:g}; expected low <= high")
    count, expected = len(published.regions), 2 if published.of == "goods_trade" else 1
    if count != expected:
        yield Fault(
            f"{path}.regions", f"found {count}; expected {'two' if expected == 2 else 'one'} for {published.of}"
        )


def _position(names: Names) -> Iterator[Fault]:
    yield from names.choices("position", names.dossier.position)


def _agreed(names: Names) -> Iterator[Fault]:
    if agreed := names.dossier.agreed:
        yield from names.choices("agreed.package", agreed.package)
        yield from names.source("agreed.source", agreed.source)


def _unconfirmed(names: Names) -> Iterator[Fault]:
    for j, one in enumerate(names.dossier.unconfirmed):
        if one.item is not None:
            yield from names.item(f"unconfirmed[{j}].item", one.item)


def _twice(names: Iterable[str]) -> str:
    """Names that stand more than once."""
    return ", ".join(f"'{name:.80}'" for name in repeated(names))


_Subject = Callable[[Names], Iterator[Fault]]
_SUBJECTS: tuple[_Subject, ...] = (
    _world, _parties, _meeting, _profiles, _in_force, _ledger, _statements, _agenda, _events, _constraints, _red_lines,
    _no_deal, _escalation, _enforcement, _probabilities, _judge_by, _position, _agreed, _unconfirmed, _status_quo,
)  # fmt: skip
