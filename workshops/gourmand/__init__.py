"""L’Îlot Gourmand: the manifest of the workshop."""

from pathlib import Path

from shared.desk.closures import closures
from shared.orders.checkout import Checkout
from shared.orders.trade import Trade
from shared.training.skills.reference import read_skills
from shared.workshop import SiteFacts, SiteKind, Workshop
from workshops.gourmand import views
from workshops.gourmand.catalogue import seed
from workshops.gourmand.checkout import CateringCheckout
from workshops.gourmand.demo import demonstrate
from workshops.gourmand.queries import Caterer
from workshops.gourmand.staff import kitchen

workshop = Workshop(
    site=SiteFacts(
        slug="gourmand",
        label="L’Îlot Gourmand",
        kind=SiteKind.ACI,
        department="80",
    ),
    titles=("RNCP38663",),
    skills=read_skills(Path(__file__).with_name("skills.toml")),
    tagline="Une cuisine, un restaurant en libre-service et un traiteur.",
    place="Amiens",
    people="Vingt personnes en parcours apprennent ici les métiers de la cuisine.",
    accent="safran",
    picture="img/kitchen.svg",
    series="ILG",
    public=views.public_pages,
    staff=(kitchen, closures),
    providers={Trade: Caterer(), Checkout: CateringCheckout()},
    seed=seed,
    demonstrate=demonstrate,
)

__all__ = ["workshop"]
