"""Forecasts of what is agreed: planted weights found again, scores by hand, baselines by what they say."""

import datetime
import itertools
from dataclasses import replace
from types import SimpleNamespace
from typing import Any

import numpy as np
import pytest

import tradetalks as tt
from tests.small_dossier import small
from tradetalks.counsel import scoring
from tradetalks.counsel.forecast import FEATURES as OWN
from tradetalks.counsel.forecast import Case, Fitted, _weights, duties_of, fitted, stood_for, without_deal
from tradetalks.counsel.scoring import score, skill
from tradetalks.dossier.model import Item, Option, Position
from tradetalks.errors import DossierError
from tradetalks.space.blocks import Block, Layout, Valued
from tradetalks.space.elimination import Tie, plan
from tradetalks.space.likelihood import option_chances

FEATURES = ("one", "two")


def case(
    rng, sizes=(3, 2, 4), forbid=None, positions=(), day="2025-01-02", items=None, agreed: Any = "drawn", weights=None,
    failed=False,
):  # fmt: skip
    """Blocks of one item each, two features drawn; what was agreed is drawn by ``weights``. Without a deal all stands.

    Args:
        forbid: ``(block, row)`` that the rules rule out.
    """
    names = items or [f"i{k}" for k in range(len(sizes))]
    blocks = []
    for k, size in enumerate(sizes):
        options = [Option(id=f"o{o}", title="t") for o in range(size)]
        item = Item(
            id=names[k], title="t", status_quo="o0", options=options, positions=list(positions) if k == 0 else []
        )
        rows = np.arange(size, dtype=np.int16)[:, None]
        blocks.append(Block((item,), rows, np.zeros((size, 2)), np.zeros((size, 2)), 0))
    ties = []
    if forbid is not None:
        open_rows = np.arange(sizes[forbid[0]]) != forbid[1]
        ties = [Tie(0, {forbid[0]: open_rows})]
    layout = Layout(tuple(b.items for b in blocks), tuple(b.rows for b in blocks), tuple(ties), plan(list(sizes), ties))
    valued = Valued(tuple(blocks), layout)
    features = {f: [rng.normal(size=size) for size in sizes] for f in FEATURES}
    agenda = [b.items[0] for b in blocks]
    dossier = SimpleNamespace(
        name="made", agenda=agenda, reference_date=datetime.date.fromisoformat(day),
        no_deal=[SimpleNamespace(probability=1.0, package={})], package=lambda _: dict.fromkeys(names, "o0"),
    )  # fmt: skip
    made = Case("made", dossier, valued, features, None, False, True)  # type: ignore[arg-type]
    if agreed == "drawn":
        agreed = {}
        for item, chances in option_chances(valued, made.scores(weights or {})).items():
            agreed[item] = str(rng.choice(list(chances), p=np.array(list(chances.values())) / sum(chances.values())))
    allowed = agreed is not None and (forbid is None or agreed[names[forbid[0]]] != f"o{forbid[1]}")
    return Case("made", dossier, valued, features, agreed, failed, allowed)  # type: ignore[arg-type]


def sure(weights: dict[str, float], failure: float = 0.0) -> Fitted:
    return Fitted(weights, 1.0, failure, 0, 0)


def test_fitted_weights_recover_planted_ones():
    """Without ties items are independent, so that drawing them one by one draws packages."""
    rng = np.random.default_rng(0)
    planted = {"one": 1.5, "two": -0.8}
    cases = [case(rng, weights=planted) for _ in range(250)]
    found = fitted(cases, FEATURES, (100,)).weights
    assert found["one"] == pytest.approx(1.5, abs=0.25)
    assert found["two"] == pytest.approx(-0.8, abs=0.25)


def test_fitted_weights_are_the_best_ones():
    rng = np.random.default_rng(1)
    cases = [case(rng, sizes=(3,), weights={"one": 1.0}) for _ in range(20)]
    found = fitted(cases, FEATURES, (100,), may_fail=False).weights
    best = np.mean([score(c, c.chances(sure(found))).log for c in cases])
    for step in itertools.product((-0.1, 0, 0.1), repeat=2):
        other = {f: found[f] + d for f, d in zip(FEATURES, step, strict=True)}
        assert best <= np.mean([score(c, c.chances(sure(other))).log for c in cases]) + 1e-4


