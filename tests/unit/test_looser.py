"""What rules keep out, looked through without solving all of it: the same picks as with everything solved."""

import numpy as np
import pytest

import tradetalks as tt
from tests.small_dossier import FOUR, small, write
from tradetalks.counsel.diagnosis import Price, red_line_prices
from tradetalks.report.talks_report import costless_words, looked_words
from tradetalks.space import looser
from tradetalks.space.way import deal_space
from tradetalks.value.valuer import Valuer

SECTORS = ("STEEL", "AUTO", "AGR", "CHEM", "MACH", "TEXT")
POINTS = (-0.04, 0.15, 0.6)


FOR_THE_LINES = {("i1", "o1"): {"USA": -4.0, "EU": 20.0}, ("i2", "o2"): {"USA": 20.0, "EU": -0.5}}
"""What the best of the options that lines keep out is worth."""


def option(j, k):
    """A level of the tariff of item ``j``, of one side on the other, and what it is worth beyond the model."""
    importer, exporter = ("USA", "EU27") if j % 2 else ("EU27", "USA")
    measure = {"instrument": "tariff", "importer": importer, "exporter": exporter, "points": POINTS[k]}
    worth = FOR_THE_LINES.get((f"i{j}", f"o{k}"), {"USA": (j + k) % 3 - 0.4, "EU": (2 * j + k) % 4 - 1.1})
    return {
        "id": f"o{k}",
        "title": f"{POINTS[k]:+.0%}",
        "measures": [{**measure, "sectors": [SECTORS[j]]}],
        "worth": {p: {"low": v, "mid": v, "high": v, "basis": "judgement"} for p, v in worth.items()},
    }


@pytest.fixture(scope="module")
def space(tmp_path_factory):
    """Six tariffs, three of four levels and three of three: 1,728 policies, 648 without what two red lines keep out."""
    today = {"id": "as_is", "title": "as it is"}
    agenda = [
        {"id": f"i{j}", "title": sector, "status_quo": "as_is",
         "options": [today, *(option(j, k) for k in range(3 if j < 3 else 2))]}
        for j, sector in enumerate(SECTORS)
    ]  # fmt: skip
    lines = [
        {"party": "USA", "item": "i1", "never": ["o1", "o2"], "because": "the US keeps its rate"},
        {"party": "EU", "item": "i2", "never": ["o2"], "because": "the EU keeps its rate"},
    ]
    no_deal = [{"name": "as_is", "title": "as it is", "probability": 1.0}]
    content = small(agenda=agenda, red_lines=lines, constraints=[], in_force=[], world=FOUR, no_deal=no_deal)
    return tt.deal_space(tt.Dossier.load(write(tmp_path_factory.mktemp("lines"), content)))


def fewer(space, number):
    """The dossier without one red line."""
    lines = [line for j, line in enumerate(space.dossier.red_lines) if j != number]
    return space.dossier.model_copy(update={"red_lines": lines})


def forgetful(space):
    """The same space beside a valuer that has solved what the space needs and nothing else."""
    valuer, first = Valuer(space.eve, cache=space.valuer.cache), space.blocks[0]
    valuer.real_income_ratio([first.choices(row) for row in range(len(first.rows))])
    return space.told_by(valuer)


def told(space):
    return {name: dict(space.named[name].gain) for name in looser.PICKS if name in space.named}


@pytest.fixture(autouse=True)
def _a_small_problem(monkeypatch):
    monkeypatch.setattr(looser, "CHECKED", 20)
    monkeypatch.setattr(looser, "FEW", 100)


@pytest.mark.parametrize("number", [0, 1])
def test_the_picks_are_those_of_everything_solved(space, number):
    free = fewer(space, number)
    found = looser.loosened(forgetful(space), free)
    whole = deal_space(free, valuer=space.valuer)
    assert set(told(whole)) == set(looser.PICKS)
    for name, gain in told(whole).items():
        assert found.space.named[name].gain == pytest.approx(gain, abs=1e-9)
    assert 20 <= found.looked.solved < found.looked.policies
    assert found.looked.checked == 20
    assert found.looked.error < 0.1
    assert told(whole) != told(space), "the line must cost something, else nothing is tested"


def test_estimates_that_are_off_are_found_out(space, monkeypatch):
    """Estimates far too low hide the best package; those drawn at random say so, and the answer is still right."""
    monkeypatch.setattr(looser, "_estimated", _too_low)
    free = fewer(space, 0)
    found = looser.loosened(forgetful(space), free)
    for name, gain in told(deal_space(free, valuer=space.valuer)).items():
        assert found.space.named[name].gain == pytest.approx(gain, abs=1e-9)


def _too_low(policies, new):
    return np.random.default_rng(1).uniform(-6.0, -5.0, (len(new), 2))


def test_few_policies_are_all_solved(space, monkeypatch):
    monkeypatch.setattr(looser, "FEW", 10**6)
    found = looser.loosened(forgetful(space), fewer(space, 1))
    assert found.looked.solved == found.looked.policies > 0
    assert found.looked.checked == 0


def test_prices_are_told_as_they_are_found(space):
    seen = []
    prices = red_line_prices(forgetful(space), found=lambda some: seen.append(len(some)))
    assert seen == [1, 2]
    assert all(np.isfinite(p.joint) and p.looked.policies > p.looked.solved for p in prices)
    assert prices[0].joint >= prices[1].joint
    (words,) = looked_words(space, prices)
    assert f"{sum(p.looked.policies for p in prices):,} policies more" in words
    assert f"{sum(p.looked.solved for p in prices):,} of these were solved" in words


@pytest.mark.parametrize(
    ("joints", "said"),
    [
        ([0.0], "This red line costs nothing today"),
        ([0.0, 1e-9], "Each of these red lines costs nothing today"),
        ([0.0, 7.0], ""),
        ([float("nan")], ""),
        ([], ""),
    ],
)
def test_zeros_alone_are_said_in_words(space, joints, said):
    prices = [Price("A", "a", ("x",), "", joint, dict.fromkeys(space.parties, 0.0)) for joint in joints]
    told = costless_words(space, prices)
    assert [words.partition(":")[0] for words in told] == ([said] if said else [])
