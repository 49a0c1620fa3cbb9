"""Schedules with units, texts, duties and codes in doubt: read by a said rule, noted, or refused with the row."""

import json

import pytest

import tradetalks as tt
from tradetalks.world.files.duties import duty, hs_digits
from tradetalks.world.files.tariff_layouts import read_any
from tradetalks.world.files.tariffs import hs_sector, read_gtd, read_hts99, read_macmap, read_wits, to_sectors


def write(path, text):
    path.write_text(text, encoding="utf-8")
    return path


def said(schedule):
    return json.dumps(schedule.notes)


@pytest.fixture(scope="module")
def world():
    return tt.World.default()


@pytest.mark.parametrize(
    ("text", "kind", "level"),
    [
        ("25%", "rate", 0.25), ("Free", "rate", 0), ("10 % ad valorem", "rate", 0.1), ("7.5 percent", "rate", 0.075),
        ("The duty provided in the applicable subheading + 25%", "rate", 0.25), ("3.5% 1/", "rate", 0.035),
        ("25", "bare", 25), ("0.25", "bare", 0.25), ("$1.055/kg", "specific", None), ("35 cents/kg", "specific", None),
        ("3.3c/kg + 6.4%", "compound", None), ("$1.035/kg + 14%", "compound", None), ("2.5¢ each", "specific", None),
        ("10% but not less than 5 EUR/kg", "compound", None), ("See 9903.88.15", "reference", None),
        ("No change", "reference", None), ("6% on the case + 8% on the strap", "unread", None),
        ("n.a.", "missing", None),
    ],
)  # fmt: skip
def test_what_a_duty_says(text, kind, level):
    found = duty(text)
    assert found.kind == kind
    if level is not None:
        assert found.level == pytest.approx(level)


def test_texts_that_are_no_rate_are_counted_and_the_rest_is_read(tmp_path):
    lines = ["25%", "Free", "$1.055/kg", "$1.035/kg + 14%", "See 9903.88.15", "No change"]
    rows = "\n".join(f"8703.{20 + k},CHN,{text}" for k, text in enumerate(lines))
    schedule = read_hts99(write(tmp_path / "h.csv", f"hts,country,rate\n{rows}\n"))
    assert schedule.lines["rate"].tolist() == [0.25, 0.0]
    assert [(n["cells"], n["what"].split(" left")[0]) for n in schedule.notes] == [
        (1, "lines with specific duties (an amount for a quantity)"),
        (1, "lines with compound duties"),
        (2, "lines that refer elsewhere (See ..., No change)"),
    ]
    with pytest.raises(tt.WorldError, match="no line has an ad valorem rate; row 2 has 'See note 5'"):
        read_hts99(write(tmp_path / "n.csv", "hts,country,rate\n8703.23,CHN,See note 5\n"))


@pytest.mark.parametrize("rate", ["25", "7.5", "12"])
def test_a_bare_per_cent_is_never_a_multiple(rate, tmp_path):
    file = write(tmp_path / "h.csv", f"hts,country,rate\n8703.23,CHN,{rate}\n")
    with pytest.raises(tt.WorldError, match=rf"row 2: a rate of {rate} is .*write {rate}%, or give unit='percent'"):
        read_hts99(file)
    assert read_hts99(file, unit="percent").lines["rate"].tolist() == [pytest.approx(float(rate) / 100)]
    mixed = write(tmp_path / "m.csv", f"hts,country,rate\n8703.23,CHN,25%\n8703.24,CHN,{rate}\n")
    with pytest.raises(tt.WorldError, match=rf"row 3: rate is '{rate}' in column rate where other rows write %"):
        read_hts99(mixed)


HEAD = "importer,exporter,hs6,adv\n"


