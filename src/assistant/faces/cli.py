"""The `assistant` command. Heavy parts are imported by the commands that need them."""

from __future__ import annotations

import os
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Literal

import typer

from assistant.errors import AssistantError, UsageError
from assistant.faces import key_commands

if TYPE_CHECKING:
    from collections.abc import Sequence

    from assistant.service import Assistant
    from assistant.types import Deadline

app = typer.Typer(
    name="assistant",
    help="Search a Party office's documents, and get answers out of them with their sources.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
)
evaluation = typer.Typer(help="Measure search and answers on a set of questions.")
app.add_typer(evaluation, name="eval", no_args_is_help=True)
app.add_typer(key_commands.app, name="keys", no_args_is_help=True)

IndexFolder = Annotated[
    Path | None,
    typer.Option("--index", metavar="DIR", help="The index; `indexes/default` where not given."),
]
AsJson = Annotated[bool, typer.Option("--json", help="One JSON document on stdout.")]
Quiet = Annotated[bool, typer.Option("--quiet", help="No progress and no messages.")]
SearchMode = Literal["hybrid", "lexical", "dense"]
# Conversations that the command line begins are its own.
_OWNER = "command line"
_INTERRUPTED = 130  # as shells say it of a program that Ctrl-C stopped


@app.command("index")
def index_command(
    corpus: Annotated[
        list[Path] | None,
        typer.Option("--corpus", metavar="DIR", help="A folder of documents; may be repeated."),
    ] = None,
    full: Annotated[bool, typer.Option("--full", help="Read every file anew.")] = False,
    strict: Annotated[
        bool, typer.Option("--strict", help="Exit with 1 where a file was not indexed.")
    ] = False,
    allow_empty: Annotated[
        bool,
        typer.Option(
            "--allow-empty", help="Let documents go whose folder has become empty altogether."
        ),
    ] = False,
    index: IndexFolder = None,
    as_json: AsJson = False,
    quiet: Quiet = False,
) -> None:
    """Build or update the index out of folders of documents."""
    from assistant import bootstrap
    from assistant.faces import terminal, views
    from assistant.faces.priority import giving_way
    from assistant.settings import load_settings

    settings = load_settings(index=index, corpus=tuple(corpus) if corpus else None)
    try:
        with giving_way(), terminal.progress_bar(quiet) as progress:
            report = bootstrap.build(
                settings, full=full, allow_empty=allow_empty, progress=progress
            )
    except KeyboardInterrupt:
        terminal.print_error(
            "Stopped. What was read so far is kept; the last whole index is still in use.",
            "Run `assistant index` again to go on.",
        )
        raise typer.Exit(_INTERRUPTED) from None
    if as_json:
        terminal.print_json(views.report(report))
    elif not quiet:
        terminal.print_report(report)
    if strict and report.refused:
        raise typer.Exit(1)


@app.command()
def ask(
    question: Annotated[str, typer.Argument(help="In plain words, with or without accents.")],
    conversation: Annotated[
        str | None,
        typer.Option(
            metavar="ID",
            help="Go on with a conversation; `new` begins one and prints its id. Without it"
            " nothing is remembered.",
        ),
    ] = None,
    index: IndexFolder = None,
    as_json: AsJson = False,
    quiet: Quiet = False,
) -> None:
    """Answer a question in the documents' own words, with sources."""
    from assistant import bootstrap
    from assistant.faces import terminal, views
    from assistant.settings import load_settings

    settings = load_settings(index=index)
    assistant = bootstrap.make_assistant(settings)
    held = None
    if conversation is not None:
        conversations = bootstrap.make_conversations(settings)
        if conversation == "new":
            conversation = conversations.begin(_OWNER)
        held = conversations.open(conversation, _OWNER)
    answer = assistant.ask(question, conversation=held)
    if as_json:
        terminal.print_json(views.answer(answer, conversation))
    else:
        terminal.print_answer(answer)
        if conversation and not quiet:
            terminal.print_conversation(conversation, answer.language)


@app.command()
def search(
    query: Annotated[str, typer.Argument(help="Words, a topic, or a document's number.")],
    k: Annotated[int, typer.Option("-k", help="How many passages.")] = 10,
    kind: Annotated[
        str | None, typer.Option(help="Kind of document: KH, “kế hoạch”, CT, news…")
    ] = None,
    number: Annotated[
        str | None, typer.Option(help="Number, whole or in part: 60-KH/TU, “KH 60”, 60.")
    ] = None,
    issuer: Annotated[
        str | None, typer.Option(help="Issuing body, or words of its name: “BTV Huyện ủy”.")
    ] = None,
    place: Annotated[
        str | None, typer.Option(help="Place; its old and new names are found too.")
    ] = None,
    since: Annotated[
        str | None,
        typer.Option("--from", metavar="DATE", help="Issued on or after: 20/3/2023, 3/2023, 2023."),
    ] = None,
    until: Annotated[
        str | None,
        typer.Option("--to", metavar="DATE", help="Issued on or before, in the same forms."),
    ] = None,
    index: IndexFolder = None,
    as_json: AsJson = False,
    quiet: Quiet = False,
) -> None:
    """Find the passages that a query is about."""
    from assistant.faces import terminal, views
    from assistant.retrieval.filters import read_filters, why_nothing_fits

    filters = read_filters(
        kind=kind, number=number, issuer=issuer, place=place, since=since, until=until
    )
    assistant = _assistant(index)
    result = assistant.search(query, k, filters)
    why = why_nothing_fits(filters, assistant.index.store, result.query.language)
    if why and not quiet:
        terminal.messages.print(why, markup=False, soft_wrap=True)
    if as_json:
        terminal.print_json(views.search(result))
    else:
        terminal.print_hits(result)


