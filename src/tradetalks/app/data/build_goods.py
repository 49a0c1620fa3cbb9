"""Makes ``goods.csv.gz``: what the tariff's own headings call goods, with the HS code under which each stands.

    python src/tradetalks/app/data/build_goods.py SHARED/hts/hs10_gtap_crosswalk.csv

The words are those of the Harmonized Tariff Schedule of the United States, a public document, as the descriptions of
``resources/hs10_gtap_crosswalk.csv`` of Budget-Lab-Yale/tariff-rate-tracker@8315fffd (MIT) hold them. Of each heading
and subheading the first name is kept, up to its first comma; names that say only how a good is made, packed or valued,
and names that stand under goods of several sectors, are left out.
"""

from __future__ import annotations

import re
import sys
from collections import Counter, defaultdict
from collections.abc import Iterator
from pathlib import Path

import pandas as pd

from tradetalks.world.files.hs import hs_sector

MOST_WORDS, LONGEST = 5, 44
_DEED = re.compile(r"[A-Za-z]+(?:ing|ed|ic|-)")
COMMON = 0.9
"""Share of a name's lines that must be of one sector."""
_NO_NAME = re.compile(
    r"(?:others?|of|not|containing|valued|with|without|in|for|weighing|having|which|measuring|if|whole|from|made|men's|"
    r"women's|boys'|girls'|parts?|articles?|subject|described|provided|except|entered|imported|exceeding|less|more|"
    r"fresh|frozen|dried|chilled|prepared|dyed|bleached|unbleached|printed|plain|wholly|put|suitable|designed|used|"
    r"capable|products?|preparations?|goods|nesoi|certified|crude|new|white|black|knitted|woven|coated|all|single|double)\b",
    re.IGNORECASE,
)


def names(description: str) -> Iterator[str]:
    """What a line's heading and subheadings call it, each by its first name."""
    for part in description.split(" : "):
        name = re.split(r"[,;:(]", part)[0].strip()
        plain = re.fullmatch(r"[A-Z][A-Za-z' -]+", name)
        if (
            plain
            and not _NO_NAME.match(name)
            and 3 < len(name) <= LONGEST
            and len(name.split()) <= MOST_WORDS
            and not _DEED.fullmatch(name)
        ):
            yield name


def goods(lines: pd.DataFrame) -> pd.DataFrame:
    """``code, name``: every name once, with the code of four or six digits under which most of its lines stand."""
    sectors, codes, written = defaultdict(Counter), defaultdict(Counter), {}
    for code, description in zip(lines.hs10, lines.description.fillna(""), strict=True):
        sector = hs_sector(code[:6])
        if sector is None:
            continue
        for name in names(description):
            key = name.casefold()
            written.setdefault(key, name)
            sectors[key][sector] += 1
            codes[key][code[:6]] += 1
    rows = []
    for key, counted in sectors.items():
        (sector, most), every = counted.most_common(1)[0], sum(counted.values())
        if most >= COMMON * every:
            code = next(c for c, _ in codes[key].most_common() if hs_sector(c) == sector)
            rows.append((code, written[key]))
    return pd.DataFrame(sorted(rows), columns=["code", "name"])


if __name__ == "__main__":
    found = goods(pd.read_csv(sys.argv[1], dtype=str))
    target = Path(__file__).with_name("goods.csv.gz")
    found.to_csv(target, index=False, compression={"method": "gzip", "mtime": 0})
    print(f"{len(found):,} names of goods to {target}")
