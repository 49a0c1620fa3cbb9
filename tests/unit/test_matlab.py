"""Trade cubes in MATLAB files: one world from versions 5 and 7.3, structs or not; what fits nowhere is named."""

from pathlib import Path

import numpy as np
import pytest
from scipy.io import savemat
from typer.testing import CliRunner

import tradetalks as tt
from tradetalks.cli import app
from tradetalks.world.readers.matlab import read_matlab

PEER = Path(__file__).parents[3] / "shared" / "icio2022_full" / "ICIO2022.mat"
RNG = np.random.default_rng(3)
FLOWS = RNG.uniform(10, 50, (3, 3, 2))  # [exporter, importer, sector], million USD
FLOWS[range(3), range(3)] += 500
RATES = np.where(np.eye(3)[:, :, None] == 1, 0.0, RNG.uniform(0, 0.3, (3, 3, 2)))
CODES, KINDS = ["AUS", "JPN", "USA"], ["A01", "G"]


def cell(texts):
    found = np.empty((len(texts), 1), dtype=object)
    found[:, 0] = texts
    return found


def fields(**changes):
    data = {
        "Xjik_3D": FLOWS, "tjik_3D": RATES, "countries": cell(CODES), "sectors": cell(KINDS), "services_sector": 2.0,
        "year": 2022.0, "sigma": {"GYY": {"epsilon_S": np.array([[3.0], [5.0]]), "source": "giri"}},
    }  # fmt: skip
    return {name: value for name, value in (data | changes).items() if value is not None}


def version_73(path, data):
    """The same struct in HDF5 as MATLAB writes it: axes turned round, text as numbers, cells as references."""
    h5py = pytest.importorskip("h5py")

    def text(group, name, value):
        stored = group.create_dataset(name, data=np.frombuffer(value.encode("utf-16-le"), dtype="<u2")[:, None])
        stored.attrs["MATLAB_class"] = np.bytes_("char")
        return stored

    def write(group, name, value):
        if isinstance(value, dict):
            inside = group.create_group(name)
            inside.attrs["MATLAB_class"] = np.bytes_("struct")
            for field, one in value.items():
                write(inside, field, one)
        elif isinstance(value, str):
            text(group, name, value)
        elif isinstance(value, np.ndarray) and value.dtype == object:
            refs = [text(file["#refs#"], f"{name}{k}", one).ref for k, one in enumerate(value.ravel())]
            stored = group.create_dataset(name, data=np.array([refs], dtype=h5py.ref_dtype))
            stored.attrs["MATLAB_class"] = np.bytes_("cell")
        else:
            stored = group.create_dataset(name, data=np.atleast_2d(value).T)
            stored.attrs["MATLAB_class"] = np.bytes_("double")

    with h5py.File(path, "w", userblock_size=512) as file:
        file.create_group("#refs#")
        write(file, "data", data)
    with path.open("r+b") as stream:
        stream.write(b"MATLAB 7.3 MAT-file".ljust(124) + b"\x00\x02IM")
    return path


def same(world):
    assert world.regions == tuple(CODES)
    assert world.sectors == tuple(KINDS)
    assert world.goods == ("A01",)
    np.testing.assert_allclose(world.trade, FLOWS / 1e3)
    np.testing.assert_allclose(world.tariff, RATES)
    np.testing.assert_allclose(world.trade_elasticity, [3.0, 5.0])
    np.testing.assert_allclose(world.value_added_share, 1.0)
    assert world.provenance["year"] == 2022


@pytest.mark.parametrize("form", ["struct", "flat", "7.3"])
def test_every_version_gives_the_same_world(form, tmp_path):
    if form == "7.3":
        version_73(tmp_path / "c.mat", fields())
    else:
        savemat(tmp_path / "c.mat", {"data": fields()} if form == "struct" else fields())
    same(read_matlab(tmp_path / "c.mat"))


