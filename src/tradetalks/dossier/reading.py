"""Reading dossiers from disk: messages that say where, what, and what was expected."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from importlib import resources
from itertools import islice
from pathlib import Path
from typing import Any

from pydantic import ValidationError

from tradetalks.dossier import cautions, phasing, sense
from tradetalks.dossier.benchmark import benchmark_of, choose_world
from tradetalks.dossier.model import Dossier, Item, Option, Worth
from tradetalks.dossier.schema_words import schema_faults
from tradetalks.errors import MOST_FAULTS, DossierError, TradetalksError, nearest, unknown
from tradetalks.policy.instruments import Measure, compile_measures
from tradetalks.world import elasticities
from tradetalks.world.elasticities import OWN
from tradetalks.world.products import shipped_products
from tradetalks.world.world import World
from tradetalks.yaml_text import read_file

MOST_FILES = 100


@dataclass(frozen=True)
class Examined:
    """A sound dossier, and what its author should look at again: each with file, path and value."""

    dossier: Dossier
    warnings: tuple[str, ...]


def shipped() -> dict[str, Path]:
    """Dossiers that come with the package, by name."""
    places = [Path(str(resources.files("tradetalks"))) / "dossiers", Path(__file__).parents[3] / "dossiers"]
    found: dict[str, Path] = {}
    for place in places:
        if place.is_dir():
            for folder in sorted(place.iterdir()):
                if (folder / "dossier.yaml").is_file():
                    found.setdefault(folder.name, folder)
    return found


def locate(where: str | Path) -> Path:
    """Path of a dossier: an existing file or folder, or a shipped name. Raises DossierError."""
    if not isinstance(where, str | Path) or not str(where):
        raise DossierError(f"found {where!r:.80}; expected a dossier's name, folder or YAML file")
    known = shipped()
    try:
        path = Path(where).expanduser()
        if path.is_file() or path.is_dir():
            return path
        there, link = path.exists(), path.is_symlink()
    except (OSError, RuntimeError, ValueError) as error:  # too long a name, no such user, a loop of links
        reason = getattr(error, "strerror", None) or error
        raise DossierError(f"{where!s:.200}: cannot be a dossier: {reason}") from None
    if link and not there:
        raise DossierError(f"{where!s:.200}: a link that leads nowhere; expected a dossier's name, folder or YAML file")
    if there:
        raise DossierError(f"{where}: neither a file nor a folder; expected a dossier's name, folder or YAML file")
    if str(where) in known:
        return known[str(where)]
    raise DossierError(
        f"{where!s:.200}: no such file or folder, and no shipped dossier of that name{nearest(str(where), known)};"
        f" shipped: {', '.join(known) or 'none'}"
    )


def load(where: str | Path, base: str | None = None, groups: str | None = None) -> Dossier:
    """See Dossier.load."""
    return _load(where, base, groups)[0]


def examined(where: str | Path, base: str | None = None, groups: str | None = None) -> Examined:
    """A dossier with warnings: what is allowed but probably not meant. Raises DossierError as Dossier.load does."""
    dossier, path, origin, unread = _load(where, base, groups)
    file = _first_file(path)
    found = [f"{origin.get(key, file)}: {message}" for key, message in cautions.cautions(dossier)]
    return Examined(dossier, (*unread, *found))


def _load(where: str | Path, base: str | None, groups: str | None) -> tuple[Dossier, Path, dict[str, str], list[str]]:
    """The dossier, its path, the file of each top-level key, and what stands beside its files unread."""
    path = locate(where)
    file = _first_file(path)
    try:
        files, unread = _files(path)
    except OSError as error:
        raise DossierError(f"dossier {path}: cannot be read: {error.strerror or error}") from None
    merged, origin, faults = _merge(files)
    if faults:
        raise DossierError(_report(path, faults))
    choose_world(merged, path if path.is_dir() else path.parent, base, groups)
    try:
        dossier = Dossier.model_validate(merged)
    except ValidationError as error:
        raise DossierError(_report(path, schema_faults(error, merged, origin, file), error.error_count())) from None
    world, unbuilt = benchmark_of(dossier)
    named = (f"{origin.get(key, file)}: {message}" for key, message in _cross_check(dossier, world, unbuilt))
    faults = list(islice(named, MOST_FAULTS + 1)) or [
        f"{origin.get(key, file)}: {message}" for key, message in sense.level_faults(dossier, world)
    ]
    if faults:
        raise DossierError(_report(path, faults))
    return dossier, path, origin, unread


def _first_file(path: Path) -> str:
    """The file that a name belongs in which no file gives."""
    return "dossier.yaml" if path.is_dir() else path.name


def read_yaml(path: Path) -> dict[str, Any]:
    """One YAML file's mapping, by the safe loader; raises DossierError with file and place."""
    if not path.is_file():
        raise DossierError(f"{path}: {'not a file' if path.exists() else 'no such file'}")
    merged, _, faults = _merge([path])
    if faults:
        raise DossierError("; ".join(faults))
    return merged


