"""The workbench under load: users who change options at random for a while, each answer held against what it must be.

make soak                                          20 users, two minutes
python benchmarks/soak.py --users 5 --seconds 10
"""

from __future__ import annotations

import argparse
import random
import re
import statistics
import subprocess
import sys
import tempfile
import threading
import time
from pathlib import Path

import httpx

ROOT = Path(__file__).parents[1]
sys.path.insert(0, str(ROOT))

from tests.small_dossier import write  # noqa: E402


def serve(folder: Path) -> tuple[subprocess.Popen[str], str]:
    """The workbench on a small dossier, and its address."""
    words = [sys.executable, "-m", "tradetalks", "app", str(write(folder)), "--no-browser", "--port", "0"]
    process = subprocess.Popen(words, stderr=subprocess.PIPE, text=True)
    assert process.stderr is not None
    found = re.search(r"http://\S+", process.stderr.readline())
    assert found, "the workbench did not say its address"
    return process, found.group()


def ready(client: httpx.Client) -> None:
    for _ in range(100):
        try:
            client.get("api/health")
            break
        except httpx.TransportError:
            time.sleep(0.1)
    job = client.post("api/open", json={"key": "small"}).json()["job"]
    while client.get(f"api/jobs/{job}").json()["state"] == "running":
        time.sleep(0.1)


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--users", type=int, default=20)
    parser.add_argument("--seconds", type=float, default=120)
    chosen = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        process, address = serve(Path(folder) / "d")
        try:
            return soak(address, chosen.users, chosen.seconds)
        finally:
            process.terminate()
            process.wait(20)


def soak(address: str, users: int, seconds: float) -> int:
    with httpx.Client(base_url=address, timeout=60) as client:
        ready(client)
        items = {i["id"]: [o["id"] for o in i["options"]] for i in client.get("api/tables/small").json()["items"]}
        states = [
            {"package": dict(zip(items, choice, strict=True)), "weights": {"EU": weight}}
            for choice in [[random.choice(o) for o in items.values()] for _ in range(12)]
            for weight in (0.5, 1.0, 2.0)
        ]
        expected = [client.post("api/tables/small/evaluate", json=s).json()["parties"] for s in states]
    times: list[float] = []
    wrong: list[str] = []
    busy = [0]
    stop = time.monotonic() + seconds

    def user(number: int) -> None:
        draw = random.Random(number)
        with httpx.Client(base_url=address, timeout=60) as client:
            while time.monotonic() < stop:
                k = draw.randrange(len(states))
                begin = time.perf_counter()
                answer = client.post("api/tables/small/evaluate", json=states[k])
                times.append(time.perf_counter() - begin)
                if answer.status_code == 503:
                    busy[0] += 1
                elif answer.status_code != 200 or answer.json()["parties"] != expected[k]:
                    wrong.append(f"user {number}, state {k}: {answer.status_code} {answer.text[:200]}")
                time.sleep(draw.uniform(0, 0.1))

    threads = [threading.Thread(target=user, args=(n,)) for n in range(users)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    late = 1000 * sorted(times)[int(0.95 * len(times))]
    print(
        f"{users} users, {seconds:.0f} s: {len(times):,} changes, median {1000 * statistics.median(times):.0f} ms,"
        f" 95% within {late:.0f} ms; {busy[0]} told to wait; {len(wrong)} wrong or lost"
    )
    for line in wrong[:5]:
        print(f"  {line}")
    return int(bool(wrong) or not times)


if __name__ == "__main__":
    raise SystemExit(main())
