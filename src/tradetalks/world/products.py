"""Products that ship with the package, ready to be carved out of the embedded world, and products from a JSON file."""

from __future__ import annotations

import json
from collections.abc import Mapping
from importlib import resources
from pathlib import Path
from typing import Any

from tradetalks.errors import WorldError, nearest
from tradetalks.world.split import Product

_PAIRS = ("flow_share", "tariff")


def shipped_products() -> dict[str, Product]:
    """Soybeans, crude oil, chips and rare-earth magnets, with sourced shares; see ``data/products.json``."""
    path = resources.files("tradetalks.world") / "data" / "products.json"
    return {p.code: p for p in _parse(json.loads(path.read_text(encoding="utf-8")), "products.json")}


def load_products(path: str | Path) -> list[Product]:
    """Products from a JSON list of objects with the fields of Product; pairs are written ``"USA>CHN": 0.6``.

    Raises WorldError naming file, product, field and the nearest valid field.
    """
    file = Path(path)
    try:
        content = json.loads(file.read_text(encoding="utf-8"))
    except OSError as error:
        raise WorldError(f"{file}: {error.strerror or error}") from error
    except ValueError as error:
        raise WorldError(f"{file}: not valid JSON: {error}") from error
    return _parse(content, str(file))


def _parse(content: Any, where: str) -> list[Product]:
    if not isinstance(content, list):
        raise WorldError(f"{where}: found {type(content).__name__}, expected a list of products")
    fields = set(Product.__dataclass_fields__)
    found = []
    for j, row in enumerate(content):
        if not isinstance(row, Mapping) or "code" not in row or "sector" not in row:
            raise WorldError(f"{where}: [{j}]: expected an object with at least 'code' and 'sector'")
        values: dict[str, Any] = {}
        for name, value in row.items():
            if name not in fields:
                raise WorldError(f"{where}: [{j} '{row['code']}'].{name}: unknown field{nearest(name, fields)}")
            if name in _PAIRS:
                try:
                    value = {tuple(pair.split(">")): float(number) for pair, number in value.items()}
                except (AttributeError, TypeError, ValueError) as error:
                    raise WorldError(
                        f"{where}: [{j}].{name}: expected pairs such as 'USA>CHN': 0.6 ({error})"
                    ) from error
                wrong = next((p for p in value if len(p) != 2), None)
                if wrong:
                    raise WorldError(f"{where}: [{j}].{name}: found '{'>'.join(wrong)}', expected 'EXPORTER>IMPORTER'")
            values[name] = value
        try:
            found.append(Product(**values))
        except TypeError as error:
            raise WorldError(f"{where}: [{j}]: {error}") from error
    return found
