"""An administrator takes over titles from a table, mends what the preview tells, and the adviser reads them."""

from __future__ import annotations

from flask import Flask
from playwright.sync_api import FilePayload

from tests.support.browser import on_every_screen
from tests.support.person import Person
from tests.support.personas import ADMINISTRATOR, move_in

HEADER = "Code RNCP;Intitulé;Niveau;Enregistré jusqu’au;Bloc;Intitulé du bloc;Ordre"
FIRST = "RNCP40000;Carrossier réparateur;3;31/01/2030;BC01;Remettre une carrosserie en forme;1"


@on_every_screen
def test_titles_are_looked_at_then_imported(app: Flask, person: Person) -> None:
    move_in(app, ADMINISTRATOR)
    person.signs_in(ADMINISTRATOR.email, ADMINISTRATOR.password)
    person.goes_to("Titres")
    person.sees("Employé polyvalent en restauration")
    person.taps("Importer des titres")
    person.sees("Modèle Excel")

    def sends(second: str) -> None:
        content = f"{HEADER}\r\n{FIRST}\r\n{second}".encode("utf-8-sig")
        file = FilePayload(name="titres.csv", mimeType="text/csv", buffer=content)
        person.page.get_by_label("Fichier Excel (.xlsx) ou CSV").set_input_files(file)
        person.taps("Voir l’aperçu", role="button")

    sends("RNCP38101;;;18/10/2026;BC01;Entretenir un véhicule;un")
    person.sees("1 chose à corriger dans le fichier")
    person.sees("« un » ne convient pas")
    sends("RNCP38101;;;18/10/2029;BC01;Entretenir un véhicule;1")
    person.sees("Aperçu\u00a0: rien n’est encore écrit")
    person.sees("Remettre une carrosserie en forme")
    person.taps("Importer 2 titres", role="button")
    person.sees("2 titres sont importés.")
    person.sees("Carrossier réparateur")
    person.sees("Enregistré jusqu’au 18/10/2029.")
