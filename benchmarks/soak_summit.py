"""The summit room under load: 40 seats in 15 rooms bargain for a while, the server is killed in between and comes back.

make soak-summit                                          40 seats, ten minutes
python benchmarks/soak_summit.py --seats 6 --seconds 10

Every answer must be a view or a refusal in words. At the end the log alone is folded in another process, this one, and
every seat's live line must hold what the log says that this seat may see, and no line may ever have held an offer, a
word, a side room or a figure that was not its own. Nothing that was answered before the kill may be missing after it,
and the server's memory must not grow with time.
"""

from __future__ import annotations

import argparse
import csv
import json
import math
import random
import re
import signal
import socket
import statistics
import subprocess
import sys
import tempfile
import threading
import time
from dataclasses import dataclass, field
from pathlib import Path

import httpx

import tradetalks as tt
from tradetalks.cli.console import solved_space
from tradetalks.summit.desk import Engine
from tradetalks.summit.hall import Hall, Plan
from tradetalks.summit.links import Seat as Place
from tradetalks.summit.log import Log
from tradetalks.summit.packs import scenario
from tradetalks.summit.server import view_of

ROOMS = 15
TALKS = "steel-and-cars"
MOST_GROWTH = 1.25
"""Of the server's memory, from a quarter of its life to its end, in runs of ``LONG`` seconds and more."""
LONG = 300


@dataclass
class Seat:
    """One delegation's browser: its link, what it was answered, and its live line.

    Attributes:
        took: seconds of each answer. late: from when something happened to when the line told it. made: own offers.
        view: the line's last, ``version`` its name. codes, texts, sheets: all that the line ever showed of offers and
            side rooms, words, private figures.
    """

    room: str
    party: str
    base: str
    token: str
    took: list[float] = field(default_factory=list)
    late: list[float] = field(default_factory=list)
    made: list[str] = field(default_factory=list)
    faults: list[str] = field(default_factory=list)
    version: str = ""
    view: dict = field(default_factory=dict)
    codes: set[str] = field(default_factory=set)
    texts: set[str] = field(default_factory=set)
    sheets: set[str] = field(default_factory=set)

    def shown(self, told: dict, since: float) -> None:
        """Take in a live view; ``since``: when the line was opened, before which nothing is late."""
        now, view = time.time(), told["view"]
        happened = [one["at"] for one in (*view["offers"], *view["words"]) if mark(one) not in self.texts | self.codes]
        self.late += [now - at for at in happened if at > since]
        self.version, self.view = told["version"], view
        self.codes |= {one["code"] for one in (*view["offers"], *view["sides"])}
        self.texts |= {mark(word) for word in view["words"]}
        self.sheets.add(json.dumps(view["sheet"], sort_keys=True))


def mark(one: dict) -> str:
    """What an offer or a word is told from others by."""
    return one.get("code") or one["text"]


def serve(folder: Path, port: int) -> tuple[subprocess.Popen[str], str]:
    """The summit in a process of its own; the chair's link."""
    words = [sys.executable, "-m", "tradetalks", "summit", TALKS, "-o", str(folder), "--rooms", str(ROOMS)]
    process = subprocess.Popen(
        [*words, "--port", str(port), "--minutes", "600", "--seed", "1"], stdout=subprocess.PIPE, text=True
    )
    assert process.stdout is not None
    found = re.search(r"http://\S+", process.stdout.readline())
    assert found, "the summit did not say its chair's link"
    threading.Thread(target=process.stdout.read, daemon=True).start()
    client = httpx.Client()
    for _ in range(200):
        try:
            client.get(f"http://127.0.0.1:{port}/api/health")
            break
        except httpx.TransportError:
            time.sleep(0.1)
    return process, found.group()


