"""A real service on the sample, and a real Chromium that looks at it."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import (
    Browser,
    BrowserContext,
    ConsoleMessage,
    Page,
    expect,
    sync_playwright,
)

from loader.load import load
from tests.ports import free_port

FLAGS = [
    "--headless",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--no-first-run",
    "--disable-quic",
]
DRAWN = """() => window.tanlu?.idle?.() && document.fonts.status === "loaded" &&
  !document.querySelector("#banner:not([hidden]):empty") &&
  (!tanlu.byId("net-canvas") || tanlu.cy()?.nodes().length > 5) &&
  [...document.querySelectorAll(".ag-root")].filter((table) => table.offsetParent).every((table) =>
    [...table.querySelectorAll(".ag-header-row-column")].every((row) =>
      row.querySelector("[role=columnheader]")) &&
    table.querySelector(".ag-header-row-column, .ag-overlay-no-rows-wrapper"))"""
"""The page stands for its URL; what comes a while later is there: banner, heads of tables."""
LONG_MS = 120_000
expect.set_options(timeout=LONG_MS)
PARTING = "AG Grid: warning #26 Grid API function getSelectedRows()"
"""Dash's wrapper may ask a table what is selected after the page has let the table go."""
SERIOUS = ("serious", "critical")


@contextmanager
def serving(store: str) -> Iterator[str]:
    """A service process on a free port; gives its address."""
    port = free_port()
    command = [sys.executable, "-m", "tanlu", "serve", "--store", store, "--port", str(port)]
    process = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE)
    address = f"http://127.0.0.1:{port}"
    try:
        while True:
            try:
                with urllib.request.urlopen(f"{address}/health/ready", timeout=60):
                    pass
                # Ready means ready: the page's first request must not come too early.
                with urllib.request.urlopen(f"{address}/_dash-layout", timeout=60):
                    break
            except urllib.error.HTTPError:
                raise
            except (urllib.error.URLError, ConnectionError):
                assert process.poll() is None, process.stderr and process.stderr.read().decode()
                time.sleep(0.1)
        yield address
    finally:
        process.terminate()
        _, said = process.communicate(timeout=60)
    assert b"Traceback" not in said, said.decode()


@pytest.fixture(scope="session")
def sample_store(sample_files: tuple[Path, ...], tmp_path_factory: pytest.TempPathFactory) -> str:
    url = f"embedded:{tmp_path_factory.mktemp('ui') / 'tanlu.lbug'}"
    load(url, list(sample_files))
    return url


@pytest.fixture(scope="session")
def address(sample_store: str) -> Iterator[str]:
    with serving(sample_store) as address:
        yield address


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    chromium = os.environ.get("TANLU_CHROMIUM") or shutil.which("chromium")
    assert chromium, "Chromium is missing: sudo apt-get install chromium fonts-noto-cjk"
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium, args=FLAGS, timeout=LONG_MS)
        yield browser
        browser.close()


class Visitor:
    """A page with an ear on its console and on its requests."""

    def __init__(self, context: BrowserContext, address: str) -> None:
        self.address = address
        self.said: list[str] = []
        self.elsewhere: list[str] = []
        self.page: Page = context.new_page()
        self.page.on("console", self._hear)
        self.page.on("pageerror", lambda error: self.said.append(str(error)))
        self.page.on("request", lambda request: self._follow(request.url))

    def _hear(self, message: ConsoleMessage) -> None:
        if message.type in ("error", "warning") and not message.text.startswith(PARTING):
            self.said.append(message.text)

    def _follow(self, url: str) -> None:
        if not url.startswith((self.address, "data:", "blob:")):
            self.elsewhere.append(url)

    def visit(self, path: str = "/") -> Page:
        self.page.goto(self.address + path)
        self.wait()
        return self.page

    def wait(self) -> None:
        self.page.wait_for_function(DRAWN, timeout=LONG_MS)
        self.page.wait_for_timeout(120)

    def assert_accessible(self) -> None:
        """Nothing on the page is a serious fault by axe."""
        found = Axe().run(self.page).response["violations"]
        serious = [
            (problem["id"], [node["html"][:160] for node in problem["nodes"][:3]])
            for problem in found
            if problem["impact"] in SERIOUS
        ]
        assert serious == []


def await_rows(page: Page, table: str, ids: Sequence[str]) -> None:
    """Wait until a table shows just the rows of these ids, in this order."""
    page.wait_for_function(
        """([table, ids]) => { const shown = [];
        tanlu.grid(table).forEachNodeAfterFilterAndSort((row) => shown.push(row.id));
        return JSON.stringify(shown) === JSON.stringify(ids); }""",
        arg=[table, list(ids)],
    )


@contextmanager
def visiting(browser: Browser, address: str, width: int, height: int) -> Iterator[Visitor]:
    context = browser.new_context(
        viewport={"width": width, "height": height}, accept_downloads=True, locale="en-GB"
    )
    context.set_default_timeout(LONG_MS)
    visitor = Visitor(context, address)
    yield visitor
    context.close()
    assert visitor.said == []
    assert visitor.elsewhere == []


@pytest.fixture
def visitor(browser: Browser, address: str) -> Iterator[Visitor]:
    with visiting(browser, address, 1440, 900) as visitor:
        yield visitor


@pytest.fixture
def phone(browser: Browser, address: str) -> Iterator[Visitor]:
    with visiting(browser, address, 390, 844) as visitor:
        yield visitor
