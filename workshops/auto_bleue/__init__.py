"""Auto Bleue: the manifest of the workshop."""

from pathlib import Path

from shared.desk.closures import closures
from shared.orders.checkout import Checkout
from shared.orders.trade import Trade
from shared.training.skills.reference import read_skills
from shared.workshop import SiteFacts, SiteKind, Workshop
from workshops.auto_bleue import views
from workshops.auto_bleue.catalogue import seed
from workshops.auto_bleue.checkout import GarageCheckout
from workshops.auto_bleue.counter import counter
from workshops.auto_bleue.demo import demonstrate
from workshops.auto_bleue.queries import Garage
from workshops.auto_bleue.staff import garage

workshop = Workshop(
    site=SiteFacts(
        slug="auto-bleue",
        label="Auto Bleue",
        kind=SiteKind.ACI,
        department="80",
    ),
    titles=("RNCP38101",),
    skills=read_skills(Path(__file__).with_name("skills.toml")),
    tagline="La mécanique, la carrosserie et le nettoyage de votre voiture.",
    place="Amiens (Montières)",
    people="Vingt personnes en parcours apprennent ici les métiers de l’automobile.",
    accent="bleu",
    picture="img/car.svg",
    series="AB",
    public=views.public_pages,
    staff=(garage, counter, closures),
    providers={Trade: Garage(), Checkout: GarageCheckout()},
    seed=seed,
    demonstrate=demonstrate,
)

__all__ = ["workshop"]
