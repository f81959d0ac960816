"""A page that is served, and browsers to look at it with; made once for all tests of the web."""

import os
import shutil
from collections.abc import Callable, Iterator

import pytest
from live_site import Site, open_site
from playwright.sync_api import Browser, BrowserContext, ConsoleMessage, Page, expect, sync_playwright

OpenPage = Callable[..., Page]

# Machines that run all tests at once are slow; where all is well, nothing waits so long.
expect.set_options(timeout=30_000)


@pytest.fixture(scope="session")
def site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    """A site in whose room nobody says anything; tests begin and leave it idle."""
    with open_site(tmp_path_factory.mktemp("site")) as opened:
        yield opened


@pytest.fixture
def idle_site(site: Site) -> Iterator[Site]:
    """The site, with nothing going on before and after."""
    site.order("stop")
    yield site
    site.order("stop")


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """Chromium, without a window."""
    path = os.environ.get("VOICESKILL_CHROMIUM") or shutil.which("chromium")
    if path is None:
        pytest.skip("there is no Chromium on this machine; `apt-get install chromium` brings one")
    with sync_playwright() as playwright:
        # The tests may run as root, whom its own sandbox does not serve; it sees our own pages only.
        chromium = playwright.chromium.launch(executable_path=path, args=["--no-sandbox"])
        yield chromium
        chromium.close()


def _is_mistake(message: ConsoleMessage) -> bool:
    return message.type == "error" and "responded with a status of 4" not in message.text


@pytest.fixture
def open_page(browser: Browser) -> Iterator[OpenPage]:
    """Open pages, each in a browser of its own: `open_page(url, width=360, color_scheme="dark")`.

    What a page complains of in its console fails the test; a refusal (4xx) is told to the user, and no mistake.
    """
    contexts: list[BrowserContext] = []
    complaints: list[str] = []

    def opened(url: str, *, width: int = 360, height: int = 800, **options: object) -> Page:
        context = browser.new_context(viewport={"width": width, "height": height}, **options)  # type: ignore[arg-type]
        contexts.append(context)
        page = context.new_page()
        page.on("console", lambda message: complaints.append(message.text) if _is_mistake(message) else None)
        page.on("pageerror", lambda error: complaints.append(str(error)))
        page.goto(url)
        return page

    yield opened
    for context in contexts:
        context.close()
    assert not complaints
