"""The fourteen allergens that must be told. Source: règlement (UE) 1169/2011, annexe II."""

from __future__ import annotations

from enum import StrEnum


class Allergen(StrEnum):
    """A substance that must be told, in the order of the regulation."""

    GLUTEN = "gluten"
    CRUSTACEANS = "crustaceans"
    EGGS = "eggs"
    FISH = "fish"
    PEANUTS = "peanuts"
    SOYA = "soya"
    MILK = "milk"
    NUTS = "nuts"
    CELERY = "celery"
    MUSTARD = "mustard"
    SESAME = "sesame"
    SULPHITES = "sulphites"
    LUPIN = "lupin"
    MOLLUSCS = "molluscs"

    @property
    def label(self) -> str:
        """The French name."""
        return _LABELS[self.value]


_LABELS = {
    "gluten": "Gluten",
    "crustaceans": "Crustacés",
    "eggs": "Œufs",
    "fish": "Poisson",
    "peanuts": "Arachides",
    "soya": "Soja",
    "milk": "Lait",
    "nuts": "Fruits à coque",
    "celery": "Céleri",
    "mustard": "Moutarde",
    "sesame": "Sésame",
    "sulphites": "Sulfites",
    "lupin": "Lupin",
    "molluscs": "Mollusques",
}
