"""What is written before a part of a summary, so that a reader knows what it is."""

from __future__ import annotations

from collections.abc import Mapping

from assistant.answering.summary import Part, Role
from assistant.documents.titles import kind_name, reference
from assistant.types import Document, Language, Relation

_OF_ROLE: Mapping[Language, Mapping[Role, str]] = {
    "vi": {
        Role.NUMBER: "Số, ký hiệu",
        Role.ISSUER: "Cơ quan ban hành",
        Role.ISSUED: "Ngày ban hành",
        Role.AUTHOR: "Tác giả",
        Role.PUBLISHED: "Ngày đăng",
    },
    "en": {
        Role.NUMBER: "Number",
        Role.ISSUER: "Issued by",
        Role.ISSUED: "Date of issue",
        Role.AUTHOR: "Author",
        Role.PUBLISHED: "Published",
    },
}
# What the document does to the one that it names.
_CITES: Mapping[Language, Mapping[Relation, str]] = {
    "vi": {
        Relation.BASIS: "Căn cứ, thực hiện",
        Relation.REPLACES: "Thay thế",
        Relation.AMENDS: "Sửa đổi, bổ sung",
        Relation.REPEALS: "Bãi bỏ",
        Relation.REPLACED_BY: "Được thay thế bởi",
        Relation.AMENDED_BY: "Được sửa đổi, bổ sung bởi",
        Relation.REPEALED_BY: "Bị bãi bỏ bởi",
        Relation.MENTIONS: "Có nhắc tới",
    },
    "en": {
        Relation.BASIS: "Rests on, carries out",
        Relation.REPLACES: "Replaces",
        Relation.AMENDS: "Amends",
        Relation.REPEALS: "Repeals",
        Relation.REPLACED_BY: "Replaced by",
        Relation.AMENDED_BY: "Amended by",
        Relation.REPEALED_BY: "Repealed by",
        Relation.MENTIONS: "Mentions",
    },
}
_PASSIVE = {
    Relation.REPLACES: Relation.REPLACED_BY,
    Relation.AMENDS: Relation.AMENDED_BY,
    Relation.REPEALS: Relation.REPEALED_BY,
}
_CITED: Mapping[Language, tuple[str, str]] = {
    "vi": ("Được căn cứ, thực hiện tại", "Được nhắc tới tại"),
    "en": ("Carried out, relied on in", "Mentioned in"),
}


def label(part: Part, language: Language) -> str | None:
    """Words of ours, not the document's; None for its title and its points, which need none."""
    if part.relation is None:
        return _OF_ROLE[language].get(part.role)
    if part.role is Role.CITED_BY:
        basis, mentioned = _CITED[language]
        said = basis if part.relation is Relation.BASIS else mentioned
        return f"{said} {_named(part.document)}"
    if part.role is Role.SUCCESSOR:
        said = _CITES[language][_PASSIVE.get(part.relation, part.relation)]
        return f"{said} {part.number}" if part.number else said
    return _CITES[language][part.relation]


def _named(document: Document) -> str:
    if document.number:
        return reference(document)
    return f"{kind_name(document.kind)} “{document.title or document.source}”"
