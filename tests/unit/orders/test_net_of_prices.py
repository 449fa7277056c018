"""Taking VAT out of prices that include it, so that the lines of an order add up."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from shared.kernel.money import net_of_gross_cents, nets_of_gross_cents
from shared.kernel.text import one_line


@given(st.lists(st.integers(1, 10**7), min_size=1, max_size=30), st.sampled_from([0, 550, 1000, 2000]))
def test_the_lines_of_one_rate_add_up_to_its_net(grosses: list[int], vat_bp: int) -> None:
    nets = nets_of_gross_cents(grosses, vat_bp)
    assert sum(nets) == net_of_gross_cents(sum(grosses), vat_bp)


@given(st.lists(st.integers(1, 10**7), min_size=1, max_size=30), st.sampled_from([550, 1000, 2000]))
def test_only_the_largest_line_carries_the_odd_cents(grosses: list[int], vat_bp: int) -> None:
    nets = nets_of_gross_cents(grosses, vat_bp)
    changed = [place for place, gross in enumerate(grosses) if nets[place] != net_of_gross_cents(gross, vat_bp)]
    assert changed in ([], [grosses.index(max(grosses))])


def test_what_is_typed_becomes_one_line_without_what_a_database_refuses() -> None:
    assert one_line("  12\true\u00a0des\nExemples\x00 ") == "12 rue des Exemples"
    assert one_line(None) == ""
