"""The summit room under load: 40 seats in 15 rooms bargain for a while, the server is killed in between and comes back.

make soak-summit                                          40 seats, two minutes
python benchmarks/soak_summit.py --seats 6 --seconds 10

Every answer must be a view or a refusal in words; every live line must end on the view that asking gives; nothing that
was answered before the kill may be missing after it.
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

ROOMS = 15


@dataclass
class Seat:
    """One delegation's browser: its link, what it was answered, and its live line."""

    room: str
    party: str
    base: str
    token: str
    took: list[float] = field(default_factory=list)
    behind: list[float] = field(default_factory=list)
    made: list[str] = field(default_factory=list)
    faults: list[str] = field(default_factory=list)
    version: str = ""


def serve(folder: Path, port: int) -> tuple[subprocess.Popen[str], str]:
    """The summit in a process of its own; the chair's link."""
    words = [sys.executable, "-m", "tradetalks", "summit", "steel-and-cars", "-o", str(folder), "--rooms", str(ROOMS)]
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
        what = rng.choice(["evaluate", "evaluate", "evaluate", "offer", "say", "accept", "decline"])
        body: dict = {"package": package}
        if what == "offer":
            body |= {"to": rng.sample(others, rng.randint(1, len(others))), "message": f"from {seat.party}"}
        elif what == "say":
            body = {"to": others, "text": f"word {rng.random()}"}
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
            headers = {"last-event-id": seat.version}
            with httpx.stream("GET", f"{seat.base}/api/{seat.token}/events", headers=headers, timeout=30) as lines:
                for text in lines.iter_lines():
                    if text.startswith("data: ") and '"version"' in text:
                        told = json.loads(text[6:])
                        seat.version = told["version"]
                        seat.behind.append(time.time() - told["now"])
                    if closed.is_set():
                        return
        except httpx.TransportError:
            time.sleep(0.5)


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--seats", type=int, default=40)
    parser.add_argument("--seconds", type=float, default=120)
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
    time.sleep(seconds / 2)
    process.send_signal(signal.SIGKILL)
    process.wait()
    up.clear()
    before = {seat.token: list(seat.made) for seat in seats}
    process, _ = serve(folder, port)
    (folder / "pid").write_text(str(process.pid))
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
    took = sorted(t for seat in seats for t in seat.took)
    behind = sorted(t for seat in seats for t in seat.behind)
    faults = [fault for seat in seats for fault in seat.faults]
    tail = took[max(0, math.ceil(0.95 * len(took)) - 1)]
    print(
        f"{len(seats)} seats in {len(rooms)} rooms, {seconds:.0f} s with one kill: {len(took):,} answers, median"
        f" {1e3 * statistics.median(took):.0f} ms, 95% within {1e3 * tail:.0f} ms; {len(behind):,} live views, median"
        f" {1e3 * statistics.median(behind):.0f} ms old on arrival; {len(lost)} lost, {len(stale)} lines behind,"
        f" {len(faults)} wrong answers"
    )
    for fault in faults[:5]:
        print(fault)
    return 1 if lost or stale or faults else 0


if __name__ == "__main__":
    sys.exit(main())
