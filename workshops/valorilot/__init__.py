"""Valor’Îlot: the manifest of the workshop."""

from pathlib import Path

from shared.orders.checkout import Checkout
from shared.orders.trade import Trade
from shared.training.skills.reference import read_skills
from shared.workshop import SiteFacts, SiteKind, Workshop
from workshops.valorilot import views
from workshops.valorilot.catalogue import seed
from workshops.valorilot.demo import demonstrate
from workshops.valorilot.queries import Shop
from workshops.valorilot.services import ShopCheckout
from workshops.valorilot.staff import pieces

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
    skills=read_skills(Path(__file__).with_name("skills.toml")),
    tagline="Des textiles triés, réparés et revendus plutôt que jetés.",
    place="Hauts-de-France",
    people="Une équipe apprend ici le tri, la couture et la vente.",
    accent="terre",
    picture="img/textile.svg",
    series="VAL",
    public=views.public_pages,
    staff=(pieces,),
    providers={Trade: Shop(), Checkout: ShopCheckout()},
    seed=seed,
    demonstrate=demonstrate,
)

__all__ = ["workshop"]
