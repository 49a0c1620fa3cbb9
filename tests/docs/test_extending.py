"""A stranger's four changes, as the how-to pages tell them: one new file and its test each, and all else follows.

Each page's files are written into a copy of the package in which nothing else is touched; there its test runs.
"""

import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
PAGES = sorted((ROOT / "docs" / "how-to").glob("extend-*.md"))
FILE = re.compile(r'^```python title="([^"]+)"\n(.*?)^```', re.MULTILINE | re.DOTALL)


def files(page):
    return dict(FILE.findall(page.read_text(encoding="utf-8")))


@pytest.fixture(scope="module")
def told(tmp_path_factory):
    """What pytest says of the pages' tests in a copy of the house that has their files."""
    house = tmp_path_factory.mktemp("house")
    shutil.copytree(
        ROOT / "src",
        house / "src",
        copy_function=os.symlink,
        ignore=shutil.ignore_patterns("__pycache__", "*.egg-info"),
    )
    for name in ("docs", "dossiers"):
        (house / name).symlink_to(ROOT / name)
    for path in (ROOT / "tests").glob("*.py"):
        (house / "tests" / "unit").mkdir(parents=True, exist_ok=True)
        (house / "tests" / path.name).symlink_to(path)
    for page in PAGES:
        for name, text in files(page).items():
            assert not (house / name).exists(), f"{page.name}: {name} is there already; expected a new file"
            (house / name).write_text(text, encoding="utf-8")
    run = subprocess.run(
        [sys.executable, "-m", "pytest", "-q", "-rA", "-p", "no:cacheprovider", "--tb=short", "tests"],
        cwd=house, env={
            **os.environ,
            "PYTHONPATH": f"{house / 'src'}{os.pathsep}{house}",
            "PYTEST_DISABLE_PLUGIN_AUTOLOAD": "1",  # the pages' tests need none
        },
        capture_output=True, text=True, check=False,
    )  # fmt: skip
    return run.stdout + run.stderr


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.stem)
def test_one_new_file_and_its_test(page, told):
    source, test = sorted(files(page))
    assert source.startswith("src/tradetalks/")
    assert test.startswith("tests/unit/test_")
    outcomes = [line for line in told.splitlines() if re.match(rf"(PASSED|FAILED|ERROR) {test}", line)]
    wanted = files(page)[test].count("\ndef test_")
    assert [line.split()[0] for line in outcomes] == ["PASSED"] * wanted, told
