"""One file of a corpus against what is known of it: unchanged, newly read, or refused."""

from __future__ import annotations

import hashlib
import shutil
from collections.abc import Iterator
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Literal

from assistant.documents.ocr import INSTALLS, find_engine
from assistant.documents.work import Job, Outcome
from assistant.errors import OcrMissing
from assistant.index.corpus import Entry, Refusal
from assistant.index.ledger import Record
from assistant.types import Document

# A file written to so shortly before it was read may be written to again within one tick of the
# file system's clock, which would leave its stamp as it is.
_TICK_NS = 100_000_000

# Besides the one that reads scans.
_PROGRAMS = ("soffice", "libreoffice", "catdoc")

Origin = Literal["live", "unfinished", "read"]


@dataclass(frozen=True, slots=True)
class Known:
    """What is known of a file: `before` by the live build, of whatever recipe that is.

    `live` is the same where its parts can be used, `unfinished` what an interrupted build left.
    """

    before: Record | None = None
    live: Record | None = None
    unfinished: Record | None = None

    @property
    def is_indexed(self) -> bool:
        return self.before is not None and self.before.document is not None

    def records(self) -> Iterator[tuple[Origin, Record]]:
        if self.live:
            yield "live", self.live
        if self.unfinished:
            yield "unfinished", self.unfinished


@dataclass(frozen=True, slots=True)
class Finding:
    """What became of a file. `changes` says that the live build no longer tells the same of it.

    `record` is what to remember of the file, `refusal` what to report, `document` what was newly
    read of it; else `origin` is where it can be taken from.
    """

    changes: bool
    record: Record | None = None
    refusal: Refusal | None = None
    document: Document | None = None
    origin: Origin = "read"


def glance(entry: Entry, known: Known, conditions: Conditions) -> Finding | None:
    """The finding of a file that need not be opened: its stamp is that of a record."""
    for origin, record in known.records():
        same = (record.path, record.stamp) == (str(entry.path), entry.stamp)
        if same and (not record.conditions or record.conditions == conditions.text):
            return _unchanged(record, known, origin)
    return None


def job_for(entry: Entry, known: Known) -> Job:
    digests = tuple(r.digest for _, r in known.records() if r.digest and not r.conditions)
    return Job(entry.source, entry.path, entry.sidecar, digests)


def judge(
    entry: Entry, known: Known, outcome: Outcome, begun: int, conditions: Conditions
) -> Finding:
    """The finding of a file that was read, or tried to; `begun` is a time before, in ns."""
    refusal = None
    if outcome.reason:
        refusal = Refusal(entry.source, outcome.reason, outcome.remedy, outcome.secret)
    if outcome.secret:  # no record, and whatever was known of it must go
        return Finding(known.before is not None, refusal=refusal)
    if outcome.passing:
        return Finding(known.is_indexed, refusal=refusal)
    stamp = entry.stamp if begun - entry.changed_ns > _TICK_NS else ()
    if outcome.document is None and refusal is None:
        for origin, record in known.records():
            if record.digest == outcome.digest:
                same = replace(record, path=str(entry.path), stamp=stamp)
                return _unchanged(same, known, origin)
    record = Record(entry.source, str(entry.path), stamp, outcome.digest)
    if refusal:
        refused = replace(record, reason=outcome.reason, remedy=outcome.remedy)
        if not outcome.digest or _wants_a_program(outcome.remedy):
            refused = replace(refused, conditions=conditions.text)
        return Finding(known.is_indexed, refused, refusal)
    document = outcome.document
    if document is None:
        raise ValueError(f"{entry.source} was neither read nor refused.")
    told = replace(record, document=document.id, text=text_key(document), access=document.access)
    if document.omissions:
        missing = any(_wants_a_program(omission.remedy) for omission in document.omissions)
        under = conditions.text if missing else ""
        told = replace(told, omissions=document.omissions, conditions=under)
    return Finding(True, told, document=document)


class Conditions:
    """Under which files are read: the limits of reading, and the programs that are installed."""

    def __init__(self, limits: str) -> None:
        self._limits = limits

    @cached_property
    def text(self) -> str:
        try:
            find_engine()
            scans = "OCR"
        except OcrMissing as error:
            scans = error.message
        programs = [name for name in _PROGRAMS if shutil.which(name)]
        return "; ".join((self._limits, scans, *programs))


def _wants_a_program(remedy: str) -> bool:
    return INSTALLS in remedy


def text_key(document: Document) -> str:
    """The same for documents that say the same, however they are broken into lines and pages.

    What a sidecar says otherwise of one of them keeps them apart.
    """
    words = "".join(document.text.split())
    head = (document.kind, document.number, document.issued_on, document.abridged)
    return hashlib.sha256(f"{head}\n{words}".encode()).hexdigest()


def _unchanged(record: Record, known: Known, origin: Origin) -> Finding:
    if record.document is None:
        refusal = Refusal(record.source, record.reason, record.remedy)
        changes = known.is_indexed
        return Finding(changes, record, refusal, origin=origin)
    # The build also holds the path, for those who want to see the file itself.
    before = known.before
    changes = origin != "live" or before is None or before.path != record.path
    return Finding(changes, record, origin=origin)
