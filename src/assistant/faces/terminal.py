"""Answers, hits and reports as a person reads them in a terminal."""

from __future__ import annotations

import json
import sys
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

from rich.console import Console
from rich.padding import Padding
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn
from rich.text import Text

from assistant.documents.titles import cited_title, reference
from assistant.types import Answer, Citation, Document, Hit, Outcome, Passage

if TYPE_CHECKING:
    from assistant.diagnosis import Check
    from assistant.index.build import BuildReport
    from assistant.index.build import Progress as Step
    from assistant.service import SearchResult

# Lines that go into a pipe or a file are not broken to the width of a terminal.
_PIPED = 10_000
out = Console(highlight=False, width=None if sys.stdout.isatty() else _PIPED)
messages = Console(stderr=True, highlight=False)

_VALUE = "bold green"
_LABELS = {
    "vi": {
        "read_as": "Tôi hiểu câu hỏi là",
        "sources": "Nguồn",
        "page": "trang",
        "none": "Không tìm thấy đoạn nào.",
    },
    "en": {
        "read_as": "Read as",
        "sources": "Sources",
        "page": "page",
        "none": "Nothing was found.",
    },
}


def print_json(value: Mapping[str, Any]) -> None:
    sys.stdout.write(json.dumps(value, ensure_ascii=False, indent=2) + "\n")


def print_answer(answer: Answer) -> None:
    """The answer first, its value standing out; then numbered sources, one line of quote each."""
    label = _LABELS[answer.language]
    _print_restored(answer.restored, label)
    if answer.outcome is not Outcome.ANSWERED:
        out.print(Text(answer.answer))
        return
    for statement in answer.statements:
        if statement.value:
            where = statement.body or statement.place
            line = Text(_capital(statement.value), style=_VALUE)
            out.print(line + Text(f"  ({where})" if where else "", style="dim"))
        markers = "".join(f" [{marker}]" for marker in statement.citations)
        out.print(_marked(statement.text + markers, statement.value))
    out.print()
    out.print(Text(label["sources"], style="bold"))
    for citation in answer.citations:
        value = next((s.value for s in answer.statements if citation.marker in s.citations), None)
        _print_citation(citation, value, label["page"])


def print_hits(result: SearchResult) -> None:
    label = _LABELS[result.query.language]
    _print_restored(result.query.restored, label)
    if not result.hits:
        out.print(label["none"])
    for rank, hit in enumerate(result.hits, 1):
        page = f", {label['page']} {hit.passage.page}" if hit.passage.page else ""
        out.print(Text(f"{rank}. {cited_title(hit.document)}", style="bold"))
        where = f"{reference(hit.document)}{page} · {hit.document.source}"
        out.print(Padding(Text(where, style="dim"), (0, 0, 0, 3), expand=False))
        above = [h for h in hit.passage.headings if not hit.passage.text.startswith(h)]
        if above:
            out.print(Padding(Text(" › ".join(above), style="dim"), (0, 0, 0, 3), expand=False))
        out.print(Padding(_snippet(hit), (0, 0, 1, 3), expand=False))


def print_documents(documents: Sequence[Document]) -> None:
    for document in documents:
        out.print(Text(document.id, style="dim") + Text(f"  {reference(document)}", style="bold"))
        out.print(Padding(Text(cited_title(document)), (0, 0, 0, 14), expand=False))
        out.print(Padding(Text(document.source, style="dim"), (0, 0, 0, 14), expand=False))
    messages.print(f"{len(documents)} documents")


def print_document(document: Document, passages: Sequence[Passage]) -> None:
    out.print(Text(cited_title(document), style="bold"))
    out.print(Text(reference(document), style="dim"))
    facts = {
        "id": document.id,
        "file": document.source,
        "place": document.place,
        "access": document.access.value,
        "pages": str(len(document.pages)) if document.pages else None,
        "passages": str(len(passages)),
        "cites": ", ".join(document.cites) or None,
    }
    for name, value in facts.items():
        if value:
            out.print(Text(f"{name}: {value}"))
    out.print()
    out.print(Text(document.text))


