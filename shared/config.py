"""Settings: typed, frozen, read from `ATELIERS_*` (or `ATELIERS_*_FILE`) alone and checked before anything starts."""

from __future__ import annotations

import ipaddress
import json
import os
import secrets
from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path
from urllib.parse import urlsplit

from sqlalchemy.engine import make_url
from sqlalchemy.exc import ArgumentError

PREFIX = "ATELIERS_"
SECRET_LENGTH = 32
DEFAULT_PORT = 8000
LAST_HOUR = 23
LOOPBACK_NAMES = ("localhost",)
LOG_LEVELS = ("DEBUG", "INFO", "WARNING", "ERROR")


class Mode(StrEnum):
    """How the house runs: on invented data behind loopback, or for real."""

    DEMONSTRATION = "demonstration"
    PRODUCTION = "production"


class SettingsError(Exception):
    """Lists, one sentence each, the settings that stop the start; `problems` names each variable."""

    def __init__(self, problems: list[str]) -> None:
        super().__init__("\n".join(problems))
        self.problems = problems


@dataclass(frozen=True, kw_only=True)
class ImpactLimits:
    """How many people a rate about health or justice needs outside the house; the defaults are to be confirmed.

    So many in the `group`, and so many of it on either side: for the `public`, and for a `funder`.
    """

    group: int = 20
    public: int = 10
    funder: int = 5


@dataclass(frozen=True, kw_only=True)
class Settings:
    """Everything that may differ between two installations."""

    mode: Mode
    database_url: str
    data_dir: Path
    secret_key: str
    password_salt: str
    totp_secret: str
    link_key: str
    # What the vault is sealed with; empty where the vault is off.
    vault_key: str = ""
    host: str = "127.0.0.1"
    port: int = DEFAULT_PORT
    public_url: str = f"http://127.0.0.1:{DEFAULT_PORT}"
    proxies: int = 0
    workers: int = 2
    organisation: str = "Les Ateliers de l’Îlot"
    stripe_key: str = ""
    stripe_api_base: str = ""
    stripe_checkout_origin: str = "https://checkout.stripe.com"
    stripe_webhook_secrets: tuple[str, ...] = ()
    smtp_url: str = ""
    mail_sender: str = "ateliers@example.org"
    log_level: str = "INFO"
    # From which hour on, Paris time, a day that nobody has recorded presses a little, then is overdue and told by mail.
    holes_late_hour: int = 10
    holes_overdue_hour: int = 18
    # After so many days without anybody who sees to it, a deadline comes first and is told to the direction.
    deadlines_alone_days: int = 7
    impact_limits: ImpactLimits = ImpactLimits()

    @property
    def demonstration(self) -> bool:
        """True when the data are invented and no mail leaves."""
        return self.mode is Mode.DEMONSTRATION

    @property
    def standin_url(self) -> str:
        """Where the payment stand-in listens in the demonstration: the port after ours."""
        return f"http://{self.host}:{self.port + 1}"

    @classmethod
    def from_environ(cls, environ: Mapping[str, str] | None = None) -> Settings:
        """Reads and checks the settings; raises SettingsError with every problem at once."""
        reader = _Reader(os.environ if environ is None else environ)
        mode = reader.choice("MODE", Mode, Mode.DEMONSTRATION)
        settings = _demonstration(reader) if mode is Mode.DEMONSTRATION else _production(reader)
        reader.refuse_unknown()
        if reader.problems:
            raise SettingsError(reader.problems)
        return settings


