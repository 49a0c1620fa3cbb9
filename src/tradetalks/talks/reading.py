"""Reading dossiers from disk: safe YAML, and messages that say where, what, and what was expected."""

from __future__ import annotations

import os
from collections.abc import Iterator
from importlib import resources
from pathlib import Path
from typing import Any, get_args

from pydantic import BaseModel, ValidationError
from ruamel.yaml import YAML
from ruamel.yaml.error import MarkedYAMLError, YAMLError

from tradetalks.errors import DossierError, TradetalksError, nearest, unknown
from tradetalks.policy.instruments import INSTRUMENTS, Measure
from tradetalks.talks import phasing
from tradetalks.talks.dossier import Dossier, Item, Option, Worth
from tradetalks.world import elasticities
from tradetalks.world.classify import REGIONS, SECTORS
from tradetalks.world.products import shipped_products
from tradetalks.world.world import World

MAX_BYTES = 5_000_000
_INSTRUMENTS: dict[str, type[BaseModel]] = {
    get_args(kind.model_fields["instrument"].annotation)[0]: kind for kind in INSTRUMENTS
}


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
    path = Path(where).expanduser()
    if path.exists():
        return path
    known = shipped()
    if str(where) in known:
        return known[str(where)]
    raise DossierError(
        f"{where}: no such file or folder, and no shipped dossier of that name{nearest(str(where), known)};"
        f" shipped: {', '.join(known) or 'none'}"
    )


def load(where: str | Path) -> Dossier:
    """See Dossier.load."""
    path = locate(where)
    merged, origin, faults = _merge(_files(path))
    if faults:
        raise DossierError(_report(path, faults))
    try:
        dossier = Dossier.model_validate(merged)
    except ValidationError as error:
        raise DossierError(_report(path, list(_schema_faults(error, merged, origin)))) from None
    faults = [f"{origin.get(key, path.name)}: {message}" for key, message in _cross_check(dossier)]
    if faults:
        raise DossierError(_report(path, faults))
    return dossier


def read_yaml(path: Path) -> dict[str, Any]:
    """One YAML file's mapping, by the safe loader; raises DossierError with file and place."""
    if not path.is_file():
        raise DossierError(f"{path}: no such file")
    merged, _, faults = _merge([path])
    if faults:
        raise DossierError("; ".join(faults))
    return merged


def _report(path: Path, faults: list[str]) -> str:
    count = "1 fault" if len(faults) == 1 else f"{len(faults)} faults"
    return f"dossier {path}: {count}\n" + "\n".join(f"  - {fault}" for fault in faults)


def _files(path: Path) -> list[Path]:
    if path.is_file():
        return [path]
    files = sorted(p for p in path.iterdir() if p.suffix in (".yaml", ".yml") and p.is_file())
    if not files:
        raise DossierError(f"dossier {path}: the folder holds no .yaml file; expected at least dossier.yaml")
    return files


def _merge(files: list[Path]) -> tuple[dict[str, Any], dict[str, str], list[str]]:
    """Top-level keys of all files, which file each came from, and faults."""
    merged: dict[str, Any] = {}
    origin: dict[str, str] = {}
    faults = []
    for file in files:
        if os.path.getsize(file) > MAX_BYTES:
            faults.append(f"{file.name}: larger than {MAX_BYTES:,} bytes")
            continue
        try:
            content = YAML(typ="safe", pure=True).load(file.read_bytes().decode("utf-8"))
        except UnicodeDecodeError as error:
            faults.append(f"{file.name}: not UTF-8 text (byte {error.start})")
            continue
        except MarkedYAMLError as error:
            mark = error.problem_mark
            line = f" line {mark.line + 1}, column {mark.column + 1}" if mark else ""
            faults.append(f"{file.name}:{line}: {error.problem or error.context}")
            continue
        except (YAMLError, ValueError, RecursionError) as error:
            first = (str(error).splitlines() or [type(error).__name__])[0]
            faults.append(f"{file.name}: not valid YAML: {first}")
            continue
        if content is None:
            continue
        if not isinstance(content, dict):
            faults.append(f"{file.name}: found {type(content).__name__}, expected a mapping of names to values")
            continue
        for key, value in content.items():
            if key in merged:
                faults.append(f"{file.name}: {key}: already given in {origin[key]}; expected once")
            else:
                merged[str(key)], origin[str(key)] = value, file.name
    return merged, origin, faults


