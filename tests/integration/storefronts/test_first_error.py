"""Whoever sends a form empty reads what is missing in the order of the page, each line leading to its question."""

from __future__ import annotations

import pytest
from lxml import html

from tests.support.client import Visitor


@pytest.mark.parametrize(
    ("path", "first"),
    [
        ("/valorilot/lots", "what"),
        ("/agrilot/travaux", "amount"),
        ("/agrilot/paniers/panier-moyen", "round"),
        ("/etapweb/projet", "project"),
        ("/gourmand/traiteur/buffet?personnes=24", "slot"),
        ("/auto-bleue/reserver?service=vidange", "slot"),
    ],
)
def test_each_line_leads_to_its_question_from_the_top_down(client: Visitor, path: str, first: str) -> None:
    page = html.fromstring(client.submit(path).text)
    listed = [link.removeprefix("#") for link in page.xpath("//*[@class='errors-summary']//a/@href")]
    ids = page.xpath("//@id")
    assert listed
    assert listed[0] == first
    places = [ids.index(each) for each in listed]
    assert places == sorted(places)
