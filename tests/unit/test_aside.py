"""Long work beside the server: in one process, at the lowest priority, given up at once, gone with its server."""

import os
import signal
import subprocess
import sys
import threading
import time
from pathlib import Path

import pytest

pytest.importorskip("fastapi", reason="the app extra is not installed")

from tradetalks.app import aside
from tradetalks.app.aside import Here, Process
from tradetalks.app.jobs import Busy, Cancelled
from tradetalks.errors import DossierError

NOTHING = lambda *_: None  # noqa: E731


# ---------------------------------------------------------------------- work, as the process does it
def where(say):
    say(1, 2, "half")
    lowest = os.sched_getscheduler(0) == os.SCHED_IDLE if hasattr(os, "SCHED_IDLE") else os.nice(0) == 19
    return os.getpid(), lowest


def endless(say):
    while True:
        say(0, 1)
        time.sleep(0.005)


def deaf(say, seconds):
    time.sleep(seconds)


def faulty(say, known):
    raise DossierError("expected something else") if known else ZeroDivisionError("of ours")


def last(say):
    os._exit(3)


# ---------------------------------------------------------------------- the process
@pytest.fixture(scope="module")
def process():
    made = Process()
    yield made
    made.close()


def until(true, seconds=5):
    end = time.monotonic() + seconds
    while not true():
        assert time.monotonic() < end
        time.sleep(0.01)


class Once:
    """Progress that is wanted so often, and given up then."""

    def __init__(self, times):
        self.left = times

    def __call__(self, *_):
        self.left -= 1
        if self.left < 0:
            raise Cancelled


def test_work_is_done_in_one_process_of_its_own_that_steps_back(process):
    told = []
    pid, lowest = process.do(lambda *at: told.append(at), where)
    assert (pid != os.getpid(), lowest, told[-1]) == (True, True, (1, 2, "half"))
    found = []
    both = [threading.Thread(target=lambda: found.append(process.do(NOTHING, where)[0])) for _ in range(2)]
    for one in both:
        one.start()
    for one in both:
        one.join()
    assert found == [pid, pid], "who comes while it works waits for its turn"


def test_what_is_given_up_stops_at_its_next_step_and_the_process_stays(process):
    pid = process.do(NOTHING, where)[0]
    begin = time.monotonic()
    with pytest.raises(Cancelled):
        process.do(Once(3), endless)
    assert time.monotonic() - begin < 1
    assert process.do(NOTHING, where)[0] == pid


def test_who_waits_for_the_turn_may_give_up_too(process):
    begun, over = threading.Event(), threading.Event()

    def say(*_):
        begun.set()
        if over.is_set():
            raise Cancelled

    def first():
        with pytest.raises(Cancelled):
            process.do(say, endless)

    running = threading.Thread(target=first)
    running.start()
    assert begun.wait(5)
    with pytest.raises(Cancelled):
        process.do(Once(1), where)
    over.set()
    running.join(5)
    assert process.do(NOTHING, where)


def test_faults_are_told_in_the_same_words(process):
    with pytest.raises(DossierError, match="expected something else"):
        process.do(NOTHING, faulty, True)
    with pytest.raises(RuntimeError, match="ZeroDivisionError: of ours"):
        process.do(NOTHING, faulty, False)


def test_work_that_does_not_stop_and_work_that_ends_the_process_leave_room_for_the_next(process, monkeypatch):
    monkeypatch.setattr(aside, "PATIENCE", 0.05)
    old = process.do(NOTHING, where)[0]
    with pytest.raises(Cancelled):
        process.do(Once(1), deaf, 30)
    new = process.do(NOTHING, where)[0]
    assert new != old
    with pytest.raises(Busy, match="once more"):
        process.do(NOTHING, last)
    assert process.do(NOTHING, where)[0] not in (old, new)


def test_it_ends_with_its_server_however_that_ends():
    text = "import time; from tradetalks.app.aside import Process; from tests.unit.test_aside import where, NOTHING\n"
    text += "if __name__ == '__main__': p = Process(); print(p.do(NOTHING, where)[0], flush=True); time.sleep(60)"
    root = Path(__file__).parents[2]
    paths = os.pathsep.join([str(root), *filter(None, sys.path)])
    server = subprocess.Popen(
        [sys.executable, "-c", text], stdout=subprocess.PIPE, text=True, env={**os.environ, "PYTHONPATH": paths}
    )
    assert server.stdout is not None
    pid = int(server.stdout.readline())
    os.kill(pid, 0)
    server.send_signal(signal.SIGKILL)
    server.wait()
    server.stdout.close()
    until(lambda: not _alive(pid))


def _alive(pid):
    """Does a process run? One that nobody has buried yet does not."""
    try:
        os.kill(pid, 0)
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] != "Z"
    except (ProcessLookupError, FileNotFoundError):
        return False


def test_closed_it_takes_no_more_work_and_here_is_in_the_thread_that_asks():
    closed = Process()
    closed.close()
    with pytest.raises(Busy, match="closing"):
        closed.do(NOTHING, where)
    assert Here().do(NOTHING, where)[0] == os.getpid()
