"""Talks as they run: full information against closed forms, offers in turn, mediation, counter-offers, estimates."""

import itertools
import json

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.optimize import minimize
from typer.testing import CliRunner

import tradetalks as tt
from tests.small_dossier import write
from tests.unit.test_talks import political, space_of
from tradetalks.cli import app
from tradetalks.counsel.bargaining import conceding, simulate
from tradetalks.counsel.counteroffers import of_equal_value
from tradetalks.counsel.full_information import (
    _on_edge,
    _proposal,
    alternating_offers,
    by_lot,
    round_factors,
    rubinstein,
)
from tradetalks.counsel.mediation import single_text
from tradetalks.counsel.offers import estimated
from tradetalks.report.bargain_report import counter_words
from tradetalks.space import solutions
from tradetalks.space.blocks import assembled
from tradetalks.space.choice import INDIFFERENT
from tradetalks.space.lotteries import hull_rows

CODES = ("USA", "CAN", "MEX")
seeds = st.integers(0, 9999)


class TestFullInformation:
    @pytest.mark.parametrize(("first", "second"), [(0.9, 0.9), (0.9, 0.6), (0.5, 0.95)])
    def test_two_parties_and_a_pie(self, first, second):
        """Lotteries over two packages, each all of a pie to one side, split it as Rubinstein (1982) does."""
        one, other = by_lot(np.eye(2), (first, second))
        assert one.gains == pytest.approx((rubinstein(first, second), 1 - rubinstein(first, second)), abs=1e-6)
        assert other.gains[1] == pytest.approx(rubinstein(second, first), abs=1e-6)

    @pytest.mark.parametrize("parties", [3, 5])
    def test_more_parties_and_a_pie(self, parties):
        """Stationary play of n: the first proposer gets (1 - d) / (1 - d^n), each next one d times as much."""
        d = 0.9
        wanted = [(1 - d) / (1 - d**parties) * d**k for k in range(parties)]
        for p, proposal in enumerate(by_lot(np.eye(parties), [d] * parties)):
            assert np.roll(proposal.gains, -p) == pytest.approx(wanted, abs=1e-6)

    def test_short_rounds_lead_to_nash(self):
        """As rounds grow short both beginners' outcomes tend to the Nash solution with powers by patience (Binmore,
        Rubinstein & Wolinsky 1986)."""
        x = np.linspace(0, 1, 41)
        gains, rates = np.column_stack([x, 1 - x**2]), np.array([1.0, 2.0])
        nash = solutions.over_lotteries("nash", gains, 1 / rates).gains
        off = [
            max(np.abs(np.array(p.gains) - nash).max() for p in by_lot(gains, np.exp(-rates * length)))
            for length in (0.1, 0.02)
        ]
        assert off[1] < off[0] / 3
        assert off[1] < 0.02

    def test_one_more_round_matters_less_and_less(self):
        """Two packages: whole ones flip with the last mover for ever, by lot the gap falls with the discount."""
        gains, rate = np.array([[8.0, 1.0], [1.0, 8.0]]), (0.9, 0.9)
        whole = [alternating_offers(gains, rate, n).gains[0] for n in (100, 101)]
        assert abs(whole[0] - whole[1]) == 7
        gaps = [abs(by_lot(gains, rate, n)[0].gains[0] - by_lot(gains, rate, n + 1)[0].gains[0]) for n in (10, 30, 60)]
        assert gaps[0] > 2 * gaps[1] > 4 * gaps[2]
        assert gaps[2] < 0.05
        assert by_lot(gains, rate, 200)[0].gains == pytest.approx(by_lot(gains, rate)[0].gains, abs=1e-6)

    def test_of_two_the_hull_gives_what_a_linear_programme_does(self):
        """The best for oneself that leaves the other what waiting is worth; what the programme wastes is not wasted."""
        rng = np.random.default_rng(3)
        for n in range(40):
            gains = rng.normal(size=(rng.integers(2, 30), 2)) * 10
            gains = np.round(gains) if n % 2 else gains
            hull = hull_rows(gains)
            for party, other in ((0, 1), (1, 0)):
                wait = np.zeros(2)
                wait[other] = rng.uniform(gains[hull, other].min() - 1, gains[hull, other].max())
                found = _on_edge(gains, hull, party, wait)
                want = _proposal(gains, list(range(len(gains))), party, wait)
                assert found.gains[party] == pytest.approx(want.gains[party], abs=1e-7)
                assert found.gains[other] >= want.gains[other] - 1e-7
                assert np.array(found.chances) @ gains[list(found.rows)] == pytest.approx(found.gains, abs=1e-6)

    @pytest.mark.slow
    @settings(max_examples=15, deadline=None)
    @given(seed=seeds, parties=st.integers(2, 4))
    def test_no_party_would_rather_wait(self, seed, parties):
        """All but the proposer get what the wait is worth to them, or more; and no package is better for all."""
        rng = np.random.default_rng(seed)
        gains, d = rng.normal(1, 1, (30, parties)), 0.9
        found = by_lot(gains, [d] * parties)
        if not found:
            assert not solutions.over_lotteries("nash", gains).rows
            return
        for p, proposal in enumerate(found):
            wait = d * np.array(found[(p + 1) % parties].gains)
            others = np.arange(parties) != p
            assert (np.array(proposal.gains)[others] >= wait[others] - 1e-6).all()
            assert np.array(proposal.chances) @ gains[list(proposal.rows)] == pytest.approx(proposal.gains)
            assert not (gains > np.array(proposal.gains) + 1e-6).all(1).any()

    def test_nothing_to_gain_and_nothing_to_sign(self):
        assert by_lot(np.array([[1.0, -1.0], [-2.0, 1.0]]), (0.9, 0.9)) == ()
        (one, other) = by_lot(np.array([[0.0, 0.0], [-1.0, -1.0]]), (0.9, 0.9))
        assert (one.rows, other.gains) == ((0,), (0.0, 0.0))
        with pytest.raises(tt.TradetalksError, match="nothing makes anybody agree"):
            by_lot(np.eye(2), (1.0, 0.9))

    def test_three_parties_and_an_ultimatum(self):
        gains = np.array([[3.0, 0.1, 0.1], [0.1, 3.0, 0.1], [0.1, 0.1, 3.0], [1.0, 1.0, -0.1]])
        assert [alternating_offers(gains, [0.9] * 3, 1, first=p).row for p in range(3)] == [0, 1, 2]


