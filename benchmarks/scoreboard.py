"""How well shipped dossiers foresaw what was agreed: forecasts by cases left out, beside baselines.

    make scoreboard                            print it
    python benchmarks/scoreboard.py --write    put the tables into docs/scoreboard.md too

Each shipped dossier with an outcome is a case, frozen on its eve. Chances of a case come from weights fitted on all the
others (``counsel/forecast.py``), so that no case tells of itself. Some minutes: every policy of every case is solved.
"""

from __future__ import annotations

import argparse
import sys
import time
from collections.abc import Callable, Sequence
from pathlib import Path

import numpy as np

ROOT = Path(__file__).parents[1]
sys.path[:0] = [str(ROOT / "src")]

import tradetalks as tt  # noqa: E402
from tradetalks.counsel import forecast  # noqa: E402
from tradetalks.counsel.forecast import Case, Chances, Score  # noqa: E402
from tradetalks.dossier.files import shipped  # noqa: E402
from tradetalks.space.likelihood import option_chances, score_of  # noqa: E402
from tradetalks.space.signable import count_reaching  # noqa: E402

PAGE = ROOT / "docs" / "scoreboard.md"
BEGIN, END = "<!-- scoreboard: begin -->", "<!-- scoreboard: end -->"
Forecast = Callable[[Case, Sequence[Case]], Chances]
MODELS: dict[str, tuple[str, ...]] = {
    "all four": forecast.FEATURES,
    "without the trade model": ("worth", "stands", "position"),
    "without judged worth": ("model", "stands", "position"),
    "model and worth only": ("model", "worth"),
}


def cases_of(names: Sequence[str]) -> list[Case]:
    """Cases of shipped dossiers that have an outcome; what cannot be a case is said."""
    found = []
    for name in names:
        dossier = tt.Dossier.load(name)
        if dossier.agreed is None:
            print(f"{name}: no outcome; left out")
            continue
        began = time.time()
        found.append(Case.of(tt.deal_space(dossier)))
        told = "" if found[-1].allowed else "; its own rules do not allow what was agreed: scored, not fitted on"
        print(f"{name}: {found[-1].valued.packages:,} packages, {time.time() - began:.0f} s{told}", flush=True)
    return found


def by_logit(features: Sequence[str]) -> Forecast:
    def chances(case: Case, others: Sequence[Case]) -> Chances:
        return case.chances(forecast.fitted(others, features))

    return chances


def by_naming(points: Callable[[Case, Sequence[Case]], dict[str, list[str]]]) -> Forecast:
    """A baseline that names options, trusted as far as it was right in the other cases."""

    def chances(case: Case, others: Sequence[Case]) -> Chances:
        known = [c for c in others if c.agreed is not None]
        trust = forecast.trust(known, [points(c, known) for c in known])
        return forecast.around(case, points(case, others), trust)

    return chances


BASELINES: dict[str, Forecast] = {
    "uniform": lambda case, _: forecast.uniform(case),
    "constraints only": lambda case, _: option_chances(case.valued, case.scores({})),
    "status quo": by_naming(lambda case, _: forecast.status_quo(case)),
    "midpoint of positions": by_naming(lambda case, _: forecast.midpoint(case)),
    "copy of the last deal": by_naming(forecast.last_deal),
}


def scored(cases: Sequence[Case], how: Forecast) -> list[Score]:
    return [forecast.score(case, how(case, [c for c in cases if c is not case])) for case in cases]


def rank(case: Case, weights: dict[str, float]) -> str:
    """How many of the allowed packages were thought at least as likely as what was agreed."""
    if not case.allowed or case.agreed is None:
        return "not allowed"
    scores = case.scores(weights)
    mark = np.array([score_of(case.valued, scores, case.agreed) - 1e-9])
    above = count_reaching([s[:, None] for s in scores], mark, case.valued.layout.plan)
    return "too many to count" if above is None else f"{100 * above / case.valued.packages:.1f}%"


def tables(cases: Sequence[Case]) -> str:
    models = {name: scored(cases, by_logit(features)) for name, features in MODELS.items()}
    baselines = {name: scored(cases, how) for name, how in BASELINES.items()}
    lines = ["| Talks | Eve | Items | Log score | Uniform | Brier | Hits | Status quo's | Packages as likely |",
             "| --- | --- | --- | --- | --- | --- | --- | --- | --- |"]  # fmt: skip
    own = models["all four"]
    for j, case in enumerate(cases):
        weights = forecast.fitted([c for c in cases if c is not case])
        lines.append(
            f"| {case.dossier.title} | {case.dossier.reference_date} | {len(case.dossier.agenda)} | {own[j].log:.2f} |"
            f" {baselines['uniform'][j].log:.2f} | {own[j].brier:.2f} | {100 * own[j].hits:.0f}% |"
            f" {100 * baselines['status quo'][j].hits:.0f}% | {rank(case, weights)} |"
        )
    lines += ["", "| Forecast | Log score | Brier | Hits | Skill of all four over it, by log | by Brier |",
              "| --- | --- | --- | --- | --- | --- |"]  # fmt: skip
    for name, found in {**models, **baselines}.items():
        skills = ["-", "-"]
        if name != "all four":
            skills = [
                "{:+.2f} ({:+.2f} to {:+.2f})".format(
                    *forecast.skill([getattr(s, of) for s in own], [getattr(s, of) for s in found])
                )
                for of in ("log", "brier")
            ]
        mean = {of: np.mean([getattr(s, of) for s in found]) for of in ("log", "brier", "hits")}
        lines.append(
            f"| {name} | {mean['log']:.3f} | {mean['brier']:.3f} | {100 * mean['hits']:.0f}% | {skills[0]} |"
            f" {skills[1]} |"
        )
    weights = forecast.fitted(cases)
    lines += ["", "Weights fitted on all: " + ", ".join(f"{f} {w:+.2f}" for f, w in weights.items()) + "."]
    return "\n".join(lines)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--write", action="store_true", help="put the tables into docs/scoreboard.md")
    parser.add_argument("names", nargs="*", help="shipped dossiers; all if none")
    given = parser.parse_args()
    text = tables(cases_of(given.names or sorted(shipped())))
    print(text)
    if given.write:
        page = PAGE.read_text(encoding="utf-8")
        head, rest = page.split(BEGIN)
        PAGE.write_text(head + BEGIN + "\n" + text + "\n" + END + rest.split(END)[1], encoding="utf-8")


if __name__ == "__main__":
    main()
