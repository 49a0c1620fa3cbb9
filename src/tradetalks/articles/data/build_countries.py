"""Write ``countries.csv``: what English calls countries, their people and their capitals.

Source: world-countries 5.1.0 on the npm registry (github.com/mledoze/countries), Open Database License 1.0. Fetch with
``npm pack world-countries@5.1.0``, unpack, then: ``python build_countries.py package/countries.json``.

Taken: sovereign states, and Hong Kong, Macau, Taiwan, Palestine, Kosovo, Greenland and the Faroe Islands, which
negotiate trade for themselves; the common and official English name, the English demonym, capitals.
Left out: names that are also something else in English (see ``AMBIGUOUS``), counted in ``countries.manifest.json``.
"""

from __future__ import annotations

import csv
import hashlib
import json
import sys
from pathlib import Path

AMBIGUOUS = frozenset(
    {
        "Victoria", "Kingston", "Georgetown", "San José", "St. John's", "Saint John's", "Castries", "Male",
        "Port Louis", "Roseau", "Praia",
        "Melekeok", "Yaren", "Hamilton", "Republic of China", "Jerusalem", "Kingstown", "Nassau",
    }
)  # fmt: skip
"""Capitals and names that English uses for something else, or whose state is disputed."""
ALSO = ("FRO", "GRL", "HKG", "MAC", "PSE", "TWN", "UNK")
CODES = {"UNK": "XKX"}
"""The code that trade statistics use, where the source has another."""


def rows(content: list[dict]) -> tuple[list[dict[str, str]], list[str]]:
    """One row a country, and what was left out."""
    found, left = [], []
    for one in sorted(content, key=lambda c: c["cca3"]):
        if not (one.get("independent") or one["cca3"] in ALSO):
            continue
        names = list(dict.fromkeys([one["name"]["common"], one["name"]["official"]]))
        people = one.get("demonyms", {}).get("eng", {}).get("m", "")
        capitals = [c for c in one.get("capital", []) if c]
        left += [n for n in (*names, *capitals) if n in AMBIGUOUS]
        found.append(
            {
                "iso3": CODES.get(one["cca3"], one["cca3"]),
                "names": "|".join(n for n in names if n not in AMBIGUOUS),
                "people": people,
                "capitals": "|".join(c for c in capitals if c not in AMBIGUOUS),
            }
        )
    return found, left


def main(source: Path) -> None:
    content = source.read_bytes()
    found, left = rows(json.loads(content))
    here = Path(__file__).parent
    with (here / "countries.csv").open("w", newline="", encoding="utf-8") as file:
        writer = csv.DictWriter(file, ["iso3", "names", "people", "capitals"], lineterminator="\n")
        writer.writeheader()
        writer.writerows(found)
    manifest = {
        "source": "world-countries 5.1.0, countries.json (github.com/mledoze/countries)",
        "licence": "Open Database License 1.0 (https://opendatacommons.org/licenses/odbl/1-0/); countries.csv too",
        "sha256": hashlib.sha256(content).hexdigest(),
        "countries": len(found),
        "left_out_as_ambiguous": left,
    }
    (here / "countries.manifest.json").write_text(
        json.dumps(manifest, indent=2, ensure_ascii=False) + "\n", encoding="utf-8"
    )


if __name__ == "__main__":
    main(Path(sys.argv[1]))
