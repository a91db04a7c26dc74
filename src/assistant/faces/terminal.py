"""Answers, hits and reports as a person reads them in a terminal."""

from __future__ import annotations

import json
import sys
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import date
from itertools import groupby
from typing import TYPE_CHECKING, Any

from rich.console import Console
from rich.padding import Padding
from rich.progress import (
    BarColumn,
    MofNCompleteColumn,
    Progress,
    ProgressColumn,
    Task,
    TextColumn,
    TimeRemainingColumn,
)
from rich.text import Text

from assistant.documents.titles import cited_title, reference
from assistant.types import Answer, Citation, Document, Hit, Language, Outcome, Relation

if TYPE_CHECKING:
    from assistant.answering.lookup import Cited, Record, Unindexed
    from assistant.diagnosis import Check
    from assistant.documents.saved_page import SavedPage
    from assistant.index.build import BuildReport
    from assistant.index.build import Progress as Step
    from assistant.index.citations import Citing
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
        "superseded": "Văn bản này đã được thay thế, sửa đổi bởi",
        "unstated": "Văn bản được trích không nhắc tới",
        "unsure": "Chưa chắc đây là điều đồng chí hỏi; đề nghị đối chiếu với văn bản.",
        "several": "Các văn bản nêu khác nhau. Đồng chí chọn đúng nơi và cơ quan cần tra cứu.",
        "none": "Không tìm thấy đoạn nào.",
        "ask_on": "Hỏi tiếp",
    },
    "en": {
        "read_as": "Read as",
        "sources": "Sources",
        "page": "page",
        "superseded": "Since replaced or amended by",
        "unstated": "The document quoted does not mention",
        "unsure": "This may not be what you ask about; please check it in the document.",
        "several": "The documents say different things. Look for the right place and body.",
        "none": "Nothing was found.",
        "ask_on": "Ask on with",
    },
}

_RELATIONS = {
    Relation.BASIS: "basis",
    Relation.REPLACES: "replaces it",
    Relation.AMENDS: "amends it",
    Relation.REPEALS: "repeals it",
    Relation.REPLACED_BY: "is replaced by it",
    Relation.AMENDED_BY: "is amended by it",
    Relation.REPEALED_BY: "is repealed by it",
    Relation.MENTIONS: "mentions it",
}
_PASSIVE = {
    Relation.REPLACES: "Replaced",
    Relation.AMENDS: "Amended",
    Relation.REPEALS: "Repealed",
}


def print_json(value: Mapping[str, Any]) -> None:
    sys.stdout.write(json.dumps(value, ensure_ascii=False, indent=2) + "\n")


def print_answer(answer: Answer) -> None:
    """The answer first, its value standing out; then numbered sources, one line of quote each."""
    label = _LABELS[answer.language]
    _print_restored(answer.restored, label)
    if not answer.statements:
        out.print(Text(answer.answer))
        return
    if not answer.sure:
        out.print(Text(label["unsure"], style="bold"))
    several = answer.outcome is Outcome.SEVERAL
    if several:
        out.print(Text(label["several"]))
    for statement in answer.statements:
        if several:
            out.print()
        if statement.value:
            when = _day(statement.date) if several and statement.date else None
            where = ", ".join(filter(None, (statement.whose, when)))
            line = Text(_capital(statement.value), style=_VALUE)
            out.print(line + Text(f"  ({where})" if where else "", style="dim"))
        markers = "".join(f" [{marker}]" for marker in statement.citations)
        lead = Text(f"{statement.label}: " if statement.label else "", style="dim")
        out.print(lead + _marked(statement.text + markers, statement.value))
        if statement.superseded_by:
            out.print(Text(f"{label['superseded']} {statement.superseded_by}", style="bold"))
    if answer.missing:
        out.print(Text(f"{label['unstated']}: {answer.missing}", style="bold"))
    out.print()
    out.print(Text(label["sources"], style="bold"))
    shown: Document | None = None
    for citation in answer.citations:
        named = citation.document is not shown
        _print_citation(answer, citation, label["page"], named=named)
        shown = citation.document


def _day(when: date) -> str:
    return f"{when.day}/{when.month}/{when.year}"


def print_conversation(conversation_id: str, language: Language) -> None:
    """How to ask on, to stderr."""
    messages.print(f"{_LABELS[language]['ask_on']}: --conversation {conversation_id}", markup=False)


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


def print_several(documents: Sequence[Document], wanted: str) -> None:
    """All documents that a number can mean: which one is for the reader to say."""
    out.print(Text(f"{wanted} can mean {len(documents)} documents; show one by its id:"))
    print_documents(documents)


