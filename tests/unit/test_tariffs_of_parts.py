"""A file of tariffs that holds less than it would be charged on: products of a sector, members of a region, slips."""

import pytest

import tradetalks as tt
from tradetalks.cli.tariffs import Choices, asked_tariffs
from tradetalks.policy.duties.line_cover import cover_words
from tradetalks.world.files.tariff_layouts import read_any
from tradetalks.world.files.whole_regions import refuse_parts, refuse_unknown
from tradetalks.world.opened import basis_words, open_world


@pytest.fixture(scope="module")
def world():
    return tt.World.default()


def read(path, *rows):
    file = path / "t.csv"
    file.write_text("\n".join(["importer,exporter,sector,rate", *rows]) + "\n", encoding="utf-8")
    return read_any(file)[0]


def test_lines_of_few_products_are_told_as_such(world, tmp_path):
    told = cover_words(read(tmp_path, "MYS,USA,HS 870323,30%", "MYS,USA,HS 220830,20%", "MYS,USA,TEXT,5%"), world)
    assert "only part of their sectors" in told[0]
    assert "AUTO 1 of 16" in told[1]
    assert "FOOD 1 of " in told[1]
    assert "TEXT" not in told[1]  # a whole sector's rate
    cars = cover_words(read(tmp_path, "USA,KOR,HS 8703,15%"), world)
    assert "by value of trade in 2024: AUTO" in cars[1]
    share = float(cars[1].split("AUTO ")[1].rstrip("%."))
    assert 50 < share < 90  # cars without their parts
    whole = [f"USA,KOR,HS {chapter},15%" for chapter in range(50, 68)] + [f"USA,KOR,HS {c},15%" for c in (41, 42, 43)]
    assert cover_words(read(tmp_path, *whole), world) == []


def test_the_command_warns_before_its_figures(tmp_path):
    read(tmp_path, "MYS,USA,HS 870323,30%", "MYS,ZWE,AUTO,10%")
    asked = asked_tariffs(None, None, None, None, tmp_path / "t.csv")
    assert "Warning" in asked.warnings[0]
    assert any("rates of ZWE" in line and "rest of the world" in line for line in asked.warnings)


def test_a_members_rate_is_never_its_regions(world, tmp_path):
    for code, region, groups in (
        ("CHE", "ROW", '--world icio80 --groups "CHE, USA, CHN, EU27, ROW=*"'),
        ("DEU", "EU27", '--world icio80 --groups "DEU, USA, CHN, EU=EU27 others, ROW=*"'),
        ("NZL", "AUS", "NZL, USA"),
        ("HKG", "CHN", "HKG, USA"),
    ):
        schedule = read(tmp_path, f"USA,{code},goods,39%")
        with pytest.raises(tt.WorldError) as error:
            refuse_parts(schedule, world, "che.csv")
        assert "che.csv: rates of" in str(error.value)
        assert f"only inside {region}" in str(error.value)
        assert groups in str(error.value)
    refuse_parts(schedule, open_world("icio80", "HKG, USA, CHN, EU27, ROW=*"), "che.csv")
    members = next(r for r in tt.world.classify.REGIONS if r.code == "EU27").economies
    refuse_parts(read(tmp_path, *(f"USA,{code},goods,15%" for code in members)), world, "all.csv")
    refuse_parts(read(tmp_path, "USA,EU27,goods,15%", "USA,DEU,AUTO,25%"), world, "union.csv")
    with pytest.raises(tt.WorldError, match="only inside ROW"):  # everybody's rate does not make it the region's
        refuse_parts(read(tmp_path, "USA,WLD,goods,10%", "USA,CHE,goods,39%"), world, "mixed.csv")


def test_an_hs_code_of_five_digits_or_more_is_no_activity(tmp_path):
    assert read(tmp_path, "USA,KOR,870323,15%").lines["product"].tolist() == ["870323"]
    with pytest.raises(
        tt.WorldError, match=r"'8703', expected an activity .* such as C8703, or an HS code written HS 8703"
    ):
        read(tmp_path, "USA,KOR,8703,15%")  # ISIC has classes of four digits
    with pytest.raises(tt.WorldError, match="expected a table of one's own, as csv"):
        read(tmp_path)  # no rows


def test_misspelt_names_stop_with_row_and_nearest(world, tmp_path):
    schedule = read(tmp_path, "USA,KOR,AUTO,15%", "USA,Koreaa,STEEL,50%", "USA,KOR,AUTOS,5%")
    with pytest.raises(tt.WorldError) as error:
        refuse_unknown(schedule, world, "t.csv")
    told = str(error.value).splitlines()
    assert told[0].startswith("t.csv: row 3, exporter: found 'Koreaa', expected")
    assert "nearest: 'KOR'" in told[0]
    assert told[1].startswith("t.csv: row 4, product: found 'AUTOS'")
    assert "nearest: 'AUTO'" in told[1]
    refuse_unknown(read(tmp_path, "USA,ZWE,AUTO,15%", "USA,EU27,C29,15%", "GBR,USA,HS 9801,2%"), world, "t.csv")


def test_what_a_file_leaves_open_is_chosen_by_options_that_its_errors_name(tmp_path):
    def asked(text, on=None, **choices):
        file = tmp_path / "t.csv"
        file.write_text(text, encoding="utf-8")
        return asked_tariffs(None, None, None, on, file, Choices(**choices)).shock.tariff_level

    plain = "importer,exporter,sector,rate\nUSA,KOR,AUTO,25\nUSA,KOR,STEEL,50\n"
    with pytest.raises(tt.WorldError, match="give --unit percent or --unit fraction"):
        asked(plain)
    assert 0.5 in asked(plain, unit="percent")
    wits = "Reporter Name,Partner Name,Product Code,Tariff Year,Duty Type,Simple Average\n"
    wits += "Malaysia,United States,870323,2021,AHS,30\nMalaysia,United States,870323,2022,AHS,20\n"
    with pytest.raises(tt.WorldError, match="choose one with --year 2022"):
        asked(wits)
    assert 0.2 in asked(wits, year=2022)
    with pytest.raises(tt.WorldError, match="--on 2025-11-15 was asked for, which a table of your own has no use for"):
        asked(plain, on="2025-11-15")
    with pytest.raises(tt.TradetalksError, match="--unit, --year and --duty-type go with --tariffs"):
        asked_tariffs(None, None, "us-2025", "2025-11-15", None, Choices(year=2022))


def test_figures_say_on_which_world_they_stand(tmp_path):
    read(tmp_path, "USA,KOR,AUTO,15%")
    for base, told in (
        (
            "default",
            "embedded world of 2022: 18 regions, 36 sectors, goods that cross borders at customs value, duties",
        ),
        ("default:basic,statutory", "goods at basic prices, statutory duties. Another world or price basis"),
    ):
        assert told in asked_tariffs(base, None, None, None, tmp_path / "t.csv").notes[0]
    assert "icio80, the OECD's tables of 2022: 2 regions" in basis_words("icio80", open_world("icio80", "USA, ROW=*"))
