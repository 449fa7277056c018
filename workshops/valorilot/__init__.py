"""Valor’Îlot: the manifest of the workshop."""

from shared.workshop import SiteFacts, SiteKind, Workshop
from workshops.valorilot import views
from workshops.valorilot.demo import demonstrate

workshop = Workshop(
    site=SiteFacts(
        slug="valorilot",
        label="Valor’Îlot",
        kind=SiteKind.ACI,
        department="60",
        sensitive=True,
        neutral_slug="site-v",
        neutral_label="Site V",
    ),
    tagline="Des textiles triés, réparés et revendus plutôt que jetés.",
    place="Hauts-de-France",
    people="Une équipe apprend ici le tri, la couture et la vente.",
    accent="terre",
    picture="img/textile.svg",
    series="VAL",
    public=views.public_pages,
    demonstrate=demonstrate,
)

__all__ = ["workshop"]