class TestOffersInTurn:
    def test_all_must_accept_one_after_the_other(self):
        """The third party refuses what two agree on, and puts its own in its place."""
        gains = np.array([[9.0, 9.0, 0.1], [3.0, 3.0, 3.0], [0.1, 0.1, 9.0]])
        run = simulate(gains, ["linear"] * 3, rounds=31)
        assert run.agreed
        assert run.gains == (3.0, 3.0, 3.0)
        turns = [offer.turn for offer in run.offers]
        assert any(b - a == 2 for a, b in itertools.pairwise(turns))  # a turn between in which one accepted

    @settings(max_examples=25, deadline=None)
    @given(seed=seeds, parties=st.integers(2, 5))
    def test_what_is_agreed_costs_nobody(self, seed, parties):
        gains = np.random.default_rng(seed).normal(0.5, 1, (60, parties))
        run = simulate(gains, ["boulware"] * parties, rounds=25, seed=seed)
        assert all(offer.turn <= 25 for offer in run.offers)
        assert all(offer.by == (offer.turn - 1) % parties for offer in run.offers)
        if run.agreed:
            assert min(run.gains) >= -1e-9

    def test_who_holds_out_alone_gets_more(self):
        rng = np.random.default_rng(0)
        gains = rng.dirichlet(np.ones(3), 400)
        even = simulate(gains, ["linear"] * 3, 60)
        tough = simulate(gains, [conceding(0.2), "linear", "linear"], 60)
        assert tough.gains[0] > even.gains[0]


THREE = {
    "a": {"x": {"USA": 6, "CAN": -2, "MEX": 1}, "y": {"USA": 3, "CAN": -1, "MEX": 1}},
    "b": {"x": {"USA": -2, "CAN": 7, "MEX": 0}, "y": {"USA": -1, "CAN": 4, "MEX": 0}},
    "c": {"x": {"USA": 1, "CAN": -1, "MEX": 5}, "y": {"USA": 0, "CAN": -1, "MEX": 3}},
    "d": {"x": {"USA": 1, "CAN": 1, "MEX": -1}},
}


@pytest.fixture(scope="module")
def space(tmp_path_factory):
    rule = {"when": {"a": ["x"]}, "then": {"d": ["x"]}, "because": "d comes with a"}
    content = political(THREE, CODES, CODES, constraints=[rule])
    return space_of(tmp_path_factory.mktemp("three"), content)


