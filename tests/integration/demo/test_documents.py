"""Every invoice and credit note of the whole demonstration passes the official rules."""

from __future__ import annotations

from datetime import date

import pytest

from shared.db import atomic
from shared.demo import loading
from shared.invoicing.examination import list_faults
from shared.invoicing.queries import list_numbers
from shared.jobs.runner import drain
from shared.kernel import clock

FRIDAY = date(2026, 11, 27)


@pytest.mark.deep
@pytest.mark.usefixtures("context")
def test_every_document_of_the_demonstration_passes_the_official_rules() -> None:
    with clock.at(clock.at_paris(FRIDAY, 9)):
        with atomic():
            loading.load_demonstration(year=2024, until=FRIDAY)
        drain()
    numbers = list_numbers()
    assert len(numbers) > 700
    assert [(number, fault) for number in numbers for fault in list_faults(number)] == []
