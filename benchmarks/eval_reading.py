"""Precision and recall of the rules that read reports, by field, on tuning and held-out reports.

make eval-reading

Two sets, each with its gold written from the text before the rules: thirty short reports
(``tests/articles/reports.yaml``) and those of ``tests/articles/forms``, in the forms people have: joint statements,
fact sheets, wire copy, notes, tables, speeches, pages. Of the forms a third is held out by a hash of its name; of the
reports, those marked. Seventy-three of the forms are by the hand that wrote the rules; twenty-four, marked
``hand: second``, by one that had not seen them, eight of these of 1,500 words; twelve, marked ``hand: third``, twelve
more, marked ``hand: fourth``, and twice fourteen, marked ``hand: fifth`` and ``hand: sixth``, were held out, scored and
then opened. Each is scored apart. Thirty-three, marked ``hand: seventh``, tell in our words what as many public
reports say. They were scored once, and half of them, by a hash of the name, then opened; nobody has opened the other
half: it is read only with ``--unopened seventh``, which is a thing to do once and to write down, since a set scored
while rules change is no longer clean. Twenty-nine more, marked ``hand: eighth``, are kept in the same way.
``tests/articles/lessons`` holds 1,439 further texts by six hands, of which no rule was made: the models of words and of
weighing learn from them (``--lessons`` scores them; how sure asks are is flattered there, what rules find is not).

What counts: a field is right where it equals gold. Items, asks and directions that gold lists as optional count neither
for nor against. A commitment of one side is the other side's ask. ``asks`` are all that a draft reads;
``asserted`` those that it takes as said, and ``questions`` those that it is too unsure of, and puts to its user
(``articles/doubts.py``): their recall is the share of the asks in gold that they hold.
``direction``: of the items that a draft puts to one
side, how many gold puts there (precision); of the directions in gold, how many the draft has (recall); one left open is
no choice. ``rates`` are the per cents of duty, each once a text; ``importers``: whose they are.
"""

from __future__ import annotations

import argparse
import hashlib
import os
import sys
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import Any

from ruamel.yaml import YAML

ROOT = Path(__file__).parents[1]
sys.path.insert(0, str(ROOT))

from tradetalks.articles.draft import Draft  # noqa: E402
from tradetalks.articles.endpoint import read_with  # noqa: E402
from tradetalks.articles.extract import html_text  # noqa: E402
from tradetalks.articles.rules import read  # noqa: E402
from tradetalks.articles.taxonomy import shipped  # noqa: E402
from tradetalks.articles.text import article, read_article  # noqa: E402
from tradetalks.articles.unsure import asked_about  # noqa: E402

FORMS, REPORTS = ROOT / "tests" / "articles" / "forms", ROOT / "tests" / "articles" / "reports.yaml"
LESSONS = ROOT / "tests" / "articles" / "lessons"
SHARED = Path(os.environ.get("TRADETALKS_CASES", ROOT.parent / "shared" / "cases")) / "reading"
ENDPOINT: list[str] = []
"""Address and model of a second reader, where one is to be scored too."""
OPENED = ("third", "fourth", "fifth", "sixth")
UNOPENED = ("seventh", "eighth")
"""Sets of which a half, by a hash of the name, nobody has opened."""
FIELDS = (
    "parties", "place", "date", "items", "asks", "asserted", "questions", "asked", "commitments", "direction", "rates",
    "importers", "quantities",
)  # fmt: skip


@dataclass
class Case:
    """A report with what it says: ``gold`` by field, ``optional`` what counts neither way."""

    name: str
    held: bool
    draft: Draft
    gold: dict[str, Any]
    optional: dict[str, Any] = field(default_factory=dict)
    hand: str = "first"
    words: int = 0


def is_held_out(name: str, hand: str = "first") -> bool:
    """Of the first two hands' forms a third, by a hash of the name; none of the third's, the fourth set's, the
    fifth's and the sixth's, which were opened after they were scored; a half of a set of which only half was."""
    hashed = hashlib.sha256(name.encode()).digest()[0]
    return hashed < 128 if hand in UNOPENED else hand not in OPENED and hashed < 86


@cache
def cases(unopened: str | None = None, only: str | None = None) -> list[Case]:
    """The forms, read: those at work on, all or of one hand, or the unopened half of one set, by its hand."""
    found = []
    for file in sorted(FORMS.glob("*.yaml")):
        for name, told in _load(file).items():
            hand = told.get("hand", "first")
            if only not in (None, hand):
                continue
            closed = hand in UNOPENED and is_held_out(name, hand)
            if closed != bool(unopened) or (unopened and hand != unopened):
                continue
            text = html_text(told["text"].encode()) if told.get("form") == "html" else told["text"]
            case = _case(name, is_held_out(name, hand), text, told["gold"])
            case.hand, case.words = hand, len(text.split())
            found.append(case)
    return found


