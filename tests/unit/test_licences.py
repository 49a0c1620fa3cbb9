"""No run-time dependency under the GPL or AGPL: the code is MIT and stays usable as such."""

import re
from importlib.metadata import PackageNotFoundError, distribution

import pytest


def closure(name, seen):
    if name in seen:
        return
    try:
        found = distribution(name)
    except PackageNotFoundError:
        return
    seen[name] = found
    for requirement in found.requires or []:
        if "extra ==" in requirement:
            continue
        closure(re.match(r"[A-Za-z0-9._-]+", requirement).group().lower(), seen)


def test_run_time_dependencies_are_not_copyleft():
    seen = {}
    closure("tradetalks", seen)
    if len(seen) < 5:
        pytest.skip("tradetalks is not installed as a distribution (run by `make test`)")
    for name, found in seen.items():
        meta = found.metadata
        words = " ".join([meta.get("License-Expression") or "", *(meta.get_all("Classifier") or [])])
        assert not re.search(r"\bA?GPL|GNU (Affero )?General Public", words), f"{name}: {words}"