def bargain(seat: Seat, table: dict, stop: threading.Event, up: threading.Event, rng: random.Random) -> None:
    """Act at random, two seconds apart on average, until told to stop."""
    client, codes = httpx.Client(timeout=20), list(table["parties"])
    others = [p for p in codes if p != seat.party]
    view: dict = {}
    while not stop.wait(rng.expovariate(0.5)):
        up.wait()
        package = {i["id"]: rng.choice(i["options"])["id"] for i in table["items"]}
        offers = [o["code"] for o in view.get("offers", ()) if o["withdrawn"] is None]
        sides = [side["code"] for side in view.get("sides", ())]
        what = rng.choice([*["evaluate"] * 6, "offer", "offer", "say", "say", "accept", "accept", "decline", "side"])
        some = rng.sample(others, rng.randint(1, len(others)))
        place = {"side": rng.choice(sides)} if sides and rng.random() < 0.3 else {"to": some}
        body: dict = {"package": package}
        if what == "offer":
            body |= place | {"message": f"from {seat.party}"}
        elif what == "say":
            body = place | {"text": f"word {rng.random()} of {seat.party} in {seat.room}"}
        elif what == "side":
            body = {"name": f"side {rng.random():.6f}", "members": some}
        elif what != "evaluate":
            if not offers:
                continue
            body = {"offer": rng.choice(offers)}
        begin = time.perf_counter()
        try:
            answer = client.post(f"{seat.base}/api/{seat.token}/{what}", json=body)
        except httpx.TransportError:
            continue  # the server is down; what was not answered may be lost, and is repeated by nobody here
        seat.took.append(time.perf_counter() - begin)
        told = answer.json()
        if answer.status_code not in (200, 422, 429):
            seat.faults.append(f"{what}: {answer.status_code} {told}")
        elif answer.status_code == 200 and "view" in told:
            view = told["view"]
            seat.made += [o["code"] for o in view["offers"] if o["mine"] and o["code"] not in seat.made]


def follow(seat: Seat, closed: threading.Event, up: threading.Event) -> None:
    """Keep the seat's live line, taken up again where it is lost, as a browser does."""
    while not closed.is_set():
        up.wait()
        try:
            headers, since = {"last-event-id": seat.version}, time.time()
            with httpx.stream("GET", f"{seat.base}/api/{seat.token}/events", headers=headers, timeout=30) as lines:
                for text in lines.iter_lines():
                    if text.startswith("data: ") and '"version"' in text:
                        seat.shown(json.loads(text[6:]), since)
                    if closed.is_set():
                        return
        except httpx.TransportError:
            time.sleep(0.5)


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--seats", type=int, default=40)
    parser.add_argument("--seconds", type=float, default=600)
    chosen = parser.parse_args()
    with socket.socket() as held:
        held.bind(("127.0.0.1", 0))
        port = held.getsockname()[1]
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        process, chair = serve(folder, port)
        try:
            return soak(folder, process, chair, port, chosen.seats, chosen.seconds)
        finally:
            for line in (folder / "pid").read_text().split() if (folder / "pid").exists() else ():
                subprocess.run(["kill", line], check=False, capture_output=True)
            process.kill()


