"""The folder of an index: one builder at a time, and one name that says which build is live."""

from __future__ import annotations

import os
import re
import secrets
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path

from filelock import FileLock, Timeout

from assistant.errors import IndexBusy, IndexDamaged, IndexNotFound

CURRENT = "CURRENT"
_LOCK = ".lock"
_UNFINISHED = ".tmp-"
_BUILD = re.compile(r"\d{8}T\d{12}-[0-9a-f]{8}")


def current_build(index_dir: Path) -> str:
    """The name of the live build.

    Raises:
        IndexNotFound: nothing was ever published here.
        IndexDamaged: `CURRENT` does not hold the name of a build.
    """
    try:
        name = (index_dir / CURRENT).read_text(encoding="utf-8").strip()
    except (FileNotFoundError, NotADirectoryError) as error:
        raise IndexNotFound(
            f"There is no index at {index_dir}.", "Build one with `assistant index`."
        ) from error
    except (OSError, ValueError) as error:
        raise IndexDamaged(
            f"{index_dir / CURRENT} cannot be read ({error}).",
            "Check its permissions, or build the index again with `assistant index --full`.",
        ) from error
    if not _BUILD.fullmatch(name):
        raise IndexDamaged(
            f"{index_dir / CURRENT} does not name a build.",
            "Build the index again with `assistant index --full`.",
        )
    return name


@contextmanager
def builder(index_dir: Path) -> Iterator[None]:
    """Holds the index for one builder, and clears away what a killed one left unfinished.

    The lock is the operating system's: it ends with the process, however that ends.

    Raises:
        IndexBusy: another process, or thread, is building this index.
    """
    index_dir.mkdir(parents=True, exist_ok=True)
    lock = FileLock(index_dir / _LOCK)
    try:
        lock.acquire(timeout=0)
    except Timeout as error:
        raise IndexBusy(
            f"The index at {index_dir} is being built by another process.",
            "Wait until it has finished, then run `assistant index` again.",
        ) from error
    try:
        for left in index_dir.glob(f"{_UNFINISHED}*"):
            _remove(left)
        yield
    finally:
        lock.release()


@contextmanager
def draft(index_dir: Path) -> Iterator[Path]:
    """A new folder to build in. It is gone afterwards unless `publish` made it a build."""
    name = f"{datetime.now(UTC):%Y%m%dT%H%M%S%f}-{secrets.token_hex(4)}"
    folder = index_dir / f"{_UNFINISHED}{name}"
    folder.mkdir()
    try:
        yield folder
    finally:
        _remove(folder)


def publish(folder: Path, *, keep_previous: bool = True) -> str:
    """Makes a finished draft the live build and gives its name.

    The build that was live before stays, for readers that have yet to pick up the new one;
    all others go.
    """
    index_dir = folder.parent
    name = folder.name.removeprefix(_UNFINISHED)
    try:
        keep = {name, current_build(index_dir)} if keep_previous else {name}
    except (IndexNotFound, IndexDamaged):
        keep = {name}
    for path in [*folder.rglob("*"), folder]:
        _sync(path)
    folder.rename(index_dir / name)
    _sync(index_dir)
    write_atomically(index_dir / CURRENT, f"{name}\n")
    for path in index_dir.iterdir():
        if _BUILD.fullmatch(path.name) and path.name not in keep:
            _remove(path)
    return name


def write_atomically(path: Path, text: str) -> None:
    """Replaces a file so that readers, and a crash, see the old text or the new, whole."""
    temporary = path.with_name(f"{_UNFINISHED}{path.name}")
    try:
        temporary.write_text(text, encoding="utf-8")
        _sync(temporary)
        temporary.replace(path)
    finally:
        _remove(temporary)
    _sync(path.parent)


def _sync(path: Path) -> None:
    handle = os.open(path, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def _remove(path: Path) -> None:
    if path.is_dir():
        shutil.rmtree(path, ignore_errors=True)
    else:
        path.unlink(missing_ok=True)