def test_a_narrow_prior_holds_weights_at_zero():
    rng = np.random.default_rng(2)
    cases = [case(rng, weights={"one": 3.0}) for _ in range(20)]
    wide, narrow = (abs(fitted(cases, FEATURES, (prior,)).weights["one"]) for prior in (10.0, 0.05))
    assert wide > 1
    assert narrow < 0.3 * wide


def test_the_prior_is_normal_with_the_deviation_given():
    """Three cases of one choice of two, all alike: the best weight solves 3 (1 - sigmoid(w)) = w / deviation^2."""
    cases = [case(np.random.default_rng(k), sizes=(2,), agreed={"i0": "o1"}) for k in range(3)]
    for made in cases:
        made.features["one"][0][:] = [0, 1]
    weight = fitted(cases, ("one",), (2.0,)).weights["one"]
    assert 3 / (1 + np.exp(weight)) == pytest.approx(weight / 2.0**2, abs=1e-4)


def test_what_rules_forbid_is_scored_but_not_fitted_on():
    rng = np.random.default_rng(3)
    cases = [case(rng, weights={"one": 1.0}) for _ in range(8)]
    against = case(rng, forbid=(1, 1), agreed={"i0": "o1", "i1": "o1", "i2": "o2"})
    assert not against.allowed
    assert fitted([*cases, against], FEATURES).weights == fitted(cases, FEATURES).weights
    told = score(against, against.chances(sure({})))
    assert told.log == pytest.approx((np.log(3) - np.log(1e-9) + np.log(4)) / 3)
    with pytest.raises(DossierError, match="no case has an outcome"):
        fitted([against], FEATURES)


def test_uniform_by_hand():
    made = case(np.random.default_rng(4), sizes=(3, 2, 4))
    told = score(made, scoring.uniform(made))
    assert told.log == pytest.approx(np.log([3, 2, 4]).mean())
    assert told.brier == pytest.approx(np.mean([1 - 1 / n for n in (3, 2, 4)]))
    assert told.hits == pytest.approx(np.mean([1 / n for n in (3, 2, 4)]))


def test_certainty_of_what_was_agreed_scores_nothing_lost():
    made = case(np.random.default_rng(5))
    assert made.agreed is not None
    named = {item: [option] for item, option in made.agreed.items()}
    told = score(made, scoring.around(made, named, 1.0))
    assert (told.log, told.brier, told.hits) == (0, 0, 1)


def test_no_chance_counts_as_one_in_a_billion():
    made = case(np.random.default_rng(6), agreed={"i0": "o1", "i1": "o1", "i2": "o1"})
    told = score(made, scoring.around(made, scoring.status_quo(made), 1.0))
    assert told.log == pytest.approx(-np.log(1e-9))
    assert told.brier == pytest.approx(2)
    assert told.hits == 0


def test_trust_is_how_often_beyond_chance():
    """Of items of two options a name that is right 3 times in 4 is worth half: 0.5 + 0.5 / 2 = 0.75."""
    rng = np.random.default_rng(7)
    cases = [case(rng, sizes=(2,), agreed={"i0": "o1" if k % 4 == 0 else "o0"}) for k in range(12)]
    assert scoring.trust(cases, [scoring.status_quo(c) for c in cases]) == pytest.approx(0.5, abs=0.011)
    wrong = [case(rng, sizes=(2,), agreed={"i0": "o1"}) for _ in range(3)]
    assert scoring.trust(wrong, [scoring.status_quo(c) for c in wrong]) == 0


def test_an_item_of_which_nothing_is_named_is_uniform():
    made = case(np.random.default_rng(8))
    assert scoring.around(made, {"i0": [], "i1": ["o0"]}, 0.6) == {
        "i0": pytest.approx({"o0": 1 / 3, "o1": 1 / 3, "o2": 1 / 3}),
        "i1": pytest.approx({"o0": 0.8, "o1": 0.2}),
        "i2": pytest.approx({f"o{o}": 1 / 4 for o in range(4)}),
    }


