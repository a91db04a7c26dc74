"""An answer as a message: the value, the sentence, then where each stands."""

from __future__ import annotations

import re

from assistant.types import Answer, Citation, Language, Outcome, Statement
from bots.telegram.naming import day, located
from bots.telegram.richtext import Rich, bold, italic, joined, marked, plain, shortened

_QUOTE = 120
_MOST_OPEN = 5
_LABELS = {
    "vi": {
        "read_as": "Tôi hiểu câu hỏi là",
        "sources": "Nguồn",
        "unstated": "Văn bản được trích không nhắc tới",
        "unsure": "Chưa chắc đây là điều đồng chí hỏi; đề nghị đối chiếu với văn bản.",
        "superseded": "Văn bản này đã được thay thế, sửa đổi bởi",
        "several": "Các văn bản nêu khác nhau. Đồng chí chọn đúng nơi và cơ quan cần tra cứu.",
    },
    "en": {
        "read_as": "I read the question as",
        "sources": "Sources",
        "unstated": "The document quoted does not mention",
        "unsure": "This may not be what you ask about; please check it in the document.",
        "superseded": "Since replaced or amended by",
        "several": "The documents say different things. Look for the right place and body.",
    },
}


def answer_text(answer: Answer) -> Rich:
    """The whole reply, of any length."""
    label = _LABELS[answer.language]
    parts = []
    if answer.restored:
        parts.append(italic(f"{label['read_as']}: {answer.restored}"))
    if not answer.statements:
        parts.append(plain(answer.answer))
        return joined("\n\n", parts)
    if not answer.sure:
        parts.append(plain(f"⚠️ {label['unsure']}"))
    several = answer.outcome is Outcome.SEVERAL
    if several:
        parts.append(plain(label["several"]))
    said = [_statement(one, several, label["superseded"]) for one in answer.statements]
    # Points of a list stand close together; statements with a value of their own do not.
    apart = any(one.value for one in answer.statements)
    parts.append(joined("\n\n" if apart else "\n", said))
    if answer.missing:
        parts.append(bold(f"⚠️ {label['unstated']}: {answer.missing}"))
    if answer.citations:
        parts.append(bold(label["sources"]) + plain("\n") + sources_text(answer))
    return joined("\n\n", parts)


def sources_text(answer: Answer) -> Rich:
    """Each document once, with a line for every place in it that is cited; many are folded up."""
    lines: list[Rich] = []
    shown: tuple[str, int | None] | None = None
    for citation in answer.citations:
        place = citation.document.id, citation.page
        if place != shown:
            where = located(citation.document, citation.page, answer.language)
            lines.append(plain(f"{citation.marker}. {where}"))
            lines.append(_quote(answer, citation, ""))
        else:
            lines.append(_quote(answer, citation, f"[{citation.marker}] "))
        shown = place
    text = joined("\n", lines)
    return text.within("blockquote expandable") if len(answer.citations) > _MOST_OPEN else text


def _statement(statement: Statement, several: bool, superseded: str) -> Rich:
    where = statement.whose
    lines = []
    if statement.value:
        head = bold(_capital(statement.value))
        if where:
            whose = f"{where}, {day(statement.date)}" if several and statement.date else where
            head += plain(f" ({whose})")
        lines.append(head)
    elif several and where:
        lines.append(bold(where))
    marks = "".join(f" [{marker}]" for marker in statement.citations)
    if statement.value == statement.text:
        # A field of a document's head has no sentence around it: said once, it is enough.
        lines[-1] += plain(marks)
    else:
        at = statement.text.find(statement.value) if statement.value else -1
        spans = [(at, at + len(statement.value or ""))] if at >= 0 else []
        lead = plain(f"{statement.label}: ") if statement.label else Rich()
        lines.append(lead + marked(statement.text, spans) + plain(marks))
    return joined("\n", [*lines, *_warning(statement, superseded)])


def _warning(statement: Statement, superseded: str) -> list[Rich]:
    by = statement.superseded_by
    return [bold(f"⚠️ {superseded} {by}")] if by else []


def _quote(answer: Answer, citation: Citation, marker: str) -> Rich:
    value, shown = answer.value_in(citation), answer.shown_of(citation)
    at = citation.quote.find(shown) if shown else -1
    keep = (at, at + len(shown)) if shown and at >= 0 else None
    line = shortened(citation.quote, _QUOTE, keep)
    at = line.find(" ".join(value.split())) if value else -1
    spans = [(at, at + len(" ".join(value.split())))] if value and at >= 0 else []
    return plain(marker) + (plain("“") + marked(line, spans) + plain("”")).within("i")


def _capital(value: str) -> str:
    return value[:1].upper() + value[1:]


def is_english(text: str) -> bool:
    """Whether a short text is surely English: for what is said before it was understood."""
    return bool(_ENGLISH.search(text))


_ENGLISH = re.compile(
    r"(?i)\b(?:what|when|where|which|who|how|the|deadline|report|search|please|is|are)\b"
)


def language_of(text: str) -> Language:
    return "en" if is_english(text) else "vi"
