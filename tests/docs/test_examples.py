"""Every python block of the README and the docs runs; every command they show exists."""

import re
from pathlib import Path

import pytest
from typer.testing import CliRunner

from tradetalks.cli import app

ROOT = Path(__file__).parents[2]
PAGES = [ROOT / "README.md", *sorted((ROOT / "docs").rglob("*.md"))]
LONG = {"docs/architecture.md", *(f"docs/how-to/{name}.md" for name in ("talks", "policy", "war", "sweeps"))}
BLOCK = re.compile(r"^```(\w+)\b(?! title=)[^\n]*\n(.*?)^```", re.MULTILINE | re.DOTALL)
"""Code to run; blocks with a title are files, which test_extending writes and runs."""


def blocks(language):
    for page in PAGES:
        code = [text for name, text in BLOCK.findall(page.read_text(encoding="utf-8")) if name == language]
        if code:
            name = str(page.relative_to(ROOT))
            slow = language == "python" and name in LONG
            yield pytest.param(code, id=name, marks=[pytest.mark.slow] if slow else [])


@pytest.mark.parametrize("code", [*blocks("python")])
def test_examples_run(code, tmp_path, monkeypatch):
    """Blocks of one page share their names, as a reader who types them in order would."""
    monkeypatch.chdir(tmp_path)
    names = {}
    for text in code:
        exec(compile(text, "example", "exec"), names)


@pytest.mark.parametrize("code", [*blocks("bash")])
def test_commands_exist(code):
    runner = CliRunner()
    for line in "".join(code).splitlines():
        words = line.split("#")[0].split()
        if words[:1] == ["tradetalks"]:
            command = [w for w in words[1:3] if re.fullmatch(r"[a-z]+", w)]
            command = command if command[:1] == ["world"] else command[:1]
            assert runner.invoke(app, [*command, "--help"]).exit_code == 0, line