@cache
def short() -> list[Case]:
    """The short reports, read."""
    return [_case(r["id"], r["held"], r["text"], r["gold"]) for r in _load(REPORTS)]


@cache
def lessons(part: str = "*") -> list[Case]:
    """The texts that the models of words and of weighing learn from, of all authors or of one, read: no rule was made
    for them. Place and date are in no gold of theirs."""
    found = []
    for file in sorted(LESSONS.glob(f"{part}.yaml")):
        for name, told in _load(file).items():
            gold = {**told["gold"], "place": None, "date": None}
            gold["optional"] = gold.pop("optional_items")
            case = _case(name, False, told["text"], gold)
            case.hand, case.words = f"lessons {file.stem}", len(told["text"].split())
            found.append(case)
    return found


def _load(file: Path) -> Any:
    return YAML(typ="safe", pure=True).load(file.read_text(encoding="utf-8"))


def _case(name: str, held: bool, text: str, gold: dict[str, Any]) -> Case:
    texts = [article(name, text)]
    draft = read(texts, shipped())
    if ENDPOINT:
        draft, _ = read_with(ENDPOINT[0], ENDPOINT[1], texts, shipped(), draft)
    return Case(name, held, draft, gold)


def pairs(case: Case) -> dict[str, tuple[Counter[Any], Counter[Any], Counter[Any]]]:
    """By field: gold, drafted, optional."""
    told, draft = case.gold, case.draft
    asks = {tuple(a[:3]) for a in told["asks"]}
    maybe = {tuple(a[:3]) for a in told.get("optional_asks", [])}
    found = {(a.asker, a.item, a.target): a.how for a in draft.asks}
    unsure = {(a.asker, a.item, a.target) for a in asked_about(draft)}
    promised = {tuple(a[:3]) for a in told["asks"] if len(a) > 3}
    asked = {tuple(a[:3]) for a in told["asks"] if len(a) == 3}
    mine = {a for a, how in found.items() if how == "promised"}
    date = told["date"]
    rates = Counter(float(r[0]) for r in told.get("rates", []))
    drafted = Counter(r.percent for r in draft.measures)
    whose = Counter((float(p), who) for p, who in told.get("rates", []) if who)
    charged = Counter((r.percent, r.importer) for r in draft.measures if r.importer and r.percent in rates)
    amounts = Counter((float(n), unit) for n, unit in told.get("quantities", []))
    sets: dict[str, tuple[Iterable[Any], Iterable[Any], Iterable[Any]]] = {
        "parties": (told["parties"], [p.value for p in draft.parties], []),
        "place": ([told["place"]] if told["place"] else [], [f.value for f in draft.place[:1]], []),
        "date": ([str(date)] if date else [], [f.value for f in draft.date[:1] if date or f.value[0] != "-"], []),
        "items": (told["items"], draft.items, told.get("optional", [])),
        "asks": (asks, found, maybe),
        "asserted": (asks, set(found) - unsure, maybe),
        "questions": (asks, unsure, maybe),
        "asked": (asked - promised, set(found) - mine, maybe | promised),
        "commitments": (promised, mine, maybe | asked),
        "direction": ({(t, w) for _, t, w in asks}, {(t, w) for _, t, w in found}, {(t, w) for _, t, w in maybe}),
    }  # fmt: skip
    counted = {k: (Counter(set(g)), Counter(set(d)), Counter(set(o))) for k, (g, d, o) in sets.items()}
    if "rates" in told:
        counted["rates"] = (
            Counter(dict.fromkeys(rates, 1)), Counter(dict.fromkeys(drafted, 1)),
            Counter({0.0: 1}) - Counter(dict.fromkeys(rates, 1)),
        )  # fmt: skip
        counted["importers"] = (Counter(set(whose)), Counter(set(charged)), Counter())
        counted["quantities"] = (
            Counter(set(amounts)), Counter({(q.number, q.unit) for q in draft.quantities}), Counter(),
        )  # fmt: skip
    return counted


def score(chosen: list[Case]) -> dict[str, tuple[float, float, int]]:
    """Field -> (precision, recall, number in gold)."""
    right, drafted, true = Counter[str](), Counter[str](), Counter[str]()
    for case in chosen:
        for name, (gold, found, optional) in pairs(case).items():
            right[name] += sum((gold & found).values())
            drafted[name] += sum((found - (optional - gold)).values())
            true[name] += sum(gold.values())
    return {
        f: (right[f] / drafted[f] if drafted[f] else 1.0, right[f] / true[f] if true[f] else 1.0, true[f])
        for f in FIELDS
        if true[f] or drafted[f]
    }


def scores(held: bool | None) -> dict[str, tuple[float, float, int]]:
    """Of the short reports: field -> (precision, recall, number in gold)."""
    return score([c for c in short() if held is None or c.held == held])