def test_other_names_and_orders_are_said_on_the_command_line(tmp_path):
    turned = {"M": FLOWS.transpose(2, 1, 0), "T": RATES.transpose(2, 1, 0), "names": cell(CODES), "sic": cell(KINDS)}
    savemat(tmp_path / "c.mat", turned | {"eps": [3.0, 5.0], "extra": [1.0]})
    options = ["trade=M", "tariff=T", "regions=names", "sectors=sic", "axes=sector,importer,exporter"]
    command = ["world", "build", "matlab", str(tmp_path / "c.mat"), "-o", str(tmp_path / "w")]
    told = CliRunner().invoke(app, [*command, *(word for one in options for word in ("--option", one))])
    assert told.exit_code == 0, told.exception
    assert "variables this model has no use for: eps, extra" in " ".join(told.output.split())
    world = tt.World.load(tmp_path / "w")
    np.testing.assert_allclose(world.trade, FLOWS / 1e3)
    np.testing.assert_allclose(world.tariff, RATES)


def test_flows_at_the_buyers_prices(tmp_path):
    savemat(tmp_path / "c.mat", fields(Xjik_3D=FLOWS * (1 + RATES)))
    world = read_matlab(tmp_path / "c.mat", tariffs_included=True)
    np.testing.assert_allclose(world.trade, FLOWS / 1e3)
    log = {row["what"]: row.get("bn_usd") for row in world.provenance["adjustments"]}
    assert log["duties taken out of flows at the buyer's prices"] == pytest.approx((FLOWS * RATES).sum() / 1e3)


HOLE = FLOWS.copy()
HOLE[0, 2, 1] = np.nan


@pytest.mark.parametrize(
    ("changes", "options", "words"),
    [
        ({"Xjik_3D": None}, {}, "no variable of trade such as Xjik_3D, Xjik, Xijs3D; name it with trade=NAME; found"),
        ({}, {"trade": "Xjk"}, r"unknown variable 'Xjk' \(nearest: 'Xjik_3D'\)"),
        ({"Xjik_3D": HOLE}, {}, "Xjik_3D of AUS USA G is nan, expected a finite number"),
        ({"Xjik_3D": FLOWS[:, :2]}, {}, "3 exporters and 2 importers; expected as many: give the order of its axes"),
        ({"tjik_3D": RATES[:2, :2]}, {}, r"tjik_3D has shape \(2, 2, 2\)"),
        ({"tjik_3D": 1000 * RATES}, {}, "expected a fraction above -1 and at most 30"),
        ({"countries": cell(CODES[:2])}, {}, "countries holds 2 texts, expected 3"),
        ({"services_sector": 3.0}, {}, "expected numbers of sectors from 1 to 2"),
        ({"sectors": 7.0}, {}, "sectors holds no texts, expected 2"),
        ({}, {"axes": "exporter,sector"}, "axes: found 'exporter,sector'"),
        ({"sigma": {"GYY": {"epsilon_S": [1.0, -2.0]}}}, {}, "expected 2 above zero"),
    ],
)
def test_what_fits_nowhere_is_named(changes, options, words, tmp_path):
    savemat(tmp_path / "c.mat", fields(**changes))
    with pytest.raises(tt.WorldError, match=words):
        read_matlab(tmp_path / "c.mat", **options)


@pytest.mark.parametrize("content", [b"", b"exporter,importer\n", b"MATLAB 5.0 MAT-file" + bytes(200)])
def test_no_matlab_file_at_all(content, tmp_path):
    (tmp_path / "c.mat").write_bytes(content)
    with pytest.raises(tt.WorldError, match=r"c\.mat: (not a readable MATLAB file|holds no variable)"):
        read_matlab(tmp_path / "c.mat")


def test_the_peers_own_file():
    """81 economies x 28 sectors of the OECD's tables of 2022, as tariffwar keeps them."""
    pytest.importorskip("h5py")
    if not PEER.exists():
        pytest.skip(f"{PEER} is not beside this checkout")
    world = read_matlab(PEER, elasticities="IS")
    assert world.shape == (81, 28)
    assert len(world.goods) == 27
    assert world.trade_elasticity[0] == pytest.approx(7.6215)
    goods = [world.sector(code) for code in world.goods]
    assert world.trade[world.region("CHE"), world.region("USA")][goods].sum() == pytest.approx(38.8, abs=0.05)
    assert -world.deficit[world.region("USA")] == pytest.approx(-962, abs=1)
