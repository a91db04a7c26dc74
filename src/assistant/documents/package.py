"""Office files that are ZIP packages of XML parts, opened without trust."""

from __future__ import annotations

import io
import posixpath
import zipfile
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

from assistant.errors import DocumentRefused

if TYPE_CHECKING:
    from lxml.etree import _Element as Element

# What one part, and what all parts of a file may unpack to: a zip bomb stops here.
_MOST_OF_PART = 120_000_000
_MOST_BYTES = 400_000_000
_MOST_PARTS = 20_000
_HEAD = 4096
_REMEDY = "Open it in the program that made it and save it again."
_RELATIONS = "{http://schemas.openxmlformats.org/package/2006/relationships}Relationship"
# ISO's "strict" files have other namespaces for the same elements.
_STRICT = {
    b"http://purl.oclc.org/ooxml/officeDocument/relationships":
        b"http://schemas.openxmlformats.org/officeDocument/2006/relationships",
    b"http://purl.oclc.org/ooxml/wordprocessingml/main":
        b"http://schemas.openxmlformats.org/wordprocessingml/2006/main",
    b"http://purl.oclc.org/ooxml/drawingml/main":
        b"http://schemas.openxmlformats.org/drawingml/2006/main",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Relation:
    """A link of a part to another one; `type` is the last word of its type's address."""

    type: str
    target: str


class Package:
    """The parts of a package. Every method raises `DocumentRefused` where they are broken."""

    def __init__(self, source: str, data: bytes) -> None:
        self._source = source
        try:
            self._zip = zipfile.ZipFile(io.BytesIO(data))
            parts = self._zip.infolist()
        except Exception as error:  # zipfile raises almost anything on broken files
            raise self._broken(error) from None
        size = sum(part.file_size for part in parts)
        if size > _MOST_BYTES or len(parts) > _MOST_PARTS:
            raise DocumentRefused(
                source, f"it unpacks to {size // 1_000_000} MB", "Split it into several files."
            )
        self._names = {part.filename.lower().lstrip("/"): part for part in parts}

    def __contains__(self, name: str) -> bool:
        return name.lower().lstrip("/") in self._names

    @property
    def names(self) -> tuple[str, ...]:
        """The parts' names in small letters."""
        return tuple(self._names)

    def read(self, name: str) -> bytes:
        """A part's bytes."""
        part = self._names.get(name.lower().lstrip("/"))
        try:
            if part is None:
                raise KeyError(name)
            with self._zip.open(part) as opened:
                content = opened.read(_MOST_OF_PART + 1)
        except Exception as error:
            raise self._broken(error) from None
        if len(content) > _MOST_OF_PART:
            raise DocumentRefused(
                self._source,
                f"a part of it unpacks to more than {_MOST_OF_PART // 1_000_000} MB",
                "Split it into several files.",
            )
        return content

    def declares_entities(self, name: str) -> bool:
        """Whether a part begins with a document type, as no office program writes it."""
        return b"<!DOCTYPE" in self.read(name)[:_HEAD]

    def xml(self, name: str) -> Element:
        """A part's root element. Entities, DTDs and addresses in it are not followed."""
        from lxml import etree

        content = self.read(name)
        for strict, usual in _STRICT.items():
            content = content.replace(strict, usual)
        parser = etree.XMLParser(
            resolve_entities=False, no_network=True, load_dtd=False, remove_comments=True,
            remove_pis=True,
        )  # fmt: skip
        try:
            root = etree.fromstring(content, parser)
        except (etree.LxmlError, ValueError) as error:
            raise self._broken(error) from None
        if root.getroottree().docinfo.internalDTD is not None:
            raise DocumentRefused(
                self._source, "it declares entities, which no office program writes", _REMEDY
            )
        return root

    def relations(self, name: str = "") -> Mapping[str, Relation]:
        """The links of a part, or of the package itself, to parts inside it, by their ids."""
        folder, file = posixpath.split(name)
        path = posixpath.join(folder, "_rels", f"{file}.rels")
        if path not in self:
            return {}
        return dict(self._relations(path, folder))

    def _relations(self, path: str, folder: str) -> Iterator[tuple[str, Relation]]:
        for relation in self.xml(path).iter(_RELATIONS):
            target = relation.get("Target") or ""
            if relation.get("TargetMode") == "External" or not target:
                continue
            target = posixpath.normpath(posixpath.join("/", folder, target)).lstrip("/")
            kind = (relation.get("Type") or "").rsplit("/", 1)[-1]
            if target in self:
                yield relation.get("Id") or "", Relation(kind, target)

    def main_part(self) -> str:
        """The name of the part that holds the document."""
        found = [r.target for r in self.relations().values() if r.type == "officeDocument"]
        if not found:
            raise self._broken(KeyError("officeDocument"))
        return found[0]

    def _broken(self, error: Exception) -> DocumentRefused:
        if isinstance(error, RuntimeError) and "encrypted" in str(error):
            return DocumentRefused(
                self._source, "it is protected by a password", "Save a copy without the password."
            )
        return DocumentRefused(
            self._source, f"it is a broken office file ({type(error).__name__})", _REMEDY
        )


def kind_of(source: str, data: bytes) -> str:
    """What a package holds: `word`, `sheet` or `opendocument`.

    Raises `DocumentRefused` for anything else.
    """
    package = Package(source, data)
    if "mimetype" in package and "content.xml" in package:
        stated = package.read("mimetype").decode("ascii", "replace").strip()
        if stated.startswith("application/vnd.oasis.opendocument.text"):
            return "opendocument"
        raise DocumentRefused(source, "it is an OpenDocument file, but no text", _AS_OTHER)
    if not package.relations():
        raise DocumentRefused(
            source, "it is a ZIP archive, not a document", "Unpack it and put its files there."
        )
    folder = package.main_part().split("/")[0].lower()
    if folder == "xl":
        return "sheet"
    if folder == "ppt":
        raise DocumentRefused(source, "it is a PowerPoint file", "Save it as .pdf.")
    return "word"


_AS_OTHER = "Save it as .docx, .xlsx or .pdf."
