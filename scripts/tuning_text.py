"""The text that the encoder is tuned on: documents, and questions to their sentences.

`# ` opens a document with its title, `S:` is one of its sentences, `Q:` a question that the
sentence above answers, and `N:` one that stands near to the document and that it does not answer.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path

FOLDER = Path(__file__).parent / "tuning"
_TITLE, _SENTENCE, _QUESTION, _UNANSWERED = "#", "S:", "Q:", "N:"


@dataclass(slots=True)
class Document:
    """`questions` are those that a sentence answers, with the sentence's place."""

    title: str
    sentences: list[str] = field(default_factory=list)
    questions: list[tuple[str, int]] = field(default_factory=list)
    unanswered: list[str] = field(default_factory=list)


def read_documents(path: Path) -> list[Document]:
    """The documents of a file of training text.

    Raises:
        ValueError: a line is none of the four, is empty, or a question stands under no sentence.
    """
    found: list[Document] = []
    for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), 1):
        if not line.strip():
            continue
        mark, _, text = line.partition(" ")
        if mark == _TITLE:
            found.append(Document(text.strip()))
        elif not found or not text.strip():
            raise ValueError(f"{path.name}:{number}: stands in no document, or is empty.")
        elif mark == _SENTENCE:
            found[-1].sentences.append(text.strip())
        elif mark == _UNANSWERED:
            found[-1].unanswered.append(text.strip())
        elif mark == _QUESTION and found[-1].sentences:
            found[-1].questions.append((text.strip(), len(found[-1].sentences) - 1))
        else:
            raise ValueError(f"{path.name}:{number}: is no line of training text.")
    return found
