"""Who holds an office, told by what they signed: `CHÁNH VĂN PHÒNG` over a name."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from assistant.answering.binding import asks_who_holds, leaves, posts_asked, posts_in
from assistant.answering.evidence import Evidence
from assistant.answering.facts import Fact, fact
from assistant.answering.terms import Term, Words
from assistant.documents.header_spans import find_head, find_signature
from assistant.types import Asked, Document, Query
from assistant.vietnamese.normalize import fold, place_tone_marks
from assistant.vietnamese.patterns import LOWER
from assistant.vietnamese.places import find_places
from assistant.vietnamese.tokens import forms

# What an issuer may be called more than its office's holder is: `Bí thư Huyện ủy` signs for
# `Ban Thường vụ Huyện ủy`, `Chủ tịch xã` for `Ủy ban nhân dân xã`.
_LEFT_OUT = frozenset("ban thuong vu chap hanh dang bo".split())
_LEFT_OUT_BY = {"bi thu": frozenset({"uy"}), "chu tich": frozenset({"uy", "nhan", "dan"})}
_NOW = frozenset({"nay", "hiện", "giờ", "bây giờ", "hiện nay", "đương nhiệm", "năm"})
# Several holders, or one of former times, are asked for.
_OTHERS = re.compile(
    r"\b(?:những ai|gồm ai|(?:các|những|mấy|hai|ba|bốn) (?:đồng chí |vị |ông |bà )?(?:phó|bí thư"
    r"|chủ tịch|trưởng|tổ|đội|giám đốc|chánh|chủ nhiệm|chỉ huy|hiệu trưởng)"
    r"|nguyên|cựu|trước|tiền nhiệm|khóa cũ|nhiệm kỳ cũ|thôi|nghỉ|rời)\b"
    r"|^\W*who (?:are|were|was)\b|\b(?:former|previous|before|deputies|secretaries|left)\b"
)
_IN_YEAR = re.compile(r"\b(?:năm |in )((?:19|20)\d\d)\b")
# A paper so many days older than the newest one of its issuer tells no more who holds an office.
_OLD = 730
# How many papers are read for who signed them, and how far around a name is read.
_READ, _AROUND = 16, 120


@dataclass(frozen=True, slots=True)
class Signed:
    """A document that the holder of an office signed as such, and where it says so."""

    document: Document
    signer: Fact
    issued: Fact
    whose: tuple[str, ...]

    @property
    def name(self) -> str:
        return self.document.text[slice(*self.signer.value)]


def places_of(query: Query) -> list[str]:
    """The places whose offices are asked about."""
    return [place.text for place in find_places(query.text)]


def asks_for_holder(query: Query) -> bool:
    """Whether it is asked who holds an office."""
    return query.asked is Asked.PERSON and asks_who_holds(query)


def signed_by_holder(
    documents: Iterable[Document],
    query: Query,
    terms: Sequence[Term],
    evidence: Sequence[Evidence] = (),
) -> Signed | None:
    """The newest document that the holder of the office signed as such.

    None where it is not sure that the signer still holds it: the paper is old, or one says that the
    signer left or that another holds the office, or bodies of one name have different holders.
    """
    asked = query.text.lower()
    posts = posts_asked(query)
    if len(posts) != 1 or _OTHERS.search(asked):
        return None
    known = [*documents]
    year = found[1] if (found := _IN_YEAR.search(asked)) else None
    if year:
        known = [
            document for document in known if document.date and document.date.year <= int(year)
        ]
    signed = _signatures(known, query, terms, *posts)
    if not signed:
        return None
    newest = signed[0]
    issuers = [d for d in known if d.issuer and _whose(d.issuer) == newest.whose[:1]]
    if not year and any(_days_behind(newest.document, document) > _OLD for document in issuers):
        return None
    recent = [one for one in signed if _days_behind(one.document, newest.document) <= _OLD]
    if any(one.whose != newest.whose and one.name != newest.name for one in recent):
        return None
    left = any(_tells_of_leaving(document.text, newest.name) for document in known)
    other = any(_names_another(one, newest) for one in evidence)
    return None if left or other else newest


def _signatures(
    documents: Iterable[Document], query: Query, terms: Sequence[Term], post: str
) -> list[Signed]:
    """The documents that a holder of the post signed, the newest first."""
    said = _said(query, terms)
    papers = (d for d in documents if d.kind not in (None, "news"))
    likely = [d for d in papers if _stands_in(d.text, post) and _is_of_body(d, said)]
    likely.sort(key=lambda d: (d.date is not None, d.date), reverse=True)
    return [found for d in likely[:_READ] if (found := _signature(d, query, terms, post))]


def _stands_in(text: str, post: str) -> bool:
    """Whether a post stands in capitals, and is not that of a deputy or somebody else's."""
    capitals, at = post.upper(), -1
    while (at := text.find(capitals, at + 1)) >= 0:
        if not text.startswith(("PHÓ ", "KT. ", "TL. "), max(0, at - 4)):
            return True
    return False


