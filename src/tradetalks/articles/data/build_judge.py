"""Makes ``judge.json.gz``: weights of the models of ``articles.judge`` and ``articles.weighing``, of our own texts.

python src/tradetalks/articles/data/build_judge.py

Every topic that the reader finds in a text and every pair of its parties, either way, is one observation: is there such
an ask in the text's gold? Those that gold leaves open are left out. Halves of sets that nobody has opened are not read.
The model of words is made of all texts; what is weighed with rules is made of ``tests/articles/lessons`` alone, which
no rule was made for, with words judged there by weights of the other ``FOLDS`` - 1 parts of the lessons and the older
texts. A ridge penalty keeps weights small; features of words seen fewer than ``LEAST`` times and weights below
``SMALLEST`` are dropped.
"""

from __future__ import annotations

import gzip
import hashlib
import json
import sys
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

import numpy as np
from scipy import sparse
from scipy.optimize import minimize

ROOT = Path(__file__).parents[4]
TARGET = Path(__file__).with_name("judge.json.gz")
PENALTY, LEAST, SMALLEST = 30.0, 3, 0.02
WEIGHING_PENALTY = 3.0
FOLDS = 4
NOTHING = {"constant": -20.0, "weights": {}}
Observed = tuple[Mapping[str, float], bool]


@dataclass(frozen=True)
class Read:
    """A text with all that may be asked in it: by key what words show; which of these are asks, and which are open."""

    name: str
    draft: Any
    words: Mapping[tuple[str, str, str], Mapping[str, float]]
    asks: frozenset[tuple[str, str, str]]
    open: frozenset[tuple[str, str, str]]

    def observations(self) -> list[Observed]:
        return [(seen, key in self.asks) for key, seen in self.words.items() if key not in self.open]


def main() -> None:
    sys.path.insert(0, str(ROOT))
    shipped = TARGET.read_bytes()
    write({"words": NOTHING, "all_told": NOTHING})  # what texts are read with here: rules alone
    try:
        told, manifest = built()
    except BaseException:
        TARGET.write_bytes(shipped)
        raise
    write(told)
    TARGET.with_name("judge.manifest.json").write_text(json.dumps(manifest, indent=2) + "\n", encoding="utf-8")
    print(json.dumps(manifest, indent=2))


def write(told: Mapping[str, Any]) -> None:
    TARGET.write_bytes(gzip.compress(json.dumps(told, ensure_ascii=False).encode(), mtime=0))


def built() -> tuple[dict[str, Any], dict[str, Any]]:
    """Both models, and the manifest's lines."""
    from benchmarks.eval_reading import cases, lessons, short

    older, taught = [[seen_of(c) for c in several] for several in ((*cases(), *short()), lessons())]
    words = fitted([o for r in (*older, *taught) for o in r.observations()], PENALTY, LEAST, SMALLEST)
    observed = weighing(older, taught)
    told = {"words": words, "all_told": fitted(observed, WEIGHING_PENALTY, 1, 0.0)}
    manifest = {
        "source": "tests/articles/lessons, tests/articles/forms and tests/articles/reports.yaml, our own texts with"
        " their gold, but for the halves that nobody has opened",
        "licence": "MIT",
        "texts": len(older) + len(taught),
        "observations": sum(len(r.observations()) for r in (*older, *taught)),
        "asks": sum(y for r in (*older, *taught) for _, y in r.observations()),
        "weights": len(words.weights),
        "penalty": PENALTY,
        "features dropped that are seen fewer times than": LEAST,
        "weights dropped below": SMALLEST,
        "weighing: lessons": len(taught),
        "weighing: observations": len(observed),
        "weighing: penalty of standardised features": WEIGHING_PENALTY,
    }
    return {k: rounded(m) for k, m in told.items()}, manifest


def rounded(model: Any) -> dict[str, Any]:
    told = asdict(model)
    return {
        "constant": round(told["constant"], 3),
        "weights": {k: float(f"{v:.3g}") for k, v in sorted(told["weights"].items())},
    }


def seen_of(case: Any) -> Read:
    """What a text holds of asks that are in gold, that gold allows, and that are not."""
    from tradetalks.articles.judge import features
    from tradetalks.articles.taxonomy import shipped

    draft = case.draft
    gold = {tuple(a[:3]) for a in case.gold["asks"]}
    allowed = {tuple(a[:3]) for a in case.gold.get("optional_asks", [])} - gold
    seen = features(draft.asks, {**draft.passing, **draft.items}, [p.value for p in draft.parties], shipped())
    return Read(case.name, draft, dict(seen), frozenset(gold), frozenset(allowed))


def weighing(older: Sequence[Read], taught: Sequence[Read]) -> list[Observed]:
    """What is weighed of the lessons, words judged by weights made without the text."""
    from tradetalks.articles.weighing import every

    def part(one: Read) -> int:
        return hashlib.sha256(one.name.encode()).digest()[1] % FOLDS

    observed: list[Observed] = []
    for number in range(FOLDS):
        rest = [*older, *(r for r in taught if part(r) != number)]
        words = fitted([o for r in rest for o in r.observations()], PENALTY, LEAST, SMALLEST)
        for one in (r for r in taught if part(r) == number):
            draft = one.draft
            odds = {key: words.log_odds(seen) for key, seen in one.words.items()}
            weighed = every(draft.asks, draft.items, draft.passing, [p.value for p in draft.parties], odds)
            observed += [(of, key in one.asks) for key, of in weighed if key not in one.open]
    return observed


def fitted(observed: Sequence[Observed], penalty: float, least: int, smallest: float) -> Any:
    """The penalised likelihood's maximum; of features of one scale for words, standardised where all are kept."""
    from tradetalks.articles.judge import Model

    counts = Counter(name for features, _ in observed for name in features)
    names = sorted(name for name, many in counts.items() if many >= least)
    place = {name: j for j, name in enumerate(names)}
    entries = [(i, place[n], v) for i, (f, _) in enumerate(observed) for n, v in f.items() if n in place]
    rows, columns, values = zip(*entries, strict=True)
    seen = sparse.csr_matrix((values, (rows, columns)), shape=(len(observed), len(names)))
    scale = np.ones(len(names))
    if not smallest:
        mean = np.asarray(seen.mean(axis=0)).ravel()
        scale = np.sqrt(np.maximum(np.asarray(seen.multiply(seen).mean(axis=0)).ravel() - mean**2, 1e-12))
        seen = seen @ sparse.diags(1 / scale)
    asks = np.array([y for _, y in observed], dtype=float)

    def loss(w: np.ndarray) -> tuple[float, np.ndarray]:
        total = seen @ w[:-1] + w[-1]
        excess = 1 / (1 + np.exp(-total)) - asks
        value = np.logaddexp(0, total).sum() - asks @ total + penalty / 2 * w[:-1] @ w[:-1]
        return float(value), np.append(seen.T @ excess + penalty * w[:-1], excess.sum())

    found = minimize(loss, np.zeros(len(names) + 1), jac=True, method="L-BFGS-B", options={"maxiter": 1000}).x
    weights = dict(zip(names, found[:-1] / scale, strict=True))
    return Model({n: float(w) for n, w in weights.items() if abs(w) >= smallest}, float(found[-1]))


if __name__ == "__main__":
    main()