def _report(path: Path, faults: Iterable[str], number: int | None = None) -> str:
    """All faults in a message, or the first of them and how many are left out (``number`` in all, where known)."""
    listed = list(islice(faults, MOST_FAULTS + 1))
    total = len(listed) if number is None else number
    more = len(listed) > MOST_FAULTS or total > MOST_FAULTS
    count = (
        "1 fault" if total == 1 else f"{total:,} faults" if number or not more else f"more than {MOST_FAULTS} faults"
    )
    lines = [f"  - {fault}" for fault in listed[:MOST_FAULTS]]
    if more:
        left = f"{total - MOST_FAULTS:,} more are" if number else "more are"
        lines.append(f"  - the first {MOST_FAULTS} faults are listed; {left} left out")
    return f"dossier {path}: {count}\n" + "\n".join(lines)


def _files(path: Path) -> tuple[list[Path], list[str]]:
    """A dossier's YAML files, and a line for each that looks like one and is left unread: editors' lock files and
    copies, folders, links to nowhere."""
    if path.is_file():
        return [path], []
    named = sorted(p for p in path.iterdir() if p.suffix.lower() in (".yaml", ".yml"))
    files = [p for p in named if p.is_file() and not p.name.startswith((".", "~", "#"))]
    if not files:
        raise DossierError(f"dossier {path}: the folder holds no .yaml file; expected at least dossier.yaml")
    if len(files) > MOST_FILES:
        raise DossierError(
            f"dossier {path}: the folder holds {len(files):,} .yaml files; expected at most {MOST_FILES}"
        )
    why = "an editor's or hidden file", "not a regular file"
    return files, [
        f"{p.name}: {why[not p.name.startswith(('.', '~', '#'))]}; not read" for p in named if p not in files
    ]


def _merge(files: list[Path]) -> tuple[dict[str, Any], dict[str, str], list[str]]:
    """Top-level keys of all files, which file each came from, and faults."""
    merged: dict[str, Any] = {}
    origin: dict[str, str] = {}
    faults = []
    for file in files:
        try:
            content = read_file(file)
        except ValueError as error:
            faults.append(f"{file.name}: {error}")
            continue
        if content is None:
            continue
        if not isinstance(content, dict):
            faults.append(f"{file.name}: found {type(content).__name__}, expected a mapping of names to values")
            continue
        for key, value in content.items():
            if key in merged:
                faults.append(f"{file.name}: {key!s:.80}: already given in {origin[key]}; expected once")
            else:
                merged[str(key)], origin[str(key)] = value, file.name
    return merged, origin, faults


