"""Etap’Web: the manifest of the workshop."""

from pathlib import Path

from shared.orders.trade import Trade
from shared.training.skills.reference import read_skills
from shared.workshop import SiteFacts, SiteKind, Workshop
from workshops.etapweb import views
from workshops.etapweb.catalogue import seed
from workshops.etapweb.demo import TITLE, demonstrate
from workshops.etapweb.queries import Agency
from workshops.etapweb.staff import projects

workshop = Workshop(
    site=SiteFacts(
        slug="etapweb",
        label="Etap’Web",
        kind=SiteKind.ACI,
        department="93",
    ),
    titles=(TITLE,),
    skills=read_skills(Path(__file__).with_name("skills.toml")),
    tagline="Des sites vitrines et marchands, créés, refaits et entretenus.",
    place="Aubervilliers",
    people="Seize personnes en parcours apprennent ici les métiers du web.",
    accent="encre",
    picture="img/web.svg",
    series="EW",
    public=views.public_pages,
    staff=(projects,),
    providers={Trade: Agency()},
    seed=seed,
    demonstrate=demonstrate,
)

__all__ = ["workshop"]