class _Reader:
    """Reads variables, remembers which were asked for, and collects the problems."""

    def __init__(self, environ: Mapping[str, str]) -> None:
        self._environ = environ
        self._known: set[str] = set()
        self.problems: list[str] = []

    def text(self, name: str, default: str = "") -> str:
        """Returns the value of ATELIERS_<name>, or the content of the file that ATELIERS_<name>_FILE names."""
        full = PREFIX + name
        self._known |= {full, f"{full}_FILE"}
        path = self._environ.get(f"{full}_FILE")
        if path is None:
            return self._environ.get(full, default)
        if full in self._environ:
            self.problems.append(f"{full} : donné deux fois, par {full} et par {full}_FILE.")
        try:
            return Path(path).read_text(encoding="utf-8").strip()
        except OSError as error:
            self.problems.append(f"{full}_FILE : ce fichier ne se lit pas ({error.strerror}).")
            return default

    def secret(self, name: str) -> str:
        """Returns a secret; one that is absent, short or poor in letters is a problem."""
        value = self.text(name)
        if not value:
            self.problems.append(f"{PREFIX}{name} : manque. Il en faut un en production.")
        elif len(value) < SECRET_LENGTH or len(set(value)) < SECRET_LENGTH // 4:
            self.problems.append(f"{PREFIX}{name} : trop faible. Il faut {SECRET_LENGTH} caractères tirés au hasard.")
        return value

    def number(self, name: str, default: int, least: int, most: int) -> int:
        """Returns an integer between `least` and `most`."""
        text = self.text(name, str(default))
        if text.isdecimal() and least <= int(text) <= most:
            return int(text)
        self.problems.append(f"{PREFIX}{name} : « {text} » n’est pas un nombre entre {least} et {most}.")
        return default

    def choice(self, name: str, kind: type[Mode], default: Mode) -> Mode:
        """Returns a member of an enumeration."""
        text = self.text(name, default.value)
        try:
            return kind(text)
        except ValueError:
            names = ", ".join(member.value for member in kind)
            self.problems.append(f"{PREFIX}{name} : « {text} » est inconnu. Choix possibles : {names}.")
            return default

    def switch(self, name: str, *, default: bool) -> bool:
        """Returns whether something is on."""
        text = self.text(name, "on" if default else "off")
        if text not in {"on", "off"}:
            self.problems.append(f"{PREFIX}{name} : « {text} » est inconnu. Choix possibles : on, off.")
        return text == "on"

    def log_level(self) -> str:
        """Returns from which level on lines are written."""
        text = self.text("LOG_LEVEL", "INFO")
        if text not in LOG_LEVELS:
            names = ", ".join(LOG_LEVELS)
            self.problems.append(f"{PREFIX}LOG_LEVEL : « {text} » est inconnu. Choix possibles : {names}.")
        return text

    def database(self, default: str) -> str:
        """Returns the database URL; only SQLite and PostgreSQL (through psycopg) are spoken here."""
        text = self.text("DATABASE_URL", default)
        try:
            url = make_url(text)
        except ArgumentError:
            self.problems.append(f"{PREFIX}DATABASE_URL : cette adresse ne se lit pas.")
            return default
        if url.get_backend_name() == "postgresql":
            return url.set(drivername="postgresql+psycopg").render_as_string(hide_password=False)
        if url.get_backend_name() != "sqlite" or not url.database or url.database == ":memory:":
            self.problems.append(f"{PREFIX}DATABASE_URL : il faut sqlite:///fichier ou postgresql://…")
        return text

    def refuse_unknown(self) -> None:
        """A variable of ours that nobody reads is a spelling mistake: say so."""
        for name in sorted(self._environ):
            if name.startswith(PREFIX) and name not in self._known and not name.startswith(f"{PREFIX}TEST_"):
                self.problems.append(f"{name} : réglage inconnu.")


def _common(reader: _Reader) -> tuple[Path, int, str]:
    data_dir = Path(reader.text("DATA_DIR", "var")).absolute()
    return data_dir, reader.number("PORT", DEFAULT_PORT, 1, 65534), reader.text("HOST", "127.0.0.1")


