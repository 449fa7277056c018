"""`ateliers serve`, `worker` and `stripe-standin`: the processes that make up the running house."""

from __future__ import annotations

import os
import signal
import sys

import click

from shared.accounts.demonstration import ACCOUNTS, PASSWORD
from shared.cli.crew import Crew, answers, is_taken
from shared.cli.frame import CALL_WRONG, DATA_WRONG, CreateApp, in_house, leave
from shared.config import Settings
from shared.db import migrate
from shared.jobs.daily import enqueue_daily_tasks
from shared.jobs.runner import drain
from shared.jobs.worker import Worker
from shared.web.links import absolute_url

WEBHOOK = "stripe.receive"


@click.command()
@click.option("--port", type=click.IntRange(1, 65534), help="Listen here instead of at ATELIERS_PORT.")
@click.option("--web-only", is_flag=True, help="Start no worker; run `ateliers worker` elsewhere.")
@click.pass_obj
def serve(create_app: CreateApp, port: int | None, web_only: bool) -> None:  # noqa: FBT001 - click passes a flag
    """Serve pages and do the jobs, in child processes, until stopped."""
    environ = os.environ | ({"ATELIERS_PORT": str(port)} if port else {})
    settings = Settings.from_environ(environ)
    _refuse_taken_ports(settings)
    # Also publishes the static files once, before several processes would do so at once.
    _refuse_old_schema(create_app, settings)
    if settings.demonstration:
        environ = {"ATELIERS_LOG_LEVEL": "WARNING", **environ}
    crew = Crew(environ)
    application = f"{create_app.__module__}:{create_app.__name__}()"
    crew.start("le serveur web", "-m", "gunicorn", "--config", "python:shared.cli.web_server", application)
    if not web_only:
        crew.start("l’exécutant", sys.argv[0], "worker")
    if settings.demonstration:
        crew.start("le faux Stripe", sys.argv[0], "stripe-standin")
    ports = _ports(settings)
    dead = crew.watch(lambda: all(answers(settings.host, each) for each in ports), lambda: _announce(settings))
    if dead:
        leave([f"Tout s’arrête\u00a0: {dead} s’est arrêté."], DATA_WRONG)


@click.command()
@click.option("--drain", "drain_only", is_flag=True, help="Do what is due now, then leave.")
@in_house
def worker(drain_only: bool) -> None:  # noqa: FBT001 - click passes a flag
    """Do the jobs of the outbox; as many workers as wanted may run."""
    if drain_only:
        enqueue_daily_tasks()
        click.echo(f"{drain()} travaux essayés.")
    else:
        Worker().run()


@click.command("stripe-standin")
@in_house
def stripe_standin() -> None:
    """Play Stripe for the demonstration, on the port after ours."""
    # Imported here: only the demonstration needs it.
    from shared.payments.standin.server import serve as play_stripe  # noqa: PLC0415

    settings = Settings.from_environ()
    if not settings.demonstration:
        leave(["Le faux Stripe n’existe qu’en démonstration."], CALL_WRONG)
    signal.signal(signal.SIGTERM, lambda *_: sys.exit())
    play_stripe(
        settings.host,
        settings.port + 1,
        webhook_url=absolute_url(WEBHOOK),
        webhook_secrets=settings.stripe_webhook_secrets,
        state_file=settings.data_dir / "stripe-standin.json",
    )


def _ports(settings: Settings) -> list[int]:
    return [settings.port, settings.port + 1] if settings.demonstration else [settings.port]


def _refuse_taken_ports(settings: Settings) -> None:
    if taken := [port for port in _ports(settings) if is_taken(settings.host, port)]:
        elsewhere = "Choisissez-en un autre\u00a0: ateliers serve --port 8010"
        leave([f"Le port {port} de {settings.host} est déjà pris. {elsewhere}" for port in taken], CALL_WRONG)


def _refuse_old_schema(create_app: CreateApp, settings: Settings) -> None:
    app = create_app(settings)
    with app.app_context():
        if not migrate.is_current(app.extensions["ateliers_migrations"]):
            leave(["La base de données n’est pas à jour. Lancez d’abord\u00a0: ateliers db upgrade"], CALL_WRONG)


def _announce(settings: Settings) -> None:
    lines = [f"Ateliers est ouvert\u00a0: {settings.public_url}/"]
    if settings.demonstration:
        lines.append(f"Se connecter\u00a0: {settings.public_url}/connexion, mot de passe {PASSWORD}")
        lines += [f"  {account.email:<24}{account.role.label}" for account in ACCOUNTS]
    lines.append("Pour arrêter\u00a0: Ctrl+C")
    click.echo("\n".join(lines))
