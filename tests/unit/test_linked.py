"""Dossiers whose rules tie items: what folding along the rules finds equals listing every package."""

import itertools

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import tradetalks as tt
from tests.small_dossier import small, write
from tradetalks.counsel.diagnosis import diagnose
from tradetalks.dossier.model import Dossier
from tradetalks.space import estimates as surrogate
from tradetalks.space.linked import TiedTooTightly, width
from tradetalks.space.reweighing import reweighed
from tradetalks.space.solutions import rational
from tradetalks.space.way import deal_space
from tradetalks.value.eve import bring_to_eve
from tradetalks.value.valuer import Valuer
from tradetalks.value.worth import worth

REGIONS = {"USA": "USA", "EU": "EU27", "CHN": "CHN"}


def item(name, values, parties=("USA", "EU")):
    """An item of worth alone: ``[option][party]``, the first option the status quo."""
    options = [
        {
            "id": f"o{k}",
            "title": f"option {k}",
            "worth": {
                p: {"low": v, "mid": v, "high": v, "basis": "judgement"} for p, v in zip(parties, row, strict=True)
            },
        }
        for k, row in enumerate(values)
    ]
    return {"id": name, "title": f"Item {name}", "status_quo": "o0", "options": options}


def worth_only(items, rules, parties=("USA", "EU"), **changes):
    """A dossier in which nothing changes a measure and no deal is the status quo."""
    return small(
        parties={p: {"region": REGIONS[p], "name": p} for p in parties},
        in_force=[],
        agenda=items,
        constraints=rules,
        **{"red_lines": [], "no_deal": [{"name": "as_is", "title": "as it is", "probability": 1.0}], **changes},
    )


def rule(when, then, because="because"):
    return {"when": when, "then": then, "because": because}


def random_dossier(seed):
    """Two or three parties, up to six items, rules over one item or two on either side that the status quo keeps."""
    rng = np.random.default_rng(seed)
    parties = tuple(REGIONS)[: 2 + seed % 2]
    counts = rng.integers(2, 4, rng.integers(3, 7))
    items = [
        item(f"i{j}", np.vstack([np.zeros(len(parties)), rng.integers(-3, 4, (n - 1, len(parties)))]).tolist(), parties)
        for j, n in enumerate(counts)
    ]

    def part():
        chosen = rng.choice(len(counts), rng.integers(1, 3), replace=False)
        return {f"i{j}": [f"o{k}" for k in range(counts[j]) if rng.random() < 0.6] or ["o1"] for j in chosen}

    rules = [rule(part(), part(), f"rule {k}") for k in range(rng.integers(0, 6))]
    lines = [{"party": "USA", "item": "i0", "never": ["o1"], "because": "never"}] if rng.random() < 0.3 else []
    found = Dossier.model_validate(worth_only(items, rules, parties, red_lines=lines))
    kept = [r for r in found.constraints if r not in list(found.broken_constraints(found.status_quo()))]
    return found.model_copy(update={"constraints": kept})


def packages(dossier):
    every = itertools.product(*[[o.id for o in i.options] for i in dossier.agenda])
    every = (dict(zip([i.id for i in dossier.agenda], choice, strict=True)) for choice in every)
    return [p for p in every if not list(dossier.objections(p))]


def assert_as_listed(space, found, gains):
    """Counts, every point of the frontier that all can sign, and every package of each."""
    assert space.feasible == len(found)
    assert space.counted
    assert space.signable == int(rational(gains).sum())
    beaten = ((gains[:, None] <= gains + 1e-9).all(2) & (gains[:, None] < gains - 1e-9).any(2)).any(1)
    wanted: dict[tuple, set] = {}
    for package, gain in itertools.compress(zip(found, gains, strict=True), ~beaten & rational(gains)):
        wanted.setdefault(tuple(np.round(gain, 6) + 0.0), set()).add(tuple(package.items()))
    shown = {
        tuple(np.round(list(deal.gain.values()), 6) + 0.0): {tuple(p.items()) for p in space.tied(rank)}
        for rank, deal in enumerate(space.frontier)
    }
    assert shown == wanted
    assert [deal.ties for deal in space.frontier] == [len(space.tied(r)) for r in range(len(space.frontier))]