def _days_behind(document: Document, other: Document) -> int:
    return (other.date - document.date).days if other.date and document.date else 0


def _whose(issuer: str) -> tuple[str, ...]:
    """The issuer by one name: `Ban Thường vụ Huyện ủy` is `Huyện ủy`."""
    return (" ".join(folded for _, folded in forms(issuer) if folded not in _LEFT_OUT),)


def _tells_of_leaving(text: str, name: str) -> bool:
    """Whether a text tells that somebody left an office, or held one before."""
    words = r"\s+".join(map(re.escape, name.split()))
    for found in re.finditer(rf"{words}\b", text):
        before = _END.split(text[max(0, found.start() - _AROUND) : found.start()])[-1].lower()
        behind = _END.split(text[found.end() : found.end() + _AROUND])[0].lower()
        if leaves(before) or leaves(behind) or _FORMER.search(behind):
            return True
    return False


_END = re.compile(rf"[;.]\s|\n(?![{LOWER}])")
_FORMER = re.compile(r"^\W{0,3}(?:nguyên|cựu)\b")


def _names_another(evidence: Evidence, signed: Signed) -> bool:
    """Whether a sentence of a paper that is no older names another one with the office."""
    document, value = evidence.hit.document, evidence.value
    if value is None or document.id == signed.document.id or value.text in signed.name:
        return False
    if signed.name in value.text or any(term.name for term in evidence.absent):
        return False
    return _days_behind(signed.document, document) >= 0


def _bears(term: Term, words: Words) -> bool:
    """Whether all words of a phrase are there; `Bí thư Huyện ủy` signs for its `Ban Thường vụ`."""
    return any(
        all(accented in words.accented or accented == folded for accented, folded in phrase.forms)
        and phrase.words.folded <= words.folded
        for phrase in term.phrases
    )


def _said(query: Query, terms: Sequence[Term]) -> set[str]:
    said = {folded for _, folded in forms(query.text)}
    return said | {folded for t in terms for phrase in t.phrases for folded in phrase.words.folded}


def _is_of_body(document: Document, said: set[str]) -> bool:
    """Whether the issuer may be the one of the office, before its signature is read."""
    issuer = [folded for _, folded in forms(document.issuer or "")]
    own = _LEFT_OUT.union(*_LEFT_OUT_BY.values())
    own |= {folded for _, folded in forms(document.place or "")}
    return bool(issuer) and all(folded in said or folded in own for folded in issuer)


def _signature(document: Document, query: Query, terms: Sequence[Term], post: str) -> Signed | None:
    """The signature of who holds exactly this post, and signs in nobody's place."""
    head = find_head(document.text)
    signature = find_signature(document.text, head.end) if head.end else None
    if signature is None or not document.issuer:
        return None
    said = _said(query, terms)
    office = place_tone_marks(document.text[slice(*signature.offices[-1])]).lower()
    rest = {folded for _, folded in forms(office)} - {folded for _, folded in forms(post)}
    if posts_in(office) != {post} or not office.startswith(post) or not rest <= said:
        return None
    place, year = document.place or "", str(document.date.year) if document.date else ""
    words = Words.of_text(f"{office} {document.issuer}", office, document.issuer, place, year)
    if not all(_bears(term, words) for term in terms if term.text.lower() not in _NOW):
        return None
    own = {folded for _, folded in forms(f"{office} {place}")} | _LEFT_OUT
    own |= next((more for one, more in _LEFT_OUT_BY.items() if fold(post).endswith(one)), set())
    if not all(folded in said or folded in own for _, folded in forms(document.issuer)):
        return None
    signer, issued = fact(document, "signer", head), fact(document, "issued", head)
    if signer is None or issued is None:
        return None
    bodies = [fold(document.text[slice(*span)]) for span in head.bodies]
    whose = (*_whose(document.issuer), *bodies)
    return Signed(document, signer, issued, whose)
