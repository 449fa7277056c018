"""The words of a PASS IAE: where it stands, what suspends and prolongs it, each with its French label.

The old reasons of suspension tell of health and justice: they are not taken over, nothing here has a place for them.
"""

from __future__ import annotations

from enum import StrEnum

from shared.kernel.states import Transitions


class PassStatus(StrEnum):
    """Where a PASS stands on a day. Source: les-emplois, `ApprovalStatus`."""

    FUTURE = "future"
    VALID = "valid"
    SUSPENDED = "suspended"
    EXPIRED = "expired"

    @property
    def label(self) -> str:
        """The French words of the platform."""
        return {
            "future": "Valide (non démarré)",
            "valid": "Valide",
            "suspended": "Valide (suspendu)",
            "expired": "Expiré",
        }[self.value]

    @property
    def tone(self) -> str:
        """The tone of its badge."""
        return {"future": "info", "valid": "success", "suspended": "warning", "expired": "danger"}[self.value]


class SuspensionReason(StrEnum):
    """Why a PASS is suspended: the reasons that the platform shows today. An ACI may use each of them."""

    CONTRACT_SUSPENDED = "contract_suspended"
    CONTRACT_BROKEN = "contract_broken"
    CONTRACT_FINISHED = "contract_finished"
    AGREED_IN_COMMITTEE = "agreed_in_committee"
    BRIDGING_CONTRACT = "bridging_contract"

    @property
    def label(self) -> str:
        """The French words."""
        return {
            "contract_suspended": "Contrat suspendu plus de 15 jours",
            "contract_broken": "Contrat rompu",
            "contract_finished": "Contrat terminé",
            "agreed_in_committee": "Accord des membres du CTA",
            "bridging_contract": "Contrat passerelle",
        }[self.value]


class ProlongationReason(StrEnum):
    """Why a PASS is prolonged; the limits of each are dated rows (`ProlongationRule`)."""

    TRAINING = "training"
    SENIOR = "senior"
    SENIOR_OPEN_ENDED = "senior_open_ended"
    RQTH = "rqth"
    PARTICULAR = "particular"

    @property
    def label(self) -> str:
        """The French words."""
        return {
            "training": "Fin d’une formation",
            "senior": "50 ans et plus",
            "senior_open_ended": "CDI d’inclusion, 57 ans et plus",
            "rqth": "Handicap reconnu (RQTH)",
            "particular": "Difficultés particulières",
        }[self.value]


KEPT_APART = "Motif gardé par le prescripteur"
"""What stands for a reason that tells of health or comes close to it: which one is written nowhere here."""


class ProlongationStatus(StrEnum):
    """Where a request of prolongation stands. Source: les-emplois, `ProlongationRequestStatus`; withdrawn is ours."""

    PENDING = "pending"
    GRANTED = "granted"
    DENIED = "denied"
    WITHDRAWN = "withdrawn"

    @property
    def label(self) -> str:
        """The French words."""
        return {"pending": "Demandée", "granted": "Accordée", "denied": "Refusée", "withdrawn": "Retirée"}[self.value]


class ProlongationAction(StrEnum):
    """What happens to a request of prolongation."""

    GRANT = "grant"
    DENY = "deny"
    WITHDRAW = "withdraw"


PROLONGATION = Transitions(
    ProlongationStatus,
    ProlongationAction,
    {
        (ProlongationStatus.PENDING, ProlongationAction.GRANT): ProlongationStatus.GRANTED,
        (ProlongationStatus.PENDING, ProlongationAction.DENY): ProlongationStatus.DENIED,
        (ProlongationStatus.PENDING, ProlongationAction.WITHDRAW): ProlongationStatus.WITHDRAWN,
        # Noted by mistake.
        (ProlongationStatus.GRANTED, ProlongationAction.WITHDRAW): ProlongationStatus.WITHDRAWN,
    },
    sentence="Cette demande a déjà sa réponse.",
)


class Denial(StrEnum):
    """Why a prescriber denies a prolongation. Source: les-emplois, `ProlongationRequestDenyReason`."""

    IAE = "iae"
    SIAE = "siae"
    DURATION = "duration"
    REASON = "reason"

    @property
    def label(self) -> str:
        """The French words."""
        return {
            "iae": "L’insertion par l’activité économique ne convient plus",
            "siae": "Ce type de structure ne convient plus",
            "duration": "La durée demandée ne convient pas",
            "reason": "Le motif demandé ne convient pas",
        }[self.value]


class PassLimitCode(StrEnum):
    """What a rule of the PASS bounds; the unit of its amount stands in its name."""

    DAYS = "days"
    LONGEST_SUSPENSION_MONTHS = "longest_suspension_months"
    SHORTEST_SUSPENSION_DAYS = "shortest_suspension_days"
    # How far back a suspension may begin when it is recorded.
    LOOK_BACK_DAYS = "look_back_days"
    # From when to when around the end of the PASS a prolongation is asked for.
    ASK_BEFORE_MONTHS = "ask_before_months"
    ASK_AFTER_MONTHS = "ask_after_months"
    # After the end, as long as a new PASS needs an authorised prescriber.
    WAITING_MONTHS = "waiting_months"

    @property
    def label(self) -> str:
        """The French words."""
        return {
            "days": "Durée d’un PASS",
            "longest_suspension_months": "Suspension, au plus",
            "shortest_suspension_days": "Suspension, au moins",
            "look_back_days": "Une suspension se note après coup, au plus",
            "ask_before_months": "Prolongation\u00a0: se demande avant la fin, au plus tôt",
            "ask_after_months": "Prolongation\u00a0: se demande après la fin, au plus tard",
            "waiting_months": "Après la fin, un prescripteur est nécessaire pendant",
        }[self.value]

    @property
    def in_months(self) -> bool:
        """Whether its amount counts months, not days."""
        return self.value.endswith("_months")

    def words(self, amount: int) -> str:
        """Returns an amount as people read it: `730 jours`, `36 mois`."""
        if self.in_months:
            return f"{amount}\u00a0mois"
        return f"{amount}\u00a0jour" if amount == 1 else f"{amount}\u00a0jours"
