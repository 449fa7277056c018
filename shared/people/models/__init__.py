"""People, their contracts and timetables, what labour law allows, the PASS IAE, and the vault: the tables."""

from shared.people.models.passes import (
    NUMBER_LENGTH,
    PassIae,
    PassLimit,
    PassProlongation,
    PassSuspension,
    ProlongationRule,
)
from shared.people.models.people import (
    MATRICULE_LENGTH,
    NAME_LENGTH,
    NO_TERM,
    Contract,
    ContractDerogation,
    ContractKind,
    Ground,
    Half,
    LabourLimit,
    LimitCode,
    MinimumWage,
    Person,
    TimetableSlot,
    Unit,
)
from shared.people.models.vault import PLAIN_BYTES, SEALED_BYTES, VaultEntry, VaultTopic

__all__ = [
    "MATRICULE_LENGTH",
    "NAME_LENGTH",
    "NO_TERM",
    "NUMBER_LENGTH",
    "PLAIN_BYTES",
    "SEALED_BYTES",
    "Contract",
    "ContractDerogation",
    "ContractKind",
    "Ground",
    "Half",
    "LabourLimit",
    "LimitCode",
    "MinimumWage",
    "PassIae",
    "PassLimit",
    "PassProlongation",
    "PassSuspension",
    "Person",
    "ProlongationRule",
    "TimetableSlot",
    "Unit",
    "VaultEntry",
    "VaultTopic",
]