def test_the_midpoint_lies_between_what_parties_stand_for():
    stands = [Position(party="A", asks="x", options=["o0"]), Position(party="B", asks="y", options=["o4", "o3"])]
    made = case(np.random.default_rng(9), sizes=(5, 2), positions=stands)
    assert scoring.midpoint(made) == {"i0": ["o2"], "i1": []}


def test_the_last_deal_is_the_latest_before_the_eve():
    rng = np.random.default_rng(10)

    def past(day, option):
        return case(rng, sizes=(3,), items=["shared"], day=day, agreed={"shared": option})

    now = case(rng, sizes=(3, 2), items=["shared", "new"], day="2025-06-01")
    before = [past("2025-02-01", "o2"), past("2024-02-01", "o1"), past("2025-07-01", "o1")]
    assert scoring.last_deal(now, before) == {"shared": ["o2"], "new": ["o0"]}
    assert scoring.last_deal(now, []) == scoring.status_quo(now)


def test_skill_against_itself_is_nothing():
    losses = [0.9, 1.4, 0.3, 0.7]
    assert skill(losses, losses) == (0, 0, 0)


def test_skill_by_hand_and_within_its_interval():
    own, other = [0.5, 1.0, 0.7, 0.2], [1.0, 1.1, 1.0, 0.9]
    middle, low, high = skill(own, other)
    assert middle == pytest.approx(1 - 2.4 / 4.0)
    assert low < middle < high
    assert low > 0  # better in every case, hence in every draw


def test_an_outcome_is_needed():
    made = case(np.random.default_rng(11), agreed=None)
    with pytest.raises(DossierError, match="made: no outcome"):
        score(made, scoring.uniform(made))
    with pytest.raises(DossierError, match="no case has an outcome"):
        fitted([made], FEATURES)


def test_failure_follows_the_rule_of_succession_and_weights_come_from_deals():
    """Of 6 talks 2 failed: 3 in 8; the failed ones do not move the weights, unless no chance of failure is left."""
    rng = np.random.default_rng(12)
    ended = [case(rng, weights={"one": 2.0}) for _ in range(4)]
    broken = [case(rng, agreed={"i0": "o0", "i1": "o0", "i2": "o0"}, failed=True) for _ in range(2)]
    found, alone = fitted([*ended, *broken], FEATURES), fitted(ended, FEATURES)
    assert found.failure == pytest.approx(3 / 8)
    assert (found.talks, found.failed) == (6, 2)
    assert alone.failure == pytest.approx(1 / 6)
    assert found.weights == alone.weights
    together = fitted([*ended, *broken], FEATURES, may_fail=False)
    assert together.failure == 0
    assert together.weights != found.weights
    with pytest.raises(DossierError, match="no case has an outcome"):
        fitted(broken, FEATURES)


def test_chances_mix_a_deal_with_none():
    made = case(np.random.default_rng(13), sizes=(2, 4))
    chances = made.chances(sure({}, failure=0.25))
    assert chances["i0"] == pytest.approx({"o0": 0.75 / 2 + 0.25, "o1": 0.75 / 2})
    assert sum(chances["i1"].values()) == pytest.approx(1)
    assert made.chances(sure({}, failure=1.0))["i1"] == {"o0": 1, "o1": 0, "o2": 0, "o3": 0}


def test_without_a_deal_the_branches_follow():
    dossier = tt.Dossier.model_validate(small())
    assert without_deal(dossier)["steel"] == {"charged": 0.5, "lifted": 0, "doubled": 0.5}
    assert without_deal(dossier)["cars"]["charged"] == 1


def test_evidence_prefers_a_narrow_prior_where_nothing_is_to_be_learnt():
    rng = np.random.default_rng(14)
    noise = [case(rng) for _ in range(30)]
    plain = [case(rng, weights={"one": 2.0, "two": -2.0}) for _ in range(30)]
    assert fitted(noise, FEATURES).width == 0.1
    assert fitted(plain, FEATURES).width >= 1