# ---------------------------------------------------------------------- faults against the schema
def _schema_faults(error: ValidationError, data: Any, origin: dict[str, str]) -> Iterator[str]:
    for fault in error.errors():
        location = [
            part for part in fault["loc"] if part not in _INSTRUMENTS or part in _keys_at(data, fault["loc"], part)
        ]
        top = str(location[0]) if location else ""
        place = f"{origin.get(top, 'dossier.yaml')}: {_path(data, location)}"
        value = fault.get("input")
        if fault["type"] == "extra_forbidden":
            parent = _model_at(location[:-1], data)
            valid = list(parent.model_fields) if parent else []
            yield f"{place}: unknown name{nearest(str(location[-1]), valid)}" + (
                f"; expected one of: {', '.join(valid)}" if valid else ""
            )
        elif fault["type"] == "missing":
            yield f"{place}: missing; this name must be given"
        elif fault["type"] == "union_tag_invalid":
            tag = value.get("instrument") if isinstance(value, dict) else value
            yield f"{place}.instrument: {unknown('instrument', str(tag), _INSTRUMENTS)}"
        elif fault["type"] == "union_tag_not_found":
            yield f"{place}: no 'instrument'; expected one of: {', '.join(_INSTRUMENTS)}"
        elif fault["type"] == "literal_error":
            valid = str(fault.get("ctx", {}).get("expected", "")).replace("'", "").replace(" or ", ", ").split(", ")
            yield f"{place}: found {_short(value)}{nearest(str(value), valid)}; expected one of: {', '.join(valid)}"
        else:
            yield f"{place}: found {_short(value)}; {fault['msg'][0].lower()}{fault['msg'][1:]}"


def _keys_at(data: Any, loc: tuple[Any, ...], part: Any) -> Any:
    """Keys of the mapping in which ``part`` would stand, to tell a real key from pydantic's union tag."""
    here = data
    for step in loc:
        if step == part:
            return here if isinstance(here, dict) else ()
        try:
            here = here[step]
        except (KeyError, IndexError, TypeError):
            continue
    return ()


def _path(data: Any, location: list[Any]) -> str:
    """Path such as ``agenda[2 'soy'].options[1].title``: list entries carry their id where they have one."""
    text, here = "", data
    for part in location:
        if isinstance(part, int):
            here = here[part] if isinstance(here, list) and part < len(here) else None
            entry: dict[str, Any] = here if isinstance(here, dict) else {}
            name = entry.get("id") or entry.get("name")
            text += f"[{part} '{name}']" if isinstance(name, str) else f"[{part}]"
        else:
            text += f".{part}" if text else str(part)
            here = here.get(part) if isinstance(here, dict) else None
    return text or "(top level)"


def _model_at(location: list[Any], data: Any) -> type[BaseModel] | None:
    """The schema class that rules the mapping at ``location``."""
    from tradetalks.talks import dossier as schema

    last = [p for p in location if not isinstance(p, int)]
    name = last[-1] if last else ""
    parent = last[-2] if len(last) > 1 else ""
    if name in ("measures", "in_force"):
        here: Any = data
        for part in location:
            here = here[part]
        return _INSTRUMENTS.get(here.get("instrument", "")) if isinstance(here, dict) else None
    singles = {
        "": schema.Dossier,
        "meeting": schema.Meeting,
        "itinerary": schema.Stop,
        "statements": schema.Statement,
        "agenda": schema.Item,
        "options": schema.Option,
        "positions": schema.Position,
        "phases": schema.Phase,
        "constraints": schema.Constraint,
        "red_lines": schema.RedLine,
        "no_deal": schema.NoDeal,
        "nash": schema.NashBranch,
        "escalation": schema.Step,
        "enforcement": schema.Enforcement,
        "agreed": schema.Agreed,
        "judge_by": schema.Published,
        "world": schema.WorldChoice,
        "critical": schema.CriticalInputs,
        "subsidies": schema.SubsidyShown,
    }
    mappings = {
        "parties": schema.Party,
        "sources": schema.Source,
        "profiles": schema.Profile,
        "worth": schema.Worth,
        "events": schema.Event,
    }
    return singles.get(name) or mappings.get(parent)


def _short(value: Any) -> str:
    text = repr(value)
    return text if len(text) <= 80 else text[:77] + "..."