def test_units_of_a_column(tmp_path):
    percent = HEAD + "JPN,USA,870321,12.5\nJPN,USA,870322,5\nJPN,USA,870323,0\n"
    with pytest.raises(tt.WorldError, match=r"row 2: a rate of 12\.5 is 1,250%; is the column in per cent\?"):
        read_macmap(write(tmp_path / "p.csv", percent))
    assert read_macmap(tmp_path / "p.csv", unit="percent").lines["rate"].tolist() == [0.125, 0.05, 0]
    high = HEAD + "JPN,USA,100630,7.78\nJPN,USA,870322,0.05\nJPN,USA,870323,0.1\nJPN,USA,870324,0\n"
    schedule = read_macmap(write(tmp_path / "h.csv", high))
    assert schedule.lines["rate"].max() == pytest.approx(7.78)
    assert "778% in row 2" in said(schedule)
    wits = "Reporter,Partner,Product,SimpleAverage\nUSA,CHN,870321,0.25\nUSA,CHN,870322,0.1\n"
    with pytest.raises(tt.WorldError, match="is the column in fractions"):
        read_wits(write(tmp_path / "w.csv", wits))
    with pytest.raises(tt.WorldError, match="unit: found 'ratio'"):
        read_macmap(tmp_path / "h.csv", unit="ratio")
    with pytest.raises(tt.WorldError, match=r"row 3: a rate of -0\.1"):
        read_macmap(write(tmp_path / "n.csv", HEAD + "JPN,USA,870321,0.2\nJPN,USA,870322,-0.1\n"))


def test_of_several_duties_the_one_charged_counts(tmp_path):
    head = "Reporter,Partner,Product,DutyType,SimpleAverage\n"
    rows = "USA,CHN,870321,MFN,2.5\nUSA,CHN,870321,AHS,27.5\nUSA,CHN,870321,BND,2.4\nUSA,CHN,870322,MFN,10\n"
    schedule = read_wits(write(tmp_path / "w.csv", head + rows))
    assert schedule.lines["rate"].tolist() == [0.275, 0.1]
    assert "lines of duties not applied left out" in said(schedule)
    assert read_wits(tmp_path / "w.csv", duty_type="mfn").lines["rate"].tolist() == [0.025, 0.1]
    with pytest.raises(tt.WorldError, match="no duty of type 'XXX'; found: MFN, AHS, BND"):
        read_wits(tmp_path / "w.csv", duty_type="XXX")
    with pytest.raises(tt.WorldError, match="bound rates"):
        read_wits(write(tmp_path / "b.csv", head + "USA,CHN,870321,BND,2.4\n"))
    with pytest.raises(tt.WorldError, match="'Q7' is not known; choose one with duty_type"):
        read_wits(write(tmp_path / "q.csv", head + "USA,CHN,870321,Q7,2.4\nUSA,CHN,870321,AHS,2.4\n"))


def test_two_rates_of_one_line_are_refused_and_two_years_too(tmp_path):
    twice = HEAD + "JPN,USA,870321,0.1\nJPN,USA,870321,0.4\n"
    with pytest.raises(tt.WorldError, match=r"row 3: JPN USA 870321 has the rate 0\.4 here and 0\.1 in row 2"):
        read_macmap(write(tmp_path / "t.csv", twice))
    same = read_macmap(write(tmp_path / "s.csv", HEAD + "JPN,USA,870321,0.1\nJPN,USA,870321,0.10\n"))
    assert len(same.lines) == 1
    assert "given twice" in said(same)
    years = "importer,exporter,hs6,adv,year\nJPN,USA,870321,0.1,2016\nJPN,USA,870321,0.4,2019\n"
    with pytest.raises(tt.WorldError, match=r"holds 2 years \(2016, 2019\)"):
        read_macmap(write(tmp_path / "y.csv", years))
    assert read_macmap(tmp_path / "y.csv", year=2019).lines["rate"].tolist() == [0.4]


@pytest.mark.parametrize(
    ("code", "digits"),
    [
        ("20110", "020110"), ("870323", "870323"), ("8703.23", "870323"), ("201.10", "020110"), ("2.01.10", "020110"),
        ("8542.31.0001", "8542310001"), ("101", "0101"), ("72", "72"), ("8703 23", "870323"),
        ("201100000", "0201100000"),
        ("8703.0", None), ("870323.0", None), ("2", None), ("2.0E5", None),
    ],
)  # fmt: skip
def test_hs_codes_get_their_zeros_back(code, digits):
    assert hs_digits(code) == digits


