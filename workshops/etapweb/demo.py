"""The web agency, invented: sixteen people in the year, nine still there at its end, and the sites they make."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from functools import partial
from random import Random
from uuid import UUID

from sqlalchemy import select

from shared.db import session
from shared.demo.agenda import Agenda
from shared.demo.customers import ASSOCIATION, COMPANIES, TOWN
from shared.demo.exams import InventedExam, note_exam
from shared.demo.place import ACTOR, demonstrate_team
from shared.demo.plan import TeamPlan
from shared.demo.sales import move_along, pay_online, pay_what_is_due
from shared.kernel import clock
from shared.kernel.money import net_of_gross_cents
from shared.orders.catalogue.queries import list_items
from shared.orders.models import CatalogueItem, Order, OrderAction, Quote
from shared.orders.quotes.offer import Offer, OfferedLine
from shared.orders.quotes.services import Answer, accept_quote, refuse_quote, send_quote
from shared.payments.models import PaymentMeans
from shared.people.models import Contract, Person
from shared.workshop import DemoSpan, find_site
from workshops.etapweb.catalogue import DEPOSIT_BP, SITE
from workshops.etapweb.models import Milestone, MilestoneAction
from workshops.etapweb.services import move_milestone, send_brief

PLAN = TeamPlan(
    jobs={"Intégration web": (10, 6), "Graphisme": (6, 3)},
    here_before=6,
    leavers=7,
    placed=3,
    under_measure=8,
    mean_age=39,
)
"""What the association has published of its year, and our sharing of it out between the workshops."""

TITLE = "RNCP37674"
FRONT_END = ("BC01",)
SAT_IT = 2
"""How many have sat the front-end block of the title, and passed it, one with a word of the jury: the back-end one is
still ahead of them.
"""

OVERSEAS = replace(
    COMPANIES[0],
    name="Exemple Vanille",
    contact="Direction",
    email="direction@vanille.example.org",
    phone="05 96 01 00 05",
    street="4 rue des Exemples",
    postcode="97200",
    city="Fort-de-France",
    siret="98765435700002",
)
_CUSTOMERS = (*COMPANIES, ASSOCIATION, TOWN, OVERSEAS)
_A_DAY, _A_QUIET_DAY = 0.06, 0.01
_NORMAL_BP = 2000
_SAYS_YES, _SAYS_NO = 0.7, 0.9


def sell(agenda: Agenda, day: date, busy: bool) -> None:  # noqa: FBT001 - as every workshop's
    """Has somebody tell a project on some days."""
    chance = Random(f"web {day}")
    if chance.random() < (_A_DAY if busy else _A_QUIET_DAY):
        agenda.note(clock.at_paris(day, 11, chance.randrange(60)), partial(_ask, agenda, chance))


def _ask(agenda: Agenda, chance: Random) -> None:
    quote = send_brief(
        public_id=UUID(int=chance.getrandbits(128), version=4),
        title=chance.choice(("Un site qui me présente", "Un site qui vend", "Mon site à refaire")),
        answers=[("Que faites-vous\u202f?", "Nous livrons, nous réparons, nous conseillons.")],
        customer=chance.choice(_CUSTOMERS),
        purchase_order=None,
        actor=ACTOR,
    )
    agenda.note(clock.now() + timedelta(days=2), partial(_answer, agenda, quote, chance))


def _answer(agenda: Agenda, quote: Quote, chance: Random) -> None:
    items = {item.code: item for item in list_items(SITE)}
    main = items[chance.choice(("site-vitrine", "site-marchand", "refonte"))]
    pages, upkeep = _line(items["page"], chance.randrange(1, 6)), replace(_line(items["entretien"]), optional=True)
    lines = (_line(main), pages, upkeep)
    public = quote.customer.kind is TOWN.kind
    offer = Offer(
        lines=lines,
        valid_until=clock.today() + timedelta(days=30),
        deposit_bp=0 if public else DEPOSIT_BP,
        words="Bonjour,\nmerci de votre confiance. Voici notre proposition.",
    )
    revision = send_quote(quote=quote.public_id, site_id=quote.site_id, offer=offer, actor=ACTOR)
    options = (3,) if chance.random() < 0.5 else ()  # noqa: PLR2004 - one in two
    answer = Answer(revision=revision.public_id, name=quote.customer.contact or quote.customer.name, options=options)
    draw, moment = chance.random(), clock.now() + timedelta(days=chance.randrange(1, 8))
    if draw < _SAYS_YES:
        agenda.note(moment, partial(_accept, agenda, quote, answer, chance))
    elif draw < _SAYS_NO:
        agenda.note(moment, partial(refuse_quote, quote_id=quote.id, answer=answer, actor=ACTOR))


def _line(item: CatalogueItem, count: int = 1) -> OfferedLine:
    """Returns a line at the catalogue's price, without VAT: only professionals ask here."""
    return OfferedLine(
        label=item.label,
        unit_cents=net_of_gross_cents(item.price_cents, _NORMAL_BP),
        vat_code=item.vat_code,
        quantity_e4=count * 10_000,
        family=item.family,
    )


def _accept(agenda: Agenda, quote: Quote, answer: Answer, chance: Random) -> None:
    order = accept_quote(quote_id=quote.id, answer=answer, actor=ACTOR)
    moment = clock.now() + timedelta(days=1)
    if order.deposit_cents:
        agenda.note(moment, partial(pay_online, order, actor=ACTOR))
    parts = session.scalars(
        select(Milestone.public_id).where(Milestone.order_id == order.id).order_by(Milestone.position)
    )
    for part in parts.all():
        for action in (MilestoneAction.START, MilestoneAction.SHOW, MilestoneAction.APPROVE):
            moment += timedelta(days=chance.randrange(1, 7))
            agenda.note(moment, partial(move_milestone, milestone=part, action=action, actor=ACTOR))
    agenda.note(moment + timedelta(days=1), partial(_hand_over, agenda, order, chance))


def _hand_over(agenda: Agenda, order: Order, chance: Random) -> None:
    move_along(order, OrderAction.HAND_OVER, actor=ACTOR)
    pays = clock.now() + timedelta(days=chance.choice((5, 20, 28, 45)))
    agenda.note(pays, partial(pay_what_is_due, order, PaymentMeans.TRANSFER, actor=ACTOR))


_work = demonstrate_team("etapweb", PLAN, sell)


def demonstrate(span: DemoSpan) -> None:
    """Invents the team and what it sells; and the first block of the title that two of it have sat."""
    _work(span)
    if span.begins:
        _sit_the_first_block(span.year)


def _sit_the_first_block(year: int) -> None:
    site, agenda = find_site("etapweb"), Agenda()
    exam = InventedExam(
        rncp=TITLE,
        first_day=date(year, 10, 15),
        last_day=date(year, 10, 15),
        blocks=FRONT_END,
        congratulated=1,
        place="Salle de formation, 1 rue de l’Exemple",
        centre="Centre de formation Exemple",
        jury=(("Andrea Courlis", "Développeuse, jury"), ("Sacha Bergeronnette", "Intégrateur, jury")),
    )
    here = select(Person.public_id).join(Contract, Contract.person_id == Person.id).where(Contract.site_id == site.id)
    here = here.where(Contract.starts_on <= exam.first_day, Contract.ends_on >= exam.first_day)
    sitting = session.scalars(here.where(Contract.job == next(iter(PLAN.jobs))).order_by(Contract.starts_on, Person.id))
    note_exam(agenda=agenda, site=site, exam=exam, sitting=sitting.all()[:SAT_IT], actor=ACTOR)
    agenda.live(clock.now())
