"""Somebody who tells a story in the browser: arrives once, then only taps, types and reads."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Literal

from playwright.sync_api import Locator, Page, expect

Role = Literal["link", "button", "checkbox", "radio", "tab", "menuitem", "option"]

# Keystroke-level model, in hundredths of a second.
TAP = 130
DECISION = 135
KEY = 28
KEY_ON_A_PHONE = 40
ANSWER = 30
PHONE_WIDTH = 500

TOO_WIDE = "() => document.documentElement.scrollWidth > document.documentElement.clientWidth"
SCRIPTS_RUN = "() => matchMedia('(scripting: enabled)').matches"
TARGETS = "button, select, textarea, input:not([type=hidden], [type=checkbox], [type=radio])"
TOO_SMALL = """
TARGETS => [...document.querySelectorAll(TARGETS)]
  .filter(element => element.checkVisibility({visibilityProperty: true, opacityProperty: true}))
  .filter(element => Math.min(element.offsetHeight, element.offsetWidth) < 47.5)
  .map(element => element.outerHTML.slice(0, 200))
"""

MOST_TABS = 40
FOCUSED = """
() => {
  const it = document.activeElement;
  return (it.ariaLabel ?? it.labels?.[0]?.textContent ?? it.textContent).trim();
}
"""

TAPPABLE: tuple[Role, ...] = ("link", "button", "checkbox", "radio", "tab", "menuitem", "option")

RAIL_WIDTH = 1120
"""From this width on the navigation is unfolded: the staff's stands beside the page instead of under « Plus »."""


class Person:
    """Counts taps and keys, and has each page judged the first time it is read."""

    def __init__(self, page: Page, judge: Callable[[Page], list[str]]) -> None:
        self.page = page
        self.taps_made = 0
        self.keys_pressed = 0
        self._judge = judge
        self._judged = ""
        self._arrived = False

    def arrives(self, path: str = "/") -> None:
        """Opens the first page of the story; from here on there is only clicking."""
        assert not self._arrived, "a story opens one page, then clicks"
        self._arrived = True
        self.page.goto(path)

    def signs_in(self, email: str, password: str) -> None:
        """Comes in by the staff's door, which is the first page of the story."""
        self.arrives("/connexion")
        self.types("Adresse de courriel", email)
        self.types("Mot de passe", password)
        self.taps("Se connecter", role="button")

    def gives_the_screen_to(self, email: str, password: str) -> None:
        """Signs out of the staff's pages; somebody else comes in by the same door."""
        self.unfolds("Plus")
        self.taps("Se déconnecter", role="button")
        self.unfolds("Menu")
        self.taps("Espace pro")
        self.types("Adresse de courriel", email)
        self.types("Mot de passe", password)
        self.taps("Se connecter", role="button")

    def unfolds(self, menu: Literal["Menu", "Plus"]) -> None:
        """Opens the visitors' menu or the staff's, where the screen is so narrow that it is folded.

        The width decides and not a look at the page, which may still be the one before.
        """
        size = self.page.viewport_size
        if size is not None and size["width"] < RAIL_WIDTH:
            self.taps(self.page.locator("summary", has_text=menu))

    def goes_to(self, page: str) -> None:
        """Opens a page of the staff's menu."""
        self.unfolds("Plus")
        self.taps(self.page.get_by_role("link", name=page, exact=True).filter(visible=True).first)

    def taps(self, target: str | Locator, *, role: Role | None = None) -> None:
        """Taps what bears this accessible name (of this role, where two things bear it), or this element."""
        self._locate(target, TAPPABLE if role is None else (role,)).click()
        self.taps_made += 1

    def types(self, label: str, text: str) -> None:
        """Writes into the field with this label; reaching the field is a tap."""
        self.page.get_by_label(label).fill(text)
        self.taps_made += 1
        self.keys_pressed += len(text)

    def presses(self, *keys: str) -> None:
        """Presses keys of the keyboard by name (`Enter`, `Shift+Tab`), wherever the focus is."""
        for key in keys:
            self.page.keyboard.press(key)
            self.keys_pressed += 1

    def writes(self, text: str) -> None:
        """Writes with the keyboard wherever the focus is."""
        self.page.keyboard.type(text)
        self.keys_pressed += len(text)

    def reaches(self, name: str) -> None:
        """Presses Tab until what bears this name has the focus."""
        for _ in range(MOST_TABS):
            if self.page.evaluate(FOCUSED) == name:
                return
            self.presses("Tab")
        raise AssertionError(f"{name!r} is not within {MOST_TABS} tabs")

    def chooses(self, label: str, option: str) -> None:
        """Picks an option of the list with this label: one tap opens it, one picks."""
        self.page.get_by_label(label).select_option(label=option)
        self.taps_made += 2

    def sees(self, text: str | re.Pattern[str]) -> None:
        """Reads a text on the page, and judges the page: accessible, no wider than the screen, targets large enough."""
        expect(self.page.get_by_text(text).filter(visible=True).first).to_be_visible()
        self._look()

    def effort(self) -> str:
        """Says what the story cost so far: taps, keys, and the seconds of the keystroke-level model."""
        size = self.page.viewport_size
        key = KEY_ON_A_PHONE if size and size["width"] < PHONE_WIDTH else KEY
        hundredths = self.taps_made * (TAP + DECISION + ANSWER) + self.keys_pressed * key
        return f"{self.taps_made} taps, {self.keys_pressed} keys, about {round(hundredths / 100)} s"

    def _locate(self, target: str | Locator, roles: tuple[Role, ...]) -> Locator:
        if isinstance(target, Locator):
            return target
        found, *others = (self.page.get_by_role(role, name=target, exact=True) for role in roles)
        for other in others:
            found = found.or_(other)
        return found.filter(visible=True)

    def _look(self) -> None:
        loaded = self.page.evaluate("() => `${location.href} ${performance.timeOrigin}`")
        if loaded == self._judged:
            return
        self._judged = loaded
        # Not before its styles are there: what is measured is what somebody sees.
        self.page.wait_for_load_state("load")
        assert not self.page.evaluate(TOO_WIDE), f"{self.page.url} is wider than the screen"
        assert self.page.evaluate(TOO_SMALL, TARGETS) == [], f"{self.page.url} has targets under 48 px"
        # The judge is a script: it sees the same page on the screens where scripts run.
        if self.page.evaluate(SCRIPTS_RUN):
            faults = self._judge(self.page)
            assert faults == [], "\n".join([f"{self.page.url} is not accessible", *faults])
