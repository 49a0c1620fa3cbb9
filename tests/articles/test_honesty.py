"""Nothing is invented: a drafted dossier holds no figure that its reports do not give; it says what they leave open."""

import datetime
import json

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from typer.testing import CliRunner

import tradetalks as tt
from tradetalks.articles.rules import read
from tradetalks.articles.taxonomy import shipped
from tradetalks.articles.text import article
from tradetalks.articles.to_dossier import to_dossier
from tradetalks.cli import app
from tradetalks.dossier.likely_mistakes import examined
from tradetalks.dossier.writing import write_dossier
from tradetalks.errors import ArticleError

runner = CliRunner()
MEET = "The United States and China meet in Geneva on 3 May 2025. "


def made(text, meet=MEET, **more):
    texts = [article("a", meet + text)]
    return to_dossier(read(texts, shipped()), texts, shipped(), **more)


def measures(dossier):
    return [m for item in dossier.agenda for option in item.options for m in option.measures]


class TestNothingIsInvented:
    @settings(max_examples=40, deadline=None)
    @given(st.lists(st.sampled_from(sorted(shipped().topics)), min_size=1, max_size=6, unique=True))
    def test_without_a_figure_in_the_text_there_is_none_in_the_dossier(self, topics):
        """Whatever is on the table: no rate, no measure, no worth, and the draft says so."""
        named = ", ".join(shipped().topics[t].says[0].replace("*", "") for t in topics)
        try:
            found = made(f"They will discuss {named}. China wants the United States to act on {named}.")
        except ArticleError:
            return
        assert not measures(found.dossier)
        assert all(not option.worth for item in found.dossier.agenda for option in item.options)
        assert found.dossier.unconfirmed

    def test_a_rate_goes_to_one_item_and_one_side_only(self):
        found = made(
            "China wants the US to lift its 25% tariff on cars. China also wants American steel tariffs lifted."
        )
        tariffs = measures(found.dossier)
        assert [(m.importer, m.exporter, m.sectors) for m in tariffs] == [("USA", "CHN", ["AUTO"])]

    def test_what_the_benchmark_holds_is_not_added_again(self):
        world = tt.World.default()
        at = world.region("CHN"), world.region("USA"), world.sector_indices(["AUTO"])
        held = float(np.average(world.tariff[at], weights=world.trade[at]))
        text = f"China wants the US to drop its {100 * held:.1f}% duty on cars."
        assert not measures(made(text).dossier)
        assert any("the benchmark holds" in u.says for u in made(text).dossier.unconfirmed)

    def test_shares_of_tariff_lines_are_no_rates(self):
        assert not measures(made("China will eliminate 99 percent of its tariff barriers on American goods.").dossier)

    def test_a_duty_on_a_few_goods_is_none_on_a_whole_sector(self):
        found = made("China wants the US to cut its 150% duty on whisky and its 12% tariff on shoes.")
        assert not measures(found.dossier)
        assert any("only a part of food" in u.says for u in found.dossier.unconfirmed)

    def test_several_rates_are_not_chosen_from(self):
        text = "The US levies tariffs of 20% on Chinese goods. US tariffs on Chinese goods are 30%."
        found = made(text + " China wants the United States to lift its tariffs.")
        assert not measures(found.dossier)
        assert any(
            "several rates are reported for the United States (20%, 30%)" in u.says for u in found.dossier.unconfirmed
        )

    def test_a_target_becomes_an_option(self):
        found = made("China wants the US to cut its reciprocal tariff on Chinese goods from 34% to 10%.")
        item = found.dossier.item("tariffs")
        assert [o.title for o in item.options] == ["34% stands on top of the ordinary duty", "brought to 10%"]
        assert [o.measures[0].points for o in item.options] == [0.34, 0.1]

    def test_money_for_purchases_is_a_commitment_only_where_the_years_are_said(self):
        said = made("China will buy $60 billion of US energy products over three years.")
        (measure,) = measures(said.dossier)
        assert (measure.instrument, measure.billions, measure.importer) == ("purchase_commitment", 20, "CHN")
        assert not measures(made("China will buy $60 billion of US energy products.").dossier)

    def test_a_threat_is_a_way_to_have_no_deal(self):
        found = made(
            "The US threatened to impose tariffs of 100% on Chinese goods. China wants the US to drop its port fees."
        )
        branch = found.dossier.no_deal[1]
        assert branch.measures[0].points == 1.0
        assert (branch.measures[0].importer, branch.measures[0].exporter) == ("USA", "CHN")
        assert any("how likely" in u.says for u in found.dossier.unconfirmed)

    @pytest.mark.parametrize("told", ["20% to 25%", "20 to 25 percent", "between 20% and 25%", "20-25%"])
    def test_a_threat_of_a_range_is_one_threat_half_way(self, told):
        found = made(f"The US threatened tariffs of {told} on all Chinese goods. China wants lower port fees.")
        stays, threat = found.dossier.no_deal
        assert threat.measures[0].points == 0.225
        assert threat.title.endswith("20% to 25%")
        assert (stays.probability, threat.probability) == (0.5, 0.5)
        assert any("half way" in u.says for u in found.dossier.unconfirmed)

    def test_a_rate_that_a_threat_would_raise_is_none_itself(self):
        found = made("The US threatened to raise its tariffs from 10% to 25% on all Chinese goods.")
        assert [b.measures[0].points for b in found.dossier.no_deal[1:]] == [0.25]

    def test_two_threats_that_are_no_range_stay_two(self):
        found = made(
            "The US threatened a tariff of 20% on all Chinese goods."
            " The US threatened a tariff of 45% on all Chinese goods."
        )
        assert [b.measures[0].points for b in found.dossier.no_deal[1:]] == [0.2, 0.45]

    def test_defaults_come_only_when_asked_for_each_noted_and_scaled(self):
        text = "The EU wants India to guarantee supplies of critical minerals."
        meet = "The European Union and India meet in Brussels on 3 May 2025. "
        filled = made(text, meet, fill=True).dossier
        supplied = filled.item("critical_minerals").options[1]
        assert supplied.measures[0].cost == -0.05
        assert -1 < supplied.worth["IND"].mid < 0
        assert sum("default" in u.says for u in filled.unconfirmed) >= 2
        assert not measures(made(text, meet).dossier)


