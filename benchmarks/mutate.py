"""Mutation testing: faults planted in the source one at a time, and whether the fast unit tests aimed at it notice.

    make mutate                                    every module below, 120 mutants of each drawn at random
    python benchmarks/mutate.py frontier --most 0  one module, every mutant

Mutants are Cosmic Ray's (comparisons, arithmetic, numbers, conditions, decorators, loops, exceptions), made in a copy
of the tree under ``build/mutate``, never in the tree itself. Those of type annotations, which nothing runs, are left
out. Each is killed by the first test that fails, or by taking ten times as long as the tests do. Survivors are listed
with their change; ``EQUIVALENT`` says of those looked at why no test could tell them apart.
"""

from __future__ import annotations

import argparse
import ast
import logging
import os
import random
import re
import shlex
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).parents[1]
BUILD = ROOT / "build" / "mutate"


@dataclass(frozen=True)
class Target:
    """A module, and the tests aimed at it: pytest's arguments."""

    module: str
    tests: str


VALUED = (
    "tests/unit/test_valuer.py tests/unit/test_phasing.py tests/unit/test_notices.py tests/unit/test_damage.py"
    " -k 'not Rows and not Outcomes and not files'"
)
TARGETS = {
    "residuals": Target("residuals.py", "tests/unit/test_certificates.py -k TestJudgement"),
    "certificate": Target("equilibrium/certificate.py", "tests/unit/test_certificates.py -k 'not TestAudit'"),
    "audit": Target("equilibrium/audit.py", "tests/unit/test_certificates.py -k TestAudit"),
    "frontier": Target(
        "space/frontier.py",
        "tests/unit/test_elimination.py tests/unit/test_frontier.py -k 'not TestSolutions and not TestProtocols'",
    ),
    "worth": Target("value/worth.py", "tests/unit/test_worth.py"),
    "rows": Target("rows.py", "tests/unit/test_damage.py -k 'TestRows or limit or digests'"),
    "kept": Target("value/kept.py", "tests/unit/test_damage.py tests/unit/test_caches.py -k 'Outcomes or outcomes'"),
    "eve": Target("value/eve.py", VALUED),
    "valuer": Target("value/valuer.py", VALUED),
    "nash": Target(
        "war/nash.py",
        "tests/unit/test_war_rounds.py tests/unit/test_war.py tests/unit/test_war_search.py"
        " -k 'TestNash or nash or symmetric'",
    ),
}

