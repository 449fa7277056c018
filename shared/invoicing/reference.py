"""The legal mentions that invoices carry and the accounts that they are booked on, as dated rows with their source."""

from __future__ import annotations

from datetime import date

from sqlalchemy import select

from shared.db import session
from shared.invoicing.document import MentionCode, NoteCode
from shared.invoicing.journal.booking import ANY_RATE
from shared.invoicing.models import AccountPurpose, LedgerAccount, LegalMention

_FIRST_DAY = date(2013, 1, 1)
_DECREE = "CGI annexe II, art. 242 nonies A (décret 2022-1299)"

_MENTIONS = (
    (
        NoteCode.RECOVERY_INDEMNITY,
        "Indemnité forfaitaire pour frais de recouvrement en cas de retard de paiement\u00a0: 40\u00a0€.",
        "C. com. art. D. 441-5",
    ),
    (
        NoteCode.LATE_PENALTIES,
        "Pénalités de retard\u00a0: trois fois le taux d’intérêt légal, exigibles le jour suivant la date d’échéance.",
        "C. com. art. L. 441-10, II",
    ),
    (NoteCode.EARLY_PAYMENT, "Pas d’escompte pour paiement anticipé.", "C. com. art. L. 441-9"),
    (MentionCode.GOODS, "Nature de l’opération\u00a0: livraison de biens.", _DECREE),
    (MentionCode.SERVICES, "Nature de l’opération\u00a0: prestation de services.", _DECREE),
    (MentionCode.MIXED, "Nature de l’opération\u00a0: livraison de biens et prestation de services.", _DECREE),
    (MentionCode.ON_DEBITS, "Option pour le paiement de la taxe d’après les débits.", _DECREE),
)


_ACCOUNTS = (
    (AccountPurpose.CUSTOMERS, ANY_RATE, "411000", "Clients"),
    (AccountPurpose.SALES, ANY_RATE, "706000", "Prestations de services"),
    (AccountPurpose.SALES_GOODS, ANY_RATE, "701000", "Ventes de produits finis"),
    (AccountPurpose.ADVANCES, ANY_RATE, "419100", "Clients, avances et acomptes reçus"),
    (AccountPurpose.VAT_COLLECTED, 2000, "445711", "TVA collectée à 20\u00a0%"),
    (AccountPurpose.VAT_COLLECTED, 1000, "445712", "TVA collectée à 10\u00a0%"),
    (AccountPurpose.VAT_COLLECTED, 550, "445713", "TVA collectée à 5,5\u00a0%"),
    (AccountPurpose.VAT_COLLECTED, ANY_RATE, "445710", "TVA collectée"),
    (AccountPurpose.VAT_GOODS, 2000, "445711", "TVA collectée à 20\u00a0%"),
    (AccountPurpose.VAT_GOODS, 1000, "445712", "TVA collectée à 10\u00a0%"),
    (AccountPurpose.VAT_GOODS, 550, "445713", "TVA collectée à 5,5\u00a0%"),
    (AccountPurpose.VAT_GOODS, ANY_RATE, "445710", "TVA collectée"),
    (AccountPurpose.VAT_PENDING, ANY_RATE, "445740", "TVA en attente d’encaissement"),
    (AccountPurpose.STRIPE, ANY_RATE, "517000", "Stripe, en cours de versement"),
    (AccountPurpose.CARD_TERMINAL, ANY_RATE, "511500", "Cartes à encaisser"),
    (AccountPurpose.CASH, ANY_RATE, "530000", "Caisse"),
    (AccountPurpose.CHEQUES, ANY_RATE, "511200", "Chèques à encaisser"),
    (AccountPurpose.BANK, ANY_RATE, "512000", "Banque"),
    (AccountPurpose.DISPUTES, ANY_RATE, "467100", "Paiements contestés"),
    (AccountPurpose.LOSSES, ANY_RATE, "654000", "Pertes sur créances irrécouvrables"),
    (AccountPurpose.FEES, ANY_RATE, "627000", "Services bancaires"),
)
_PLAN = "Règlement ANC 2018-06, à confirmer par l’expert-comptable"


def seed() -> None:
    """Inserts the mentions and accounts that are missing; a row that an administrator changed is left alone."""
    _seed_accounts()
    known = set(session.scalars(select(LegalMention.code)))
    for code, text, source in _MENTIONS:
        if code.value not in known:
            session.add(LegalMention(code=code.value, text=text, valid_from=_FIRST_DAY, source=source, confirmed=False))


def _seed_accounts() -> None:
    known = {
        (purpose, vat_bp) for purpose, vat_bp in session.execute(select(LedgerAccount.purpose, LedgerAccount.vat_bp))
    }
    for purpose, vat_bp, number, label in _ACCOUNTS:
        if (purpose, vat_bp) not in known:
            session.add(
                LedgerAccount(
                    purpose=purpose,
                    vat_bp=vat_bp,
                    number=number,
                    label=label,
                    valid_from=_FIRST_DAY,
                    source=_PLAN,
                    confirmed=False,
                )
            )