class TestWhatIsOpen:
    OPEN = "They spoke about visas and the steel industry."

    def test_direction_stays_open_until_said(self):
        found = made(self.OPEN)
        assert {o.item for o in found.open} == {"metals", "visas"}
        assert found.dossier.unsettled() == [shipped().topics[o.item].title for o in found.open]
        told = made(self.OPEN, directions={"visas": "CHN", "metals": "USA"})
        assert not told.open
        assert not any(u.about == "direction" for u in told.dossier.unconfirmed)

    @pytest.mark.parametrize(
        ("directions", "says"),
        [({"visa": "CHN"}, "unknown item 'visa'"), ({"visas": "China"}, "unknown party 'China'")],
    )
    def test_a_direction_that_fits_nothing_is_refused(self, directions, says):
        with pytest.raises(ArticleError, match=says):
            made(self.OPEN, directions=directions)

    def test_both_directions_are_two_items(self):
        found = made("China will lift its port fees. The United States will lift its port fees too.")
        assert [i.id for i in found.dossier.agenda] == ["shipping_of_chn", "shipping_of_usa"]

    def test_check_warns(self, tmp_path):
        write_dossier(made(self.OPEN).dossier, tmp_path / "d")
        warned = examined(tmp_path / "d").warnings
        assert any("no package is recommended while 2 of them" in w for w in warned)

    def test_an_open_item_that_is_not_there_is_a_fault(self, tmp_path):
        path = write_dossier(made(self.OPEN).dossier, tmp_path / "d")
        path.write_text(path.read_text().replace("item: visas", "item: visa"))
        with pytest.raises(tt.DossierError, match=r"unconfirmed\[\d\]\.item.*unknown item 'visa'"):
            tt.Dossier.load(tmp_path / "d")

    def test_the_command_takes_directions(self, tmp_path):
        (tmp_path / "a.txt").write_text(MEET + self.OPEN)
        given = ["read", str(tmp_path / "a.txt"), "--direction", "visas=CHN", "--direction", "metals=USA", "--json"]
        result = runner.invoke(app, given)
        assert result.exit_code == 0, result.output
        assert not any(u["about"] == "direction" for u in json.loads(result.stdout)["dossier"]["unconfirmed"])
        wrong = runner.invoke(app, ["read", str(tmp_path / "a.txt"), "--direction", "visas"])
        assert "expected ITEM=PARTY" in str(wrong.exception)

    def test_a_report_s_own_date_stands_in_for_today(self):
        found = made(
            "", "GENEVA, 12 May 2024 (Wire) - China and the United States agreed on visas. China wants US visas."
        )
        assert found.dossier.meeting.date == datetime.date(2024, 5, 12)
        assert any("the report's own date" in line for line in found.assumed)


class TestBrief:
    def test_an_open_draft_recommends_nothing_and_says_why(self):
        """The brief's head lists what is open; its short part gives the reason in place of a recommendation."""
        from tradetalks.report.brief_words import in_short
        from tradetalks.report.findings import gather

        found = gather(tt.deal_space(made(TestWhatIsOpen.OPEN).dossier), sensitivity=False)
        assert found.recommended == ""
        assert any("No package is recommended: the draft leaves open" in line for line in in_short(found))


