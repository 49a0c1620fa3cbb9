"""How well shipped dossiers foresaw what was agreed: forecasts by cases left out, beside baselines.

    make scoreboard                            print the tables and put them into docs/scoreboard.md
    python benchmarks/scoreboard.py            print them

Each shipped dossier with an outcome is a case, frozen on its eve. Chances of a case come from weights fitted on all the
others (``counsel/forecast.py``), so that no case tells of itself. Some minutes: every policy of every case is solved.
"""

from __future__ import annotations

import argparse
import json
import sys
import time
from collections.abc import Callable, Sequence
from dataclasses import asdict, replace
from pathlib import Path

import numpy as np

ROOT = Path(__file__).parents[1]
sys.path[:0] = [str(ROOT / "src")]

import tradetalks as tt  # noqa: E402
from tradetalks.counsel import scoring  # noqa: E402
from tradetalks.counsel.forecast import FEATURES, Case, Chances, Fitted, duties_of, fitted, stood_for  # noqa: E402
from tradetalks.counsel.scoring import Score  # noqa: E402
from tradetalks.dossier.files import shipped  # noqa: E402
from tradetalks.space.likelihood import option_chances, score_of  # noqa: E402
from tradetalks.space.signable import count_reaching  # noqa: E402

PAGE = ROOT / "docs" / "scoreboard.md"
RECORD = ROOT / "src" / "tradetalks" / "counsel" / "data" / "forecast.json"
BEGIN, END = "<!-- scoreboard: begin -->", "<!-- scoreboard: end -->"
MISSED = 10
Forecast = Callable[[Case, Sequence[Case]], Chances]
Fit = Callable[[Sequence[Case]], Fitted]
POSITIONS = ("shared", "asked", "offered")


def without(*left_out: str) -> tuple[str, ...]:
    return tuple(feature for feature in FEATURES if feature not in left_out)


WHOLE = "the forecast"
MODELS: dict[str, Fit] = {
    WHOLE: fitted,
    "without the trade model": lambda others: fitted(others, without("model")),
    "without judged worth": lambda others: fitted(others, without("worth")),
    "without positions": lambda others: fitted(others, without(*POSITIONS)),
    "without a chance of no deal": lambda others: fitted(others, may_fail=False),
    "a chance of no deal alone": lambda others: fitted(others, ()),
}
"""All that was ever scored of this method, decided before any was."""


def cases_of(names: Sequence[str]) -> list[Case]:
    """Cases of shipped dossiers that have an outcome; what cannot be a case is said."""
    found = []
    for name in names:
        dossier = tt.Dossier.load(name)
        if dossier.agreed is None:
            print(f"{name}: no outcome; left out")
            continue
        began = time.time()
        space = tt.deal_space(dossier)
        found.append(replace(Case.of(space), duties=duties_of(space)))
        told = "" if found[-1].allowed else "; its own rules do not allow what was agreed: scored, not fitted on"
        print(f"{name}: {found[-1].valued.packages:,} packages, {time.time() - began:.0f} s{told}", flush=True)
    return found


def by_fit(fit: Fit) -> Forecast:
    return lambda case, others: case.chances(fit(others))


def by_naming(points: Callable[[Case, Sequence[Case]], dict[str, list[str]]]) -> Forecast:
    """A baseline that names options, trusted as far as it was right in the other cases."""

    def chances(case: Case, others: Sequence[Case]) -> Chances:
        known = [c for c in others if c.agreed is not None]
        trust = scoring.trust(known, [points(c, known) for c in known])
        return scoring.around(case, points(case, others), trust)

    return chances


BASELINES: dict[str, Forecast] = {
    "uniform": lambda case, _: scoring.uniform(case),
    "constraints only": lambda case, _: option_chances(case.valued, case.scores({})),
    "status quo": by_naming(lambda case, _: scoring.status_quo(case)),
    "midpoint of positions": by_naming(lambda case, _: scoring.midpoint(case)),
    "copy of the last deal": by_naming(scoring.last_deal),
}


def left_out(cases: Sequence[Case], how: Forecast) -> list[Chances]:
    """Chances of each case by a forecast that has seen all the others."""
    return [how(case, [c for c in cases if c is not case]) for case in cases]


def scored(cases: Sequence[Case], told: Sequence[Chances]) -> list[Score]:
    return [scoring.score(case, chances) for case, chances in zip(cases, told, strict=True)]


def rank(case: Case, fit: Fitted) -> str:
    """How many of the allowed packages were thought at least as likely as what was agreed."""
    if case.failed:
        return "no deal"
    if not case.allowed or case.agreed is None:
        return "not allowed"
    scores = case.scores(fit.weights)
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


KINDS = {
    "stands": "things stay as they are",
    "shared": "two parties stood for it",
    "asked": "one asks, nobody offers",
    "offered": "one offers, nobody asks",
    "": "nobody named it",
}
"""What an option is to those at the table; the status quo is that, whoever stands for it."""


