"""Plain sentences about packages: what they say is what the numbers are, and who would sign is drawn as documented."""

from types import SimpleNamespace

import numpy as np
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

import tradetalks as tt
from tests.brief_forms import text_in
from tests.small_dossier import small, write
from tradetalks.counsel.acceptance import Acceptance, acceptance, draw_worth
from tradetalks.dossier.figures import BILLIONS
from tradetalks.report.drawn import plain
from tradetalks.report.findings import gather
from tradetalks.report.markdown import markdown_text
from tradetalks.report.numbers import Figures, bn, fine
from tradetalks.report.package_words import agreed_words, package_words, share
from tradetalks.report.plain_words import source_plain
from tradetalks.space.reweighing import weighed
from tradetalks.space.verdict import verdict
from tradetalks.value.worth import draw_range, worth
from tradetalks.world.names import named

NAMES = {"USA": "United States", "CHN": "China"}


def told(value, no_deal, odds=(1.0, 1.0, 1.0), unchanged=False, objections=()):
    found = Acceptance(dict(zip(NAMES, odds, strict=False)), odds[2], 4000, True)
    pair = [dict(zip(NAMES, one, strict=True)) for one in (value, no_deal)]
    judged = verdict({p: pair[0][p] - pair[1][p] for p in NAMES}, objections)
    return package_words(NAMES, *pair, found, unchanged=unchanged, verdict=judged)


class TestVerdict:
    def test_says_today_first_and_then_no_deal(self):
        found = told((0, 0), (-46.4, -18.7), unchanged=True)
        assert found.words.startswith(
            "Nothing changes against today. Without a deal the United States expects −46.4 bn"
        )
        assert found.tone == "even"

    @given(
        value=st.tuples(*[st.floats(-100, 100)] * 2), no_deal=st.tuples(*[st.floats(-100, 100)] * 2),
        odds=st.tuples(*[st.floats(0, 1)] * 3),
    )  # fmt: skip
    @settings(max_examples=200, deadline=None)
    def test_is_good_news_only_where_nobody_loses_and_most_draws_are_signed(self, value, no_deal, odds):
        found = told(value, no_deal, odds)
        if found.tone == "up":
            assert min(value) >= -0.05
            assert max(value) > 0.05
            assert odds[2] >= 0.5
        if any(v - n < -1e-6 for v, n in zip(value, no_deal, strict=True)):
            assert found.tone == "down"

    def test_names_who_loses_who_refuses_and_what_stands_against_it(self):
        assert "against today China loses" in told((5, -3), (-46, -18)).verdict
        assert "China would rather have no deal" in told((5, -30), (-46, -18)).verdict
        assert told((5, 5), (0, 0), objections=["steel for data"]).verdict == "It cannot be signed: steel for data."

    @given(
        st.tuples(*[st.sampled_from([-3.0, -0.01, -1e-5, -1e-9, 0.0, 1e-9, 1e-5, 0.0036, 3.0])] * 2),
        st.tuples(*[st.sampled_from([-2.0, -0.004, -1e-9, 0.0, 1e-9, 0.004, 2.0])] * 2),
    )
    @settings(max_examples=300, deadline=None)
    def test_no_sentence_contradicts_the_signs_of_what_it_tells(self, value, gain):
        none = 1e-6
        said = told(value, [v - g for v, g in zip(value, gain, strict=True)]).verdict
        losing = [n for n, v in zip(NAMES.values(), value, strict=True) if v < -none]
        gaining = [n for n, v in zip(NAMES.values(), value, strict=True) if v > none]
        assert ("will not be signed" in said) == any(g < -none for g in gain)
        if "will not be signed" in said:
            return
        if "no deal would be worse" in said:
            assert any(g > none for g in gain)
        if "nothing is gained on today" in said:
            assert not gaining
            assert not losing
        if "worth the same" in said:
            assert all(abs(g) <= none for g in gain)
        assert ("nobody is worse off" in said) == (bool(gaining) and not losing)
        for name in losing:
            assert name in said.split("against today")[1]
        changed = [v for v in value if abs(v) > none and (v < 0 or not losing)]
        assert ("less than 0.05 bn" in said) == bool(changed and all(abs(v) < 0.05 for v in changed))

    def test_nothing_gained_where_no_deal_is_today_is_told_as_that(self):
        assert "no deal would be worth the same" in told((0, 0), (0, 0), unchanged=True).verdict
        found = told((0.0338, 0.0036), (0, 0))
        assert "nobody is worse off" in found.verdict
        assert "less than 0.05 bn each" in found.verdict
        assert "+0.034 bn and China +0.0036 bn" in found.today

    @given(st.floats(-100, 100))
    def test_no_amount_that_counts_is_printed_as_zero(self, value):
        shown = float(fine(value).replace("\u2212", "-"))
        assert (shown == 0) == (abs(value) <= 1e-6)
        if 1e-6 < abs(value) < 0.05:
            assert shown == pytest.approx(value, rel=0.06)
        elif abs(value) >= 0.05:
            assert fine(value) == bn(value)

    def test_shares_never_round_to_certainty(self):
        assert [share(v) for v in (0, 0.001, 0.714, 0.9999, 1)] == ["0%", "under 1%", "71%", "over 99%", "100%"]


