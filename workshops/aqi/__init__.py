"""The qualification workshops (AQI): three groups that train for a catering title. They have hours and no shop."""

from shared.workshop import Place, SiteFacts, SiteKind

places = (
    Place(site=SiteFacts(slug="aqi-paris", label="AQI Paris", kind=SiteKind.AQI, department="75")),
    Place(site=SiteFacts(slug="aqi-aubervilliers", label="AQI Aubervilliers", kind=SiteKind.AQI, department="93")),
    Place(site=SiteFacts(slug="aqi-somme", label="AQI Somme", kind=SiteKind.AQI, department="80")),
)

__all__ = ["places"]