EQUIVALENT: dict[str, str] = {
    "strict=False": "both sides are of one length by the lines before",
    'which >= "mid"': "of low, mid and high only mid is not before mid in the alphabet",
    'which is "mid"': "Python keeps one copy of a short literal",
    "len(left) <= 0": "a length is never below zero",
    "~kept.sum(1)": "of whole numbers, minus one more: the order is the same",
    "- 2)": "any number below zero marks what is left out",
    "257)": "how many rows are compared at a time moves no result",
    "(8 & most)": "where the boxes begin: another start thins otherwise, with an epsilon that is as true",
    "(8 | most)": "as above",
    "& (8 * most)": "as above",
    "shown[k][ 1]": "as many groups of rows as points",
    "eq=True": "nothing compares two of them",
    "max(reach, 1.0)": "below one the grid is its finest either way",
    "parties == 0": "one party's frontier is also that of the general case",
    "is len(first)": "speed only: rows are told apart by the general way",
    "key in []:": "where solves start: the same answer by more steps",
    "j, q in []:": "as above",
    "here.get(q.key": "as above",
    "not in self._starts": "speed only: what is known is found again",
    "if any(key[0] ": "speed only: a policy without schedules is the same in every state, and weights sum to one",
    "FAR": "speed only: which Jacobian a solve begins with",
    "_STACK": "speed only",
    "TOGETHER": "speed only: which packages others start from",
    'kind is "cap"': "Python keeps one copy of a short literal",
    'kind <= "cap"': "the only other kind, floor, comes later in the alphabet",
    'is not "@"': "Python keeps one copy of a short literal",
    "_ANSWERS = ": "how many deviations are adopted before an error says how many were",
    "largest, exact = -1.0": "no change is below zero",
    "_FIRST, _TIGHTER": "how exact the first rounds are: the last is as exact, and the answer",
    "_TIGHTER": "as above",
    'start is "unilateral"': "Python keeps one copy of a short literal",
    "isinstance(start, str) or start": "speed only: what no start names is found and left unused",
    '>= "unilateral"': "the last of the names of starts in the alphabet",
    "is not len(names)": "Python keeps one copy of a small number",
    "most_rounds: int =": "how many rounds are enough for all worlds tried",
    "path.unlink(missing_ok=False)": "a file gone meanwhile: an OSError, taken as a folder that cannot be written",
    "ends[-1] is _CHUNK": "the cuts below make one slice of them too",
    "ends[-1] == _CHUNK": "as above",
    "len(some) != 0": "speed only: what is put together already stays as it is",
    "len(some) >= 1": "as above",
    "own.states >= 1": "as above",
    "own.states > 0": "as above",
    "2|62": "whole numbers of either kind are exact",
    "group if states": "one state's group is all zeros, which tells nothing apart",
    "bucket.code if states": "as above",
    "piece[1] if states": "as above",
    "table.states + 2": "one start more than is read",
    "or other is not None:": "the three are None together",
    "block: int = - 2": "any number below zero marks what is left out",
    "how.total <= 0": "a count is never below zero",
    "(initial=- 0)": "a state without points: spaces without packages have returned before",
    "(initial=not 1)": "as above",
    "(initial=1)": "as above",
    "(initial=- 2)": "as above",
    "(initial=~1)": "as above",
    "+ 2, most": "a state without points",
    "or second is not None:": "the three are None together",
    "+ 1, - 2)": "any number below zero marks what is left out",
    "+ 1, ~1)": "as above",
    "<= 2**62": "whole numbers of either kind are exact below 2^63",
    "2** 63": "as above",
    "len(pieces) > 2": "what is held at once, not what is found",
    "len(pieces) > 0": "as above",
    "len(pieces) == 1": "as above",
    "packages[: -1]": "there are none",
    "not len(pieces) > 1": "what is held at once, not what is found",
    "_CHUNK = 4000001": "as above",
    "(initial= -1.0)": "a block without rows leaves no package, and a grid of nothing",
    "(initial= 1.0)": "below a reach of a million the grid is its finest either way",
    "len(chosen) != len(kept)": "what is chosen is never more than what there is",
    "right is None and other is None": "the three are None together",
    "begin is not None or right is not None": "as above",
    "exact is _LAST": "the larger of two numbers is one of them itself",
    "to_bytes(": "how many bytes say a length: the same parts stay apart",
    "b.import_share >= 0": "what has no share adds nothing to the index either way",
}
"""Survivors that no test could tell from the source: a part of the changed line, and why."""


# ---------------------------------------------------------------------- which mutants
def _annotations(source: str) -> set[tuple[int, int]]:
    """Every (line, column) inside a type annotation."""
    found: set[tuple[int, int]] = set()
    lines = source.splitlines()
    for node in ast.walk(ast.parse(source)):
        parts = [getattr(node, "annotation", None), getattr(node, "returns", None)]
        for part in parts:
            if isinstance(part, ast.expr):
                for line in range(part.lineno, (part.end_lineno or part.lineno) + 1):
                    first = part.col_offset if line == part.lineno else 0
                    last = (part.end_col_offset or 0) if line == part.end_lineno else len(lines[line - 1])
                    found.update((line, column) for column in range(first, last + 1))
    return found


def _mutants(path: Path) -> Iterator[tuple[str, int]]:
    """Operator and occurrence of every mutant of a module, annotations left out."""
    from cosmic_ray.commands.init import _all_work_items

    within = _annotations(path.read_text(encoding="utf-8"))
    for item in _all_work_items([path], {}):
        (mutation,) = item.mutations
        if tuple(mutation.start_pos) not in within:
            yield mutation.operator_name, mutation.occurrence


# ---------------------------------------------------------------------- trying them
def _copy() -> Path:
    """A tree of its own for one worker."""
    BUILD.mkdir(parents=True, exist_ok=True)
    place = Path(tempfile.mkdtemp(dir=BUILD))
    for name in ("src", "tests", "dossiers", "docs"):
        shutil.copytree(ROOT / name, place / name, ignore=shutil.ignore_patterns("__pycache__"))
    shutil.copy(ROOT / "pyproject.toml", place)
    return place


