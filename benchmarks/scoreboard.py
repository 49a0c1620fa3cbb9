"""How well shipped dossiers foresaw what was agreed: forecasts by cases left out, beside baselines.

    make scoreboard                            print the tables and put them into docs/scoreboard.md
    python benchmarks/scoreboard.py            print them

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
MISSED = 10
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


def left_out(cases: Sequence[Case], how: Forecast) -> list[Chances]:
    """Chances of each case by a forecast that has seen all the others."""
    return [how(case, [c for c in cases if c is not case]) for case in cases]


def scored(cases: Sequence[Case], told: Sequence[Chances]) -> list[Score]:
    return [forecast.score(case, chances) for case, chances in zip(cases, told, strict=True)]


def rank(case: Case, weights: dict[str, float]) -> str:
    """How many of the allowed packages were thought at least as likely as what was agreed."""
    if not case.allowed or case.agreed is None:
        return "not allowed"
    scores = case.scores(weights)
    mark = np.array([score_of(case.valued, scores, case.agreed) - 1e-9])
    above = count_reaching([s[:, None] for s in scores], mark, case.valued.layout.plan)
    return "too many to count" if above is None else f"{100 * above / case.valued.packages:.1f}%"


def verdict(skills: dict[str, tuple[float, float, float]]) -> str:
    """Whether forecasts beat the baselines by the log score: in words, from the intervals."""
    beaten = [name for name, (_, low, _) in skills.items() if low > 0]
    others = [name for name in skills if name not in beaten]
    if not others:
        return "**Forecasts do better than every baseline by the log score: each interval of skill is above zero.**"
    told = (
        f"Above zero is the interval of skill against: {', '.join(beaten)}." if beaten else "It is above zero nowhere."
    )
    return (
        "**Forecasts are not shown to do better than every baseline by the log score: the interval of skill reaches"
        f" zero or below against: {', '.join(others)}.** {told}"
    )


def missed(cases: Sequence[Case], told: Sequence[Chances]) -> list[str]:
    """The items whose agreed option was thought least likely."""
    found = []
    for case, chances in zip(cases, told, strict=True):
        assert case.agreed is not None
        for item in case.dossier.agenda:
            happened, own = case.agreed[item.id], chances[item.id]
            best = max(own, key=own.__getitem__)
            asked = "; ".join(
                f"{p.party}: {', '.join(item.option(o).title for o in p.options)}" for p in item.positions if p.options
            )
            found.append(
                (
                    own.get(happened, 0.0),
                    f"{case.dossier.title} | {item.title} | {item.option(happened).title} |"
                    f" {100 * own.get(happened, 0.0):.0f}% | {item.option(best).title} ({100 * own[best]:.0f}%) |"
                    f" {asked or 'none coded'}",
                )
            )
    return [
        "| Talks | Item | Agreed | Thought | Likeliest | Positions |",
        "| --- | --- | --- | --- | --- | --- |",
        *(f"| {line} |" for _, line in sorted(found)[:MISSED]),
    ]


def tables(cases: Sequence[Case]) -> str:
    foreseen = left_out(cases, by_logit(forecast.FEATURES))
    models = {
        name: scored(cases, foreseen if features == forecast.FEATURES else left_out(cases, by_logit(features)))
        for name, features in MODELS.items()
    }
    baselines = {name: scored(cases, left_out(cases, how)) for name, how in BASELINES.items()}
    lines = ["", "| Talks | Eve | Items | Log score | Uniform | Brier | Hits | Status quo's | Packages as likely |",
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
    lines += ["", "The ten items whose agreed option was thought least likely:", "", *missed(cases, foreseen)]
    by_log = {name: forecast.skill([s.log for s in own], [s.log for s in found]) for name, found in baselines.items()}
    return "\n".join([verdict(by_log), *lines])


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
