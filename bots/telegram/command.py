"""The bot's command line: run it, invite people, see and change who may ask."""

from __future__ import annotations

import os
import sys
from typing import TYPE_CHECKING, Annotated

import typer

from assistant.errors import AssistantError, UsageError
from bots.telegram.roles import Role

if TYPE_CHECKING:
    from bots.telegram.people import People

app = typer.Typer(
    name="bots.telegram",
    help="The assistant in Telegram. Without a command it runs the bot.",
    add_completion=False,
    pretty_exceptions_enable=False,
)


@app.callback(invoke_without_command=True)
def run(context: typer.Context) -> None:
    """The assistant in Telegram. Without a command it runs the bot."""
    if context.invoked_subcommand:
        return
    import asyncio

    from assistant.settings import load_settings
    from bots.telegram.logs import redactor, set_up_logs
    from bots.telegram.settings import load_telegram_settings
    from bots.telegram.troubles import Troubles

    telegram, settings = load_telegram_settings(), load_settings()
    secret = telegram.webhook_secret.get_secret_value() if telegram.webhook_secret else ""
    redact = redactor(telegram.token.get_secret_value(), secret)
    troubles = Troubles(redact)
    set_up_logs(redact, troubles)
    os.environ.setdefault("PTB_TIMEDELTA", "true")  # the library's newer way to give durations

    from bots.telegram.app import run_bot

    asyncio.run(run_bot(settings, telegram, troubles))


@app.command()
def invite(
    role: Annotated[Role, typer.Option(help="What the person may do.")] = Role.CADRE,
    days: Annotated[float, typer.Option(min=0.01, max=365, help="How long the code holds.")] = 7,
) -> None:
    """Make a code that lets one person in, once."""
    code = _people().invite(role, days)
    typer.echo(code)
    sys.stderr.write(
        f"For one {role.value}, within {days:g} days: send it to the bot, or open"
        f" https://t.me/<the bot's name>?start={code}\n"
    )


@app.command()
def people() -> None:
    """List who may ask, and who waits to be let in."""
    listed = _people()
    for one in listed.everyone():
        typer.echo(f"{one.id}\t{one.role.value}\t{one.name or ''}")
    for applicant in listed.applicants():
        typer.echo(f"{applicant.id}\twaiting\t{applicant.name or ''}")


@app.command()
def admit(
    person: Annotated[int, typer.Argument(help="The person's Telegram user id.")],
    role: Annotated[Role, typer.Option(help="What the person may do.")] = Role.CADRE,
) -> None:
    """Let somebody in, or change what they may do."""
    _people().admit(person, role)


@app.command()
def remove(
    person: Annotated[int, typer.Argument(help="The person's Telegram user id.")],
) -> None:
    """Take somebody off the list, with all that is kept about them."""
    from assistant import bootstrap
    from assistant.settings import load_settings
    from bots.telegram.erasure import erase

    listed = any(one.id == person for one in _people().everyone())
    erase(bootstrap.make_state(load_settings()), person, leave=True)
    if not listed:
        raise UsageError(
            f"Nobody with the id {person} is on the list.",
            "`python -m bots.telegram people` shows it; administrators named in the settings"
            " are removed there.",
        )


def _people() -> People:
    from assistant import bootstrap
    from assistant.settings import load_settings
    from bots.telegram.people import People
    from bots.telegram.settings import administrators

    return People(bootstrap.make_state(load_settings()), administrators())


def main() -> None:
    """Runs the command; what can be told in one line is told in one line."""
    try:
        app()
    except AssistantError as error:
        sys.stderr.write(f"bots.telegram: {error}\n")
        sys.exit(1)
