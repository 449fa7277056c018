"""Whatever is sold, at whatever price, every sum of a document holds to the cent."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shared.invoicing.arithmetic import Amounts, GrossLine, NetLine, VatRate, from_gross, from_net, unit_price_of
from shared.invoicing.checks import find_faults
from shared.kernel.money import line_net_cents, net_of_gross_cents, vat_cents
from tests.support.invoices import EXEMPT, FULL, LOW, MIDDLE, for_consumers

RATES = st.sampled_from([FULL, MIDDLE, LOW, EXEMPT])
GROSS_LINES = st.lists(
    st.builds(GrossLine, rate=RATES, gross_cents=st.integers(-50_000, 500_000)), min_size=1, max_size=40
)
NET_LINES = st.lists(
    st.builds(
        NetLine,
        rate=RATES,
        quantity_e4=st.integers(-1_000_000, 10_000_000),
        unit_price_micros=st.integers(0, 2_000_000_000),
    ),
    min_size=1,
    max_size=40,
)


def nets_by_rate(lines: Sequence[GrossLine | NetLine], amounts: Amounts) -> dict[VatRate, int]:
    """Returns the sum of the line nets of each rate."""
    nets: dict[VatRate, int] = defaultdict(int)
    for line, net in zip(lines, amounts.line_nets, strict=True):
        nets[line.rate] += net
    return nets


@given(lines=GROSS_LINES)
def test_a_consumer_pays_exactly_the_prices_shown(lines: list[GrossLine]) -> None:
    amounts = from_gross(lines)

    assert amounts.gross_cents == sum(line.gross_cents for line in lines)
    assert amounts.net_cents == sum(amounts.line_nets)
    assert nets_by_rate(lines, amounts) == {total.rate: total.net_cents for total in amounts.rates}
    for total in amounts.rates:
        assert abs(total.vat_cents - vat_cents(total.net_cents, total.rate.bp)) <= 1


@given(lines=GROSS_LINES)
def test_at_most_one_line_of_a_rate_bears_the_rounding(lines: list[GrossLine]) -> None:
    amounts = from_gross(lines)

    for rate in {line.rate for line in lines}:
        places = [place for place, line in enumerate(lines) if line.rate == rate]
        moved = [
            place
            for place in places
            if amounts.line_nets[place] != net_of_gross_cents(lines[place].gross_cents, rate.bp)
        ]
        largest = max(abs(lines[place].gross_cents) for place in places)
        assert [abs(lines[place].gross_cents) for place in moved] in ([], [largest])


@given(lines=NET_LINES)
def test_a_professional_pays_vat_once_per_rate_on_the_sum_of_the_nets(lines: list[NetLine]) -> None:
    amounts = from_net(lines)

    assert amounts.line_nets == tuple(line_net_cents(line.quantity_e4, line.unit_price_micros) for line in lines)
    assert nets_by_rate(lines, amounts) == {total.rate: total.net_cents for total in amounts.rates}
    assert all(total.vat_cents == vat_cents(total.net_cents, total.rate.bp) for total in amounts.rates)
    assert amounts.gross_cents == amounts.net_cents + amounts.vat_cents


@given(
    sold=st.lists(
        st.tuples(
            st.just("Article"), st.integers(1, 500), st.integers(50, 500_000), st.sampled_from([FULL, MIDDLE, LOW])
        ),
        min_size=1,
        max_size=40,
    )
)
def test_whatever_a_consumer_buys_makes_a_document_without_fault(sold: list[tuple[str, int, int, VatRate]]) -> None:
    assert find_faults(for_consumers(*sold)) == []


def test_the_largest_line_takes_the_cent_that_rounding_leaves_over() -> None:
    # 9,99 € at 20 % is 8,325 net: three of them alone round to 8,33, together they are 24,98.
    lines = [GrossLine(rate=FULL, gross_cents=999), GrossLine(rate=FULL, gross_cents=1999)]

    amounts = from_gross([*lines, GrossLine(rate=FULL, gross_cents=999)])

    assert amounts.line_nets == (833, 1665, 833)
    assert (amounts.net_cents, amounts.vat_cents) == (3331, 666)


def test_vat_is_not_the_sum_of_the_vat_of_the_lines() -> None:
    lines = [NetLine(rate=LOW, quantity_e4=10_000, unit_price_micros=1_010_000) for _ in range(10)]

    amounts = from_net(lines)

    assert amounts.vat_cents == 56
    assert sum(vat_cents(net, LOW.bp) for net in amounts.line_nets) == 60


def test_rates_are_listed_from_the_highest() -> None:
    amounts = from_gross([GrossLine(rate=rate, gross_cents=1000) for rate in (LOW, EXEMPT, FULL, MIDDLE)])

    assert [total.rate for total in amounts.rates] == [FULL, MIDDLE, LOW, EXEMPT]


@pytest.mark.parametrize(("net_cents", "quantity_e4"), [(1071, 20_000), (3518, 30_000), (-1071, -20_000), (1, 70_000)])
def test_the_unit_price_shown_to_a_consumer_gives_the_line_back(net_cents: int, quantity_e4: int) -> None:
    assert line_net_cents(quantity_e4, unit_price_of(net_cents, quantity_e4)) == net_cents
