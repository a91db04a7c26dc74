"""The `assistant` command. Heavy parts are imported by the commands that need them."""

from __future__ import annotations

import os
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Literal

import typer

from assistant.errors import AssistantError, UsageError

if TYPE_CHECKING:
    from assistant.service import Assistant

app = typer.Typer(
    name="assistant",
    help="Search a Party office's documents, and get answers out of them with their sources.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
)
evaluation = typer.Typer(help="Measure search and answers on a set of questions.")
app.add_typer(evaluation, name="eval", no_args_is_help=True)

IndexFolder = Annotated[
    Path | None,
    typer.Option("--index", metavar="DIR", help="The index; `indexes/default` where not given."),
]
AsJson = Annotated[bool, typer.Option("--json", help="One JSON document on stdout.")]
Quiet = Annotated[bool, typer.Option("--quiet", help="No progress and no messages.")]
SearchMode = Literal["hybrid", "lexical", "dense"]
_DATES = ["%Y-%m-%d", "%d/%m/%Y"]


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
    index: IndexFolder = None,
    as_json: AsJson = False,
    quiet: Quiet = False,
) -> None:
    """Build or update the index out of folders of documents."""
    from assistant import bootstrap
    from assistant.faces import terminal, views
    from assistant.settings import load_settings

    settings = load_settings(index=index, corpus=tuple(corpus) if corpus else None)
    with terminal.progress_bar(quiet) as progress:
        report = bootstrap.build(settings, full=full, progress=progress)
    if as_json:
        terminal.print_json(views.report(report))
    elif not quiet:
        terminal.print_report(report)
    if strict and report.refused:
        raise typer.Exit(1)


@app.command()
def ask(
    question: Annotated[str, typer.Argument(help="In plain words, with or without accents.")],
    index: IndexFolder = None,
    as_json: AsJson = False,
    quiet: Quiet = False,
) -> None:
    """Answer a question in the documents' own words, with sources."""
    from assistant.faces import terminal, views

    answer = _assistant(index).ask(question)
    if as_json:
        terminal.print_json(views.answer(answer))
    else:
        terminal.print_answer(answer)


@app.command()
def search(
    query: Annotated[str, typer.Argument(help="Words, a topic, or a document's number.")],
    k: Annotated[int, typer.Option("-k", help="How many passages.")] = 10,
    kind: Annotated[str | None, typer.Option(help="Kind of document: KH, KL, CT, news…")] = None,
    number: Annotated[str | None, typer.Option(help="Number, e.g. 60-KH/TU.")] = None,
    issuer: Annotated[str | None, typer.Option(help="Words of the issuing body's name.")] = None,
    place: Annotated[str | None, typer.Option(help="Words of the place's name.")] = None,
    since: Annotated[
        datetime | None,
        typer.Option("--from", formats=_DATES, help="Issued on or after."),
    ] = None,
    until: Annotated[
        datetime | None,
        typer.Option("--to", formats=_DATES, help="Issued on or before."),
    ] = None,
    index: IndexFolder = None,
    as_json: AsJson = False,
    quiet: Quiet = False,
) -> None:
    """Find the passages that a query is about."""
    from assistant.faces import terminal, views
    from assistant.types import Filters

    filters = Filters(
        kind=kind,
        number=number,
        issuer=issuer,
        place=place,
        since=since.date() if since else None,
        until=until.date() if until else None,
    )
    result = _assistant(index).search(query, k, filters)
    if as_json:
        terminal.print_json(views.search(result))
    else:
        terminal.print_hits(result)


@app.command()
def documents(
    number_or_id: Annotated[
        str | None, typer.Argument(metavar="[NUMBER-OR-ID]", help="E.g. 60-KH/TU.")
    ] = None,
    index: IndexFolder = None,
    as_json: AsJson = False,
    quiet: Quiet = False,
) -> None:
    """List the documents, or show one."""
    from assistant.faces import terminal, views

    assistant = _assistant(index)
    if number_or_id is None:
        found = assistant.documents()
        if as_json:
            terminal.print_json({"documents": [views.document(d) for d in found]})
        else:
            terminal.print_documents(found)
        return
    found = assistant.find_documents(number_or_id)
    if as_json:
        shown = [views.whole_document(d, assistant.passages(d)) for d in found]
        terminal.print_json({"documents": shown})
        return
    for document in found:
        terminal.print_document(document, assistant.passages(document))


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
        app()
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


def _assistant(index: Path | None) -> Assistant:
    from assistant import bootstrap
    from assistant.settings import load_settings

    return bootstrap.make_assistant(load_settings(index=index))
