"""A real Chromium on a real server: pages of three widths, with and without JavaScript, that fail on what a visitor
should never meet (an error in the console, a refusal of the content policy, a server error, traffic to elsewhere).
"""

from __future__ import annotations

import os
from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from flask import Flask
from playwright.sync_api import Browser, ConsoleMessage, Error, Page, Request, Response, expect, sync_playwright

from tests.support.house import House
from tests.support.person import Person
from tools import browser as chromium

ARGUMENTS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--disable-dev-shm-usage",
    "--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1",
]
AXE = Path(__file__).parents[2] / "node_modules" / "axe-core" / "axe.min.js"
RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
SERVER_ERROR = 500
CLIENT_ERROR = 400
WAIT_MILLISECONDS = 10_000


@dataclass(frozen=True)
class Screen:
    """What a visitor looks at; sizes in CSS pixels."""

    name: str
    width: int
    height: int
    touch: bool = False
    javascript: bool = True

    def __str__(self) -> str:
        return self.name if self.javascript else f"{self.name}-plain"

    def plain(self) -> Screen:
        """The same screen with JavaScript switched off."""
        return replace(self, javascript=False)


PHONE = Screen("phone", 390, 844, touch=True)
TABLET = Screen("tablet", 820, 1180, touch=True)
DESKTOP = Screen("desktop", 1440, 900)

on_every_screen = pytest.mark.parametrize("page", [PHONE, TABLET, DESKTOP], indirect=True, ids=str)
on_every_screen_without_javascript = pytest.mark.parametrize(
    "page", [PHONE.plain(), TABLET.plain(), DESKTOP.plain()], indirect=True, ids=str
)


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """The Chromium of this test process."""
    found = chromium.find()
    with sync_playwright() as playwright:
        environment = dict[str, str | float | bool](os.environ | found.environment)
        running = playwright.chromium.launch(executable_path=found.program, args=ARGUMENTS, env=environment)
        yield running
        running.close()


@pytest.fixture
def live_server(house: House, app: Flask) -> str:
    """The address of a real server of the application, on the same fresh data as `app`."""
    assert app is house.app
    house.serve()
    return house.url


@pytest.fixture
def page(browser: Browser, live_server: str, request: pytest.FixtureRequest) -> Iterator[Page]:
    """A page on the wide screen, or on the screen that the test is parametrised with; relative addresses are ours."""
    screen: Screen = getattr(request, "param", DESKTOP)
    context = browser.new_context(
        base_url=live_server,
        viewport={"width": screen.width, "height": screen.height},
        has_touch=screen.touch,
        is_mobile=screen.touch,
        java_script_enabled=screen.javascript,
        reduced_motion="reduce",
        locale="fr-FR",
        timezone_id="Europe/Paris",
    )
    context.set_default_timeout(WAIT_MILLISECONDS)
    # What is looked for is waited for as patiently as what is tapped.
    expect.set_options(timeout=WAIT_MILLISECONDS)
    page = context.new_page()
    problems = watch(page)
    yield page
    context.close()
    assert not problems, "\n".join(problems)


def watch(page: Page) -> list[str]:
    """Returns a list that fills with what a visitor should never meet."""
    problems: list[str] = []

    def on_console(message: ConsoleMessage) -> None:
        # Chromium repeats each 4xx answer here; `on_response` judges those.
        if message.type in {"error", "warning"} and not message.text.startswith("Failed to load resource"):
            problems.append(f"console: {message.text} ({page.url})")

    def on_error(error: Error) -> None:
        problems.append(f"script: {error} ({page.url})")

    def on_request(request: Request) -> None:
        url = urlsplit(request.url)
        if url.scheme not in {"data", "blob"} and url.hostname != "127.0.0.1":
            problems.append(f"traffic to elsewhere: {request.url}")

    def on_response(response: Response) -> None:
        refused = response.status >= CLIENT_ERROR and response.request.resource_type not in {"document", "xhr", "fetch"}
        if refused or response.status >= SERVER_ERROR:
            problems.append(f"answer {response.status}: {response.url}")

    page.on("console", on_console)
    page.on("pageerror", on_error)
    page.on("request", on_request)
    page.on("response", on_response)
    return problems


def axe(page: Page) -> list[str]:
    """Returns the accessibility violations of the page as it stands, one line each: rule, element, reason."""
    # While an answer is awaited the sheet is dimmed on purpose.
    expect(page.locator("[aria-busy=true]")).to_have_count(0)
    # Evaluated over the debugging protocol, so that it works under our strict content policy.
    page.evaluate(f"{AXE.read_text(encoding='utf-8')};0")
    found = page.evaluate("rules => axe.run(document, {runOnly: rules, preload: false})", RULES)
    return [
        f"{violation['id']}: {node['html']} ({violation['help']})"
        for violation in found["violations"]
        for node in violation["nodes"]
    ]


@pytest.fixture
def person(page: Page, request: pytest.FixtureRequest) -> Iterator[Person]:
    """Somebody at the screen who only clicks and types; what that cost is printed at the end of the run."""
    somebody = Person(page, judge=axe)
    yield somebody
    if somebody.taps_made > 1:
        request.node.user_properties.append(("effort", f"{request.node.name}: {somebody.effort()}"))


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """Prints what each story cost its person."""
    reports = [report for reports in terminalreporter.stats.values() for report in reports]
    torn_down = [report for report in reports if getattr(report, "when", "") == "teardown"]
    for line in sorted(str(text) for report in torn_down for name, text in report.user_properties if name == "effort"):
        terminalreporter.write_line(line)