def test_a_lost_zero_does_not_move_beef_to_another_chapter(world, tmp_path):
    rows = "Reporter,Partner,Product,SimpleAverage\nUSA,CHN,20110,26.4\nUSA,CHN,200110,5\n"
    schedule = read_wits(write(tmp_path / "w.csv", rows))
    assert schedule.lines["product"].tolist() == ["020110", "200110"]
    assert "20110 as 020110" in said(schedule)
    found = to_sectors(schedule, world).tariff[world.region("CHN"), world.region("USA")]
    assert found[world.sector("AGR")] == pytest.approx(0.264)
    assert found[world.sector("FOOD")] == pytest.approx(0.05)
    assert hs_sector("20110") is None
    marked = "Reporter,Partner,Product,SimpleAverage\nUSA,CHN,870323.0,5\nUSA,CHN,20110.0,6\nUSA,CHN,HS 870324,7\n"
    read = read_wits(write(tmp_path / "f.csv", marked + "USA,CHN,'020120,8\n")).lines["product"].tolist()
    assert read == ["870323", "020110", "870324", "020120"]
    with pytest.raises(tt.WorldError, match=r"row 2, column product is '8703\.0', expected HS digits"):
        read_wits(write(tmp_path / "h.csv", "Reporter,Partner,Product,SimpleAverage\nUSA,CHN,8703.0,5\n"))
    with pytest.raises(tt.WorldError, match="column isic is '29', expected an activity with its section's letter"):
        read_gtd(write(tmp_path / "g.csv", "origin,destination,isic,adval\nUSA,JPN,29,0.1\n"))


def test_codes_of_importers_and_exporters(world, tmp_path):
    bulk = "NomenCode,Reporter_ISO_N,Year,ProductCode,SimpleAverage\nH5,840,2022,870321,2.5\nH5,918,2022,870321,10\n"
    schedule = read_wits(write(tmp_path / "b.csv", bulk))
    assert set(schedule.lines["exporter"]) == {"WLD"}
    assert schedule.lines["importer"].tolist() == ["USA", "EU27"]
    found = to_sectors(schedule, world).tariff[world.region("JPN"), :, world.sector("AUTO")]
    assert found[world.region("EU27")] == pytest.approx(0.1)
    cepii = "reporter;partner;hs6;adv;w_rg\n392;842;870321;0,05;10\n392;0;870321;0,15;30\n"
    schedule = read_macmap(write(tmp_path / "c.csv", cepii))
    assert schedule.lines["exporter"].tolist() == ["USA", "WLD"]
    cell = to_sectors(schedule, world).tariff[:, world.region("JPN"), world.sector("AUTO")]
    assert cell[world.region("USA")] == pytest.approx(0.05)  # its own rate, not a mixture with everyone's
    assert cell[world.region("KOR")] == pytest.approx(0.15)
    itc = "ReporterCode\tPartnerCode\tProductCode\tTariffRegime\tAVE\n392\t842\t870321\tMFN duties (Applied)\t5%\n"
    assert read_macmap(write(tmp_path / "i.csv", itc)).lines["rate"].tolist() == [0.05]
    names = "Reporter Name,Partner Name,Product,SimpleAverage\nJapan,United States,870321,5\n"
    assert read_wits(write(tmp_path / "n.csv", names)).lines[["importer", "exporter"]].values.tolist() == [
        ["JPN", "USA"]
    ]
    lost = HEAD + "JPN,USA,870321,0.1\nJPN,QQQ,870321,0.1\nJPN,USA,999999,0.1\n"
    found = to_sectors(read_macmap(write(tmp_path / "l.csv", lost)), world)
    assert found.unplaced == ("QQQ",)
    assert found.unmatched == ("999999",)
    assert len(found.notes) == 2
    assert found.on(world).provenance["tariff_adjustments"][-1]["examples"] == ["QQQ"]
    with pytest.raises(tt.WorldError, match=r"no line fits .*not in it: QQQ, XYZ"):
        to_sectors(read_macmap(write(tmp_path / "x.csv", HEAD + "XYZ,QQQ,870321,0.1\n")), world)


def test_schedules_fit_a_world_of_economies_and_activities(tmp_path):
    import numpy as np
    import pandas as pd

    codes, activities = ["CHE", "DEU", "FRA", "USA"], ["A01", "C29", "C16", "C17_18"]
    trade = pd.DataFrame(
        [(a, b, s, 900.0 if a == b else 20.0) for a in codes for b in codes for s in activities],
        columns=["exporter", "importer", "sector", "value"],
    )
    fine = tt.World.from_frames(trade)
    lines = HEAD + "USA,CHE,870321,0.1\nEUN,USA,870321,0.2\nUSA,WLD,480100,0.3\nUSA,CHE,20110,0.4\n"
    tariff = to_sectors(read_macmap(write(tmp_path / "l.csv", lines)), fine).tariff
    usa, che = fine.region("USA"), fine.region("CHE")
    assert tariff[che, usa].tolist() == [0.4, 0.1, 0.0, 0.3]
    assert [tariff[usa, fine.region(c), 1] for c in ("DEU", "FRA")] == [0.2, 0.2]
    assert np.diagonal(tariff[:, :, 3]).sum() == 0


