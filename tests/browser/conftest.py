"""A small dossier open on the workbench, and a page of it that must raise no error and ask nothing of the network."""

import shutil

import pytest

import tradetalks as tt
from tests.browser.on_the_page import SIZES, ready, served
from tests.small_dossier import write

CHROMIUM = shutil.which("chromium")


@pytest.fixture(scope="module")
def app(tmp_path_factory):
    from tradetalks.app.server import create

    with pytest.MonkeyPatch.context() as patched:
        patched.setenv("TRADETALKS_KEPT", str(tmp_path_factory.mktemp("kept")))
        made = create(tt.Dossier.load(write(tmp_path_factory.mktemp("d"))))
        made.state.shelf.open("small", lambda *_: None)
        yield made


@pytest.fixture(scope="module")
def address(app):
    with served(app) as found:
        yield found


@pytest.fixture(scope="module")
def browser():
    from playwright.sync_api import sync_playwright

    if CHROMIUM is None:
        pytest.skip("no chromium on this machine")
    with sync_playwright() as driver:
        made = driver.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox"])
        yield made
        made.close()


@pytest.fixture
def page(browser, address):
    context = browser.new_context(
        viewport=SIZES["wide"], locale="en-US", permissions=["clipboard-read", "clipboard-write"]
    )
    made = context.new_page()
    made.errors = []
    made.on("pageerror", lambda error: made.errors.append(str(error)))
    ours = (address, "data:", "blob:")
    made.on("request", lambda r: None if r.url.startswith(ours) else made.errors.append(r.url))
    made.goto(address)
    ready(made)
    yield made
    assert made.errors == []
    context.close()