_place: Path | None = None


def _start() -> None:
    global _place
    logging.disable(logging.CRITICAL)
    _place = _copy()
    os.chdir(_place)
    os.environ["PYTHONPATH"] = os.pathsep.join([str(_place / "src"), os.environ.get("PYTHONPATH", "")])


def _command(target: Target) -> str:
    options = "-x -q -p no:cacheprovider -p no:xdist --hypothesis-seed=0 -m 'not slow and not browser'"
    return f"{shlex.quote(sys.executable)} -m pytest {options} {target.tests}"


def _unchanged(target: Target) -> float:
    """Seconds that the tests take on the source as it is; exits where they fail."""
    begun = time.monotonic()
    done = subprocess.run(shlex.split(_command(target)), capture_output=True, text=True, check=False)
    if done.returncode:
        raise SystemExit(f"{target.module}: its tests fail on the source as it is:\n{done.stdout[-2000:]}")
    return time.monotonic() - begun


def _survives(target: Target, operator: str, occurrence: int, limit: float) -> str | None:
    """The change of a mutant that no test noticed; None of one that was killed."""
    from cosmic_ray.mutating import mutate_and_test
    from cosmic_ray.work_item import MutationSpec, TestOutcome

    path = Path("src/tradetalks") / target.module
    spec = MutationSpec(path, operator, occurrence, (1, 0), (1, 1))
    result = mutate_and_test([spec], _command(target), limit)
    if result.test_outcome == TestOutcome.INCOMPETENT:
        raise RuntimeError(f"{target.module}: {operator} {occurrence} could not be tried: {result.output}")
    if result.test_outcome == TestOutcome.KILLED:
        return None
    return "\n".join(x for x in (result.diff or "").splitlines() if re.match(r"[-+@](?![-+])", x))


def tried(name: str, most: int, seed: int, workers: int) -> tuple[int, int, int]:
    """Mutants tried, killed and known to be equivalent; prints each survivor."""
    target = TARGETS[name]
    found = list(_mutants(ROOT / "src" / "tradetalks" / target.module))
    drawn = found if not most or len(found) <= most else random.Random(seed).sample(found, most)
    with ProcessPoolExecutor(workers, initializer=_start) as pool:
        limit = 10 * pool.submit(_unchanged, target).result() + 10
        pending = [pool.submit(_survives, target, *mutant, limit) for mutant in drawn]
        survivors = [(mutant, p.result()) for mutant, p in zip(drawn, pending, strict=True)]
    left = [(mutant, change) for mutant, change in survivors if change is not None]
    equivalent = 0
    for (operator, occurrence), change in left:
        why = next((reason for part, reason in EQUIVALENT.items() if part in change), "")
        equivalent += bool(why)
        print(f"  survived: {operator} {occurrence}{f' (equivalent: {why})' if why else ''}")
        print("\n".join(f"    {line}" for line in change.splitlines()), flush=True)
    killed = len(drawn) - len(left)
    rest = len(drawn) - equivalent
    print(
        f"{target.module}: {killed} of {len(drawn)} killed ({len(found)} in all), {equivalent} equivalent;"
        f" {100 * killed / max(rest, 1):.0f}% of the rest",
        flush=True,
    )
    return len(drawn), killed, equivalent


def main() -> None:
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("names", nargs="*", help=f"modules: {', '.join(TARGETS)}; all if none")
    parser.add_argument("--most", type=int, default=120, help="mutants drawn of each module; 0 for all")
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--workers", type=int, default=min(4, os.cpu_count() or 1))
    given = parser.parse_args()
    if unknown := set(given.names) - set(TARGETS):
        parser.error(f"unknown module {', '.join(sorted(unknown))}; expected some of: {', '.join(TARGETS)}")
    try:
        rows = [tried(name, given.most, given.seed, given.workers) for name in given.names or TARGETS]
    finally:
        shutil.rmtree(BUILD, ignore_errors=True)
    total, killed, equivalent = (sum(column) for column in zip(*rows, strict=True))
    print(f"{killed} of {total} killed, {equivalent} equivalent; {100 * killed / max(total - equivalent, 1):.0f}%")


if __name__ == "__main__":
    main()
