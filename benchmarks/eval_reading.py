"""Precision and recall of the rules that read reports, by field, on tuning and held-out reports.

make eval-reading
"""

from __future__ import annotations

import argparse
import datetime
import sys
from pathlib import Path
from typing import Any

from ruamel.yaml import YAML

ROOT = Path(__file__).parents[1]
sys.path.insert(0, str(ROOT))

from tradetalks.articles.rules import read  # noqa: E402
from tradetalks.articles.taxonomy import shipped  # noqa: E402
from tradetalks.articles.text import article  # noqa: E402

REPORTS = ROOT / "tests" / "articles" / "reports.yaml"
FIELDS = ("parties", "place", "date", "items", "asks")


def gold(report: dict[str, Any]) -> dict[str, set[Any]]:
    told = report["gold"]
    date = told["date"]
    return {
        "parties": set(told["parties"]),
        "place": {told["place"]} - {None},
        "date": {str(date)} if isinstance(date, datetime.date | str) else set(),
        "items": set(told["items"]),
        "asks": {tuple(a) for a in told["asks"]},
    }


def drafted(report: dict[str, Any]) -> dict[str, set[Any]]:
    draft = read([article(report["id"], report["text"])], shipped())
    return {
        "parties": {p.value for p in draft.parties},
        "place": {f.value for f in draft.place[:1]},
        "date": {f.value for f in draft.date[:1]},
        "items": set(draft.items),
        "asks": {(a.asker, a.item, a.target) for a in draft.asks},
    }


def scores(held: bool | None) -> dict[str, tuple[float, float, int]]:
    """Field -> (precision, recall, gold count)."""
    reports = YAML(typ="safe", pure=True).load(REPORTS.read_text(encoding="utf-8"))
    chosen = [r for r in reports if held is None or r["held"] == held]
    found = {}
    for field in FIELDS:
        pairs = [(gold(r)[field], drafted(r)[field]) for r in chosen]
        right = sum(len(g & d) for g, d in pairs)
        said, true = sum(len(d) for _, d in pairs), sum(len(g) for g, _ in pairs)
        found[field] = (right / said if said else 1.0, right / true if true else 1.0, true)
    return found


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument(
        "--misses", action="store_true", help="print what tuning reports get wrong (never held-out ones)"
    )
    if parser.parse_args().misses:
        reports = YAML(typ="safe", pure=True).load(REPORTS.read_text(encoding="utf-8"))
        for report in (r for r in reports if not r["held"]):
            g, d = gold(report), drafted(report)
            for field in FIELDS:
                if g[field] != d[field]:
                    print(f"{report['id']}: {field}: missing {g[field] - d[field]}, wrong {d[field] - g[field]}")
    print(f"{'':10s} {'tuning':>22s} {'held out':>22s}")
    tuning, held = scores(False), scores(True)
    for field in FIELDS:
        cells = [f"precision {p:.2f} recall {r:.2f}" for p, r, _ in (tuning[field], held[field])]
        print(f"{field:10s} {cells[0]:>28s} {cells[1]:>28s}  ({tuning[field][2]}, {held[field][2]} in gold)")


if __name__ == "__main__":
    main()
