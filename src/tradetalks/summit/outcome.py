"""What a room leaves behind: ``outcome.yaml`` of what was signed, and its course in files that other tools read."""

from __future__ import annotations

import csv
import datetime
import io
import json
import tempfile
import zipfile
from collections.abc import Mapping, Sequence
from dataclasses import asdict
from pathlib import Path

from ruamel.yaml import YAML

from tradetalks.dossier.model import Agreed, Dossier
from tradetalks.paths import write_atomically
from tradetalks.space.deal_space import DealSpace
from tradetalks.space.interchange import additive, write_genius_domain, write_genius_profile
from tradetalks.summit.events import Entry
from tradetalks.summit.room import Room


def outcome_yaml(room: Room, names: Mapping[str, str]) -> str:
    """What was signed as a dossier's ``outcome.yaml``, with the sign sheet in its head; '' without a deal."""
    if room.agreed is None or room.closed is None:
        return ""
    offer = room.offers[room.agreed]
    day = datetime.datetime.fromtimestamp(room.closed, datetime.UTC)
    agreed = Agreed.model_validate({"date": day.date(), "package": dict(offer.package)})
    lines = [f"# Signed in room {room.name} of a summit: offer {offer.code}. Times are UTC."]
    for party, at in offer.signed.items():
        moment = datetime.datetime.fromtimestamp(at, datetime.UTC)
        lines.append(f"# {names[party]}: {moment:%Y-%m-%d %H:%M:%S}")
    text = io.StringIO()
    yaml = YAML(typ="safe", pure=True)
    yaml.default_flow_style = False
    yaml.dump({"agreed": agreed.model_dump(mode="json", exclude_defaults=True)}, text)
    return "\n".join(lines) + "\n" + text.getvalue()


def keep_outcome(room: Room, names: Mapping[str, str], folder: Path) -> Path | None:
    """Write ``outcome-ROOM.yaml`` once something is signed; None before, and where it is there already."""
    path = folder / f"outcome-{room.name}.yaml"
    text = outcome_yaml(room, names)
    return write_atomically(path, text) if text and not path.exists() else None


TRACE = ("time", "relative_time", "step", "negotiator", "offer", "responses", "state")
"""Columns of NegMAS's ``TraceElement``, of which its mechanisms' ``full_trace`` is a list."""


def trace_csv(room: Room, dossier: Dossier) -> str:
    """Every offer in NegMAS's columns.

    ``time`` in seconds on the room's clock; ``offer`` as a JSON object, the full package by issue, as the domain of
    ``genius_files`` names them; ``responses`` by party.
    """
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(TRACE)
    length = room.clock.length or 1.0
    for step, offer in enumerate(room.offers.values()):
        answers = dict.fromkeys(offer.declined, "REJECT_OFFER")
        answers |= {p: "ACCEPT_OFFER" for p, a in offer.accepted.items() if not a.items}
        answers |= dict.fromkeys(offer.signed, "ACCEPT_OFFER")
        state = "agreement" if offer.code == room.agreed else "continuing"
        package, moment = dossier.package(offer.package), (f"{offer.clock:.3f}", f"{offer.clock / length:.6f}", step)
        writer.writerow([*moment, offer.by, json.dumps(package, ensure_ascii=False), json.dumps(answers), state])
    return text.getvalue()


def log_jsonl(entries: Sequence[Entry]) -> str:
    """The room's whole log, one JSON object a line."""
    lines = ({"number": x.number, "at": x.at, "event": type(x.event).__name__, **asdict(x.event)} for x in entries)
    return "".join(json.dumps(line, ensure_ascii=False) + "\n" for line in lines)


def genius_files(space: DealSpace) -> dict[str, bytes]:
    """The room's domain and each party's profile as GENIUS reads them, by file name."""
    domain, profiles, _ = additive(space)
    with tempfile.TemporaryDirectory() as folder:
        write_genius_domain(domain, Path(folder) / "domain.xml")
        for profile in profiles:
            write_genius_profile(profile, Path(folder) / f"profile-{profile.party}.xml")
        return {path.name: path.read_bytes() for path in sorted(Path(folder).iterdir())}


def zipped(files: Mapping[str, str | bytes]) -> bytes:
    """Files in one archive, by name."""
    found = io.BytesIO()
    with zipfile.ZipFile(found, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in files.items():
            archive.writestr(name, content)
    return found.getvalue()