def soak(folder: Path, process: subprocess.Popen[str], chair: str, port: int, count: int, seconds: float) -> int:
    """Seats bargain, half of the time before the kill and half after; 0 if nothing was wrong."""
    base, token = chair.split("/seat/")
    with (folder / "links.csv").open(encoding="utf-8") as file:
        rows = list(csv.DictReader(file))
    rows.sort(key=lambda row: (row["party"], row["room"]))  # one delegation of every room before the next
    seats = [Seat(r["room"], r["party"], base, r["link"].rpartition("/")[2]) for r in rows][:count]
    client = httpx.Client(timeout=60)
    rooms = sorted({seat.room for seat in seats})
    assert client.post(f"{base}/api/{token}/chair/begin", json={"rooms": rooms}).status_code == 200
    table = client.get(f"{base}/api/{seats[0].token}/table").json()
    stop, closed, up = threading.Event(), threading.Event(), threading.Event()
    up.set()
    threads = [
        thread
        for k, seat in enumerate(seats)
        for thread in (
            threading.Thread(target=bargain, args=(seat, table, stop, up, random.Random(k)), daemon=True),
            threading.Thread(target=follow, args=(seat, closed, up), daemon=True),
        )
    ]
    for thread in threads:
        thread.start()
    memory: dict[str, list[float]] = {"before": [], "after": []}
    every = seconds / 80
    threading.Thread(target=watch, args=(memory["before"], process, every), daemon=True).start()
    time.sleep(seconds / 2)
    process.send_signal(signal.SIGKILL)
    process.wait()
    up.clear()
    before = {seat.token: list(seat.made) for seat in seats}
    process, _ = serve(folder, port)
    (folder / "pid").write_text(str(process.pid))
    threading.Thread(target=watch, args=(memory["after"], process, every), daemon=True).start()
    up.set()
    lost = []
    for seat in seats:
        known = {o["code"] for o in client.get(f"{base}/api/{seat.token}/view").json()["view"]["offers"]}
        lost += [code for code in before[seat.token] if code not in known]
    time.sleep(seconds / 2)
    stop.set()
    time.sleep(5)  # the last views arrive
    stale = [s for s in seats if s.version != client.get(f"{base}/api/{s.token}/view").json()["version"]]
    closed.set()
    process.terminate()
    process.wait()
    wrong = against_the_log(folder, seats)
    took, late = (sorted(t for seat in seats for t in getattr(seat, name)) for name in ("took", "late"))
    faults = [fault for seat in seats for fault in seat.faults]
    print(
        f"{len(seats)} seats in {len(rooms)} rooms, {seconds:.0f} s with one kill: {len(took):,} answers, median"
        f" {1e3 * statistics.median(took):.0f} ms, 95% within {1e3 * most(took):.0f} ms; {len(late):,} updates, median"
        f" {1e3 * statistics.median(late):.0f} ms after they happened, 95% within {1e3 * most(late):.0f} ms;"
        f" {len(lost)} lost, {len(stale)} lines behind, {len(faults)} wrong answers,"
        f" {len(wrong)} views that differ from the log"
    )
    grew = False
    for name, sizes in memory.items():
        early = sizes[len(sizes) // 4]
        grew = grew or (seconds >= LONG and sizes[-1] > MOST_GROWTH * early)
        print(f"memory {name} the kill, MB: {', '.join(f'{size:.0f}' for size in sizes[:: max(1, len(sizes) // 10)])}")
    for fault in [*faults, *wrong][:5]:
        print(fault)
    return 1 if lost or stale or faults or wrong or grew else 0


def most(times: list[float]) -> float:
    """Within which 95 of 100 lie; ``times`` in order."""
    return times[max(0, math.ceil(0.95 * len(times)) - 1)]


def watch(memory: list[float], process: subprocess.Popen[str], every: float) -> None:
    """Note the server's resident memory in MB, until it is gone."""
    while process.poll() is None:
        found = re.search(r"VmRSS:\s+(\d+)", Path(f"/proc/{process.pid}/status").read_text())
        if found:
            memory.append(int(found[1]) / 1024)
        time.sleep(every)


def against_the_log(folder: Path, seats: list[Seat]) -> list[str]:
    """What a seat's line held at the end, and ever, that the log does not say or that was not for it."""
    played = scenario(tt.Dossier.load(TALKS), TALKS)
    log = Log(f"sqlite:///{folder / 'summit.db'}")
    hall = Hall(played, Engine(solved_space(played.dossier, False)), log, Plan({}, {}))
    wrong = []
    for seat in seats:
        truth = view_of(hall, Place(seat.room, seat.party)).view
        if rounded(truth) != rounded(seat.view):
            parts = [name for name in truth if rounded(truth[name]) != rounded(seat.view.get(name))]
            wrong.append(f"room {seat.room}, {seat.party}: its line and the log differ in {', '.join(parts)}")
        own = Seat(seat.room, seat.party, "", "")
        own.shown({"version": "", "view": truth}, math.inf)
        strange = (seat.codes - own.codes) | (seat.texts - own.texts)
        strange |= {name for name in seat.sheets if rounded(json.loads(name)) != rounded(truth["sheet"])}
        wrong += [f"room {seat.room}, {seat.party}: was shown {one:.80}" for one in sorted(strange)]
    return wrong


def rounded(value: object) -> object:
    """The same with figures to nine digits: two processes add in another order."""
    if isinstance(value, float):
        return float(f"{value:.9g}")
    if isinstance(value, dict):
        return {key: rounded(one) for key, one in value.items()}
    return [rounded(one) for one in value] if isinstance(value, (list, tuple)) else value


if __name__ == "__main__":
    sys.exit(main())