@pytest.fixture(scope="module")
def empty_eve(tmp_path_factory):
    content = worth_only([item("a", [(0, 0), (1, 1)])], [])
    return Valuer(bring_to_eve(tt.Dossier.load(write(tmp_path_factory.mktemp("eve"), content))))


@settings(max_examples=15, deadline=None)
@given(seed=st.integers(0, 99_999))
def test_random_rules_on_worth(seed):
    dossier = random_dossier(seed)
    found = packages(dossier)
    gains = np.array([[worth(dossier, p)[q] for q in dossier.parties] for p in found])
    for listed in (0, 50):
        assert_as_listed(deal_space(dossier, listed=listed), found, gains)


PATH = {"id": "path", "title": "lifted in 2026", "phases": [{"since": "2026-01-01", "option": "lifted"}]}


@pytest.mark.parametrize("phased", [False, True])
def test_rules_between_the_economy_and_the_rest(tmp_path, phased):
    """Economic items stay together; rules that tie them to others, at every date, are folded."""
    content = small()
    if phased:
        content["agenda"][0]["options"].append(PATH)
    content["constraints"] += [
        rule({"cars": ["cut"]}, {"standards": ["mutual"], "data": ["framework"]}, "cars for standards"),
        rule({"standards": ["mutual"], "data": ["framework"]}, {"steel": ["lifted", "doubled"]}, "both for steel"),
    ]
    dossier = tt.Dossier.load(write(tmp_path, content))
    valuer = Valuer(bring_to_eve(dossier))
    space = deal_space(dossier, valuer=valuer, listed=0)
    assert [i.id for i in space.blocks[0].items] == ["steel", "cars"]
    found = packages(dossier)
    gains = np.array([list(space.deal(p).gain.values()) for p in found])
    assert_as_listed(space, found, gains)
    assert_as_listed(deal_space(dossier, valuer=valuer), found, gains)


def test_policies_that_no_package_has_are_not_solved(tmp_path):
    content = small()
    content["constraints"] = [rule({"steel": ["doubled"]}, {"standards": ["surrender"]}, "a red line away")]
    dossier = tt.Dossier.load(write(tmp_path, content))
    for listed in (0, 1000):
        assert deal_space(dossier, listed=listed).policies == 4  # steel charged or lifted, cars either way


def framework(count=24):
    """Yes or no to each item, yes to any only with yes to the first."""
    values = [((j * 7) % 5 - 1, (j * 3 + 1) % 4) for j in range(count)]
    rules = [rule({f"w{j}": ["o1"]}, {"w0": ["o1"]}, "the framework deal comes first") for j in range(1, count)]
    return worth_only([item(f"w{j}", [(0, 0), v]) for j, v in enumerate(values)], rules), values


def test_every_item_needs_the_framework_deal(tmp_path):
    content, values = framework()
    dossier = tt.Dossier.load(write(tmp_path, content))
    space = deal_space(dossier)
    assert space.feasible == 2**23 + 1
    assert (width(dossier).packages, width(dossier).problem) == (2**23 + 1, "")
    sums = {(0, 0): 1}
    for value in values[1:]:  # with the framework deal every item is free
        taken = {(a + value[0], b + value[1]): n for (a, b), n in sums.items()}
        sums = {key: sums.get(key, 0) + taken.get(key, 0) for key in {*sums, *taken}}
    sums = {(a + values[0][0], b + values[0][1]): n for (a, b), n in sums.items()}
    sums[0, 0] = sums.get((0, 0), 0) + 1
    assert space.signable == sum(n for gain, n in sums.items() if min(gain) >= 0)
    best = {g for g in sums if not any(h != g and h[0] >= g[0] and h[1] >= g[1] for h in sums)}
    shown = {tuple(round(v) for v in deal.gain.values()): deal.ties for deal in space.frontier}
    parties = list(space.parties)
    want = {g if parties == ["USA", "EU"] else g[::-1]: sums[g] for g in best if min(g) >= 0}
    assert shown == want
    assert not diagnose(space).blockers


