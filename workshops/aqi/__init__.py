"""The qualification workshops (AQI): three groups that train for a catering title. They have hours and no shop."""

from shared.workshop import Place, SiteFacts, SiteKind
from workshops.aqi.demo import demonstrate_group

places = (
    Place(
        site=SiteFacts(slug="aqi-paris", label="AQI Paris", kind=SiteKind.AQI, department="75"),
        demonstrate=demonstrate_group("aqi-paris", months=9, here=6, gone=5),
    ),
    Place(
        site=SiteFacts(slug="aqi-aubervilliers", label="AQI Aubervilliers", kind=SiteKind.AQI, department="93"),
        demonstrate=demonstrate_group("aqi-aubervilliers", months=9, here=9, gone=2),
    ),
    Place(
        site=SiteFacts(slug="aqi-somme", label="AQI Somme", kind=SiteKind.AQI, department="80"),
        demonstrate=demonstrate_group("aqi-somme", months=8, here=10, gone=2),
    ),
)

__all__ = ["places"]