def test_lines_without_an_ad_valorem_rate_are_counted_and_left_out(tmp_path):
    rows = "Reporter,Partner,Product,SimpleAverage\nUSA,CHN,870323,2.5\nUSA,CHN,020110,5.6 c/kg\nUSA,CHN,720810,..\n"
    schedule = read_wits(write(tmp_path / "s.csv", rows))
    assert schedule.lines["product"].tolist() == ["870323"]
    noted = said(schedule)
    assert "specific duties" in noted
    assert "row 3 '5.6 c/kg'" in noted
    assert "without a rate" in noted
    with pytest.raises(tt.WorldError, match="row 3: rate is 'abc'"):
        read_wits(write(tmp_path / "t.csv", rows.replace("5.6 c/kg", "abc")))


def test_two_letters_stand_for_the_regions_that_have_three(world, tmp_path):
    rows = "Reporter,Partner,Product,SimpleAverage\nUS,CN,870323,27.5\nEU,US,870323,10\nUK,US,870323,9\n"
    found = to_sectors(read_wits(write(tmp_path / "i.csv", rows)), world)
    auto = world.sector("AUTO")
    cells = (("CHN", "USA", 0.275), ("USA", "EU27", 0.1), ("USA", "GBR", 0.09))
    for exporter, importer, rate in cells:
        assert found.tariff[world.region(exporter), world.region(importer), auto] == pytest.approx(rate)
    assert found.unplaced == ()


def test_a_trackers_partners_by_name_and_its_days(tmp_path):
    rows = "date,partner,etr,etr_tpc\n2025-11-10,china,0.30,0.3\n2026-01-01,china,0.328,0.34\n2026-01-01,eu,0.1,0.1\n"
    schedule, added = read_any(write(tmp_path / "y.csv", rows + "2026-01-01,ftrow,0.1,0.1\n"))
    assert not added
    rates = dict(schedule.lines[["exporter", "rate"]].drop_duplicates().itertuples(index=False))
    assert rates == {"CHN": pytest.approx(0.328), "EU27": pytest.approx(0.1)}
    assert "ftrow" in said(schedule)
    american = rows.replace("2025-11-10", "11/10/2025").replace("2026-01-01", "01/01/2026")
    with pytest.raises(tt.WorldError, match="'11/10/2025', expected a day written YYYY-MM-DD"):
        read_any(write(tmp_path / "a.csv", american))


def union_file(path):
    """A union's rate, two members' beside it on the same goods, and one member's on other goods."""
    rows = ["USA,EU27,TEXT,10%,100", "USA,DEU,TEXT,30%,50", "USA,FRA,TEXT,20%,50", "USA,DEU,AUTO,5%,1"]
    return read_any(write(path / "t.csv", "\n".join(["importer,exporter,sector,rate,weight", *rows]) + "\n"))[0]


@pytest.mark.parametrize(
    ("groups", "rates", "left"),
    [
        ("USA, EU27, ROW=*", {"EU27": 0.10}, ["lines of DEU", "lines of FRA"]),
        ("USA, EUROPE=EU27+GBR, ROW=*", {"EUROPE": 0.10}, ["lines of DEU", "lines of FRA"]),
        ("USA, DEU, EU=EU27 others, ROW=*", {"DEU": 0.30, "EU": 0.10}, ["lines of EU27", "lines of FRA"]),
        ("USA, DEU, FRA, EU=EU27 others, ROW=*", {"DEU": 0.30, "FRA": 0.20, "EU": 0.10}, ["lines of EU27"]),
    ],
)
def test_a_unions_line_and_its_members_are_not_averaged(tmp_path, groups, rates, left):
    """In the union's region its own line stands, in a member's the member's; what is left out is told."""
    world = tt.World.builtin("icio80").aggregate(regions=groups)
    found = to_sectors(union_file(tmp_path), world)
    us, textiles = world.region("USA"), world.sector("TEXT")
    assert {r: pytest.approx(found.tariff[world.region(r), us, textiles]) for r in rates} == rates
    assert found.tariff[world.region(next(iter(rates))), us, world.sector("AUTO")] == pytest.approx(0.05)
    told = [note["what"] for note in found.notes if "left out where" in note["what"]]
    assert sorted({what.partition(" left")[0] for what in told}) == left
