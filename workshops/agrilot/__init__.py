"""Agr’Îlot: the manifest of the workshop."""

from pathlib import Path

from shared.desk.closures import closures
from shared.orders.checkout import Checkout
from shared.orders.trade import Trade
from shared.training.skills.reference import read_skills
from shared.workshop import SiteFacts, SiteKind, Workshop
from workshops.agrilot import views
from workshops.agrilot.catalogue import seed
from workshops.agrilot.checkout import GardenCheckout
from workshops.agrilot.demo import demonstrate
from workshops.agrilot.queries import Garden
from workshops.agrilot.staff import garden

workshop = Workshop(
    site=SiteFacts(
        slug="agrilot",
        label="Agr’Îlot",
        kind=SiteKind.ACI,
        department="80",
    ),
    skills=read_skills(Path(__file__).with_name("skills.toml")),
    tagline="Des légumes de saison et des endives, récoltés dans la Somme.",
    place="Somme",
    people="Des personnes en parcours apprennent ici le maraîchage.",
    accent="feuille",
    picture="img/garden.svg",
    series="AGR",
    public=views.public_pages,
    staff=(garden, closures),
    providers={Trade: Garden(), Checkout: GardenCheckout()},
    seed=seed,
    demonstrate=demonstrate,
)

__all__ = ["workshop"]