def everything(space):
    """Every allowed package and its values."""
    agenda = space.dossier.agenda
    packages = [
        dict(zip([i.id for i in agenda], chosen, strict=True))
        for chosen in itertools.product(*[[o.id for o in i.options] for i in agenda])
    ]
    packages = [p for p in packages if not list(space.dossier.objections(p))]
    return packages, np.array([[space.deal(p).value[party] for party in space.parties] for p in packages])


class TestMediation:
    def test_where_each_change_must_please_all_the_text_only_improves(self, space):
        run = single_text(space.valued, space.expected_no_deal, space.dossier.status_quo(), proposals=600)
        assert len(run.texts) > 1
        assert run.signed
        for before, after in itertools.pairwise(run.texts):
            assert (np.array(after.gains) >= np.array(before.gains) - 1e-9).all()
        # no change of at most three items is left that costs nobody anything and gains somebody something
        _, values = everything(space)
        last = np.array(run.last.gains) + space.expected_no_deal
        better = (values >= last - 1e-9).all(1) & (values > last + 1e-9).any(1)
        assert not better.any()

    def test_rules_hold_in_every_text(self, space):
        run = single_text(space.valued, space.expected_no_deal, space.dossier.status_quo(), leniency=3.0, seed=4)
        for text in run.texts:
            package = assembled(space.dossier, space.blocks, text.rows)
            assert not list(space.dossier.objections(package))
            gains = [space.deal(package).gain[p] for p in space.parties]
            assert gains == pytest.approx(list(text.gains))

    def test_same_seed_same_text(self, space):
        one, other = (
            single_text(space.valued, space.expected_no_deal, space.dossier.status_quo(), leniency=1.0, seed=7)
            for _ in range(2)
        )
        assert one == other


class TestCounterOffers:
    def test_they_are_worth_the_same_and_none_better_for_the_others(self, space):
        packages, values = everything(space)
        own, others = [b.values[:, 0] for b in space.blocks], [b.values[:, 1:] for b in space.blocks]
        for hand in (space.nash.package, packages[5], packages[-1]):
            worth = space.deal(hand).value[space.parties[0]]
            found = of_equal_value(space.valued, own, others, hand, within=1.5, count=4)
            near = np.abs(values[:, 0] - worth) <= 1.5
            assert len(found) >= 1 or near.sum() == 1
            for offer in found:
                package = assembled(space.dossier, space.blocks, offer.rows)
                assert package != dict(hand)
                assert not list(space.dossier.objections(package))
                assert abs(offer.own - worth) <= 1.5 + 1e-9
                assert offer.differs == sum(package[i] != hand[i] for i in hand)
                same = np.abs(values[:, 0] - offer.own) < 0.1  # rounded to levels finer than that
                assert not (values[same][:, 1:] > np.array(offer.others) + 1e-9).all(1).any()

    def test_they_say_when_the_package_in_hand_is_already_the_best_for_the_others(self, space):
        """On the whole frontier nothing beats a package for everybody; a package below it is beaten."""
        packages, values = everything(space)
        me, unit = space.parties[0], "no better for anybody than the package in hand"
        own, others = [b.values[:, 0] for b in space.blocks], [b.values[:, 1:] for b in space.blocks]
        seen = set()
        for hand in packages[:40]:
            got = np.array([space.deal(hand).value[p] for p in space.parties])
            found = of_equal_value(space.valued, own, others, hand, within=1.5, count=4)
            if not found:
                continue
            for offer in found:
                made = space.deal(assembled(space.dossier, space.blocks, offer.rows))
                np.testing.assert_allclose(offer.beyond, [made.value[p] for p in space.parties] - got, atol=1e-6)
            near = (np.abs(values[:, 0] - got[0]) <= 1.5) & (np.abs(values - got).max(1) > 1e-9)
            words = " ".join(counter_words(space, me, hand, found, 1.5))
            best = values[near][:, 1:].sum(1).max() <= got[1:].sum() + 1e-9
            if best:
                assert "already the best for" in words
            for line, offer in zip(counter_words(space, me, hand, found, 1.5)[-len(found) :], found, strict=True):
                assert (unit in line) == (max(offer.beyond) <= INDIFFERENT)
            seen.add(bool(best))
        assert seen == {True, False}

    def test_none_is_below_the_floor_unless_the_package_in_hand_is(self, space):
        own, others = [b.values[:, 0] for b in space.blocks], [b.values[:, 1:] for b in space.blocks]
        hand = space.nash.package
        worth = space.deal(hand).value[space.parties[0]]
        below = [o for o in of_equal_value(space.valued, own, others, hand, within=4, count=99) if o.own < worth - 0.1]
        assert below
        found = of_equal_value(space.valued, own, others, hand, within=4, count=99, floor=worth - 0.1)
        assert found
        assert all(o.own >= worth - 0.1 for o in found)
        assert of_equal_value(space.valued, own, others, hand, within=4, count=99, floor=worth + 1)

    def test_the_others_can_be_promised_something(self, space):
        own, others = [b.values[:, 0] for b in space.blocks], [b.values[:, 1:] for b in space.blocks]
        found = of_equal_value(space.valued, own, others, space.nash.package, within=4, count=9, least=[1.0, 1.0])
        assert found
        assert all(min(offer.others) >= 1 - 1e-6 for offer in found)