def test_the_inverse_question_under_rules():
    """How much better an option must be liked is asked of packages that have it, rules kept."""
    items = [item("a", [(0, 0), (4, -6)]), item("b", [(0, 0), (-3, 1)]), item("c", [(0, 0), (-1, 2)])]
    no_deal = [{"name": "as_is", "title": "as it is", "probability": 1.0, "package": {"a": "o0"}}]
    lines = [{"party": "USA", "item": "c", "never": ["o0"], "because": "c it is"}]
    rules = [rule({"a": ["o1"]}, {"b": ["o1"]}, "a needs b"), rule({"b": ["o1"]}, {"a": ["o1"]}, "b needs a")]
    dossier = Dossier.model_validate(worth_only(items, rules, no_deal=no_deal, red_lines=lines))
    one, other = (diagnose(deal_space(dossier, listed=listed)) for listed in (0, 50))
    assert one == other
    assert not one.zone
    assert {(o.party, o.item): round(o.more, 6) for o in one.opened_by}["EU", "a"] == 3.0


def tight(items=30, rules=200, seed=0):
    rng = np.random.default_rng(seed)
    agenda = [item(f"w{j}", rng.integers(-3, 4, (5, 2)).tolist()) for j in range(items)]

    def options():
        return [f"o{k}" for k in rng.choice(5, 3, replace=False)]

    return worth_only(
        agenda,
        [
            rule({f"w{a}": options()}, {f"w{b}": [*options(), "o0"]}, f"rule {k}")
            for k, (a, b) in enumerate(rng.choice(items, 2, replace=False) for _ in range(rules))
        ],
    )


def test_rules_that_tie_too_tightly_are_named(empty_eve):
    dossier = Dossier.model_validate(tight())
    with pytest.raises(TiedTooTightly) as caught:
        deal_space(dossier)
    assert "'rule " in str(caught.value)
    assert "State them over fewer items" in str(caught.value)
    assert "add constraints" not in str(caught.value)
    assert "'rule " in width(dossier).problem


def test_nothing_on_the_table_changes_a_measure(empty_eve):
    built = surrogate.build(empty_eve)
    assert (built.solved, built.policies) == (0, 1.0)
    assert built.estimate(np.zeros((3, 0), dtype=np.int16)).tolist() == [[0.0, 0.0]] * 3
    space = deal_space(empty_eve.eve.dossier, most_solves=0)
    assert space.estimated is None
    assert space.nash.package == {"a": "o1"}


def test_estimated_spaces_keep_rules(tmp_path):
    """Too many policies to solve, and rules that tie their items to others."""
    from tests.unit.test_surrogate import tariffs

    content = tariffs()
    content["agenda"].append(item("deal", [(0, 0), (1, 1)]))
    content["constraints"] = [
        rule({f"t{j}": ["o1", "o2"]}, {"deal": ["o1"]}, "nothing without a deal") for j in range(4)
    ]
    dossier = tt.Dossier.load(write(tmp_path, content))
    valuer = Valuer(bring_to_eve(dossier))
    exact, found = deal_space(dossier, valuer=valuer), deal_space(dossier, valuer=valuer, most_solves=30)
    assert found.estimated is not None
    assert exact.feasible == found.feasible == 3**4 + 1
    assert {tuple(d.package.items()) for d in found.frontier} == {tuple(d.package.items()) for d in exact.frontier}
    for deal in found.frontier:
        assert not deal.broken
    other = reweighed(found, weights={"EU": 3.0})
    anew = reweighed(exact, weights={"EU": 3.0})
    assert other.estimated.error == found.estimated.error
    assert {tuple(d.package.items()) for d in other.frontier} == {tuple(d.package.items()) for d in anew.frontier}
