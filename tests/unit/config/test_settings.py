"""Settings that are missing, weak or misspelt stop the start, and each is called by its name."""

from __future__ import annotations

import json
import stat
from dataclasses import fields
from pathlib import Path

import pytest

from shared.config import Mode, Settings, SettingsError

RIGHT = {
    "ATELIERS_MODE": "production",
    "ATELIERS_DATABASE_URL": "postgresql://ateliers@db.example.org/ateliers",
    "ATELIERS_SECRET_KEY": "0123456789abcdefghijklmnopqrstuv",
    "ATELIERS_PASSWORD_SALT": "123456789abcdefghijklmnopqrstuvw",
    "ATELIERS_TOTP_SECRET": "23456789abcdefghijklmnopqrstuvwx",
    "ATELIERS_LINK_KEY": "3456789abcdefghijklmnopqrstuvwxy",
    "ATELIERS_VAULT_KEY": "456789abcdefghijklmnopqrstuvwxyz",
    "ATELIERS_PUBLIC_URL": "https://ateliers.example.org",
    "ATELIERS_STRIPE_KEY": "sk_live_0123456789",
    "ATELIERS_STRIPE_WEBHOOK_SECRETS": "whsec_new,whsec_old",
    "ATELIERS_SMTP_URL": "smtps://ateliers:secret@mail.example.org",
    "ATELIERS_MAIL_SENDER": "ateliers@example.org",
}


def problems(environ: dict[str, str]) -> list[str]:
    """Returns what stops the start."""
    with pytest.raises(SettingsError) as refusal:
        Settings.from_environ(environ)
    return refusal.value.problems


def test_production_starts_when_everything_is_given() -> None:
    settings = Settings.from_environ(RIGHT)

    assert settings.mode is Mode.PRODUCTION
    assert settings.stripe_webhook_secrets == ("whsec_new", "whsec_old")
    assert settings.database_url == "postgresql+psycopg://ateliers@db.example.org/ateliers"


@pytest.mark.parametrize("name", sorted(RIGHT.keys() - {"ATELIERS_MODE"}))
def test_production_names_what_is_missing(name: str) -> None:
    (problem,) = problems({key: value for key, value in RIGHT.items() if key != name})

    assert problem.startswith(f"{name} :")


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("ATELIERS_MODE", "essai"),
        ("ATELIERS_VAULT", "peut-être"),
        ("ATELIERS_VAULT_KEY", "court"),
        ("ATELIERS_SECRET_KEY", "court"),
        ("ATELIERS_SECRET_KEY", "a" * 40),
        ("ATELIERS_PASSWORD_SALT", "changeme"),
        ("ATELIERS_DATABASE_URL", "mysql://db.example.org/ateliers"),
        ("ATELIERS_DATABASE_URL", "sqlite://"),
        ("ATELIERS_DATABASE_URL", "ateliers"),
        ("ATELIERS_PUBLIC_URL", "http://ateliers.example.org"),
        ("ATELIERS_PUBLIC_URL", "https://example.org/ateliers"),
        ("ATELIERS_STRIPE_KEY", "pk_live_0123456789"),
        ("ATELIERS_STRIPE_WEBHOOK_SECRETS", "whsec_new,secret"),
        ("ATELIERS_SMTP_URL", "mail.example.org"),
        ("ATELIERS_MAIL_SENDER", "ateliers"),
        ("ATELIERS_PORT", "http"),
        ("ATELIERS_PORT", "70000"),
        ("ATELIERS_PROXIES", "-1"),
        ("ATELIERS_WORKERS", "0"),
        ("ATELIERS_LOG_LEVEL", "bavard"),
        ("ATELIERS_SECRET_KEI", "0123456789abcdefghijklmnopqrstuv"),
    ],
)
def test_production_names_what_is_wrong(name: str, value: str) -> None:
    said = problems(RIGHT | {name: value})

    assert any(problem.startswith(f"{name} :") for problem in said), said


def test_every_problem_is_said_at_once() -> None:
    said = problems({"ATELIERS_MODE": "production", "ATELIERS_WORKERS": "0"})

    names = {problem.partition(" ")[0] for problem in said}
    assert names == RIGHT.keys() - {"ATELIERS_MODE"} | {"ATELIERS_WORKERS"}


def test_a_problem_never_quotes_a_secret() -> None:
    said = problems(RIGHT | {"ATELIERS_SECRET_KEY": "presque-bon", "ATELIERS_STRIPE_KEY": "pk_live_presque"})

    assert "presque" not in " ".join(said)


def test_a_secret_may_lie_in_a_file(tmp_path: Path) -> None:
    file = tmp_path / "secret-key"
    file.write_text("vutsrqponmlkjihgfedcba9876543210\n", encoding="utf-8")
    environ = {key: value for key, value in RIGHT.items() if key != "ATELIERS_SECRET_KEY"}

    settings = Settings.from_environ(environ | {"ATELIERS_SECRET_KEY_FILE": str(file)})

    assert settings.secret_key == "vutsrqponmlkjihgfedcba9876543210"


