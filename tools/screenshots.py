"""Takes the pictures of the README from a running demonstration, by clicks. `python -m tools.screenshots [ADDRESS]`."""

from __future__ import annotations

import os
import re
import sys
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from playwright.sync_api import Page, sync_playwright

from shared.accounts.demonstration import DOMAIN, PASSWORD
from tools import browser

FOLDER = Path(__file__).parents[1] / "docs" / "screenshots"
DEMONSTRATION = "http://127.0.0.1:8000"
EXCEPTIONS = ((2, "Malade"), (5, "Formation interne"), (7, re.compile("Retard 30")))
"""What the supervisor notes: the place of somebody on the sheet, and the button."""


@dataclass(frozen=True)
class Picture:
    """One page worth showing: who looks at it, on a screen of which size, and the clicks that lead there."""

    name: str
    account: str
    width: int
    height: int
    clicks: Callable[[Page], None]


def note_the_day(page: Page) -> None:
    """Leads a supervisor to the sheet of the day, and notes it unless somebody has."""
    page.get_by_role("link", name="Ouvrir la feuille du jour").click()
    page.wait_for_load_state("networkidle")
    everybody = page.get_by_role("button", name="Tous présents")
    if everybody.is_visible():
        everybody.click()
        everybody.wait_for(state="hidden")
        for place, reason in EXCEPTIONS:
            page.locator(".tile").nth(place).click()
            button = page.get_by_role("button", name=reason)
            button.click()
            button.wait_for(state="hidden")


def open_an_order(page: Page) -> None:
    """Leads a customer to the latest order."""
    page.get_by_role("link", name="Suivre la commande").first.click()


def open_the_revenue(page: Page) -> None:
    """Leads finance to the revenue of last month, which is complete."""
    page.get_by_role("link", name="Voir et exporter").click()
    page.get_by_role("link", name="Le mois dernier").click()


PICTURES = (
    Picture("feuille-du-jour", "encadrant", 820, 840, note_the_day),
    Picture("commande", "client", 390, 844, open_an_order),
    Picture("chiffre-affaires", "finance", 1440, 1000, open_the_revenue),
)


def sign_in(page: Page, account: str) -> None:
    """Comes in through the home page, on a screen of any width."""
    page.goto("/")
    menu = page.locator("summary", has_text="Menu")
    if menu.is_visible():
        menu.click()
    page.get_by_role("link", name="Espace pro").click()
    page.get_by_label("Adresse de courriel").fill(f"{account}{DOMAIN}")
    page.get_by_label("Mot de passe").fill(PASSWORD)
    page.get_by_role("button", name="Se connecter").click()


def main(address: str = DEMONSTRATION) -> None:
    """Writes the pictures of the demonstration at `address`."""
    chromium = browser.find()
    FOLDER.mkdir(exist_ok=True)
    with sync_playwright() as playwright:
        environment = dict[str, str | float | bool](os.environ | chromium.environment)
        running = playwright.chromium.launch(
            executable_path=chromium.program, args=["--no-sandbox", "--disable-dev-shm-usage"], env=environment
        )
        for picture in PICTURES:
            page = running.new_page(
                base_url=address,
                viewport={"width": picture.width, "height": picture.height},
                reduced_motion="reduce",
                locale="fr-FR",
                timezone_id="Europe/Paris",
            )
            sign_in(page, picture.account)
            picture.clicks(page)
            page.wait_for_load_state("networkidle")
            target = FOLDER / f"{picture.name}.png"
            page.screenshot(path=target)
            print(f"written: {target} ({target.stat().st_size // 1024} kB)")
            page.close()
        running.close()


if __name__ == "__main__":
    main(*sys.argv[1:])
