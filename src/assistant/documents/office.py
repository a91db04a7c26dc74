"""Programs that turn old office files into new ones: LibreOffice and catdoc."""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

from assistant.errors import ConversionFailed

_MEMORY = Path("/dev/shm")  # noqa: S108 (a private folder is made in it)
_LONGEST = 90.0  # seconds; a file takes about one
_MOST_TEXT = 100_000_000
INSTALL_LIBREOFFICE = "Install it: apt-get install libreoffice-writer-nogui"
INSTALL_CATDOC = "Install it: apt-get install catdoc"


def libreoffice() -> str | None:
    """The path of LibreOffice's program; None where it is not installed."""
    return shutil.which("soffice") or shutil.which("libreoffice")


def catdoc() -> str | None:
    """The path of catdoc; None where it is not installed."""
    return shutil.which("catdoc")


def convert_to_docx(data: bytes, suffix: str, *, longest: float = _LONGEST) -> bytes:
    """A .doc or .rtf file as .docx, by LibreOffice, which runs none of its macros.

    Raises `ConversionFailed` where it is not installed, fails, or takes longer than so many
    seconds.
    """
    program = libreoffice()
    if program is None:
        raise ConversionFailed("LibreOffice is not installed.", INSTALL_LIBREOFFICE)
    with private_folder(len(data)) as folder:
        taken = folder / f"in{suffix}"
        taken.write_bytes(data)
        profile = folder / "profile"  # its own: two at once, and no one's settings or macros
        (profile / "user").mkdir(parents=True)
        (profile / "user" / "registrymodifications.xcu").write_text(_SETTINGS)
        _run(
            [
                program, f"-env:UserInstallation={profile.as_uri()}", "--headless", "--norestore",
                "--nologo", "--nolockcheck", "--nodefault", "--convert-to",
                "docx:MS Word 2007 XML", "--outdir", str(folder / "out"), str(taken),
            ],
            folder,
            longest,
        )  # fmt: skip
        made = folder / "out" / "in.docx"
        if not made.is_file():
            raise ConversionFailed("LibreOffice could not read it.", _AGAIN)
        return made.read_bytes()


def text_by_catdoc(data: bytes, suffix: str, *, longest: float = _LONGEST) -> str:
    """The text of a .doc or .rtf file, a paragraph a line. Raises `ConversionFailed`."""
    program = catdoc()
    if program is None:
        raise ConversionFailed("catdoc is not installed.", INSTALL_CATDOC)
    with private_folder(len(data)) as folder:
        taken = folder / f"in{suffix}"
        taken.write_bytes(data)
        said = folder / "out.txt"
        _run([program, "-d", "utf-8", "-w", str(taken)], folder, longest, said)
        with said.open("rb") as opened:
            return opened.read(_MOST_TEXT).decode(errors="replace")


# No macro runs, and nothing that a file links to is fetched.
_SECURITY = "/org.openoffice.Office.Common/Security/Scripting"
_SETTINGS = (
    '<?xml version="1.0" encoding="UTF-8"?><oor:items '
    'xmlns:oor="http://openoffice.org/2001/registry">'
    + "".join(
        f'<item oor:path="{_SECURITY}"><prop oor:name="{name}" oor:op="fuse"><value>{value}</value>'
        "</prop></item>"
        for name, value in (
            ("MacroSecurityLevel", "3"),
            ("DisableMacrosExecution", "true"),
            ("BlockUntrustedRefererLinks", "true"),
            ("DisableActiveContent", "true"),
        )
    )
    + "</oor:items>"
)
_AGAIN = "Open it in Word or LibreOffice and save it as .docx."


@contextmanager
def private_folder(size: int) -> Iterator[Path]:
    """A folder for files of so many bytes that no one else may open, gone afterwards.

    It lies in memory where there is room: what is read may be secret, and must not be left on a
    disk by a process that was killed.
    """
    inside = _MEMORY if _has_room(_MEMORY, 8 * size + 50_000_000) else None
    with tempfile.TemporaryDirectory(dir=inside, prefix="assistant-") as folder:
        yield Path(folder)


def _has_room(folder: Path, size: int) -> bool:
    return os.access(folder, os.W_OK) and shutil.disk_usage(folder).free > size


def _run(command: Sequence[str], folder: Path, longest: float, said: Path | None = None) -> None:
    """Runs a program to its end, and ends it and all that it started after `longest` seconds."""
    name = Path(command[0]).name
    own = {"HOME": str(folder), "TMPDIR": str(folder), "SAL_USE_VCLPLUGIN": "svp"}
    with open(said or os.devnull, "wb") as out:  # noqa: PTH123 (os.devnull is no Path)
        try:
            process = subprocess.Popen(  # noqa: S603 (a fixed program; no shell)
                list(command),
                stdin=subprocess.DEVNULL,
                stdout=out,
                stderr=subprocess.DEVNULL,
                env={**os.environ, **own},
                start_new_session=True,
            )
        except OSError as error:
            raise ConversionFailed(
                f"{name} could not be started ({error.strerror}).", _AGAIN
            ) from None
        try:
            code = process.wait(longest)
        except subprocess.TimeoutExpired:
            raise ConversionFailed(f"{name} took longer than {longest:g} s.", _AGAIN) from None
        finally:
            if process.poll() is None:
                os.killpg(process.pid, signal.SIGKILL)
                process.wait()
    if code != 0:
        raise ConversionFailed(f"{name} failed (exit code {code}).", _AGAIN)