def print_record(record: Record, *, whole: bool) -> None:
    """A document's head, headings and relations to others; `whole` adds its text."""
    document = record.document
    out.print(Text(cited_title(document), style="bold"))
    out.print(Text(reference(document), style="dim"))
    for successor in record.successors:
        done = _PASSIVE[successor.relation]
        by = reference(successor.document) if successor.document else successor.number
        out.print(Text(f"{done} by {by}", style="bold yellow"))
        _print_quote(successor.source, successor.start, successor.end)
    facts = {
        "id": document.id,
        "file": document.source,
        "place": document.place,
        "access": document.access.value,
        "pages": str(len(document.pages)) if document.pages else None,
        "passages": str(len(record.passages)),
    }
    for name, value in facts.items():
        if value:
            out.print(Text(f"{name}: {value}"))
    _print_section("Headings", bool(document.headings))
    for heading in document.headings:
        out.print(Text("  " * heading.level + heading.text))
    _print_section("Cites", bool(record.cites))
    for cited in record.cites:
        _print_cited(cited)
    _print_section("Cited by", bool(record.cited_by))
    _print_citing(record.cited_by)
    if whole:
        _print_section("Text", True)
        out.print(Text(document.text))


def print_unindexed(unindexed: Unindexed) -> None:
    """A document that is only cited: by which documents, and in which sentences."""
    out.print(
        Text(f"{unindexed.number} is not in the index. Documents that cite it: {unindexed.total}")
    )
    _print_citing(unindexed.cited_by)


def print_report(report: BuildReport) -> None:
    """What was read and what was refused: files with the same trouble stand under it together."""
    resumed = f", {report.resumed} of them before it was interrupted" if report.resumed else ""
    out.print(
        f"Build {report.build}: {report.documents} documents, {report.passages} passages "
        f"({report.read} read, {report.unchanged} unchanged{resumed}, {report.removed} removed) "
        f"in {report.seconds:.1f} s"
        + (f", {report.passages_per_second:.0f} passages/s" if report.read else "")
    )
    secret = [refusal for refusal in report.refused if refusal.secret]
    _print_troubles(
        "Secret, for the administrator alone", "bold red",
        [(r.reason, r.remedy, r.source) for r in secret],
    )  # fmt: skip
    _print_troubles(
        "Not indexed", "bold yellow",
        [(r.reason, r.remedy, r.source) for r in report.refused if not r.secret],
    )  # fmt: skip
    _print_troubles(
        "Indexed without some pages", "bold yellow",
        [(i.reason, i.remedy, f"{i.source}: {_page_list(i.pages)}") for i in report.incomplete],
    )  # fmt: skip
    if report.copies:
        out.print(Text(f"Same text as another file: {len(report.copies)}", style="bold"))
        for copy in report.copies:
            out.print(Text(f"  {copy.source} = {copy.of}"))


def _print_troubles(title: str, style: str, troubles: Sequence[tuple[str, str, str]]) -> None:
    """(reason, remedy, file) triples, the most frequent trouble first."""
    if not troubles:
        return
    out.print(Text(f"{title}: {len(troubles)}", style=style))
    files: dict[tuple[str, str], list[str]] = {}
    for reason, remedy, file in troubles:
        files.setdefault((reason, remedy), []).append(file)
    for (reason, remedy), named in sorted(files.items(), key=lambda one: -len(one[1])):
        out.print(Padding(Text(f"{_capital(reason)}. {remedy}"), (0, 0, 0, 2), expand=False))
        for file in named:
            out.print(Padding(Text(file, style="bold"), (0, 0, 0, 6), expand=False))


def print_saved(page: SavedPage) -> None:
    said = {
        "saved": "Saved",
        "updated": "Updated",
        "unchanged": "Unchanged since it was saved",
        "kept": "Already there, left as it is (--update fetches it again)",
    }
    out.print(Text(f"{said[page.outcome]}: {page.title}"))
    out.print(Padding(Text(str(page.path), style="dim"), (0, 0, 0, 2), expand=False))


def _page_list(pages: Sequence[int]) -> str:
    """`pages 1–3, 7`."""
    runs: list[list[int]] = []
    for page in pages:
        if runs and page == runs[-1][-1] + 1:
            runs[-1].append(page)
        else:
            runs.append([page])
    shown = (str(run[0]) if len(run) == 1 else f"{run[0]}–{run[-1]}" for run in runs)
    return f"{'page' if len(pages) == 1 else 'pages'} {', '.join(shown)}"


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
            said = Text(row["error"] or row["answer"], style="dim")
            out.print(Padding(said, (0, 0, 0, 2), expand=False))


