"""What the web agency knows: briefs that somebody is writing, and how far each project has come."""

from __future__ import annotations

from enum import StrEnum
from typing import Any

from sqlalchemy import JSON, ForeignKey, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from shared.db import Base, Instant, Pk, PublicId, ShortText, choice, personal
from shared.kernel.states import Transitions


class Brief(Base):
    """What somebody has written so far of the site that they want; it saves itself and is found again by its link."""

    __tablename__ = "etapweb_briefs"

    id: Mapped[Pk]
    public_id: Mapped[PublicId]
    secret_sha256: Mapped[str] = mapped_column(String(64), unique=True)
    values: Mapped[dict[str, Any]] = mapped_column(JSON, info=personal("reprendre un projet commencé", 0))
    saved_at: Mapped[Instant] = mapped_column(index=True)
    # The request that it became.
    quote_id: Mapped[int | None] = mapped_column(ForeignKey("quotes.id"), unique=True)


class MilestoneState(StrEnum):
    """How far a part of a project is."""

    TO_DO = "todo"
    DOING = "doing"
    SHOWN = "shown"
    DONE = "done"

    @property
    def label(self) -> str:
        """The French name."""
        return {"todo": "À faire", "doing": "En cours", "shown": "Chez le client", "done": "Validée"}[self.value]


class MilestoneAction(StrEnum):
    """What can happen to a part of a project."""

    START = "start"
    SHOW = "show"
    APPROVE = "approve"
    REWORK = "rework"

    @property
    def label(self) -> str:
        """What the button says."""
        return {
            "start": "Commencer",
            "show": "Montrer au client",
            "approve": "Le client valide",
            "rework": "Le client demande un retour",
        }[self.value]


MILESTONE_TRANSITIONS = Transitions(
    MilestoneState,
    MilestoneAction,
    {
        (MilestoneState.TO_DO, MilestoneAction.START): MilestoneState.DOING,
        (MilestoneState.DOING, MilestoneAction.SHOW): MilestoneState.SHOWN,
        (MilestoneState.SHOWN, MilestoneAction.APPROVE): MilestoneState.DONE,
        (MilestoneState.SHOWN, MilestoneAction.REWORK): MilestoneState.DOING,
    },
    "Cette étape a déjà avancé.",
)


class Milestone(Base):
    """A part of the project of an order, in the order of the work."""

    __tablename__ = "etapweb_milestones"
    __table_args__ = (UniqueConstraint("order_id", "position"),)

    id: Mapped[Pk]
    public_id: Mapped[PublicId]
    order_id: Mapped[int] = mapped_column(ForeignKey("orders.id"))
    position: Mapped[int]
    label: Mapped[ShortText]
    state: Mapped[MilestoneState] = mapped_column(choice(MilestoneState), default=MilestoneState.TO_DO)
    # How often the customer asked for changes.
    reworks: Mapped[int] = mapped_column(default=0)
    moved_at: Mapped[Instant | None]
    moved_by: Mapped[ShortText | None] = mapped_column(info=personal("qui a fait avancer l’étape"))