@app.command()
def documents(
    number_or_id: Annotated[
        str | None, typer.Argument(metavar="[NUMBER-OR-ID]", help="E.g. 60-KH/TU.")
    ] = None,
    whole: Annotated[bool, typer.Option("--text", help="Show its whole text as well.")] = False,
    index: IndexFolder = None,
    as_json: AsJson = False,
    quiet: Quiet = False,
) -> None:
    """List the documents, or show one: what it cites, what cites it, what replaced it."""
    from assistant import bootstrap
    from assistant.answering import lookup
    from assistant.faces import terminal, views
    from assistant.settings import load_settings

    if number_or_id is not None and not number_or_id.strip():
        raise UsageError(
            "The number or id is empty.",
            "Give one, e.g. `assistant documents 60-KH/TU`, or none for a list of all documents.",
        )
    with bootstrap.open_index(load_settings(index=index)) as opened:
        store = opened.store
        if number_or_id is None:
            listed = list(store.documents())
            if as_json:
                terminal.print_json({"documents": [views.document(d) for d in listed]})
            else:
                terminal.print_documents(listed)
            return
        found = lookup.look_up(number_or_id, store)
        records = [lookup.record(d, store) for d in found.documents]
        if as_json:
            terminal.print_json(views.looked_up(found, records))
        elif found.unindexed:
            terminal.print_unindexed(found.unindexed)
        elif len(records) > 1:
            terminal.print_several(found.documents, number_or_id)
        else:
            terminal.print_record(records[0], whole=whole)


@app.command()
def deadlines(
    since: Annotated[
        str | None,
        typer.Option("--from", metavar="DATE", help="Due on or after: 20/3/2023, 3/2023, 2023."),
    ] = None,
    until: Annotated[
        str | None,
        typer.Option("--to", metavar="DATE", help="Due on or before, in the same forms."),
    ] = None,
    place: Annotated[
        str | None, typer.Option(help="Place; its old and new names are found too.")
    ] = None,
    body: Annotated[
        str | None, typer.Option(help="Body that issued the document, or that must act.")
    ] = None,
    ics: Annotated[
        Path | None, typer.Option(metavar="FILE", help="Write them to an iCalendar file.")
    ] = None,
    index: IndexFolder = None,
    as_json: AsJson = False,
    quiet: Quiet = False,
) -> None:
    """List what is due: who must do what, by when, and which document says so."""
    from dataclasses import replace
    from datetime import date

    from assistant.faces import deadline_table, terminal, views
    from assistant.retrieval.filters import read_filters

    filters = read_filters(issuer=body, place=place, since=since, until=until)
    assistant = _assistant(index)
    found = assistant.deadlines(filters)
    if ics:
        _write_calendar(ics, assistant, found)
    if as_json:
        terminal.print_json(views.deadlines(found, date.today()))
    elif not ics:
        deadline_table.print_deadlines(found, date.today())
    if quiet:
        return
    if filters.since or filters.until:
        everything = assistant.deadlines(replace(filters, since=None, until=None))
        deadline_table.print_left_out(sum(one.when is None for one in everything))
    if ics:
        deadline_table.print_left_out(sum(one.due is None for one in found), str(ics))


@app.command()
def serve(
    host: Annotated[str | None, typer.Option(help="Address to listen on; 127.0.0.1.")] = None,
    port: Annotated[int | None, typer.Option(min=0, max=65535, help="Port; 8000.")] = None,
    workers: Annotated[
        int | None, typer.Option(min=1, max=64, help="Processes that serve; 1.")
    ] = None,
    index: IndexFolder = None,
    as_json: AsJson = False,
    quiet: Quiet = False,
) -> None:
    """Run the HTTP service and its page, until it is asked to stop."""
    from assistant.faces.http.serve import serve as run
    from assistant.settings import load_settings, with_http

    run(with_http(load_settings(index=index), host=host, port=port, workers=workers))