def print_checks(checks: Sequence[Check], quiet: bool) -> None:
    """A line for each check; where it is quiet, for those alone that failed."""
    for check in checks:
        if check.ok and quiet:
            continue
        mark = Text("ok  " if check.ok else "FAIL", style="green" if check.ok else "bold red")
        out.print(mark + Text(f"  {check.name}: {check.found} {check.remedy}".rstrip(), style=""))


def print_error(message: str, remedy: str) -> None:
    messages.print(Text(f"assistant: {message} {remedy}".strip(), style="red"), soft_wrap=True)


class _RateColumn(ProgressColumn):
    """How many a second, by the last of them."""

    def render(self, task: Task) -> Text:
        speed = task.finished_speed or task.speed
        return Text(f"{speed:.1f}/s" if speed else "", style="dim")


@contextmanager
def progress_bar(quiet: bool) -> Iterator[Callable[[Step], None] | None]:
    """A bar on stderr with count, rate and time left; nothing where it is quiet or no terminal."""
    if quiet or not messages.is_terminal:
        yield None
        return
    columns = (
        TextColumn("{task.description}"),
        BarColumn(),
        MofNCompleteColumn(),
        _RateColumn(),
        TimeRemainingColumn(),
    )
    with Progress(*columns, console=messages, transient=True) as bar:
        tasks: dict[str, Any] = {}

        def advance(step: Step) -> None:
            if step.stage not in tasks:
                tasks[step.stage] = bar.add_task(step.stage, total=step.total)
            bar.update(tasks[step.stage], completed=step.done, total=step.total)

        yield advance


def _print_section(title: str, there_is_one: bool) -> None:
    if there_is_one:
        out.print()
        out.print(Text(title, style="bold"))


def _print_cited(cited: Cited) -> None:
    one = cited.reference
    said = _RELATIONS[one.relation] + (f" (it is {one.by} that does so)" if one.by else "")
    out.print(Text(f"  {one.number}: {said}"))
    for document in cited.documents:
        line = Text(f"{document.id}  ", style="dim") + Text(reference(document))
        out.print(Padding(line, (0, 0, 0, 4), expand=False))
    if not cited.documents:
        out.print(Padding(Text("not in the index", style="dim"), (0, 0, 0, 4), expand=False))


def _print_citing(citing: Sequence[Citing]) -> None:
    """Each document once, with its sentences below it."""
    for _, group in groupby(citing, key=lambda one: one.document.id):
        sentences = list(group)
        document = sentences[0].document
        said = dict.fromkeys(_RELATIONS[one.reference.relation] for one in sentences)
        line = Text(f"{document.id}  ", style="dim") + Text(reference(document))
        out.print(Padding(line + Text(f" · {', '.join(said)}"), (0, 0, 0, 2), expand=False))
        for start, end in dict.fromkeys((o.reference.start, o.reference.end) for o in sentences):
            _print_quote(document, start, end)


def _print_quote(document: Document, start: int, end: int) -> None:
    quote = Text(f"“{document.text[start:end]}”", style="dim")
    out.print(Padding(quote, (0, 0, 0, 4), expand=False))


def _print_restored(restored: str | None, label: Mapping[str, str]) -> None:
    if restored:
        out.print(Text(f"{label['read_as']}: {restored}", style="italic dim"))


def _print_citation(answer: Answer, citation: Citation, page: str, *, named: bool) -> None:
    """The document, if `named`, and the quote: sentences of one document stand under its name."""
    document, value = citation.document, answer.value_in(citation)
    line = _one_line(citation.quote, answer.shown_of(citation))
    if not named:
        out.print(_marked(f"[{citation.marker}] “{line}”", value))
        return
    where = f", {page} {citation.page}" if citation.page else ""
    out.print(Text(f"[{citation.marker}] {cited_title(document)}"))
    file = f"{reference(document)}{where} · {document.source}"
    out.print(Padding(Text(file, style="dim"), (0, 0, 0, 4), expand=False))
    out.print(Padding(_marked(f"“{line}”", value), (0, 0, 0, 4), expand=False))


def _one_line(quote: str, shown: str | None, width: int = 160) -> str:
    """At most `width` characters of the quote, cut at words, with what is shown of it inside."""
    quote = " ".join(quote.split())
    if len(quote) <= width:
        return quote
    at = max(0, quote.find(shown)) if shown else 0
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