# ---------------------------------------------------------------------- faults of meaning
def _cross_check(d: Dossier, world: World, unbuilt: str) -> Iterator[tuple[str, str]]:
    """Names that must exist elsewhere, figures that must fit; yields (top-level key, message).

    ``world``, ``unbuilt``: the dossier's benchmark, or the default one and why its own cannot be had.
    """
    items = {item.id: [o.id for o in item.options] for item in d.agenda}
    ids = [item.id for item in d.agenda]
    regions, sectors = list(world.regions), [*world.sectors, *d.world.products]
    known = not unbuilt or d.world.base == "default"  # else the names of regions and sectors are not known
    rates: dict[str, dict[str, float]] = {}

    def name(key: str, path: str, kind: str, value: str, valid: Any) -> Iterator[tuple[str, str]]:
        if value not in valid:
            yield key, f"{path}: {unknown(kind, value, valid)}"

    def source(key: str, path: str, value: str, judgement: bool = False) -> Iterator[tuple[str, str]]:
        if value and not (judgement and value == "judgement"):
            yield from name(key, path, "source", value, [*d.sources, *(["judgement"] if judgement else [])])

    def measures(key: str, path: str, found: list[Measure]) -> Iterator[tuple[str, str]]:
        for j, measure in enumerate(found):
            yield from source(key, f"{path}[{j}].source", measure.source)
            yield from ((key, f"{path}[{j}]{fault}") for fault in sense.measure_faults(measure))
            if not known:
                continue
            try:
                compile_measures([measure], world, rates)
            except TradetalksError as error:
                yield key, f"{path}[{j}]: {error}"

    def worths(key: str, path: str, found: dict[str, Worth]) -> Iterator[tuple[str, str]]:
        for party, worth in found.items():
            yield from name(key, path, "party", party, d.parties)
            yield from source(key, f"{path}.{party}.basis", worth.basis, judgement=True)
            if not worth.low <= worth.mid <= worth.high:
                yield (
                    key,
                    f"{path}.{party}: found low {worth.low:g}, mid {worth.mid:g}, high {worth.high:g};"
                    " expected low <= mid <= high",
                )

    def choices(key: str, path: str, chosen: dict[str, Any]) -> Iterator[tuple[str, str]]:
        for item, options in chosen.items():
            yield from name(key, path, "item", item, items)
            for option in options if isinstance(options, list) else [options]:
                if item in items:
                    yield from name(key, f"{path}.{item}", "option", option, items[item])

    yield from name(
        "world",
        "world.elasticities",
        "set of trade elasticities",
        d.world.elasticities.partition("~")[0],
        [*elasticities.names(), OWN],
    )
    for j, code in enumerate(d.world.products):
        yield from name("world", f"world.products[{j}]", "product", code, shipped_products())
    if unbuilt:
        yield "world", f"world: {unbuilt}"
    for j, shown in enumerate(d.world.subsidies):
        yield from source("world", f"world.subsidies[{j}].source", shown.source, judgement=True)
    for j, nest in enumerate(d.world.critical):
        yield from source("world", f"world.critical[{j}].source", nest.source, judgement=True)
    for code, party in d.parties.items():
        for key, fault in name("parties", f"parties.{code}.region", "region", party.region, regions) if known else ():
            yield key, fault + world.where_it_lies(party.region)
    yield from sense.shared_regions(d)
    yield from source("meeting", "meeting.source", d.meeting.source)
    for profile_name, profile in d.profiles.items():
        yield from source("profiles", f"profiles.{profile_name}.source", profile.source)
        if bool(profile.rates) == bool(profile.ledger):
            yield "profiles", f"profiles.{profile_name}: give either rates or ledger"
        try:
            rates[profile_name] = profile.by_sector()
        except TradetalksError as error:
            yield "profiles", f"profiles.{profile_name}.ledger: {error}"
            return
        for sector in profile.rates if known else ():
            yield from name("profiles", f"profiles.{profile_name}.rates", "sector", sector, sectors)
    yield from measures("in_force", "in_force", d.in_force)
    for j, statement in enumerate(d.statements):
        path = f"statements[{j}]"
        yield from source("statements", f"{path}.source", statement.source)
        yield from name("statements", f"{path}.party", "party", statement.party, d.parties)
        if statement.item:
            yield from name("statements", f"{path}.item", "item", statement.item, items)
    if len(set(ids)) != len(ids):
        yield "agenda", f"agenda: item ids must be unique; twice: {_twice(ids)}"
    for j, item in enumerate(d.agenda):
        path = f"agenda[{j} '{item.id}']"
        yield from name("agenda", f"{path}.status_quo", "option", item.status_quo, items[item.id])
        yield from source("agenda", f"{path}.source", item.source)
        for party in item.carried_out_by:
            yield from name("agenda", f"{path}.carried_out_by", "party", party, d.parties)
        for link in item.links:
            yield from name("agenda", f"{path}.links", "item", link, items)
        for position in item.positions:
            yield from name("agenda", f"{path}.positions", "party", position.party, d.parties)
            yield from source("agenda", f"{path}.positions", position.source)
        if len({o.id for o in item.options}) != len(item.options):
            yield "agenda", f"{path}.options: option ids must be unique; twice: {_twice(o.id for o in item.options)}"
        for option in item.options:
            where = f"{path}.options['{option.id}']"
            yield from measures("agenda", f"{where}.measures", option.measures)
            yield from ((key, f"{where}{fault}") for key, fault in _phase_faults(d, item, option))
            yield from worths("agenda", f"{where}.worth", option.worth)
            if option.id == item.status_quo and any(w.mid or w.low or w.high for w in option.worth.values()):
                yield "agenda", f"{where}.worth: the status quo is the zero of worth; expected none"
    for event_name, event in d.events.items():
        yield from source("events", f"events.{event_name}.basis", event.basis, judgement=True)
        for party in event.probability:
            yield from name("events", f"events.{event_name}.probability", "party", party, d.parties)
    if len(d.events) > phasing.MOST_EVENTS:
        yield "events", f"events: found {len(d.events)}; expected at most {phasing.MOST_EVENTS}"
    for j, rule in enumerate(d.constraints):
        yield from choices("constraints", f"constraints[{j}].when", rule.when)
        yield from choices("constraints", f"constraints[{j}].then", rule.then)
        for side, part in (("when", rule.when), ("then", rule.then)):
            for item_id in (i for i, allowed in part.items() if not allowed):
                yield "constraints", f"constraints[{j}].{side}.{item_id:.80}: found no option; expected option ids"
        if not rule.then:
            yield "constraints", f"constraints[{j}].then: found nothing; expected what must hold, by item"
    for j, line in enumerate(d.red_lines):
        path = f"red_lines[{j}]"
        yield from name("red_lines", f"{path}.party", "party", line.party, d.parties)
        yield from choices("red_lines", f"{path}.never", {line.item: line.never})
        yield from source("red_lines", f"{path}.basis", line.basis, judgement=True)
        if line.item in items and d.item(line.item).status_quo in line.never:
            yield (
                "red_lines",
                f"{path}.never: holds the status quo '{d.item(line.item).status_quo}' of {line.item}",
            )
    branch_names = [branch.name for branch in d.no_deal]
    if len(set(branch_names)) != len(branch_names):
        yield "no_deal", f"no_deal: names of branches must be unique; twice: {_twice(branch_names)}"
    if "expected" in branch_names:
        yield "no_deal", "no_deal: found a branch named 'expected'; that name stands for all branches, by probability"
    for j, branch in enumerate(d.no_deal):
        yield from choices("no_deal", f"no_deal[{j} '{branch.name}'].package", branch.package)
        yield from measures("no_deal", f"no_deal[{j} '{branch.name}'].measures", branch.measures)
        yield from worths("no_deal", f"no_deal[{j} '{branch.name}'].worth", branch.worth)
        yield from source("no_deal", f"no_deal[{j} '{branch.name}'].basis", branch.basis, judgement=True)
        if branch.nash:
            where = f"no_deal[{j} '{branch.name}'].nash"
            for player in branch.nash.players:
                yield from name("no_deal", f"{where}.players", "party", player, d.parties)
            if len(set(branch.nash.players)) != len(branch.nash.players):
                yield "no_deal", f"{where}.players: each party once; twice: {_twice(branch.nash.players)}"
            if not branch.nash.sectors:
                yield "no_deal", f"{where}.sectors: found none; expected 'goods', 'all' or sector codes"
            try:
                world.sector_indices(branch.nash.sectors if known else "all")
            except TradetalksError as error:
                yield "no_deal", f"{where}.sectors: {error}"
    for j, step in enumerate(d.escalation):
        path = f"escalation[{j}]"
        yield from name("escalation", f"{path}.by", "party", step.by, d.parties)
        yield from choices("escalation", f"{path}.package", step.package)
        yield from measures("escalation", f"{path}.measures", step.measures)
        yield from source("escalation", f"{path}.source", step.source, judgement=True)
        if j and step.date < d.escalation[j - 1].date:
            yield "escalation", f"{path}.date: found {step.date}, before the step it follows; expected dates in order"
    branches = ["expected", *(branch.name for branch in d.no_deal)]
    yield from name("enforcement", "enforcement.punishment", "punishment", d.enforcement.punishment, branches)
    yield from source("enforcement", "enforcement.basis", d.enforcement.basis, judgement=True)
    for party, rate in d.enforcement.discount_rate.items():
        yield from name("enforcement", "enforcement.discount_rate", "party", party, d.parties)
        if not rate > 0:
            yield "enforcement", f"enforcement.discount_rate.{party}: found {rate:g}; expected above 0"
    total = sum(branch.probability for branch in d.no_deal)
    if abs(total - 1) > 1e-9:
        yield "no_deal", f"no_deal: probabilities sum to {total:g}; expected 1"
    for j, published in enumerate(d.judge_by):
        yield from measures("judge_by", f"judge_by[{j}].measures", published.measures)
        yield from source("judge_by", f"judge_by[{j}].source", published.source)
        for code in published.regions if known else ():
            yield from name("judge_by", f"judge_by[{j}].regions", "region", code, regions)
        if not published.low <= published.high:
            yield (
                "judge_by",
                f"judge_by[{j}]: found low {published.low:g}, high {published.high:g}; expected low <= high",
            )
        if len(published.regions) != (2 if published.of == "goods_trade" else 1):
            yield (
                "judge_by",
                f"judge_by[{j}].regions: found {len(published.regions)};"
                " expected two for goods_trade, one for real_income",
            )
    yield from choices("position", "position", d.position)
    if d.agreed:
        yield from choices("agreed", "agreed.package", d.agreed.package)
        yield from source("agreed", "agreed.source", d.agreed.source)
    known = all(item.status_quo in items[item.id] for item in d.agenda)
    broken = list(d.broken_constraints(d.status_quo())) if known else []
    for rule in broken:
        yield "constraints", f"constraints: the status quo itself breaks '{rule.because}'"


