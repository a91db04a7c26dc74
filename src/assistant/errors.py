"""One tree of errors. Each message names the file or field and the cause; `remedy` what to do."""

from __future__ import annotations


class AssistantError(Exception):
    """Anything that a user can be told in one clear line."""

    def __init__(self, message: str, remedy: str = "") -> None:
        super().__init__(message)
        self.message = message
        self.remedy = remedy

    def __str__(self) -> str:
        return f"{self.message} {self.remedy}".strip()


class UsageError(AssistantError):
    """The call itself is wrong: an empty question, an unknown date."""


class SettingsError(AssistantError):
    """A setting is unknown or has a value that cannot be used."""


class CorpusError(AssistantError):
    """A corpus folder is missing or is not a folder."""


class DocumentRefused(AssistantError):
    """One file that is not indexed; the rest of the corpus goes on.

    `source` is the file's path inside its corpus folder.
    """

    def __init__(self, source: str, reason: str, remedy: str) -> None:
        super().__init__(f"{source}: {reason}", remedy)
        self.source = source
        self.reason = reason


class SecretDocument(DocumentRefused):
    """A file that bears a secrecy mark: nothing of it may be stored."""


class ProgramMissing(DocumentRefused):
    """A file that a program is needed for which is not installed; the next run tries again."""


class ConversionFailed(AssistantError):
    """A program that turns old office files into new ones is missing, failed, or took too long."""


class OcrMissing(AssistantError):
    """No text recognition (OCR) is installed: scans cannot be read."""


class OcrFailed(AssistantError):
    """The text recognition (OCR) of one page failed or took too long."""


class PageNotDrawn(AssistantError):
    """A page of a PDF file cannot be shown as a picture: it is broken, too large or too slow."""


class DocumentNotFound(AssistantError):
    """No document in the index has this id or number."""


class IndexNotFound(AssistantError):
    """There is no index at this place yet."""


class IndexDamaged(AssistantError):
    """The index on disk cannot be used: parts are missing, or disagree."""


class IndexBusy(AssistantError):
    """Another process is building this index."""


class BuildFailed(AssistantError):
    """A build could not be completed, e.g. the disk is full; the last one is still in use."""


class EncoderMismatch(AssistantError):
    """The index was built by another encoder than the one that is set."""


class EncoderError(AssistantError):
    """An encoder cannot be loaded."""


class DatasetError(AssistantError):
    """An evaluation set is missing or malformed."""


class StateError(AssistantError):
    """The state file cannot be read or written."""


class ConversationNotFound(AssistantError):
    """No conversation has this id: it never was, has expired, was deleted, or is another's."""


class KeyRefused(AssistantError):
    """An API key is unknown, has expired or was revoked; none of these is told from the others."""


class KeyNotFound(AssistantError):
    """No API key has this id or name."""


class TooManyRequests(AssistantError):
    """A client asks faster than it may. `retry_after` is how many seconds it should wait."""

    def __init__(self, retry_after: int) -> None:
        super().__init__(
            "Too many requests were made in a short time.",
            f"Wait {retry_after} s, then go on at a slower pace.",
        )
        self.retry_after = retry_after


class Overloaded(AssistantError):
    """More is asked at once than can be answered soon."""


class FileChanged(AssistantError):
    """A document's file is gone, or is no longer the one that was indexed."""


class FetchRefused(AssistantError):
    """A web page that is not saved. `url` is the address that was asked for."""

    def __init__(self, url: str, reason: str, remedy: str) -> None:
        super().__init__(f"{url}: {reason}.", remedy)
        self.url = url
        self.reason = reason