def residuals(cases: Sequence[Case], told: Sequence[Chances]) -> list[str]:
    """How often each kind of option came, beside how often it was foretold: where what happened is unlike chances."""
    rows: dict[tuple[str, str], list[tuple[float, bool, float]]] = {}
    for case, chances in zip(cases, told, strict=True):
        assert case.agreed is not None
        even, ended = BASELINES["constraints only"](case, ()), "failed" if case.failed else "in a deal"
        for item in case.dossier.agenda:
            stood = stood_for(item)
            for option, chance in chances[item.id].items():
                kind = "stands" if option == item.status_quo else stood.get(option, "")
                rows.setdefault((ended, kind), []).append(
                    (chance, option == case.agreed[item.id], even[item.id][option])
                )
    lines = [
        "| Talks ended | What the option is | Options | Came | The forecast's | By counting packages | Came less"
        " foretold, in standard deviations |",
        "| --- | --- | --- | --- | --- | --- | --- |",
    ]
    for ended in ("in a deal", "failed"):
        for kind, words in KINDS.items():
            if (ended, kind) in rows:
                chance, came, even = np.array(rows[ended, kind]).T
                away = (came.sum() - chance.sum()) / np.sqrt((chance * (1 - chance)).sum())
                lines.append(
                    f"| {ended} | {words} | {len(came)} | {came.sum():.0f} | {chance.sum():.1f} | {even.sum():.1f} |"
                    f" {away:+.1f} |"
                )
    return lines


def tables(cases: Sequence[Case]) -> tuple[str, str]:
    """The page's tables, and the record that the program ships."""
    fits = [fitted([c for c in cases if c is not case]) for case in cases]
    foreseen = [case.chances(fit) for case, fit in zip(cases, fits, strict=True)]
    models = {
        name: scored(cases, foreseen if name == WHOLE else left_out(cases, by_fit(fit))) for name, fit in MODELS.items()
    }
    baselines = {name: scored(cases, left_out(cases, how)) for name, how in BASELINES.items()}
    own = models[WHOLE]
    lines = ["", "| Talks | Eve | Items | Log score | Uniform | Brier | Hits | Status quo's | Duties off by (points) |"
             " Status quo's | Packages as likely |",
             "| --- | --- | --- | --- | --- | --- | --- | --- | --- | --- | --- |"]  # fmt: skip
    for case, fit, mine, even, stands in zip(
        cases, fits, own, baselines["uniform"], baselines["status quo"], strict=True
    ):
        lines.append(
            f"| {case.dossier.title} | {case.dossier.reference_date} | {len(case.dossier.agenda)} | {mine.log:.2f} |"
            f" {even.log:.2f} | {mine.brier:.2f} | {100 * mine.hits:.0f}% | {100 * stands.hits:.0f}% |"
            f" {mine.duties:.1f} | {stands.duties:.1f} | {rank(case, fit)} |"
        )
    lines += ["", "| Forecast | Log score | Brier | Hits | Duties off by (points) |"
              " Skill of the forecast over it, by log | by Brier |",
              "| --- | --- | --- | --- | --- | --- | --- |"]  # fmt: skip
    for name, found in {**models, **baselines}.items():
        skills = ["-", "-"]
        if name != WHOLE:
            skills = [
                "{:+.2f} ({:+.2f} to {:+.2f})".format(
                    *scoring.skill([getattr(s, of) for s in own], [getattr(s, of) for s in found])
                )
                for of in ("log", "brier")
            ]
        mean = {of: np.mean([getattr(s, of) for s in found]) for of in ("log", "brier", "hits", "duties")}
        lines.append(
            f"| {name} | {mean['log']:.3f} | {mean['brier']:.3f} | {100 * mean['hits']:.0f}% | {mean['duties']:.1f} |"
            f" {skills[0]} | {skills[1]} |"
        )
    fit = fitted(cases)
    told = ", ".join(f"{f} {w:+.2f}" for f, w in fit.weights.items())
    failure = f"Fitted on all {fit.talks}, of which {fit.failed} failed: chance of no deal {100 * fit.failure:.0f}%"
    lines += ["", f"{failure}; weights {told}; the prior's width {fit.width:g}."]
    lines += ["", "The ten items whose agreed option was thought least likely:", "", *missed(cases, foreseen)]
    lines += ["", "What the residuals teach, each case foretold from the others:", "", *residuals(cases, foreseen)]
    by_log = {name: scoring.skill([s.log for s in own], [s.log for s in found]) for name, found in baselines.items()}
    return "\n".join([verdict(by_log), *lines]), record(cases, fits, fit, by_log)


def record(
    cases: Sequence[Case], fits: Sequence[Fitted], fit: Fitted, skills: dict[str, tuple[float, float, float]]
) -> str:
    """What ``deals`` and ``explain`` tell chances by: the fit on all, each case's own, skill over the baselines."""
    whole = {
        "fitted": asdict(fit),
        "without": {case.name: asdict(own) for case, own in zip(cases, fits, strict=True)},
        "skill": {name: dict(zip(("mid", "low", "high"), found, strict=True)) for name, found in skills.items()},
    }
    return json.dumps(json.loads(json.dumps(whole), parse_float=lambda x: float(f"{float(x):.6g}")), indent=1) + "\n"


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--write", action="store_true", help="put the tables into docs/scoreboard.md")
    parser.add_argument("names", nargs="*", help="shipped dossiers; all if none")
    given = parser.parse_args()
    text, kept = tables(cases_of(given.names or sorted(shipped())))
    print(text)
    if given.write:
        page = PAGE.read_text(encoding="utf-8")
        head, rest = page.split(BEGIN)
        PAGE.write_text(head + BEGIN + "\n" + text + "\n" + END + rest.split(END)[1], encoding="utf-8")
        RECORD.write_text(kept, encoding="utf-8")


if __name__ == "__main__":
    main()
