"""Makes ``judge.json.gz``: weights of the model of ``articles.judge``, of our own texts in ``tests/articles``.

python src/tradetalks/articles/data/build_judge.py

Every topic that the reader finds in a text and every pair of its parties, either way, is one observation: is there such
an ask in the text's gold? Halves of sets that nobody has opened are left out. A ridge penalty of ``PENALTY`` keeps
weights small; features seen fewer than ``LEAST`` times and weights below ``SMALLEST`` are dropped.
"""

from __future__ import annotations

import gzip
import json
import sys
from collections import Counter
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import numpy as np
from scipy import sparse
from scipy.optimize import minimize

ROOT = Path(__file__).parents[4]
TARGET = Path(__file__).with_name("judge.json.gz")
PENALTY, LEAST, SMALLEST = 10.0, 3, 0.04
Observed = tuple[Mapping[str, float], bool]


def main() -> None:
    sys.path.insert(0, str(ROOT))
    from benchmarks.eval_reading import cases, short

    observed = [row for case in (*cases(), *short()) for row in observations(case)]
    weights, constant = fitted(observed)
    told = {"constant": round(constant, 3), "weights": {k: round(v, 2) for k, v in sorted(weights.items())}}
    TARGET.write_bytes(gzip.compress(json.dumps(told, ensure_ascii=False).encode(), mtime=0))
    manifest = {
        "source": "tests/articles/forms and tests/articles/reports.yaml, our own texts with their gold, but for the"
        " halves that nobody has opened",
        "licence": "MIT",
        "observations": len(observed),
        "asks": sum(y for _, y in observed),
        "weights": len(weights),
        "penalty": PENALTY,
        "features dropped that are seen fewer times than": LEAST,
        "weights dropped below": SMALLEST,
    }
    TARGET.with_name("judge.manifest.json").write_text(json.dumps(manifest, indent=2) + "\n", encoding="utf-8")
    print(f"{len(observed)} observations, {sum(y for _, y in observed)} asks, {len(weights)} weights")


def observations(case: Any) -> list[Observed]:
    """What a text holds of asks that are in gold, and that are not; those that gold allows are left out."""
    from tradetalks.articles.judge import features
    from tradetalks.articles.taxonomy import shipped

    draft = case.draft
    gold = {tuple(a[:3]) for a in case.gold["asks"]}
    allowed = {tuple(a[:3]) for a in case.gold.get("optional_asks", [])} - gold
    seen = features(draft.asks, {**draft.passing, **draft.items}, [p.value for p in draft.parties], shipped())
    return [(found, key in gold) for key, found in seen if key not in allowed]


def fitted(observed: Sequence[Observed]) -> tuple[dict[str, float], float]:
    """Weights and constant of the penalised likelihood's maximum."""
    counts = Counter(name for features, _ in observed for name in features)
    names = sorted(name for name, many in counts.items() if many >= LEAST)
    place = {name: j for j, name in enumerate(names)}
    entries = [(i, place[n], v) for i, (f, _) in enumerate(observed) for n, v in f.items() if n in place]
    rows, columns, values = zip(*entries, strict=True)
    seen = sparse.csr_matrix((values, (rows, columns)), shape=(len(observed), len(names)))
    asks = np.array([y for _, y in observed], dtype=float)

    def loss(w: np.ndarray) -> tuple[float, np.ndarray]:
        total = seen @ w[:-1] + w[-1]
        excess = 1 / (1 + np.exp(-total)) - asks
        value = np.logaddexp(0, total).sum() - asks @ total + PENALTY / 2 * w[:-1] @ w[:-1]
        return float(value), np.append(seen.T @ excess + PENALTY * w[:-1], excess.sum())

    found = minimize(loss, np.zeros(len(names) + 1), jac=True, method="L-BFGS-B", options={"maxiter": 500}).x
    return {n: float(w) for n, w in zip(names, found[:-1], strict=True) if abs(w) >= SMALLEST}, float(found[-1])


if __name__ == "__main__":
    main()