@app.command()
def fetch(
    urls: Annotated[list[str], typer.Argument(metavar="URL…", help="Addresses of web pages.")],
    into: Annotated[Path, typer.Option(metavar="DIR", help="The folder to save them in.")],
    update: Annotated[
        bool, typer.Option("--update", help="Fetch again what is there, and replace it if changed.")
    ] = False,
    as_json: AsJson = False,
    quiet: Quiet = False,
) -> None:
    """Save web pages as documents: the article alone, with its date, author and address."""
    from assistant import bootstrap
    from assistant.errors import FetchRefused
    from assistant.faces import terminal, views

    done = []
    for page in bootstrap.fetch_pages(urls, into, update=update):
        done.append(page)
        if isinstance(page, FetchRefused):
            terminal.print_error(page.message, page.remedy)
        elif not (quiet or as_json):
            terminal.print_saved(page)
    if as_json:
        terminal.print_json(views.fetched(done))
    if any(isinstance(page, FetchRefused) for page in done):
        raise typer.Exit(1)


@app.command()
def doctor(index: IndexFolder = None, as_json: AsJson = False, quiet: Quiet = False) -> None:
    """Say what is wrong on this machine, and how to mend it."""
    from dataclasses import asdict

    from assistant.diagnosis import diagnose
    from assistant.faces import terminal
    from assistant.settings import load_settings

    checks = diagnose(load_settings(index=index))
    if as_json:
        terminal.print_json({"checks": [asdict(check) for check in checks]})
    else:
        terminal.print_checks(checks, quiet)
    if any(not check.ok for check in checks):
        raise typer.Exit(1)


@evaluation.command("retrieval")
def eval_retrieval(
    folder: Annotated[Path, typer.Argument(metavar="DIR", help="A set in BEIR layout.")],
    mode: Annotated[SearchMode, typer.Option(help="What ranks the passages.")] = "hybrid",
    unaccented: Annotated[bool, typer.Option("--unaccented", help="Fold the questions.")] = False,
    limit: Annotated[int | None, typer.Option(min=1, help="Ask the first N only.")] = None,
    as_json: AsJson = False,
    quiet: Quiet = False,
) -> None:
    """Measure search on a throw-away index of a BEIR folder."""
    from assistant import bootstrap
    from assistant.evaluation import beir
    from assistant.evaluation.retrieval import evaluate_retrieval
    from assistant.faces import terminal
    from assistant.settings import load_settings

    settings = load_settings()
    with terminal.progress_bar(quiet) as progress:
        report = evaluate_retrieval(
            beir.load(folder),
            bootstrap.make_encoder(settings),
            mode,
            unaccented=unaccented,
            limit=limit,
            max_tokens=settings.passage_tokens,
            progress=progress,
        )
    figures = report.as_json()
    terminal.print_json(figures) if as_json else terminal.print_figures(figures)


@evaluation.command("answers")
def eval_answers(
    file: Annotated[Path, typer.Argument(metavar="FILE.jsonl", help="Questions and answers.")],
    index: IndexFolder = None,
    as_json: AsJson = False,
    quiet: Quiet = False,
) -> None:
    """Ask each question of a file of the index, and score the answers."""
    from assistant.evaluation.answers import evaluate_answers, load_questions
    from assistant.faces import terminal

    figures = evaluate_answers(load_questions(file), _assistant(index).ask)
    terminal.print_json(figures) if as_json else terminal.print_answer_figures(figures)


def main() -> None:
    """Runs the command; every known error is one clear line. Wrong use exits with 2, else 1."""
    try:
        try:
            app()
        finally:
            sys.stdout.flush()
    except SystemExit as leaving:
        if not isinstance(leaving.__context__, BrokenPipeError):
            raise
        _leave_quietly()
    except BrokenPipeError:
        _leave_quietly()
    except AssistantError as error:
        from assistant.faces import terminal

        terminal.print_error(error.message, error.remedy)
        raise SystemExit(2 if isinstance(error, UsageError) else 1) from None
    except Exception as error:
        if os.environ.get("ASSISTANT_DEBUG"):
            raise
        from assistant.faces import terminal

        terminal.print_error(
            f"Something failed that should not: {type(error).__name__}: {error}.",
            "Set ASSISTANT_DEBUG=1 and run it again to see where, and report that.",
        )
        raise SystemExit(1) from None


def _leave_quietly() -> None:
    """Whoever reads the output has seen enough, as `head` has: that is no failure."""
    # What is still buffered would raise again when the interpreter ends.
    os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
    raise SystemExit(0)


def _write_calendar(path: Path, assistant: Assistant, deadlines: Sequence[Deadline]) -> None:
    from datetime import datetime

    from assistant.faces.ics import calendar

    made = datetime.fromisoformat(assistant.index.manifest.created)
    try:
        path.write_bytes(calendar(deadlines, made))
    except OSError as error:
        raise UsageError(
            f"{path} cannot be written ({error.strerror or type(error).__name__}).",
            "Give a file in a folder that is there and may be written to.",
        ) from error


def _assistant(index: Path | None) -> Assistant:
    from assistant import bootstrap
    from assistant.settings import load_settings

    return bootstrap.make_assistant(load_settings(index=index))
