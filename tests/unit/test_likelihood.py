"""Chances of packages: exactly those of listing every allowed package."""

import itertools

import numpy as np
import pytest

from tradetalks.dossier.model import Item, Option
from tradetalks.space.blocks import Block, Layout, Valued
from tradetalks.space.elimination import Tie, plan
from tradetalks.space.likelihood import likeliest, log_chance, log_total, option_chances, scored


def agenda(rng, sizes=(3, 2, 4, 2, 3), ties=4):
    """Blocks of one item each (the first of two), and ties among them."""
    blocks, start = [], 0
    for number, size in enumerate(sizes):
        items = tuple(
            Item(
                id=f"i{start + j}", title="t", stakes="s", status_quo="o0",
                options=[Option(id=f"o{o}", title="t") for o in range(size)],
            )
            for j in range(2 if number == 0 else 1)
        )  # fmt: skip
        start += len(items)
        rows = np.array(list(itertools.product(range(size), repeat=len(items))), dtype=np.int16)
        value = rng.normal(size=(len(rows), 2))
        blocks.append(Block(items, rows, value, rng.normal(size=(len(rows), 2)), 0))
    lengths = [len(b.rows) for b in blocks]
    tied = []
    for rule in range(ties):
        some = rng.choice(len(sizes), 3, replace=False)
        tied.append(Tie(rule, {int(k): rng.random(lengths[k]) < 0.4 for k in some}))
    layout = Layout(tuple(b.items for b in blocks), tuple(b.rows for b in blocks), tuple(tied), plan(lengths, tied))
    return Valued(tuple(blocks), layout)


def listed(valued):
    """Every allowed package as rows of blocks."""
    rows = itertools.product(*(range(len(b.rows)) for b in valued.blocks))
    return [r for r in rows if all(any(tie.any_of[k][r[k]] for k in tie.any_of) for tie in valued.layout.ties)]


def package_of(valued, rows):
    return {k: v for b, r in zip(valued.blocks, rows, strict=True) for k, v in b.choices(r).items()}


@pytest.mark.parametrize("seed", range(6))
def test_chances_are_those_of_listing_every_package(seed):
    rng = np.random.default_rng(seed)
    valued = agenda(rng)
    scores = [3 * b.values.sum(1) for b in valued.blocks]
    packages = listed(valued)
    assert 0 < len(packages) == valued.packages < np.prod([len(b.rows) for b in valued.blocks])
    weight = np.exp([sum(s[r] for s, r in zip(scores, rows, strict=True)) for rows in packages])
    assert log_total(valued.layout.plan, scores)[0] == pytest.approx(np.log(weight.sum()), abs=1e-10)
    found = option_chances(valued, scores)
    for item in found:
        assert sum(found[item].values()) == pytest.approx(1)
        for option, chance in found[item].items():
            with_it = [w for w, rows in zip(weight, packages, strict=True) if package_of(valued, rows)[item] == option]
            assert chance == pytest.approx(sum(with_it) / weight.sum(), abs=1e-12)
    some = packages[len(packages) // 3]
    assert log_chance(valued, scores, package_of(valued, some)) == pytest.approx(
        np.log(weight[len(packages) // 3] / weight.sum())
    )
    assert likeliest(valued, scores) == dict(sorted(package_of(valued, packages[int(np.argmax(weight))]).items()))


def test_what_rules_forbid_has_no_chance():
    valued = agenda(np.random.default_rng(1))
    allowed = {tuple(rows) for rows in listed(valued)}
    every = itertools.product(*(range(len(b.rows)) for b in valued.blocks))
    forbidden = next(rows for rows in every if rows not in allowed)
    nothing = [np.zeros(len(b.rows)) for b in valued.blocks]
    assert log_chance(valued, nothing, package_of(valued, forbidden)) == -np.inf


def test_scores_far_apart_neither_overflow_nor_vanish():
    valued = agenda(np.random.default_rng(2))
    scores = [1e5 * b.values.sum(1) for b in valued.blocks]
    chances = option_chances(valued, scores)
    best = likeliest(valued, scores)
    assert all(chances[item][option] == pytest.approx(1) for item, option in best.items())


def test_scores_by_option_add_up_over_items():
    valued = agenda(np.random.default_rng(3))
    score = scored(valued, lambda item, option: int(item[1:]) + 0.1 * int(option[1:]))
    assert score[0][5] == pytest.approx(0 + 0.1 * 1 + 1 + 0.1 * 2)
