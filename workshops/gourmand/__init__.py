"""L’Îlot Gourmand: the manifest of the workshop."""

from shared.workshop import SiteFacts, SiteKind, Workshop
from workshops.gourmand import views
from workshops.gourmand.demo import demonstrate

workshop = Workshop(
    site=SiteFacts(
        slug="gourmand",
        label="L’Îlot Gourmand",
        kind=SiteKind.ACI,
        department="80",
    ),
    tagline="Une cuisine, un restaurant en libre-service et un traiteur.",
    place="Amiens",
    people="Vingt personnes en parcours apprennent ici les métiers de la cuisine.",
    accent="safran",
    picture="img/kitchen.svg",
    series="ILG",
    public=views.public_pages,
    demonstrate=demonstrate,
)

__all__ = ["workshop"]
