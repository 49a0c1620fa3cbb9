"""Products that ship with the package, ready to be carved out of the embedded world, and products from a file."""

from __future__ import annotations

import json
import math
from collections.abc import Mapping
from functools import cache
from importlib import resources
from pathlib import Path
from typing import Any

from tradetalks.errors import WorldError, nearest
from tradetalks.world.split import Product
from tradetalks.yaml_text import read_file

_WORDS, _NUMBERS = ("code", "sector", "name", "source"), ("share", "other_users", "final", "trade_elasticity")
_TABLES, _PAIRS = ("export_share", "users"), ("flow_share", "tariff")
HIGHEST_TARIFF = 10.0
"""A fraction; above it a per cent was most likely meant."""


def shipped_products() -> dict[str, Product]:
    """Soybeans, crude oil, chips and rare-earth magnets, with sourced shares; see ``data/products.json``."""
    return dict(_shipped())


@cache
def _shipped() -> dict[str, Product]:
    path = resources.files("tradetalks.world") / "data" / "products.json"
    return {p.code: p for p in _parse(json.loads(path.read_text(encoding="utf-8")), "products.json")}


def load_products(path: str | Path) -> list[Product]:
    """Products from a YAML or JSON list of mappings with the fields of Product; pairs are written ``"USA>CHN": 0.6``.

    Raises WorldError naming file, product, field and the nearest valid field.
    """
    file = Path(path)
    try:
        content = read_file(file)
    except ValueError as error:
        raise WorldError(f"{file}: {error}; expected a list of products, in YAML or JSON") from error
    return _parse(content, str(file))


def _parse(content: Any, where: str) -> list[Product]:
    if not isinstance(content, list):
        raise WorldError(f"{where}: found {type(content).__name__}, expected a list of products")
    return [_product(row, f"{where}: [{j}") for j, row in enumerate(content)]


def _product(row: Any, where: str) -> Product:
    """One product of a file; ``where``: its place, up to its number."""
    if not isinstance(row, Mapping) or "code" not in row or "sector" not in row:
        raise WorldError(f"{where}]: expected an object with at least 'code' and 'sector'")
    where, values = f"{where} '{row['code']!s:.40}']", dict[str, Any]()
    for name, value in row.items():
        at = f"{where}.{name!s:.40}"
        if name in _WORDS:
            values[name] = str(value)
        elif name in _NUMBERS:
            values[name] = _number(value, at)
        elif name not in (*_TABLES, *_PAIRS):
            raise WorldError(f"{at}: unknown field{nearest(str(name), Product.__dataclass_fields__)}")
        elif not isinstance(value, Mapping):
            example = "pairs such as 'USA>CHN': 0.6" if name in _PAIRS else "codes, each with a number"
            raise WorldError(f"{at}: found {value!r:.80}, expected {example}")
        else:
            of = _pair if name in _PAIRS else lambda key, _: str(key)
            values[name] = {of(key, at): _number(number, f"{at}.{key!s:.40}") for key, number in value.items()}
    for pair, rate in values.get("tariff", {}).items():
        if rate > HIGHEST_TARIFF:
            raise WorldError(
                f"{where}.tariff.{'>'.join(pair)}: found {rate:g}, expected a fraction; {rate:g} per cent is written"
                f" {rate / 100:g}"
            )
    return Product(**values)


def _pair(key: Any, where: str) -> tuple[str, str]:
    exporter, sign, importer = str(key).partition(">")
    if not sign or ">" in importer:
        raise WorldError(f"{where}: found '{key!s:.80}', expected 'EXPORTER>IMPORTER'")
    return exporter, importer


def _number(value: Any, where: str) -> float:
    if isinstance(value, bool) or not isinstance(value, int | float) or not math.isfinite(value):
        raise WorldError(f"{where}: found {value!r:.80}, expected a finite number")
    return float(value)
