"""The qualification workshops (AQI): three groups that train for a catering title. They have hours and no shop."""

from pathlib import Path

from shared.training.skills.reference import read_skills
from shared.workshop import Place, SiteFacts, SiteKind
from workshops.aqi.demo import AUBERVILLIERS, PARIS, SOMME, TITLE, demonstrate_group

_SKILLS = read_skills(Path(__file__).with_name("skills.toml"))

places = (
    Place(
        site=SiteFacts(slug="aqi-paris", label="AQI Paris", kind=SiteKind.AQI, department="75"),
        titles=(TITLE,),
        skills=_SKILLS,
        demonstrate=demonstrate_group("aqi-paris", PARIS, months=9, here=6),
    ),
    Place(
        site=SiteFacts(slug="aqi-aubervilliers", label="AQI Aubervilliers", kind=SiteKind.AQI, department="93"),
        titles=(TITLE,),
        skills=_SKILLS,
        demonstrate=demonstrate_group("aqi-aubervilliers", AUBERVILLIERS, months=9, here=9),
    ),
    Place(
        site=SiteFacts(slug="aqi-somme", label="AQI Somme", kind=SiteKind.AQI, department="80"),
        titles=(TITLE,),
        skills=_SKILLS,
        demonstrate=demonstrate_group("aqi-somme", SOMME, months=8, here=10),
    ),
)

__all__ = ["places"]
