"""The first page after the door, put together from what each role has to look at today."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from shared.accounts.access import may
from shared.accounts.models import User
from shared.accounts.permissions import Permission
from shared.desk.home.adviser import Watch, list_watches
from shared.desk.home.card import Card
from shared.desk.home.direction import Figures, find_figures, list_figure_cards
from shared.desk.home.due import Due, find_due, list_forgotten_cards
from shared.desk.home.exams import list_exam_cards
from shared.desk.home.house import list_house_cards
from shared.desk.home.payroll import list_payroll_cards
from shared.desk.home.supervisor import list_order_cards, list_team_cards
from shared.payroll.queries.own import OwnHome, find_own_home
from shared.training.own import OwnTraining, find_own_training
from shared.workshop import places_by_site


@dataclass(frozen=True, kw_only=True)
class Home:
    """Somebody's home page: own hours and training, what is due, cards, the most urgent first, sites, teams' figures.

    `untied` when the own hours should be here and nobody has said whose they are.
    """

    own: OwnHome | None
    training: OwnTraining | None
    untied: bool
    due: Due | None
    cards: Sequence[Card]
    watches: Sequence[Watch]
    figures: Figures | None

    @property
    def is_empty(self) -> bool:
        """Whether nothing at all waits."""
        return not (self.own or self.untied or self.due or self.cards or self.watches or self.figures)


def find_home(user: User) -> Home:
    """Returns the home page of `user`, in a number of statements that depends on the own sites alone."""
    employee = may(user, Permission.VIEW_OWN_HOURS)
    own = find_own_home(user.id) if employee else None
    places = places_by_site() if may(user, Permission.VIEW_HOURS) else {}
    figures = find_figures(user, places)
    cards = [
        *list_forgotten_cards(user, places),
        *list_team_cards(user, places),
        *list_order_cards(user, places),
        *list_house_cards(user),
        *list_exam_cards(user, places),
        *list_payroll_cards(user, places),
        *list_figure_cards(figures),
    ]
    return Home(
        own=own,
        training=find_own_training(user.id) if own else None,
        untied=employee and own is None,
        due=find_due(user, places),
        cards=cards,
        watches=list_watches(user, places),
        figures=figures,
    )
