"""The accent colours by name, for what has no style sheet, such as a PDF; the same as in css/tokens.css."""

from __future__ import annotations

NEUTRAL = "lagon"
"""The accent of the house itself, and of a sensitive site's staff pages."""

ACCENTS = {
    "lagon": "#0b6670",
    "bleu": "#1d5fb8",
    "encre": "#5b45b8",
    "safran": "#a84b08",
    "terre": "#9c4136",
    "feuille": "#2f7035",
    "prune": "#7a2f6b",
}