class TestEstimates:
    def test_offers_tell_what_matters_to_whom_makes_them(self, space):
        """A party that offers by what packages are worth to it is read the better the more it offers."""
        packages, values = everything(space)
        rng = np.random.default_rng(2)
        own = values[:, space.parties.index("MEX")]
        chance = np.exp(own - own.max())
        drawn = rng.choice(len(packages), 60, p=chance / chance.sum())
        close = []
        for count in (2, 60):
            found = estimated(space.valued, [packages[j] for j in drawn[:count]])
            guess = [sum(found.scores[key] for key in package.items()) for package in packages]
            close.append(np.corrcoef(guess, own)[0, 1])
        assert close[1] > 0.8
        assert close[1] > close[0]
        assert max(found.weights, key=found.weights.get) == "c"  # the largest stake of Mexico
        assert sum(found.weights.values()) == pytest.approx(1)

    def test_without_offers_nothing_is_known_but_the_prior(self, space):
        found = estimated(space.valued, [])
        assert set(found.weights.values()) == {0.25}
        known = estimated(space.valued, [], prior={("a", "x"): 3.0})
        assert known.weights["a"] == 1

    def test_silence_on_an_item_is_no_wish(self, space):
        """An offer of one item says nothing of items that no rule ties to it, and as much of its own as a full one."""
        items = {item.id: [option.id for option in item.options] for item in space.dossier.agenda}
        found = estimated(space.valued, [{"c": items["c"][-1]}])
        assert max((o for i, o in found.scores if i == "c"), key=lambda o: found.scores["c", o]) == items["c"][-1]
        tied = {i for rule in space.dossier.constraints for i in (*rule.when, *rule.then)}
        free = {i for i in items if i not in tied | {"c"}}
        assert free
        assert all(abs(found.scores[i, o]) < 1e-6 for i in free for o in items[i])

    def test_a_partial_offer_is_as_likely_as_all_packages_that_have_it(self, space):
        """Against packages listed one by one: the likelihood's best scores have no slope left."""
        packages, _ = everything(space)
        keys = [(item.id, option.id) for item in space.dossier.agenda for option in item.options]
        offers = [{"a": "x", "b": next(o.id for o in space.dossier.item("b").options if o.id != "none")}, {"c": "x"}]
        offers = [offer for offer in offers if any(offer.items() <= p.items() for p in packages)]
        holds = np.array([[package[i] == o for i, o in keys] for package in packages], dtype=float)
        here = np.array([[offer.items() <= package.items() for package in packages] for offer in offers])

        def lost(x):
            log = holds @ x
            return sum(np.logaddexp.reduce(log) - np.logaddexp.reduce(log[one]) for one in here) + 0.5 * x @ x

        found = estimated(space.valued, offers)
        best = minimize(lost, np.zeros(len(keys)), method="BFGS", options={"gtol": 1e-7}).x
        for item in space.dossier.agenda:
            own = [best[keys.index((item.id, o.id))] for o in item.options]
            told = [found.scores[item.id, o.id] for o in item.options]
            assert told == pytest.approx([x - np.mean(own) for x in own], abs=1e-3)

    def test_an_offer_that_breaks_a_rule_is_refused(self, space):
        broken = space.dossier.package({"a": "x"})
        with pytest.raises(tt.TradetalksError, match="do not allow offer 1"):
            estimated(space.valued, [broken])