@pytest.fixture(scope="module")
def dossier(tmp_path_factory):
    return tt.Dossier.load(write(tmp_path_factory.mktemp("d")))


class TestDraws:
    def test_lie_within_the_ranges_and_peak_at_mid(self, dossier):
        draws = draw_worth(dossier, 20_000)
        party = list(dossier.parties).index("EU")
        drawn = draws.values[party, draws.terms["data", "framework"]]  # -2, -0.5, 1
        assert drawn.min() >= -2
        assert drawn.max() <= 1
        assert drawn.mean() == pytest.approx(-0.5, abs=0.02)
        assert drawn.var() == pytest.approx((4 + 0.25 + 1 - 1 + 2 + 0.5) / 18, rel=0.05)  # of a triangle

    def test_the_share_that_signs_is_the_triangle_s_own(self, dossier):
        """The Union signs a framework alone where its worth, a triangle on -2, -0.5, 1, is at least -0.2."""
        draws = draw_worth(dossier, 40_000)
        none = {b.name: dict.fromkeys(dossier.parties, 0.0) for b in dossier.no_deal}
        chances = {"as_is": 1.0, "war": 0.0}
        economic = {"EU": 0.2, "USA": 0.0}
        found = acceptance(draws, dossier.package({"data": "framework"}), economic, none, chances)
        assert found.by_party["EU"] == pytest.approx((1 + 0.2) ** 2 / (3 * 1.5), abs=0.01)
        assert found.by_party["USA"] == 1.0

    def test_what_a_package_and_no_deal_share_never_decides(self, tmp_path):
        content = small()
        content["no_deal"] = [{"name": "same", "title": "same", "probability": 1.0, "package": {"data": "framework"}}]
        found = tt.Dossier.load(write(tmp_path, content))
        none = {"same": dict.fromkeys(found.parties, 0.0)}
        odds = acceptance(draw_worth(found), found.package({"data": "framework"}), none["same"], none, {"same": 1.0})
        assert set(odds.by_party.values()) == {1.0}
        assert not odds.ranged

    def test_are_the_same_for_the_same_seed(self, dossier):
        assert np.array_equal(draw_worth(dossier, 10).values, draw_worth(dossier, 10).values)

    def test_ranges_are_drawn_one_after_the_other_from_one_generator(self, dossier):
        """Whatever was drawn before of others: terms in their order, parties in theirs, none of a single figure."""
        for one in (dossier, weighed(dossier, {"EU": 0.0, "USA": 2.0}), dossier):
            draws, rng = draw_worth(one, 10, seed=3), np.random.default_rng(3)
            for (item, option), k in draws.terms.items():
                if item:
                    for j, party in enumerate(one.parties):
                        ends = [worth(one, {item: option}, end)[party] for end in ("low", "mid", "high")]
                        assert np.array_equal(draws.values[j, k], draw_range(rng, *ends, 10))

    def test_a_weight_scales_what_is_drawn(self, dossier):
        draws, parties = draw_worth(dossier), dossier.parties
        none = {b.name: dict.fromkeys(parties, 0.0) for b in dossier.no_deal}
        chances = {"as_is": 1.0, "war": 0.0}
        economic = {"EU": 1.2, "USA": 0.0}
        package = dossier.package({"data": "framework"})
        odds = [acceptance(draws, package, economic, none, chances, {"EU": w}).by_party["EU"] for w in (0, 0.5, 1, 5)]
        assert odds[0] == 1.0
        assert odds == sorted(odds, reverse=True)

    def test_a_branch_s_own_worth_is_drawn_too(self, tmp_path):
        content = small()
        worth = {"EU": {"low": 0, "mid": 1, "high": 2, "basis": "judgement"}}
        content["no_deal"] = [{"name": "away", "title": "away", "probability": 1.0, "worth": worth}]
        found = tt.Dossier.load(write(tmp_path, content))
        none = {"away": dict.fromkeys(found.parties, 0.0)}
        economic = {"EU": 1.0, "USA": 0.0}
        odds = acceptance(draw_worth(found), found.status_quo(), economic, none, {"away": 1.0})
        assert odds.by_party["EU"] == pytest.approx(0.5, abs=0.03)


