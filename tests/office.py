"""The made office: documents of invented communes, and where they are laid out as files.

`data/office/` holds plain files, indexed as they are, and texts named `NAME.docx.txt` or
`NAME.pdf.txt`: the left column of the head, an empty line, its right column, an empty line, then
one paragraph a line. Those become Word and PDF files.
"""

from __future__ import annotations

from itertools import zip_longest
from pathlib import Path

import made_files

DATA = Path(__file__).parent / "data" / "office"
_LINES_ON_A_PAGE = 26


def lay_out(folder: Path) -> Path:
    """Writes the office's files into `folder`, and returns it."""
    for path in sorted(DATA.rglob("*.*")):
        target = folder / path.relative_to(DATA)
        target.parent.mkdir(parents=True, exist_ok=True)
        if path.name.endswith(".docx.txt"):
            target.with_suffix("").write_bytes(_word(path.read_text("utf-8")))
        elif path.name.endswith(".pdf.txt"):
            target.with_suffix("").write_bytes(_pdf(path.read_text("utf-8")))
        else:
            target.write_bytes(path.read_bytes())
    return folder


def _parts(text: str) -> tuple[list[str], list[str], list[str]]:
    left, right, body = text.split("\n\n", 2)
    return left.splitlines(), right.splitlines(), body.splitlines()


def _word(text: str) -> bytes:
    left, right, body = _parts(text)
    return made_files.docx(body, head=("\n".join(left), "\n".join(right)))


def _pdf(text: str) -> bytes:
    left, right, body = _parts(text)
    head = list(zip_longest(left, right, fillvalue=""))
    first, rest = body[: _LINES_ON_A_PAGE - len(head)], body[_LINES_ON_A_PAGE - len(head) :]
    return made_files.pdf([[*head, *first], *([rest] if rest else [])], numbered=True)