class TestVerdict:
    def verdicts(self, space):
        from tradetalks.counsel.standing import standing

        packages, values = everything(space)
        gains = values - space.expected_no_deal
        fair = (gains >= -1e-9).all(1)
        return packages, gains, fair, standing

    def test_the_smallest_change_is_the_smallest(self, space):
        packages, gains, fair, standing = self.verdicts(space)
        assert 0 < fair.sum() < len(fair)
        for package, gain in zip(packages, gains, strict=True):
            found = standing(space, space.deal(package))
            assert set(found.signs) == {p for p, g in zip(space.parties, gain, strict=True) if g >= -1e-6}
            changes = [sum(a[i] != package[i] for i in package) for a, yes in zip(packages, fair, strict=True) if yes]
            if found.mending is None:
                assert min(changes) == 0
                continue
            assert len(found.mending.changes) == min(changes)
            best = max(
                g.sum()
                for g, a, yes in zip(gains, packages, fair, strict=True)
                if yes and sum(a[i] != package[i] for i in package) == min(changes)
            )
            assert sum(found.mending.gain.values()) == pytest.approx(best)
            assert space.deal({**package, **found.mending.changes}).gain == pytest.approx(found.mending.gain)

    def test_a_broken_rule_is_mended_too(self, space):
        from tradetalks.counsel.standing import standing

        found = standing(space, space.deal({"a": "x", "b": "x"}))
        assert found.objections
        assert found.mending is not None
        assert not list(space.dossier.objections(space.dossier.package({"a": "x", "b": "x", **found.mending.changes})))

    def test_distances(self, space):
        from tradetalks.counsel.standing import standing

        nash = standing(space, space.nash)
        assert (nash.to_nash, nash.to_frontier, nash.mending) == (0, 0, None)
        deal = space.deal({})
        away = np.array([[d.gain[p] - deal.gain[p] for p in space.parties] for d in space.frontier])
        found = standing(space, deal)
        assert found.to_frontier == pytest.approx(np.sqrt((away**2).sum(1)).min())
        assert found.to_nash >= found.to_frontier