class TestAgreed:
    @staticmethod
    def space(agreed, frontier):
        def deal(gain):
            return SimpleNamespace(gain=dict(zip(NAMES, gain, strict=True)), broken=())

        parties = {p: SimpleNamespace(name=n) for p, n in NAMES.items()}
        dossier = SimpleNamespace(parties=parties, failed=False)
        return SimpleNamespace(
            parties=tuple(NAMES), dossier=dossier, money=BILLIONS, named={"agreed": deal(agreed)},
            frontier=[deal(gain) for gain in frontier], within=np.full(len(NAMES), 1e-9),
        )  # fmt: skip

    def test_the_most_of_each_side_and_the_largest_sum_are_both_told(self):
        words = agreed_words(self.space((76.7, 42.1), [(101.5, 43.0), (97.2, 51.3), (80.0, 66.4), (60.0, 80.0)]))
        assert "3 frontier packages are worse for nobody" in words
        assert "adds +24.8 bn for the United States and +24.3 bn for China, though no single one adds both" in words
        assert "the largest sum adds +20.5 bn for the United States and +9.2 bn for China" in words

    @given(
        st.tuples(st.floats(-50, 50), st.floats(-50, 50)),
        st.lists(st.tuples(st.floats(-90, 90), st.floats(-90, 90)), max_size=6),
    )
    @settings(max_examples=150, deadline=None)
    def test_no_figure_is_beyond_what_a_side_could_have(self, agreed, frontier):
        assume(all(not 5e-10 < abs(g - a) < 2e-9 for gain in frontier for g, a in zip(gain, agreed, strict=True)))
        words = agreed_words(self.space(agreed, frontier))
        better = [
            more for gain in frontier
            if min(more := (gain[0] - agreed[0], gain[1] - agreed[1])) >= -1e-9 and max(more) > 1e-9
        ]  # fmt: skip
        if not better:
            assert "lies on the frontier" in words
            return
        for j, name in enumerate(NAMES.values()):
            assert f"{fine(max(more[j] for more in better))} bn for {named(name)}" in words

    def test_talks_that_failed_agreed_nothing(self):
        found = self.space((1, 1), [(2, 2)])
        found.dossier.failed = True
        words = agreed_words(found)
        assert words.startswith("What followed, without a deal, gives")
        assert "agreed" not in words

    def test_what_breaks_a_rule_is_told(self):
        found = self.space((1, 1), [(2, 2)])
        found.named["agreed"].broken = ("steel for data",)
        assert "breaks its constraints: steel for data" in agreed_words(found)


@pytest.fixture(scope="module")
def findings(dossier):
    return gather(tt.deal_space(dossier), sensitivity=False)


class TestBrief:
    @pytest.mark.parametrize("form", ["markdown", "word"])
    def test_text_and_table_use_one_definition(self, findings, form):
        text = text_in(findings, form)
        deal, told = findings.space.no_deal[findings.costliest], Figures(findings.space.money)
        for p in findings.space.parties:
            assert told(deal.value[p]) in text.split("What no deal costs")[0]
            assert told(deal.value[p]) in text.split("What no deal costs")[1]
            assert told(deal.economic[p]) in text.split("What no deal costs")[1]

    def test_no_markup_is_printed_and_lists_are_closed(self, findings):
        text = text_in(findings, "html")
        assert "&lt;/li" not in text
        assert text.count("<li>") + text.count("<li ") == text.count("</li>")
        assert "steel for data.</li>" in text

    def test_markdown_carries_no_tags(self):
        assert markdown_text("<img onerror=x> & *y*") == "&lt;img onerror=x&gt; & \\*y\\*"

    def test_charts_hold_no_character_that_breaks_them(self):
        spec = {"title": "a\u2028b\u2029c\x00d\ud800", "layer": [{"x": 1}, "\u2028"]}
        assert plain(spec) == {"title": "a b c d ", "layer": [{"x": 1}, " "]}


def test_sources_name_trackers_and_not_their_files():
    tracker = "tariff-rate tracker of the Budget Lab at Yale"
    cited = "90 FR 14705; Budget-Lab-Yale/tariff-rate-tracker@8315fffd config/policy_params.yaml (MIT); docs/timing.md"
    assert source_plain(cited) == f"90 FR 14705; {tracker}"
    assert (
        source_plain("tariff-rate-tracker@83 (rate); tariff-rate-tracker docs/a.md") == f"{tracker} (rate); {tracker}"
    )
    assert source_plain("tradewartracker/trade-war-redux-2025 README of 2026-07-22 (MIT)") == "Trade War Tracker"
    assert source_plain("EO 14326, annex I/b") == "EO 14326, annex I/b"
