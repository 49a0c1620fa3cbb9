"""What tests of the workbench in a browser share: a server in a thread, waiting until the world is solved again."""

import contextlib
import socket
import threading
import time

SIZES = {"wide": {"width": 1440, "height": 900}, "phone": {"width": 390, "height": 844}}


@contextlib.contextmanager
def served(app):
    """The address of an application served in a thread."""
    import uvicorn

    with socket.socket() as held:
        held.bind(("127.0.0.1", 0))
        held.listen()  # a browser that comes before the server is up waits
        server = uvicorn.Server(uvicorn.Config(app, log_level="error"))
        thread = threading.Thread(target=server.run, kwargs={"sockets": [held]}, daemon=True)
        thread.start()
        yield f"http://127.0.0.1:{held.getsockname()[1]}/"
        server.should_exit = True
        thread.join(10)


def ready(page):
    page.wait_for_selector("body[data-ready=yes]", timeout=60_000)


def until(page, condition, seconds=60):
    """Wait until a condition holds; asked from outside, for the page lets no text be run as a script.

    A page that is just being left for the next cannot be asked: the next one is.
    """
    from playwright.sync_api import Error

    end = time.monotonic() + seconds
    while True:
        try:
            if page.evaluate(f"Boolean({condition})"):
                return
        except Error as error:
            if "context was destroyed" not in str(error):
                raise
        assert time.monotonic() < end, f"never: {condition}"
        page.wait_for_timeout(30)


def after(page, act):
    """Do something and wait until the world is solved again; milliseconds it took in the page."""
    before = int(page.evaluate("document.body.dataset.turns"))
    act()
    until(page, f"document.body.dataset.turns > {before} && document.body.getAttribute('aria-busy') !== 'true'")
    return float(page.evaluate("document.body.dataset.took"))
