"""Taxes less subsidies on products as a share of final use, by region of the embedded world.

Part of ``build_world2022.py``. Reads the rows of net taxes (TLS) of the OECD's inter-country input-output table of
2020, edition 2023, as packaged in ``puremacro`` (Python index; downloaded, hash-checked, never a dependency): the
package that holds the table of 2022 left those rows out. Net taxes on intermediate uses are in value added already.
"""

from __future__ import annotations

import hashlib
import io
import json
import subprocess
import sys
import zipfile
from pathlib import Path

import numpy as np

from tradetalks.world.classify import REGIONS

PACKAGE = ("puremacro", "4.8.1", "0b785039a585151c3bd23f55b8153ae9aff37cc1e30d32c97d10e130dad2bc3d")
_FOLDER = "puremacro/trade/_datafiles/"
_INDUSTRIES, _FINAL = 11, 3  # groups of industries; consumption, investment, purchases abroad


def download(folder: Path) -> Path:
    """Fetch the wheel from the Python index."""
    name, version, _ = PACKAGE
    command = [sys.executable, "-m", "pip", "download", "-q", "--no-deps", f"{name}=={version}", "-d", str(folder)]
    subprocess.run(command, check=True)
    return next(folder.glob(f"{name}*.whl"))


def rates(wheel: Path) -> tuple[np.ndarray, dict]:
    """``[region]`` net taxes on products over final use at basic prices, both of 2020; log."""
    digest = hashlib.sha256(wheel.read_bytes()).hexdigest()
    if digest != PACKAGE[2]:
        raise SystemExit(f"{wheel.name}: sha256 {digest}, expected {PACKAGE[2]}")
    with zipfile.ZipFile(wheel) as archive:
        codes = json.loads(archive.read(_FOLDER + "MANIFEST_OECD2020.json"))["countries_in_file"]
        stored = np.load(io.BytesIO(archive.read(_FOLDER + "icio_77c_11s_oecd2020.npz")), allow_pickle=False)
        table = stored["data"] / 1e3
    n = len(codes)
    final = table[:, n * _INDUSTRIES :].reshape(len(table), n, _FINAL).sum(2)
    used, taxed = final[:-3].sum(0), final[-3]  # the last rows: net taxes, labour, capital
    found, told = [], {}
    for region in REGIONS:
        inside = [codes.index(e) for e in region.economies if e in codes]
        found.append(taxed[inside].sum() / used[inside].sum())
        told[region.code] = [round(float(taxed[inside].sum()), 1), round(float(found[-1]), 4)]
    log = {
        "what": "taxes less subsidies on products paid by final users, 2020: bn USD, and share of final use at basic"
        " prices, which is applied to 2022",
        "by_region": told,
        "why": "OECD Inter-Country Input-Output tables, 2023 edition, 2020, rows of taxes less subsidies on products"
        " (customs duties among them, taken off again), as packaged in puremacro 4.8.1",
    }
    return np.array(found), log