def _twice(names: Iterable[str]) -> str:
    """Names that stand more than once."""
    counted = Counter(names)
    return ", ".join(f"'{name:.80}'" for name, times in counted.items() if times > 1)


def _phase_faults(d: Dossier, item: Item, option: Option) -> Iterator[tuple[str, str]]:
    """Faults of an option's schedule, each said from the option on."""
    plain = [o.id for o in item.options if not o.phases]
    if item.status_quo == option.id and (option.phases or option.only_in_phases):
        yield "agenda", ": the status quo stands by itself; expected neither phases nor only_in_phases"
    if option.phases and (option.measures or option.worth):
        yield "agenda", ": gives phases and also measures or worth; expected these in the options of its phases"
    for j, phase in enumerate(option.phases):
        if phase.option not in plain:
            yield "agenda", f".phases[{j}].option: {unknown('option without phases', phase.option, plain)}"
        if j and phase.since < option.phases[j - 1].since:
            yield "agenda", f".phases[{j}].since: found {phase.since}, before the phase it follows"
        for name in filter(None, (phase.when, phase.unless)):
            if name not in d.events:
                yield "agenda", f".phases[{j}]: {unknown('event', name, d.events)}"
    for branch in (*d.no_deal, *d.escalation):
        if option.phases and branch.package.get(item.id) == option.id:
            yield "agenda", ": has phases, and stands in no_deal or escalation; expected an option without phases there"
