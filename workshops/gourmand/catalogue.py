"""What the kitchen offers from its first day, its dishes, lead times and homes; then the database has the word."""

from __future__ import annotations

from datetime import date

from sqlalchemy import select

from shared.db import session
from shared.kernel.codes import Nature, Unit
from shared.kernel.money import E4
from shared.orders.catalogue.offers import SEED, seed_offers
from shared.orders.catalogue.offers import Offer as Item
from shared.orders.models import CatalogueItem
from shared.orders.reference import INTERMEDIATE, REDUCED, STANDARD
from shared.orders.terms.texts import seed_terms
from shared.workshop import Site
from workshops.gourmand.allergens import Allergen
from workshops.gourmand.models import Dish, InternalHome, Kitchen, LeadTime, Offer, Portion

SITE = "gourmand"

_WATER = Item(
    code="boissons",
    family="Boissons",
    label="Eau et jus de pomme, en bouteilles",
    description="Par personne, bouteilles fermées.",
    price_cents=180,
    vat_code=REDUCED,
    standard_minutes=0,
    nature=Nature.GOODS,
    unit=Unit.PERSON,
)
_WINE = Item(
    code="vin",
    family="Boissons",
    label="Vin, une bouteille pour quatre",
    description="Par personne. L’abus d’alcool est dangereux pour la santé.",
    price_cents=320,
    vat_code=STANDARD,
    standard_minutes=0,
    nature=Nature.GOODS,
    unit=Unit.PERSON,
)


def _with(code: str, item: Item) -> Item:
    return item._replace(code=f"{code}-{item.code}")


ITEMS = (
    Item(
        code="plateau",
        family="Plateaux",
        label="Plateau-repas",
        description="Une entrée, un plat froid, un fromage, un dessert et du pain. Livré dans sa boîte.",
        price_cents=1650,
        vat_code=INTERMEDIATE,
        standard_minutes=0,
        unit=Unit.PERSON,
        options=(_with("plateau", _WATER),),
    ),
    Item(
        code="buffet",
        family="Buffets",
        label="Buffet froid",
        description="Trois salades, des viandes froides, des fromages, deux desserts, servis sur place.",
        price_cents=2200,
        vat_code=INTERMEDIATE,
        standard_minutes=0,
        unit=Unit.PERSON,
        options=(_with("buffet", _WATER), _with("buffet", _WINE)),
    ),
    Item(
        code="gouter",
        family="Goûters",
        label="Goûter en boîtes fermées",
        description="Biscuits de l’atelier, fruits et compote, emballés pour plus tard.",
        price_cents=550,
        vat_code=REDUCED,
        standard_minutes=0,
        nature=Nature.GOODS,
        unit=Unit.PERSON,
    ),
)

_A = Allergen
DISHES = {
    "taboule": ("Taboulé aux herbes", (_A.GLUTEN,)),
    "lentilles": ("Salade de lentilles, moutarde douce", (_A.MUSTARD, _A.SULPHITES)),
    "poulet": ("Poulet froid, mayonnaise", (_A.EGGS, _A.MUSTARD)),
    "quiche": ("Quiche aux poireaux", (_A.GLUTEN, _A.EGGS, _A.MILK)),
    "fromages": ("Fromages et pain", (_A.MILK, _A.GLUTEN)),
    "tarte": ("Tarte aux pommes", (_A.GLUTEN, _A.EGGS, _A.MILK)),
    "fruits": ("Salade de fruits", ()),
    "biscuits": ("Biscuits aux noisettes", (_A.GLUTEN, _A.NUTS, _A.MILK)),
    "compote": ("Compote de pommes", ()),
}
_MENUS = {
    "plateau": (5, 200, (("lentilles", 1), ("poulet", 1), ("fromages", 1), ("tarte", 1))),
    "buffet": (
        *(10, 250),
        (("taboule", 1), ("lentilles", 1), ("poulet", 1), ("quiche", 1), ("fromages", 1), ("tarte", 1), ("fruits", 1)),
    ),
    "gouter": (10, 300, (("biscuits", 2), ("compote", 1))),
}
_LEAD_TIMES = {
    "plateau": ((20, 48), (50, 72), (200, 240)),
    "buffet": ((50, 120), (250, 240)),
    "gouter": ((50, 48), (300, 120)),
}
"""Up to so many heads, so many hours before. Our reading of caterers' practice: a row each, to be changed."""

HOMES = (("Maison d’accueil des Tilleuls", "CHRS-80-01"), ("Résidence du Canal", "CHRS-80-02"))

TERMS = (
    "Un repas se commande pour un jour et une heure, dans les délais que la page propose. Vous pouvez changer le "
    "nombre de personnes jusqu’à l’heure limite de votre page de suivi. Les allergènes de chaque plat sont affichés "
    "avant la commande. Un acompte est demandé, le reste se paie avec la facture, sur le nombre final."
)


def seed() -> None:
    """Inserts what is missing; everybody changes it on its page."""
    seed_offers(SITE, ITEMS)
    seed_terms(SITE, "Des repas sur commande", TERMS, "C. conso. art. L111-1")
    _seed_dishes()
    _seed_menus()
    if session.scalar(select(Kitchen.id).limit(1)) is None:
        session.add(
            Kitchen(
                valid_from=date(2020, 1, 1),
                weekdays="01234",
                slots=[9 * 60, 11 * 60 + 30, 12 * 60, 12 * 60 + 30, 16 * 60, 18 * 60 + 30],
                covers_per_slot=120,
                covers_per_day=250,
                days_offered=60,
                lock_hours=72,
                deposit_bp=3000,
                noted_by=SEED,
            )
        )
    known = set(session.scalars(select(InternalHome.name)))
    session.add_all(InternalHome(name=name, account=account) for name, account in HOMES if name not in known)
    session.flush()


def _seed_dishes() -> None:
    known = set(session.scalars(select(Dish.code)))
    session.add_all(
        Dish(code=code, name=name, allergens=[each.value for each in allergens], changed_by=SEED)
        for code, (name, allergens) in DISHES.items()
        if code not in known
    )
    session.flush()


def _seed_menus() -> None:
    of_the_site = select(CatalogueItem.code, CatalogueItem.id).join(Site).where(Site.slug == SITE)
    items = dict(session.execute(of_the_site).all())
    dishes = dict(session.execute(select(Dish.code, Dish.id)).all())
    known = set(session.scalars(select(Offer.item_id)))
    for code, (least, most, portions) in _MENUS.items():
        if (item_id := items[code]) in known:
            continue
        session.add(Offer(item_id=item_id, least_heads=least, most_heads=most))
        session.flush()
        session.add_all(
            Portion(item_id=item_id, dish_id=dishes[dish], per_head_e4=count * E4) for dish, count in portions
        )
        session.add_all(LeadTime(item_id=item_id, up_to_heads=heads, hours=hours) for heads, hours in _LEAD_TIMES[code])
    session.flush()