# ---------------------------------------------------------------------- faults of meaning
def _cross_check(d: Dossier) -> Iterator[tuple[str, str]]:
    """Names that must exist elsewhere, figures that must fit; yields (top-level key, message)."""
    regions = [r.code for r in REGIONS]
    items = {item.id: [o.id for o in item.options] for item in d.agenda}
    ids = [item.id for item in d.agenda]
    world = World.default()
    sectors = [s.code for s in SECTORS]

    def name(key: str, path: str, kind: str, value: str, valid: Any) -> Iterator[tuple[str, str]]:
        if value not in valid:
            yield key, f"{path}: {unknown(kind, value, valid)}"

    def source(key: str, path: str, value: str, judgement: bool = False) -> Iterator[tuple[str, str]]:
        if value and not (judgement and value == "judgement"):
            yield from name(key, path, "source", value, [*d.sources, *(["judgement"] if judgement else [])])

    def measures(key: str, path: str, found: list[Measure]) -> Iterator[tuple[str, str]]:
        from tradetalks.policy.instruments import compile_measures

        for j, measure in enumerate(found):
            yield from source(key, f"{path}[{j}].source", measure.source)
            try:
                compile_measures([measure], world, d.profile_rates())
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
        "world", "world.elasticities", "set of trade elasticities", d.world.elasticities, elasticities.names()
    )
    for j, code in enumerate(d.world.products):
        yield from name("world", f"world.products[{j}]", "product", code, shipped_products())
    if set(d.world.products) <= set(shipped_products()):
        sectors += d.world.products
        try:
            world = d.world.model_copy(update={"elasticities": elasticities.DEFAULT}).build()
            d.world.closure().check(world)
        except TradetalksError as error:
            yield "world", f"world: {error}"
    for j, shown in enumerate(d.world.subsidies):
        yield from source("world", f"world.subsidies[{j}].source", shown.source, judgement=True)
    for j, nest in enumerate(d.world.critical):
        yield from source("world", f"world.critical[{j}].source", nest.source, judgement=True)
    for code, party in d.parties.items():
        yield from name("parties", f"parties.{code}.region", "region", party.region, regions)
    yield from source("meeting", "meeting.source", d.meeting.source)
    for profile_name, profile in d.profiles.items():
        yield from source("profiles", f"profiles.{profile_name}.source", profile.source)
        if bool(profile.rates) == bool(profile.ledger):
            yield "profiles", f"profiles.{profile_name}: give either rates or ledger"
        try:
            profile.by_sector()
        except TradetalksError as error:
            yield "profiles", f"profiles.{profile_name}.ledger: {error}"
            return
        for sector in profile.rates:
            yield from name("profiles", f"profiles.{profile_name}.rates", "sector", sector, sectors)
    yield from measures("in_force", "in_force", d.in_force)
    for j, statement in enumerate(d.statements):
        path = f"statements[{j}]"
        yield from source("statements", f"{path}.source", statement.source)
        yield from name("statements", f"{path}.party", "party", statement.party, d.parties)
        if statement.item:
            yield from name("statements", f"{path}.item", "item", statement.item, items)
    if len(set(ids)) != len(ids):
        yield (
            "agenda",
            f"agenda: item ids must be unique; twice: {', '.join({i for i in ids if ids.count(i) > 1})}",
        )
    for item in d.agenda:
        path = f"agenda[{ids.index(item.id)} '{item.id}']"
        yield from name("agenda", f"{path}.status_quo", "option", item.status_quo, items[item.id])
        yield from source("agenda", f"{path}.source", item.source)
        for party in item.carried_out_by:
            yield from name("agenda", f"{path}.carried_out_by", "party", party, d.parties)
        for link in item.links:
            yield from name("agenda", f"{path}.links", "item", link, items)
        for position in item.positions:
            yield from name("agenda", f"{path}.positions", "party", position.party, d.parties)
            yield from source("agenda", f"{path}.positions", position.source)
        if len(set(items[item.id])) != len(item.options):
            yield "agenda", f"{path}.options: option ids must be unique"
        for option in item.options:
            where = f"{path}.options['{option.id}']"
            yield from measures("agenda", f"{where}.measures", option.measures)
            yield from ((key, f"{where}{fault}") for key, fault in _phase_faults(d, item, option))
            yield from worths("agenda", f"{where}.worth", option.worth)
            if option.id == item.status_quo and any(w.mid or w.low or w.high for w in option.worth.values()):
                yield "agenda", f"{where}.worth: the status quo is the zero of worth; expected none"
    for event_name, event in d.events.items():
        yield from source("events", f"events.{event_name}.basis", event.basis, judgement=True)
        for party, belief in event.probability.items():
            yield from name("events", f"events.{event_name}.probability", "party", party, d.parties)
            if not 0 <= belief <= 1:
                yield "events", f"events.{event_name}.probability.{party}: found {belief:g}; expected 0 to 1"
    if len(d.events) > phasing.MOST_EVENTS:
        yield "events", f"events: found {len(d.events)}; expected at most {phasing.MOST_EVENTS}"
    for j, rule in enumerate(d.constraints):
        yield from choices("constraints", f"constraints[{j}].when", rule.when)
        yield from choices("constraints", f"constraints[{j}].then", rule.then)
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
    for j, branch in enumerate(d.no_deal):
        yield from choices("no_deal", f"no_deal[{j} '{branch.name}'].package", branch.package)
        yield from measures("no_deal", f"no_deal[{j} '{branch.name}'].measures", branch.measures)
        yield from worths("no_deal", f"no_deal[{j} '{branch.name}'].worth", branch.worth)
        yield from source("no_deal", f"no_deal[{j} '{branch.name}'].basis", branch.basis, judgement=True)
        if branch.nash:
            where = f"no_deal[{j} '{branch.name}'].nash"
            for player in branch.nash.players:
                yield from name("no_deal", f"{where}.players", "party", player, d.parties)
            try:
                world.sector_indices(branch.nash.sectors)
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
        for code in published.regions:
            yield from name("judge_by", f"judge_by[{j}].regions", "region", code, regions)
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
