"""A workshop that nobody announced."""

from shared.workshop import SiteFacts, SiteKind, Workshop
from tests.sixth.ressourcerie import views

workshop = Workshop(
    site=SiteFacts(slug="ressourcerie", label="Ressourcerie d’essai", kind=SiteKind.ACI, department="80"),
    tagline="Des meubles qui resservent.",
    place="Ailleurs",
    people="Une équipe apprend ici à réparer.",
    accent="prune",
    picture="img/training.svg",
    series="RES",
    public=views.public_pages,
)

__all__ = ["workshop"]