class TestDutiesThatGo:
    """What is abolished is the benchmark's duty, sector by sector, and never more than is charged."""

    def test_all_duties_on_industrial_goods(self):
        meet = "The European Union and the United States meet in Brussels on 3 May 2025. "
        found = made("The European Union will eliminate its tariffs on all U.S. industrial goods.", meet)
        option = found.dossier.item("tariffs").options[1]
        assert option.title == "as agreed: duties abolished on industrial goods"
        world = tt.World.default()
        i, n = world.region("USA"), world.region("EU27")
        off = {s: -m.points for m in option.measures for s in m.sectors}
        assert not {"AGR", "FOOD"} & set(off)
        for sector, points in off.items():
            rate = world.tariff[i, n, world.sector(sector)]
            assert 0 <= rate - points < 1e-4
        assert any("taken as the benchmark's" in u.says for u in found.dossier.unconfirmed)

    @pytest.mark.parametrize(
        "says",
        [
            "China will eliminate tariffs on a range of American goods.",
            "China will lift its retaliatory tariffs on all American goods.",
            "China will eliminate its duty on American whisky.",
            "China will cut its tariffs on all American goods substantially.",
        ],
    )
    def test_not_where_some_or_special_duties_go(self, says):
        assert not measures(made(says).dossier)

    def test_a_rate_with_the_ordinary_duty_in_it_is_not_added_to_it(self):
        meet = "The European Union and the United States meet in Brussels on 3 May 2025. "
        said = (
            "The United States will apply to goods of the European Union a reciprocal tariff rate capped at 15 percent."
        )
        found = made(said, meet, today={"USA": "benchmark"}).dossier
        (measure,) = measures(found)
        assert 0.12 < measure.points < 0.15
        assert any("so that the deal raises it" in u.says for u in found.unconfirmed)


class TestWhatABriefWouldHaveToBeCorrectedFor:
    SWISS = "The United States and Japan meet in Geneva on 3 May 2025. "

    def said(self, text):
        return [u.says for u in made(text, self.SWISS).dossier.unconfirmed]

    def test_an_amount_that_no_measure_takes_is_told_as_one(self):
        says = self.said("Japan will invest $200 billion in the United States.")
        assert any("Japan is reported to give $200 billion; the model has no measure for it" in s for s in says)
        assert not any("no size is reported" in s for s in says)
        found = made("Japan will invest $200 billion in the United States.", self.SWISS).dossier.item("investment")
        assert found.modelling == "no measure: the figures that the reports give are none that the model takes"

    def test_a_rate_that_is_used_is_not_said_to_be_unused(self):
        text = (
            "The agreement reduces the reciprocal tariff on Japanese goods to 15% from 39%. On this basis the United"
            " States will reduce the additional tariff to 15%."
        )
        assert {m.points for m in measures(made(text, self.SWISS).dossier)} == {0.39, 0.15}
        assert not any("no measure is built" in s and "15%" in s for s in self.said(text))

    def test_a_rate_on_picked_goods_is_not_put_on_all(self):
        text = (
            "The United States will reduce the reciprocal tariff to 19 percent on goods of Japan, and will identify"
            " certain products to receive a zero percent reciprocal tariff."
        )
        found = made(text, self.SWISS).dossier
        assert [o.id for o in found.item("tariffs").options] == ["as_is", "to_19"]
        assert any("what it charges now is not reported" in s for s in self.said(text))
        assert found.unsettled()

    def test_where_no_world_is_at_hand_an_added_duty_is_said_to_be_added(self):
        meet = "The United States and Switzerland meet in Bern on 3 May 2025. "
        said = "The United States will reduce the reciprocal tariff on goods of Switzerland to 10%."
        found = made(said, meet, today={"USA": "benchmark"}).dossier
        assert any("so that the deal adds it to the benchmark's duty" in u.says for u in found.unconfirmed)

    def test_a_rate_that_the_benchmark_has_changes_nothing_and_says_so(self):
        world = tt.World.default()
        at = world.region("CHN"), world.region("CAN"), world.sector_indices(["AUTO"])
        held = float(np.average(world.tariff[at], weights=world.trade[at]))
        meet = "Canada and China meet in Beijing on 3 May 2025. "
        found = made(f"Canada will cut its tariff on Chinese cars to {100 * held:.1f}%.", meet)
        assert not measures(found.dossier)
        assert any("so that the deal changes nothing" in u.says for u in found.dossier.unconfirmed)

    def test_goods_are_told_in_words(self):
        says = self.said("Japan will cut its duties on American beef to 15%.")
        assert any("only a part of crops and livestock; food" in s for s in says)

    def test_a_brief_without_recommendation_does_not_say_that_nothing_can_be_signed(self):
        from tradetalks.report.brief import render
        from tradetalks.report.findings import gather

        text = (
            "The United States will cut its additional tariff on Japanese goods from 39% to 15%. They spoke of visas."
        )
        page = render(gather(tt.deal_space(made(text, self.SWISS).dossier), sensitivity=False))
        assert "None of these is recommended" in page
        assert "Recommended packages" not in page
        assert "The frontier is empty" not in page