def _hours_of_holes(reader: _Reader) -> tuple[int, int]:
    late = reader.number("HOLES_LATE_HOUR", Settings.holes_late_hour, 0, LAST_HOUR)
    overdue = reader.number("HOLES_OVERDUE_HOUR", Settings.holes_overdue_hour, 0, LAST_HOUR)
    if late > overdue:
        reader.problems.append(f"{PREFIX}HOLES_OVERDUE_HOUR : cette heure vient avant {PREFIX}HOLES_LATE_HOUR.")
    return late, overdue


def _alone_days(reader: _Reader) -> int:
    return reader.number("DEADLINES_ALONE_DAYS", Settings.deadlines_alone_days, 1, 90)


def _impact_limits(reader: _Reader) -> ImpactLimits:
    return ImpactLimits(
        group=reader.number("IMPACT_LEAST_GROUP", ImpactLimits.group, 0, 1000),
        public=reader.number("IMPACT_LEAST_PUBLIC", ImpactLimits.public, 0, 1000),
        funder=reader.number("IMPACT_LEAST_FUNDER", ImpactLimits.funder, 0, 1000),
    )


def _vault_key(reader: _Reader) -> str:
    """Returns the key of the vault; one that is given while the vault is off waits for it."""
    if reader.switch("VAULT", default=True):
        return reader.secret("VAULT_KEY")
    reader.text("VAULT_KEY")
    return ""


def _is_loopback(host: str) -> bool:
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return host in LOOPBACK_NAMES


def _demonstration(reader: _Reader) -> Settings:
    data_dir, port, host = _common(reader)
    late_hour, overdue_hour = _hours_of_holes(reader)
    if not _is_loopback(host):
        reader.problems.append(f"{PREFIX}HOST : la démonstration n’écoute que sur cette machine (127.0.0.1).")
    stripe_key = reader.text("STRIPE_KEY", "sk_test_demonstration")
    if "_live_" in stripe_key:
        reader.problems.append(f"{PREFIX}STRIPE_KEY : une clé réelle est refusée en démonstration.")
    database_url = reader.database(f"sqlite:///{data_dir / 'demonstration.sqlite3'}")
    has_vault = reader.switch("VAULT", default=True)
    # Nothing is made on disk for a start that is refused.
    keys = dict.fromkeys(_DEMONSTRATION_KEYS, "") if reader.problems else _demonstration_keys(data_dir)
    standin = f"http://{host}:{port + 1}"
    api_base = reader.text("STRIPE_API_BASE", standin)
    return Settings(
        mode=Mode.DEMONSTRATION,
        database_url=database_url,
        data_dir=data_dir,
        host=host,
        port=port,
        public_url=reader.text("PUBLIC_URL", f"http://{host}:{port}"),
        workers=reader.number("WORKERS", 2, 1, 64),
        organisation=reader.text("ORGANISATION", "Les Ateliers de l’Îlot"),
        secret_key=keys["secret_key"],
        password_salt=keys["password_salt"],
        totp_secret=keys["totp_secret"],
        link_key=keys["link_key"],
        vault_key=keys["vault_key"] if has_vault else "",
        stripe_key=stripe_key,
        stripe_api_base=api_base,
        stripe_checkout_origin=api_base,
        stripe_webhook_secrets=(keys["webhook_secret"],),
        log_level=reader.log_level(),
        holes_late_hour=late_hour,
        holes_overdue_hour=overdue_hour,
        deadlines_alone_days=_alone_days(reader),
        impact_limits=_impact_limits(reader),
    )