def test_a_house_without_a_vault_needs_no_key() -> None:
    bare = {name: value for name, value in RIGHT.items() if name != "ATELIERS_VAULT_KEY"}

    assert Settings.from_environ(RIGHT).vault_key == RIGHT["ATELIERS_VAULT_KEY"]
    assert Settings.from_environ(bare | {"ATELIERS_VAULT": "off"}).vault_key == ""
    assert Settings.from_environ(RIGHT | {"ATELIERS_VAULT": "off"}).vault_key == ""


def test_a_key_that_an_older_demonstration_lacks_is_made_once(tmp_path: Path) -> None:
    first = Settings.from_environ({"ATELIERS_DATA_DIR": str(tmp_path)})
    (file,) = tmp_path.iterdir()
    keys = json.loads(file.read_text())
    del keys["vault_key"]
    file.write_text(json.dumps(keys))

    second = Settings.from_environ({"ATELIERS_DATA_DIR": str(tmp_path)})
    third = Settings.from_environ({"ATELIERS_DATA_DIR": str(tmp_path)})

    assert second == third
    assert second.secret_key == first.secret_key
    assert second.vault_key not in {"", first.vault_key}
    assert stat.S_IMODE(file.stat().st_mode) == 0o600


def test_a_file_that_cannot_be_read_is_named(tmp_path: Path) -> None:
    environ = {key: value for key, value in RIGHT.items() if key != "ATELIERS_LINK_KEY"}

    (problem, *_) = problems(environ | {"ATELIERS_LINK_KEY_FILE": str(tmp_path / "absent")})

    assert problem.startswith("ATELIERS_LINK_KEY_FILE :")


def test_a_setting_given_twice_is_refused(tmp_path: Path) -> None:
    file = tmp_path / "link-key"
    file.write_text(RIGHT["ATELIERS_LINK_KEY"], encoding="utf-8")

    (problem,) = problems(RIGHT | {"ATELIERS_LINK_KEY_FILE": str(file)})

    assert problem.startswith("ATELIERS_LINK_KEY :")


def test_the_demonstration_needs_nothing_and_keeps_its_keys_to_itself(tmp_path: Path) -> None:
    first = Settings.from_environ({"ATELIERS_DATA_DIR": str(tmp_path)})
    second = Settings.from_environ({"ATELIERS_DATA_DIR": str(tmp_path)})

    assert first.demonstration
    assert first == second
    (file,) = tmp_path.iterdir()
    assert stat.S_IMODE(file.stat().st_mode) == 0o600


@pytest.mark.parametrize(
    ("name", "value"),
    [("ATELIERS_HOST", "0.0.0.0"), ("ATELIERS_HOST", "192.0.2.1"), ("ATELIERS_STRIPE_KEY", "sk_live_0123456789")],  # noqa: S104
)
def test_the_demonstration_refuses_the_outside(tmp_path: Path, name: str, value: str) -> None:
    data = tmp_path / "var"

    (problem,) = problems({"ATELIERS_DATA_DIR": str(data), name: value})

    assert problem.startswith(f"{name} :")
    assert not data.exists()


def test_settings_do_not_change() -> None:
    settings = Settings.from_environ(RIGHT)

    for field in fields(settings):
        with pytest.raises(AttributeError):
            setattr(settings, field.name, "other")


def test_the_impact_report_has_limits_of_its_own() -> None:
    limits = Settings.from_environ(RIGHT | {"ATELIERS_IMPACT_LEAST_GROUP": "30"}).impact_limits

    assert (limits.group, limits.public, limits.funder) == (30, 10, 5)
    (problem,) = problems(RIGHT | {"ATELIERS_IMPACT_LEAST_PUBLIC": "beaucoup"})
    assert problem.startswith("ATELIERS_IMPACT_LEAST_PUBLIC :")


def test_the_hours_of_a_hole_come_in_their_order() -> None:
    hours = {"ATELIERS_HOLES_LATE_HOUR": "9", "ATELIERS_HOLES_OVERDUE_HOUR": "17"}
    settings = Settings.from_environ(RIGHT | hours)

    assert (settings.holes_late_hour, settings.holes_overdue_hour) == (9, 17)
    (problem,) = problems(RIGHT | hours | {"ATELIERS_HOLES_OVERDUE_HOUR": "8"})
    assert problem.startswith("ATELIERS_HOLES_OVERDUE_HOUR :")
    (problem,) = problems(RIGHT | {"ATELIERS_HOLES_LATE_HOUR": "24"})
    assert problem.startswith("ATELIERS_HOLES_LATE_HOUR :")