def test_evidence_by_hand():
    """One choice of two with weight w: the evidence is the integral of sigmoid(w) under the prior, one half."""
    made = case(np.random.default_rng(15), sizes=(2,), agreed={"i0": "o1"})
    made.features["one"][0][:] = [-0.5, 0.5]
    for width in (0.1, 0.5):
        _, evidence = _weights([made], ("one",), width, np.zeros(1))
        assert evidence == pytest.approx(np.log(0.5), abs=0.01)


def test_without_features_every_allowed_package_is_as_likely():
    made = case(np.random.default_rng(16), forbid=(1, 1))
    assert fitted([made], ()).weights == {}
    assert made.chances(sure({})) == made.chances(sure({"one": 0.0}))


def test_who_stands_for_an_option():
    item = Item(
        id="i", title="t", status_quo="o0", options=[Option(id=f"o{k}", title="t") for k in range(5)],
        positions=[
            Position(party="A", asks="x", options=["o1", "o2"]),
            Position(party="B", offers="y", options=["o2", "o3"]),
            Position(party="B", asks="z", offers="y", options=["o4"]),
            Position(party="B", asks="z", options=["o3"]),
        ],
    )  # fmt: skip
    assert stood_for(item) == {"o1": "asked", "o2": "shared", "o3": "offered", "o4": "offered"}


def test_the_likeliest_package_is_the_best_scored():
    made = case(np.random.default_rng(17))
    by_block = zip(made.valued.blocks, made.features["one"], strict=True)
    best = {b.items[0].id: f"o{int(np.argmax(f))}" for b, f in by_block}
    assert made.likeliest(sure({"one": 1.0})) == best


def test_estimated_packages_are_no_case():
    space = SimpleNamespace(dossier=SimpleNamespace(name="huge"), valued=None, estimated=object())
    with pytest.raises(DossierError, match="huge: packages are estimated"):
        Case.of(space)  # type: ignore[arg-type]


def test_features_of_a_valued_space_are_those_of_its_packages():
    """On a real space: status quo kept and positions met are counts, gains have a standard deviation of 1."""
    content = small()
    content["agenda"][0]["positions"] = [
        {"party": "EU", "asks": "less", "options": ["lifted"]},
        {"party": "USA", "asks": "no less", "options": ["charged", "doubled"]},
        {"party": "USA", "offers": "less", "options": ["lifted"]},
    ]
    space = tt.deal_space(tt.Dossier.model_validate(content))
    made = Case.of(space)
    assert made.agreed is None
    assert not made.allowed
    items = {item.id: item for item in made.dossier.agenda}
    for k, block in enumerate(made.valued.blocks):
        for row in range(len(block.rows)):
            choices = block.choices(row)
            kept = sum(items[i].status_quo == o for i, o in choices.items())
            how = {"lifted": "shared", "charged": "asked", "doubled": "asked"}.get(choices.get("steel", ""))
            assert made.features["stands"][k][row] == kept
            for feature in ("shared", "asked", "offered"):
                assert made.features[feature][k][row] == (feature == how)
    rows = made.valued.draw(20_000, np.random.default_rng(1))
    assert set(made.features) == set(OWN)
    for feature in ("model", "worth"):
        drawn = sum(v[rows[:, k]] for k, v in enumerate(made.features[feature]))
        assert np.std(drawn) == pytest.approx(1, abs=0.02)


def test_duties_off_are_those_of_the_packages():
    """Averages by option add up to those of whole packages; a certain forecast of another is off by them."""
    content = small()
    content["agreed"] = {"date": "2025-01-03", "package": {"steel": "lifted", "cars": "cut"}}
    space = tt.deal_space(tt.Dossier.model_validate(content))
    made = replace(Case.of(space), duties=duties_of(space))
    own = [p.region for p in space.dossier.parties.values()]

    def averages(package):
        shock = space.eve.shock(space.dossier.package(package))
        return np.array([100 * shock.average_tariff(a, b) for a in own for b in own if a != b])

    gap = averages({"steel": "doubled"}) - averages({"steel": "lifted", "cars": "cut"})
    told = scoring.around(made, {i: [o] for i, o in space.dossier.package({"steel": "doubled"}).items()}, 1.0)
    assert score(made, told).duties == pytest.approx(np.abs(gap).mean(), rel=1e-6)
    assert score(made, told).duties > 0.01