def _production(reader: _Reader) -> Settings:
    data_dir, port, host = _common(reader)
    late_hour, overdue_hour = _hours_of_holes(reader)
    public_url = reader.text("PUBLIC_URL").rstrip("/")
    if urlsplit(public_url).scheme != "https" or not urlsplit(public_url).hostname or urlsplit(public_url).path:
        reader.problems.append(f"{PREFIX}PUBLIC_URL : il faut l’adresse publique, en https:// et sans chemin.")
    stripe_key = reader.text("STRIPE_KEY")
    if not stripe_key.startswith(("sk_live_", "rk_live_", "sk_test_", "rk_test_")):
        reader.problems.append(f"{PREFIX}STRIPE_KEY : manque, ou ce n’est pas une clé secrète de Stripe.")
    webhook_secrets = tuple(part for part in reader.text("STRIPE_WEBHOOK_SECRETS").split(",") if part)
    if not webhook_secrets or any(not part.startswith("whsec_") for part in webhook_secrets):
        reader.problems.append(f"{PREFIX}STRIPE_WEBHOOK_SECRETS : il en faut au moins un, qui commence par whsec_.")
    smtp_url = reader.text("SMTP_URL")
    if urlsplit(smtp_url).scheme not in {"smtp", "smtps"} or not urlsplit(smtp_url).hostname:
        reader.problems.append(f"{PREFIX}SMTP_URL : il faut smtp://… ou smtps://…")
    sender = reader.text("MAIL_SENDER")
    if "@" not in sender:
        reader.problems.append(f"{PREFIX}MAIL_SENDER : il faut l’adresse qui envoie les courriels.")
    if not reader.text("DATABASE_URL"):
        reader.problems.append(f"{PREFIX}DATABASE_URL : manque.")
    return Settings(
        mode=Mode.PRODUCTION,
        database_url=reader.database(f"sqlite:///{data_dir / 'ateliers.sqlite3'}"),
        data_dir=data_dir,
        host=host,
        port=port,
        public_url=public_url,
        proxies=reader.number("PROXIES", 1, 0, 5),
        workers=reader.number("WORKERS", 2, 1, 64),
        organisation=reader.text("ORGANISATION", "Les Ateliers de l’Îlot"),
        secret_key=reader.secret("SECRET_KEY"),
        password_salt=reader.secret("PASSWORD_SALT"),
        totp_secret=reader.secret("TOTP_SECRET"),
        link_key=reader.secret("LINK_KEY"),
        vault_key=_vault_key(reader),
        stripe_key=stripe_key,
        stripe_api_base=reader.text("STRIPE_API_BASE"),
        stripe_checkout_origin=reader.text("STRIPE_CHECKOUT_ORIGIN", "https://checkout.stripe.com"),
        stripe_webhook_secrets=webhook_secrets,
        smtp_url=smtp_url,
        mail_sender=sender,
        log_level=reader.log_level(),
        holes_late_hour=late_hour,
        holes_overdue_hour=overdue_hour,
        deadlines_alone_days=_alone_days(reader),
        impact_limits=_impact_limits(reader),
    )


_DEMONSTRATION_KEYS = ("secret_key", "password_salt", "totp_secret", "link_key", "vault_key", "webhook_secret")


def _demonstration_keys(data_dir: Path) -> dict[str, str]:
    """Returns the keys of this demonstration, made once in a file that only its owner reads."""
    path = data_dir / "demonstration-keys.json"
    data_dir.mkdir(parents=True, exist_ok=True)
    made = {name: secrets.token_urlsafe(SECRET_LENGTH) for name in _DEMONSTRATION_KEYS}
    made["webhook_secret"] = f"whsec_{made['webhook_secret']}"
    draft = _write_draft(path, made)
    try:
        # Linking, unlike renaming, keeps the file that another process made a moment earlier.
        os.link(draft, path)
    except FileExistsError:
        pass
    finally:
        draft.unlink()
    keys: dict[str, str] = json.loads(path.read_text(encoding="utf-8"))
    if made.keys() - keys.keys():
        # A file of before a key was needed.
        keys = made | keys
        _write_draft(path, keys).replace(path)
    return keys


def _write_draft(path: Path, keys: Mapping[str, str]) -> Path:
    draft = path.with_name(f"{path.name}.{os.getpid()}")
    draft.touch(mode=0o600)
    draft.write_text(json.dumps(keys), encoding="utf-8")
    return draft
