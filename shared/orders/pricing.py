"""What lines cost: from prices without VAT for a professional, from the prices shown for a person. Cents.

VAT is rounded once per rate, never line by line.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Sequence
from typing import NamedTuple

from sqlalchemy import select

from shared.db import session
from shared.kernel import clock
from shared.kernel.codes import Nature, Unit
from shared.kernel.errors import Conflict, Refused
from shared.kernel.money import (
    BP,
    E4,
    MICROS_PER_CENT,
    divide_half_up,
    line_net_cents,
    net_of_gross_cents,
    nets_of_gross_cents,
    vat_cents,
)
from shared.orders.models import CatalogueItem, CustomerKind, OrderLine, VatRule
from shared.orders.queries import find_vat_rules
from shared.orders.territory import Territory


class Wish(NamedTuple):
    """A catalogue item wanted, at the price per unit, VAT included, that the customer was shown."""

    item_id: int
    seen_cents: int
    quantity_e4: int = E4


class AgreedLine(NamedTuple):
    """Something of no catalogue, at a price per unit that both sides agreed on.

    `unit_cents` is without VAT for a professional and with it for a person.
    """

    label: str
    unit_cents: int
    vat_code: str
    quantity_e4: int = E4
    unit: str = Unit.FLAT_RATE.value
    nature: Nature = Nature.SERVICES
    family: str = ""


class Quote(NamedTuple):
    """What an order costs a buyer, in cents; `rates` holds the VAT of each rate in basis points, the highest first."""

    net_cents: int
    vat_cents: int
    gross_cents: int
    rates: tuple[tuple[int, int], ...]


def price_lines(
    site_id: int, wishes: Sequence[Wish | AgreedLine], buyer: CustomerKind, territory: Territory = Territory.METROPOLE
) -> list[OrderLine]:
    """Returns the counted lines of an order that nobody has placed yet, at today's prices and VAT rates.

    Raises Refused for an item that is not sold, Conflict when a price is no longer the one that was shown. At most
    three statements.
    """
    wished = [each.item_id for each in wishes if isinstance(each, Wish)]
    items = {item.id: item for item in _items_on_sale(site_id, wished)}
    agreed = {each.vat_code for each in wishes if isinstance(each, AgreedLine)}
    codes, today = {item.vat_code for item in items.values()} | agreed, clock.today()
    rules = find_vat_rules(codes, today, territory)
    here = rules if territory is Territory.METROPOLE else find_vat_rules(codes, today)
    lines = []
    for position, wish in enumerate(wishes, start=1):
        if isinstance(wish, AgreedLine):
            line = _agreed(wish, rules[wish.vat_code], buyer)
        else:
            line = _wished(items.get(wish.item_id), wish)
            line.vat_bp, line.vat_category = rules[line.vat_code].vat_bp, rules[line.vat_code].category
            if buyer.is_professional:
                net = net_of_gross_cents(line.unit_gross_cents, here[line.vat_code].vat_bp)
                line.unit_net_micros = net * MICROS_PER_CENT
        line.position = position
        lines.append(line)
    count(lines, buyer)
    return lines


def deposit_lines(lines: Sequence[OrderLine], deposit_bp: int, buyer: CustomerKind) -> list[OrderLine]:
    """Returns a share of an order as lines of their own, counted: one for each rate, nature and family of products."""
    groups: dict[tuple[str, int, str, Nature, str], list[OrderLine]] = defaultdict(list)
    for line in lines:
        groups[line.vat_code, line.vat_bp, line.vat_category, line.nature, line.family].append(line)
    parts = []
    for position, (key, same) in enumerate(groups.items(), start=1):
        vat_code, vat_bp, vat_category, nature, family = key
        net = divide_half_up(sum(line.net_cents for line in same) * deposit_bp, BP)
        gross = divide_half_up(sum(line.gross_cents for line in same) * deposit_bp, BP)
        part = OrderLine(
            position=position,
            label=f"Acompte de {deposit_bp / 100:g}\u00a0%" + (f"\u00a0: {family}" if family else ""),
            family=family,
            nature=nature,
            quantity_e4=E4,
            unit=Unit.FLAT_RATE.value,
            unit_gross_cents=gross,
            unit_net_micros=net * MICROS_PER_CENT if buyer.is_professional else None,
            vat_code=vat_code,
            vat_bp=vat_bp,
            vat_category=vat_category,
            gross_cents=gross,
        )
        parts.append(part)
    count(parts, buyer)
    return [part for part in parts if part.gross_cents]


def quote(lines: Sequence[OrderLine]) -> Quote:
    """Returns what counted lines cost together."""
    rates = Counter[int]()
    for line in lines:
        rates[line.vat_bp] += line.vat_cents
    net, vat = sum(line.net_cents for line in lines), sum(line.vat_cents for line in lines)
    return Quote(net, vat, net + vat, tuple(sorted(rates.items(), reverse=True)))


def count(lines: Sequence[OrderLine], buyer: CustomerKind) -> None:
    """Gives lines their amounts: from prices without VAT for a professional, from the prices shown for a person."""
    if buyer.is_professional:
        add_vat(lines)
    else:
        take_vat_out(lines)


def add_vat(lines: Sequence[OrderLine]) -> None:
    """Counts lines from prices without VAT: each net rounded once, VAT once per rate, its cents on the largest line."""
    by_rate: dict[int, list[OrderLine]] = defaultdict(list)
    for line in lines:
        if line.unit_net_micros is None:
            line.unit_net_micros = net_of_gross_cents(line.unit_gross_cents, line.vat_bp) * MICROS_PER_CENT
        line.net_cents = line_net_cents(line.quantity_e4, line.unit_net_micros)
        line.vat_cents = vat_cents(line.net_cents, line.vat_bp)
        by_rate[line.vat_bp].append(line)
    for vat_bp, same_rate in by_rate.items():
        whole = vat_cents(sum(line.net_cents for line in same_rate), vat_bp)
        largest = max(same_rate, key=lambda line: line.net_cents)
        largest.vat_cents += whole - sum(line.vat_cents for line in same_rate)
    for line in lines:
        line.gross_cents = line.net_cents + line.vat_cents


def take_vat_out(lines: Sequence[OrderLine]) -> None:
    """Gives each line its net and VAT, so that the lines of one rate add up to that rate's net, rounded once."""
    by_rate: dict[int, list[OrderLine]] = defaultdict(list)
    for line in lines:
        by_rate[line.vat_bp].append(line)
    for vat_bp, same_rate in by_rate.items():
        nets = nets_of_gross_cents([line.gross_cents for line in same_rate], vat_bp)
        for line, net_cents in zip(same_rate, nets, strict=True):
            line.net_cents = net_cents
            line.vat_cents = line.gross_cents - net_cents