class TestCommands:
    def run(self, *arguments):
        result = CliRunner().invoke(app, list(arguments))
        assert result.exit_code == 0, result.output
        return result.stdout

    @pytest.fixture
    def where(self, tmp_path):
        return str(write(tmp_path, political(THREE, CODES, CODES)))

    def test_negotiate_takes_three(self, where, tmp_path):
        found = json.loads(self.run("negotiate", where, "--json", "-o", str(tmp_path / "out")))
        assert set(found["by_lot"]) == set(CODES)
        assert all(len(one["gains"]) == 3 for one in found["simulated"])
        assert [one["leniency"] for one in found["mediated"]] == [0, 1]
        told = self.run("negotiate", where)
        assert "Mexico" in told or "MEX" in told
        assert "mediator" in told
        one = json.loads(self.run("negotiate", where, "--json", "-s", "USA=hardliner", "-s", "MEX=5"))["simulated"]
        assert [run["strategies"] for run in one] == [["linear", "5.0", "hardliner"]]

    def test_a_party_that_loses_by_waiting_gets_what_rubinstein_says(self, tmp_path):
        """One item, all of a pie of 10 to either: a deal after 20 rounds is worth 0.3 of one at once to Canada."""
        pie = {"pie": {"us": {"USA": 10}, "can": {"CAN": 10}}}
        content = political(pie, ("USA", "CAN"), ("USA", "CAN"))
        content["parties"]["CAN"]["discount"] = 0.3
        where = str(write(tmp_path, content))
        words = ["negotiate", where, "--rounds", "20", "--discount", "0.95"]
        found = json.loads(self.run(*words, "--json"))
        rates = {"USA": 0.95, "CAN": 0.95 * 0.3 ** (1 / 20)}
        assert found["discount_a_round"] == pytest.approx(rates)
        order = list(found["by_lot"])
        for one, other in (("USA", "CAN"), ("CAN", "USA")):
            gains = dict(zip(order, found["by_lot"][one]["gains"], strict=True))
            assert gains[one] == pytest.approx(10 * rubinstein(rates[one], rates[other]), abs=1e-4)
        told = " ".join(self.run(*words).split())
        assert "0.8945" in told
        assert "not discounted by round" in told

    def test_a_range_of_discounts_is_drawn_over(self, tmp_path):
        """Ends of the band lie within what Rubinstein says of the ends of the range, the middle is the number's."""
        pie = {"pie": {"us": {"USA": 10}, "can": {"CAN": 10}}}
        content = political(pie, ("USA", "CAN"), ("USA", "CAN"))
        words = ["negotiate", "", "--rounds", "20", "--discount", "0.95", "--json"]
        found = {}
        for name, stated in (("one", 0.3), ("range", {"low": 0.1, "mid": 0.3, "high": 0.8})):
            content["parties"]["CAN"]["discount"] = stated
            words[1] = str(write(tmp_path / name, content))
            found[name] = json.loads(self.run(*words))
        assert found["one"]["by_lot"]["USA"]["gains"] == found["range"]["by_lot"]["USA"]["gains"]
        assert "gains_over_discounts" not in found["one"]["by_lot"]["USA"]
        order = list(found["range"]["by_lot"])
        low, high = found["range"]["by_lot"]["USA"]["gains_over_discounts"][order.index("USA")]
        ends = [10 * rubinstein(0.95, 0.95 * own ** (1 / 20)) for own in (0.8, 0.3, 0.1)]
        assert ends[0] < low < ends[1] < high < ends[2]
        told = " ".join(self.run(*words[:-1]).split())
        assert "CAN 0.1 to 0.8" in told
        assert "In 90% of 64 draws" in told

    @pytest.mark.parametrize(
        ("given", "says"),
        [
            ({"low": 0.9, "mid": 0.3, "high": 0.8}, "found low 0.9, mid 0.3, high 0.8; expected low <= mid <= high"),
            ({"low": 0.1, "mid": 0.3, "hihg": 0.8}, "hihg"),
            ({"low": 0, "mid": 0.3, "high": 0.8}, "parties.CAN.discount.low"),
            (1.5, "found 1.5; expected a factor above 0 to 1, or its low, mid and high"),
            ("half", "expected a factor above 0 to 1, or its low, mid and high"),
        ],
    )
    def test_what_is_no_discount_is_refused_by_name(self, tmp_path, given, says):
        content = political({"pie": {"us": {"USA": 10}}}, ("USA", "CAN"), ("USA", "CAN"))
        content["parties"]["CAN"]["discount"] = given
        with pytest.raises(tt.DossierError, match="discount") as fault:
            tt.Dossier.load(write(tmp_path, content))
        assert says in str(fault.value)

    def test_a_discount_is_written_as_it_was_stated(self, tmp_path):
        content = political({"pie": {"us": {"USA": 10}}}, ("USA", "CAN"), ("USA", "CAN"))
        content["parties"]["CAN"]["discount"] = {"low": 0.1, "mid": 0.3, "high": 0.8}
        content["parties"]["USA"]["discount"] = 0.5
        found = tt.Dossier.load(write(tmp_path, content)).model_dump(mode="json")["parties"]
        assert [found[p]["discount"] for p in ("USA", "CAN")] == [0.5, {"low": 0.1, "mid": 0.3, "high": 0.8}]

    def test_a_discount_over_the_talks_is_spread_over_their_rounds(self):
        rates = round_factors(0.9, [1.0, 0.25], 10)
        assert rates[0] == 0.9
        assert rates[1] ** 10 == pytest.approx(0.9**10 * 0.25)

    def test_counter(self, where):
        offered = ["--offered", "CAN: b=x,a=none", "--offered", "CAN: b=x,c=none"]
        found = json.loads(self.run("counter", where, "USA", "nash", "--within", "2", *offered, "--json"))
        assert found["offers"]
        assert found["wants"]["CAN"]["offers"] == 2
        told = self.run("counter", where, "USA", "nash", "--within", "2", *offered)
        assert "seems to want, by the dossier and its 2 offers" in " ".join(told.split())
        assert "Worth the same to" in told


class TestShortRounds:
    @pytest.mark.parametrize("rate", [(0.9, 0.8), (0.999, 0.999), (0.99995, 0.9999)])
    def test_shares_are_rubinstein_s_however_short_rounds_are(self, rate):
        share = np.linspace(0, 1, 101)
        first, second = by_lot(np.column_stack([share, 1 - share]), rate)
        due = (1 - rate[1]) / (1 - rate[0] * rate[1])
        assert first.gains == pytest.approx([due, 1 - due], abs=1e-6)
        assert second.gains[0] == pytest.approx(rate[0] * due, abs=1e-6)

    def test_very_short_rounds_give_nash_s_solution(self):
        """Binmore, Rubinstein & Wolinsky (1986): with equal patience, the limit is the Nash product's."""
        share = np.linspace(0, 1, 2001)
        (first, _) = by_lot(np.column_stack([np.sqrt(share), 1 - share]), (0.99995, 0.99995))
        assert first.gains == pytest.approx([np.sqrt(1 / 3), 2 / 3], abs=2e-4)