def misses(chosen: list[Case]) -> None:
    """Print what is wrong, case by case."""
    for case in chosen:
        for name, (gold, found, optional) in pairs(case).items():
            missing, wrong = gold - found, found - gold - optional
            if (missing or wrong) and name not in ("asked", "commitments", "asserted", "questions"):
                print(f"{case.name}: {name}: missing {sorted(missing, key=str)}, wrong {sorted(wrong, key=str)}")


def _print(title: str, columns: dict[str, dict[str, tuple[float, float, int]]]) -> None:
    print(f"\n{title:14s}" + "".join(f"{name:>34s}" for name in columns))
    for name in FIELDS:
        cells = [
            f"P {c[name][0]:.2f}  R {c[name][1]:.2f}  ({c[name][2]} in gold)" if name in c else ""
            for c in columns.values()
        ]
        if any(cells):
            print(f"{name:14s}" + "".join(f"{cell:>34s}" for cell in cells))


def _columns(title: str, split: dict[str, list[Case]]) -> None:
    _print(title, {f"{name} ({len(chosen)})": score(chosen) for name, chosen in split.items()})


def _by_length(chosen: list[Case]) -> dict[str, list[Case]]:
    return {
        "1,200 words and more": [c for c in chosen if c.words >= 1200],
        "400 to 1,200": [c for c in chosen if 400 <= c.words < 1200],
        "fewer than 400": [c for c in chosen if c.words < 400],
    }


@cache
def shared_cases() -> list[Case]:
    """The cases beside the checkout, where they are; gold that names no items is silent on items and asks."""
    found = []
    for file in sorted(SHARED.glob("*.gold.yaml")):
        stem = file.name.removesuffix(".gold.yaml")
        text = next(p for p in SHARED.glob(stem + ".*") if not p.name.endswith(".yaml"))
        told = {"place": None, "date": None, **_load(file)["gold"]}
        draft = read([read_article(text)], shipped())
        if "items" not in told:
            told |= {"items": list(draft.items), "asks": [(a.asker, a.item, a.target) for a in draft.asks]}
        told["optional"] = [*told.get("optional_items", []), *told.get("outside", [])]
        told["optional_asks"] = [*told.get("asks_any", []), *told.get("outside_asks", [])]
        if "rates" in told:
            told["rates"] = [[r, None] for r in told["rates"]]
        found.append(Case(stem, False, draft, told))
    return found


def shared() -> None:
    """Score the cases beside the checkout."""
    if not SHARED.exists():
        print(f"\ncases of others: {SHARED} is not here")
        return
    found = score(shared_cases())
    kept = ("parties", "place", "date", "items", "asks", "asserted", "questions", "direction", "rates")
    _print("cases of others", {"all": {f: found[f] for f in kept}})
    if "--misses" in sys.argv:
        misses(shared_cases())


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument(
        "--misses", action="store_true", help="print what is wrong on tuning reports (never held-out ones)"
    )
    parser.add_argument("--endpoint", metavar="URL", help="an OpenAI-compatible address to read with besides")
    parser.add_argument("--model", default="default", help="model to ask for there")
    parser.add_argument("--unopened", choices=UNOPENED, help="score, once, the half of a set that nobody has opened")
    parser.add_argument("--lessons", action="store_true", help="score the texts that the models learn from too")
    given = parser.parse_args()
    if given.endpoint:
        ENDPOINT[:] = [given.endpoint, given.model]
    if given.misses:
        misses([c for c in (*cases(), *short()) if not c.held])
    first, second, third, fourth, fifth, sixth, seventh, eighth = (
        [c for c in cases() if c.hand == hand] for hand in ("first", "second", *OPENED, *UNOPENED)
    )
    for title, all_ in (("forms", first), ("second hand", second), ("short reports", short())):
        _columns(title, {"tuning": [c for c in all_ if not c.held], "held out": [c for c in all_ if c.held]})
    _columns("second hand", _by_length(second))
    _columns("third hand", {"all, opened": third, **_by_length(third)})
    _columns("fourth set", {"all, opened": fourth, **_by_length(fourth)})
    _columns("fifth set", {"all, opened": fifth, **_by_length(fifth)})
    _columns("sixth set", {"all, opened": sixth, **_by_length(sixth)})
    _columns("seventh set", {"opened half": seventh, **_by_length(seventh)})
    _columns("eighth set", {"opened half": eighth, **_by_length(eighth)})
    if given.lessons:
        _columns("lessons", {part: lessons(part) for part in "abcdef"})
    if given.unopened:
        unopened = cases(given.unopened)
        _columns(f"{given.unopened} set", {"held-out half": unopened, **_by_length(unopened)})
    shared()


if __name__ == "__main__":
    main()