def _wished(item: CatalogueItem | None, wish: Wish) -> OrderLine:
    if item is None:
        raise Refused("Ce n’est plus en vente. Choisissez autre chose.")
    if item.price_cents != wish.seen_cents:
        raise Conflict("Le prix a changé depuis que vous l’avez vu. Vérifiez le nouveau prix, puis commandez.")
    return OrderLine(
        catalogue_item_id=item.id,
        label=item.label,
        family=item.family,
        nature=item.nature,
        quantity_e4=wish.quantity_e4,
        unit=item.unit,
        unit_gross_cents=item.price_cents,
        vat_code=item.vat_code,
        gross_cents=divide_half_up(item.price_cents * wish.quantity_e4, E4),
    )


def _agreed(line: AgreedLine, rule: VatRule, buyer: CustomerKind) -> OrderLine:
    without = buyer.is_professional
    unit_gross = line.unit_cents + vat_cents(line.unit_cents, rule.vat_bp) if without else line.unit_cents
    return OrderLine(
        label=line.label,
        family=line.family,
        nature=line.nature,
        quantity_e4=line.quantity_e4,
        unit=line.unit,
        unit_gross_cents=unit_gross,
        unit_net_micros=line.unit_cents * MICROS_PER_CENT if without else None,
        vat_code=line.vat_code,
        vat_bp=rule.vat_bp,
        vat_category=rule.category,
        gross_cents=divide_half_up(unit_gross * line.quantity_e4, E4),
    )


def _items_on_sale(site_id: int, item_ids: Sequence[int]) -> Sequence[CatalogueItem]:
    if not item_ids:
        return ()
    on_sale = select(CatalogueItem).where(CatalogueItem.site_id == site_id, CatalogueItem.active)
    priced = on_sale.where(CatalogueItem.id.in_(item_ids), CatalogueItem.price_cents.is_not(None))
    return session.scalars(priced).all()
