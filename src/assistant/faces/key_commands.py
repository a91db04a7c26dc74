"""`assistant keys`: who else may ask this index, and what each may read."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, Any

import typer

from assistant.errors import UsageError
from assistant.types import Access

if TYPE_CHECKING:
    from datetime import datetime

    from assistant.state import Key

app = typer.Typer(help="API keys for the HTTP service: who may read which documents.")

AsJson = Annotated[bool, typer.Option("--json", help="One JSON document on stdout.")]
Quiet = Annotated[bool, typer.Option("--quiet", help="No progress and no messages.")]


@app.command()
def create(
    name: Annotated[str, typer.Argument(help="Who will use it: `portal`, `văn phòng`.")],
    access: Annotated[
        str,
        typer.Option(metavar="LEVELS", help="`public`, or `public,internal` for both."),
    ] = "public",
    expires: Annotated[
        int | None,
        typer.Option(metavar="DAYS", help="Days until it ends; without it, when it is revoked."),
    ] = None,
    as_json: AsJson = False,
    quiet: Quiet = False,
) -> None:
    """Make a key and print it. It is shown this once: only its hash is kept."""
    from assistant import bootstrap
    from assistant.faces import terminal
    from assistant.settings import load_settings

    keys = bootstrap.make_keys(load_settings())
    key, text = keys.create(name, _levels(access), expires)
    if as_json:
        terminal.print_json({**_view(key), "key": text})
        return
    typer.echo(text)
    if not quiet:
        terminal.messages.print(
            f"Key {key.name} ({_said(key.access)}) is shown this once: keep it where it is used,"
            " and send it as the header X-API-Key.",
            markup=False,
            soft_wrap=True,
        )


@app.command("list")
def list_keys(as_json: AsJson = False, quiet: Quiet = False) -> None:
    """List the keys: what each may read, and when it was last used."""
    from datetime import UTC, datetime

    from assistant import bootstrap
    from assistant.faces import terminal
    from assistant.settings import load_settings

    keys = bootstrap.make_keys(load_settings()).all()
    if as_json:
        terminal.print_json({"keys": [_view(key) for key in keys]})
    elif keys:
        _print_keys(keys, datetime.now(UTC))
    elif not quiet:
        terminal.messages.print("There is no key: everybody reads public documents alone.")


@app.command()
def revoke(
    name_or_id: Annotated[str, typer.Argument(metavar="NAME-OR-ID", help="As `list` shows it.")],
    as_json: AsJson = False,
    quiet: Quiet = False,
) -> None:
    """End a key at once and for good, and delete its conversations."""
    from assistant import bootstrap
    from assistant.faces import terminal
    from assistant.settings import load_settings

    settings = load_settings()
    key = bootstrap.make_keys(settings).revoke(name_or_id)
    deleted = bootstrap.make_conversations(settings).delete_all(key.owner)
    if as_json:
        terminal.print_json({**_view(key), "conversations_deleted": deleted})
    elif not quiet:
        terminal.messages.print(
            f"Key {key.name} is revoked; {deleted} of its conversations were deleted.",
            markup=False,
            soft_wrap=True,
        )


def _levels(text: str) -> frozenset[Access]:
    """`public,internal` → both. Raises UsageError."""
    levels = [level.strip().lower() for level in text.split(",")]
    known = {level.value: level for level in Access}
    if unknown := next((level for level in levels if level not in known), None):
        raise UsageError(
            f"“{unknown}” is no level of access.", f"Give {' or '.join(known)}, or both by comma."
        )
    if "" in levels:
        raise UsageError("A level of access is empty.", "Write --access public,internal.")
    return frozenset(known[level] for level in levels)


def _view(key: Key) -> dict[str, Any]:
    return {
        "id": key.id,
        "name": key.name,
        "access": _ordered(key.access),
        "created_at": _iso(key.created_at),
        "last_used_on": key.used_at.date().isoformat() if key.used_at else None,
        "expires_at": _iso(key.expires_at),
        "revoked_at": _iso(key.revoked_at),
    }


def _print_keys(keys: list[Key], now: datetime) -> None:
    from rich.box import SIMPLE
    from rich.table import Table
    from rich.text import Text

    from assistant.faces import terminal

    table = Table("Name", "Id", "Access", "Created", "Last used", "State", box=SIMPLE)
    for key in keys:
        style = "" if key.is_usable(now) else "dim"
        used = key.used_at.date().isoformat() if key.used_at else "never"
        created = key.created_at.date().isoformat()
        cells = (key.name, key.id, _said(key.access), created, used, _state(key, now))
        table.add_row(*(Text(cell, style=style) for cell in cells))
    terminal.out.print(table)


def _state(key: Key, now: datetime) -> str:
    if key.revoked_at:
        return f"revoked {key.revoked_at.date().isoformat()}"
    if key.expires_at:
        verb = "expires" if key.is_usable(now) else "expired"
        return f"{verb} {key.expires_at.date().isoformat()}"
    return "in use"


def _said(access: frozenset[Access]) -> str:
    return ", ".join(_ordered(access))


def _ordered(access: frozenset[Access]) -> list[str]:
    return [level.value for level in Access if level in access]


def _iso(moment: datetime | None) -> str | None:
    return moment.isoformat(timespec="seconds") if moment else None
