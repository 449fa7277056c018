"""Agr’Îlot: the manifest of the workshop."""

from shared.workshop import SiteFacts, SiteKind, Workshop
from workshops.agrilot import views
from workshops.agrilot.demo import demonstrate

workshop = Workshop(
    site=SiteFacts(
        slug="agrilot",
        label="Agr’Îlot",
        kind=SiteKind.ACI,
        department="80",
    ),
    tagline="Des légumes de saison et des endives, récoltés dans la Somme.",
    place="Somme",
    people="Des personnes en parcours apprennent ici le maraîchage.",
    accent="feuille",
    picture="img/garden.svg",
    series="AGR",
    public=views.public_pages,
    demonstrate=demonstrate,
)

__all__ = ["workshop"]
