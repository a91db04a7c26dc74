"""Documents' files, as they were when they were indexed and in no other form."""

from __future__ import annotations

import hashlib
import os
from collections.abc import AsyncIterator
from pathlib import Path, PurePosixPath
from typing import BinaryIO
from urllib.parse import quote

from anyio.to_thread import run_sync
from starlette.responses import StreamingResponse

from assistant.errors import FileChanged
from assistant.types import Document
from assistant.vietnamese.normalize import fold

TYPES = {
    ".pdf": "application/pdf",
    ".doc": "application/msword",
    ".docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    ".xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    ".html": "text/html",
    ".htm": "text/html",
    ".md": "text/markdown",
    ".txt": "text/plain",
}
OTHER = "application/octet-stream"
_CHUNK = 256 * 1024
_DIGESTS_KEPT = 4096
# Nothing in the file may run, load or be framed by another site; ours may show a PDF.
_POLICY = "sandbox; default-src 'none'; frame-ancestors 'none'"
_SHOWN_POLICY = (
    "sandbox; default-src 'none'; object-src 'self'; style-src 'unsafe-inline';"
    " frame-ancestors 'self'"
)

_Stamp = tuple[int, int, int, int, int]


class OpenedFile:
    """A document's file, opened and found to be the one that was indexed.

    Raises FileChanged: it is gone, has changed, or now leads out of its corpus folder.
    """

    def __init__(self, path: Path, document: Document) -> None:
        self.document = document
        self._file = _open(path, document.source)
        try:
            stat = os.fstat(self._file.fileno())
            self.size = stat.st_size
            stamp = (stat.st_dev, stat.st_ino, stat.st_size, stat.st_mtime_ns, stat.st_ctime_ns)
            if _digest(stamp, self._file.fileno()) != document.digest:
                raise _changed(document.source)
        except BaseException:
            self._file.close()
            raise

    def response(self, *, inline: bool) -> StreamingResponse:
        """The file as an attachment; where `inline`, a PDF may be shown in place."""
        name = PurePosixPath(self.document.source).name
        media_type = TYPES.get(PurePosixPath(name).suffix.lower(), OTHER)
        shown = inline and media_type == "application/pdf"
        disposition = "inline" if shown else "attachment"
        return StreamingResponse(
            self._chunks(),
            headers={
                "Content-Type": media_type,  # as a header: in which charset it is, nobody knows
                "Content-Length": str(self.size),
                "Content-Disposition": f"{disposition}; {_filename(name)}",
                "Content-Security-Policy": _SHOWN_POLICY if shown else _POLICY,
                "Cross-Origin-Resource-Policy": "same-origin",
                "X-Content-Type-Options": "nosniff",
            },
        )

    def close(self) -> None:
        self._file.close()

    async def _chunks(self) -> AsyncIterator[bytes]:
        # By position: a client that reads slowly holds a file, but no thread.
        try:
            at = 0
            while at < self.size:
                chunk = await run_sync(os.pread, self._file.fileno(), _CHUNK, at)
                if not chunk:
                    raise _changed(self.document.source)  # cut short since it was opened
                yield chunk[: self.size - at]
                at += len(chunk)
        finally:
            self.close()


def _open(path: Path, source: str) -> BinaryIO:
    """Opens a corpus file without following links out of the corpus, or waiting on a pipe."""
    root = path.parents[len(PurePosixPath(source).parts) - 1]
    try:
        real = path.resolve(strict=True)
        if not real.is_relative_to(root.resolve(strict=True)) or not real.is_file():
            raise _changed(source)
        handle = os.open(real, os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK | os.O_CLOEXEC)
        return os.fdopen(handle, "rb")
    except (OSError, IndexError) as error:
        raise _changed(source) from error


_digests: dict[_Stamp, str] = {}


def _digest(stamp: _Stamp, handle: int) -> str:
    """SHA-256 of an open file; worked out once for as long as the file stays as it is."""
    if known := _digests.get(stamp):
        return known
    digest, at = hashlib.sha256(), 0
    while chunk := os.pread(handle, _CHUNK, at):
        digest.update(chunk)
        at += len(chunk)
    if len(_digests) >= _DIGESTS_KEPT:
        _digests.clear()
    found = _digests[stamp] = digest.hexdigest()
    return found


def _filename(name: str) -> str:
    """The name for old clients without accents, for others as it is (RFC 6266)."""
    plain = "".join(c if c.isascii() and (c.isalnum() or c in "._- ") else "_" for c in fold(name))
    return f"filename=\"{plain}\"; filename*=UTF-8''{quote(name, safe='')}"


def _changed(source: str) -> FileChanged:
    return FileChanged(
        f"The file {source} is gone, or is no longer the one that was indexed.",
        "Run `assistant index`.",
    )
