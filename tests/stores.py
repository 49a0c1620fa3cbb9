"""Databases that a summit's log may lie in: a file of SQLite, or a PostgreSQL that lives as long as the tests do."""

from __future__ import annotations

import contextlib
import getpass
import importlib.util
import itertools
import os
import shutil
import subprocess
import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

Addresses = Callable[[], str]
"""Gives the address of a fresh, empty database, a new one at each call."""


def programs() -> Path | None:
    """Where PostgreSQL's programs lie, of several versions the newest's; None where it is not installed."""
    kept = sorted(Path("/usr/lib/postgresql").glob("*/bin/initdb"), key=lambda path: int(path.parts[-3]))  # Debian's
    on_path = shutil.which("initdb")
    return kept[-1].parent if kept else Path(on_path).resolve().parent if on_path else None


@contextlib.contextmanager
def postgresql() -> Iterator[Addresses]:
    """A throw-away PostgreSQL on a socket in a folder of its own, which goes when the tests are done."""
    bin_ = programs()
    if bin_ is None:
        pytest.skip("PostgreSQL is not installed (Debian: apt-get install postgresql)")
    if importlib.util.find_spec("pg8000") is None:
        pytest.skip("pg8000, PostgreSQL's driver, is not installed (pip install 'tradetalks[postgresql]')")
    as_root = os.geteuid() == 0  # its server refuses to run as root
    user = "postgres" if as_root else getpass.getuser()
    with tempfile.TemporaryDirectory(prefix="pg") as name:
        folder = Path(name)
        if as_root:
            shutil.chown(folder, user, user)

        def run(program: str, *words: str) -> None:
            done = subprocess.run(
                [bin_ / program, *words], user=user if as_root else None, group=user if as_root else None, cwd=folder,
                stdout=subprocess.PIPE, stderr=subprocess.STDOUT, stdin=subprocess.DEVNULL, text=True, check=False,
            )  # fmt: skip
            assert done.returncode == 0, done.stdout

        data = str(folder / "data")
        run("initdb", "-D", data, "-U", user, "--auth=trust", "--no-sync", "--encoding=UTF8", "--locale=C")
        quick = f"-k {folder} -c listen_addresses='' -c shared_buffers=16MB -c max_connections=60"
        run("pg_ctl", "-D", data, "-w", "-l", str(folder / "log"), "-o", quick, "start")
        try:
            import pg8000.native

            numbers, socket = itertools.count(), f"{folder}/.s.PGSQL.5432"
            with contextlib.closing(pg8000.native.Connection(user, unix_sock=socket, database="postgres")) as server:

                def fresh() -> str:
                    database = f"summit{next(numbers)}"
                    server.run(f"CREATE DATABASE {database}")  # a program of its own (createdb) takes five times longer
                    return f"postgresql://{user}@/{database}?unix_sock={socket}"

                yield fresh
        finally:
            run("pg_ctl", "-D", data, "-m", "immediate", "stop")


@pytest.fixture(scope="module", params=["sqlite", "postgresql"])
def store(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Addresses]:
    """Addresses of fresh databases, in either kind in turn."""
    if request.param == "sqlite":
        yield lambda: f"sqlite:///{tmp_path_factory.mktemp('log')}/s.db"
        return
    with postgresql() as fresh:
        yield fresh
