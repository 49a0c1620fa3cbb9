"""The texts that the reader's models learn from: each with a gold that says something of its own text."""

from pathlib import Path

import pytest
from ruamel.yaml import YAML

from tradetalks.articles.taxonomy import shipped

LESSONS = sorted((Path(__file__).parent / "lessons").glob("*.yaml"))


@pytest.mark.slow
@pytest.mark.parametrize("file", LESSONS, ids=lambda f: f.stem)
def test_gold_is_of_known_topics_and_of_the_text_s_own_parties(file):
    taxonomy = shipped()
    wrong = []
    for name, told in YAML(typ="safe", pure=True).load(file.read_text(encoding="utf-8")).items():
        gold = told["gold"]
        asks = [*gold["asks"], *gold["optional_asks"]]
        topics = {*gold["items"], *gold["optional_items"], *(a[1] for a in asks)}
        wrong += [f"{name}: {t} is no topic" for t in topics - set(taxonomy.topics)]
        wrong += [
            f"{name}: {p} is no party" for p in gold["parties"] if p not in taxonomy.blocs and len(p) not in (2, 3)
        ]
        wrong += [
            f"{name}: {a} is not between two parties"
            for a in asks
            if not {a[0], a[2]} <= set(gold["parties"]) or a[0] == a[2]
        ]
        wrong += [f"{name}: {a} is asked and not on the table" for a in gold["asks"] if a[1] not in gold["items"]]
    assert wrong == []


def test_no_name_stands_twice():
    names = [line[:-1] for f in LESSONS for line in f.read_text(encoding="utf-8").splitlines() if line[:1].isalpha()]
    assert len(names) == len(set(names)) > 1000