def print_report(report: BuildReport) -> None:
    """What was read and what was refused, to stderr: the report is a message, not a result."""
    out.print(
        f"Build {report.build}: {report.documents} documents, {report.passages} passages "
        f"({report.read} read, {report.unchanged} unchanged, {report.removed} removed) "
        f"in {report.seconds:.1f} s"
        + (f", {report.passages_per_second:.0f} passages/s" if report.read else "")
    )
    if report.refused:
        out.print(Text(f"Not indexed: {len(report.refused)}", style="bold yellow"))
        for refusal in report.refused:
            out.print(Text(f"  {refusal.source}: {refusal.reason}. {refusal.remedy}"))


def print_figures(figures: Mapping[str, Any]) -> None:
    for name, value in figures.items():
        shown = f"{value:.4f}" if isinstance(value, float) else value
        out.print(f"{name:22} {shown}")


def print_answer_figures(figures: Mapping[str, Any]) -> None:
    """The figures, then a line for each question that was not answered as it should be."""
    print_figures({n: v for n, v in figures.items() if n not in {"rows", "by_kind"}})
    for kind, counts in figures["by_kind"].items():
        out.print(f"  {kind:20} {counts['right']}/{counts['questions']}")
    for row in figures["rows"]:
        if not row["right"]:
            out.print(Text(f"{row['id']} {row['outcome']}: {row['question']}", style="yellow"))
            out.print(Padding(Text(row["answer"], style="dim"), (0, 0, 0, 2), expand=False))


def print_checks(checks: Sequence[Check], quiet: bool) -> None:
    """A line for each check; where it is quiet, for those alone that failed."""
    for check in checks:
        if check.ok and quiet:
            continue
        mark = Text("ok  " if check.ok else "FAIL", style="green" if check.ok else "bold red")
        out.print(mark + Text(f"  {check.name}: {check.found} {check.remedy}".rstrip(), style=""))


def print_error(message: str, remedy: str) -> None:
    messages.print(Text(f"assistant: {message} {remedy}".strip(), style="red"), soft_wrap=True)


@contextmanager
def progress_bar(quiet: bool) -> Iterator[Callable[[Step], None] | None]:
    """A bar on stderr with count and time left; nothing where it is quiet or no terminal."""
    if quiet or not messages.is_terminal:
        yield None
        return
    columns = (
        TextColumn("{task.description}"),
        BarColumn(),
        MofNCompleteColumn(),
        TimeRemainingColumn(),
    )
    with Progress(*columns, console=messages, transient=True) as bar:
        tasks: dict[str, Any] = {}

        def advance(step: Step) -> None:
            if step.stage not in tasks:
                tasks[step.stage] = bar.add_task(step.stage, total=step.total)
            bar.update(tasks[step.stage], completed=step.done, total=step.total)

        yield advance


def _print_restored(restored: str | None, label: Mapping[str, str]) -> None:
    if restored:
        out.print(Text(f"{label['read_as']}: {restored}", style="italic dim"))


def _print_citation(citation: Citation, value: str | None, page: str) -> None:
    document = citation.document
    where = f", {page} {citation.page}" if citation.page else ""
    out.print(Text(f"[{citation.marker}] {cited_title(document)}"))
    line = f"{reference(document)}{where} · {document.source}"
    out.print(Padding(Text(line, style="dim"), (0, 0, 0, 4), expand=False))
    quote = _marked(f"“{_one_line(citation.quote, value)}”", value)
    out.print(Padding(quote, (0, 0, 0, 4), expand=False))


def _one_line(quote: str, value: str | None, width: int = 160) -> str:
    """At most `width` characters of the quote, cut at words, with its value inside."""
    quote = " ".join(quote.split())
    if len(quote) <= width:
        return quote
    at = quote.find(value) if value else 0
    start = max(0, min(at - width // 2, len(quote) - width))
    start = quote.rfind(" ", 0, start) + 1 if start else 0
    end = quote.rfind(" ", start, start + width) if start + width < len(quote) else len(quote)
    return ("… " if start else "") + quote[start:end] + (" …" if end < len(quote) else "")


def _marked(text: str, value: str | None) -> Text:
    line = Text(text)
    if value:
        line.highlight_words([value], style=_VALUE)
    return line


def _snippet(hit: Hit) -> Text:
    text = Text(hit.passage.text)
    for start, end in hit.highlights:
        text.stylize("bold", start, end)
    return text


def _capital(value: str) -> str:
    return value[:1].upper() + value[1:]
