"""What stands in the corpus folders: the files to read, and those that cannot be."""

from __future__ import annotations

import os
import stat
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path, PurePath
from unicodedata import normalize

from assistant.documents.work import why_unreadable
from assistant.errors import CorpusError

_SIDECAR = ".toml"
_LARGEST = 512 * 1024 * 1024  # bytes


@dataclass(frozen=True, slots=True)
class Refusal:
    """A file that is not indexed. `source` is its path inside its corpus folder.

    Of a `secret` one nothing may be stored anywhere, not even its name.
    """

    source: str
    reason: str
    remedy: str
    secret: bool = False


@dataclass(frozen=True, slots=True)
class Entry:
    """A file to be read. `stamp` changes whenever the file or its sidecar is written to."""

    source: str
    path: Path
    sidecar: Path | None
    stamp: tuple[int, ...]

    @property
    def changed_ns(self) -> int:
        """When the file or its sidecar was last written to, in ns since 1970."""
        return max(time for i, time in enumerate(self.stamp) if i % _STAMP in (1, 2))


@dataclass(frozen=True, slots=True)
class Listing:
    """Every file of a corpus, in the order of their sources."""

    entries: tuple[Entry, ...]
    refused: tuple[Refusal, ...]


def list_corpora(
    corpora: Sequence[Path], suffixes: Collection[str], leave_out: Path | None = None
) -> Listing:
    """Lists the files below the corpus folders, reading none.

    Hidden files, `README*` and the folder `leave_out` are passed over; `NAME.toml` is the
    sidecar of `NAME.<suffix>`; links are followed only to files within their corpus.

    Raises:
        CorpusError: a corpus is missing, is not a folder or may not be read.
    """
    roots = [_root(corpus) for corpus in corpora]
    outermost = [r for r in roots if not any(r != o and r.is_relative_to(o) for o in roots)]
    found: dict[str, Entry] = {}
    refused: list[Refusal] = []
    for root in dict.fromkeys(outermost):
        for item in _files(root, suffixes, leave_out.resolve() if leave_out else None):
            if isinstance(item, Refusal):
                refused.append(item)
            elif item.source in found:
                refused.append(
                    Refusal(
                        item.source,
                        f"{_shown(item.path)} has the same name as "
                        f"{_shown(found[item.source].path)}",
                        "Rename one of the two.",
                    )
                )
            else:
                found[item.source] = item
    return Listing(
        tuple(found[source] for source in sorted(found)),
        tuple(sorted(refused, key=lambda refusal: refusal.source)),
    )


def _root(corpus: Path) -> Path:
    if not corpus.exists():
        raise CorpusError(
            f"The corpus folder {corpus} does not exist.",
            "Create it and put documents into it, or name another one with --corpus.",
        )
    if not corpus.is_dir():
        raise CorpusError(
            f"The corpus {corpus} is not a folder.", "Name the folder that holds the documents."
        )
    return corpus.resolve()


def _files(
    root: Path, suffixes: Collection[str], leave_out: Path | None
) -> Iterator[Entry | Refusal]:
    unreadable: list[OSError] = []
    for here, folders, names in os.walk(root, onerror=unreadable.append):
        inner = here[len(str(root)) + 1 :]
        folders[:] = sorted(f for f in folders if not _is_hidden(f) and Path(here, f) != leave_out)
        for name in folders:
            if Path(here, name).is_symlink():
                yield Refusal(
                    _source(inner, name),
                    "it is a link to a folder, and links to folders are not followed",
                    "Put the folder itself into the corpus, or name it with --corpus.",
                )
        sidecars = {_nfc(n)[: -len(_SIDECAR)]: n for n in names if _suffix(n) == _SIDECAR}
        used = set()
        for name in sorted(names):
            stem = _nfc(PurePath(name).stem)
            if _is_passed_over(name) or _suffix(name) == _SIDECAR:
                continue
            used.add(stem)
            sidecar = Path(here, sidecars[stem]) if stem in sidecars else None
            yield _file(root, _source(inner, name), Path(here, name), sidecar, suffixes)
        for stem in sorted(sidecars.keys() - used):
            if not _is_passed_over(sidecars[stem]):
                yield Refusal(
                    _source(inner, sidecars[stem]),
                    "it describes a document that is not there",
                    f"Put the document beside it under the name {stem}, or remove it.",
                )
    for error in unreadable:
        if str(error.filename) == str(root):
            raise CorpusError(
                f"The corpus folder {root} cannot be read ({error.strerror}).",
                "Give the user who builds the index the right to read it.",
            ) from error
        inner = str(error.filename)[len(str(root)) + 1 :]
        yield unreadable_file(_source("", inner), error)


def _file(
    root: Path, source: str, path: Path, sidecar: Path | None, suffixes: Collection[str]
) -> Entry | Refusal:
    files = [path, sidecar] if sidecar else [path]
    try:
        str(path).encode()
        if any(f.is_symlink() and not f.resolve(strict=True).is_relative_to(root) for f in files):
            return Refusal(
                source,
                "it is a link that leads out of the corpus folder",
                "Put the file itself into the corpus.",
            )
        found = [file.stat() for file in files]
    except UnicodeEncodeError:
        return Refusal(source, "its name is not valid UTF-8", "Rename it.")
    except (OSError, RuntimeError) as error:  # RuntimeError: a loop of links, up to Python 3.12
        return unreadable_file(source, error)
    objection = _objection(path, found, suffixes)
    if objection:
        return Refusal(source, *objection)
    return Entry(source, path, sidecar, tuple(part for status in found for part in _stamp(status)))


def _objection(
    path: Path, found: Sequence[os.stat_result], suffixes: Collection[str]
) -> tuple[str, str] | None:
    """Why a file is not even opened, and what to do about it."""
    if _suffix(path.name) not in suffixes:
        return (
            "it is not a kind of file that is read",
            f"Save it as one of {', '.join(sorted(suffixes))}, or keep it elsewhere.",
        )
    if not all(stat.S_ISREG(status.st_mode) for status in found):
        return "it is not a regular file", "Keep it elsewhere."
    if any(status.st_size > _LARGEST for status in found):
        return f"it is larger than {_LARGEST // 1024**2} MB", "Split it into smaller files."
    return None


def unreadable_file(source: str, error: Exception) -> Refusal:
    """The refusal of a file that the operating system does not give."""
    return Refusal(source, *why_unreadable(error))


def _stamp(status: os.stat_result) -> tuple[int, int, int, int]:
    return status.st_size, status.st_mtime_ns, status.st_ctime_ns, status.st_ino


_STAMP = 4


def _is_hidden(name: str) -> bool:
    return name.startswith((".", "~$"))  # ~$: what Word leaves beside an open document


def _is_passed_over(name: str) -> bool:
    return _is_hidden(name) or name.lower().startswith("readme")


def _source(inner: str, name: str) -> str:
    return _nfc(_shown(PurePath(inner, name)))


def _shown(path: PurePath) -> str:
    """A path that can be printed and stored, whatever bytes its name is made of."""
    return os.fsencode(path.as_posix()).decode(errors="replace")


def _suffix(name: str) -> str:
    return PurePath(name).suffix.lower()


def _nfc(text: str) -> str:
    return normalize("NFC", text)
