"""From a question as it was read to an answer: which way of answering it wants, and the points."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date
from functools import cached_property
from math import inf

from assistant.answering.abstain import answers_beside, borne_out, is_borne_out, is_sure
from assistant.answering.choose import choose
from assistant.answering.compare import compared
from assistant.answering.compose import answered, not_found, nothing_due, refused
from assistant.answering.document_questions import (
    DocumentQuestion,
    basis_question,
    field_question,
)
from assistant.answering.due import DueQuestion, due_points, due_question, next_due
from assistant.answering.evidence import Evidence, gather, header_texts
from assistant.answering.facts import Field, fact
from assistant.answering.grounds import of_grounds
from assistant.answering.holders import asks_for_holder, places_of, signed_by_holder
from assistant.answering.lookup import unindexed
from assistant.answering.meetings import invited
from assistant.answering.names import with_initials, with_names
from assistant.answering.points import Point, of_fact, of_successor, of_summary, of_title, point
from assistant.answering.saying import asks_which_is_about, asks_which_says, leading_kind
from assistant.answering.secrets import asks_for_secrets
from assistant.answering.summary import summarise, summary_question
from assistant.answering.terms import Term, Words, match, query_terms, shared, weight
from assistant.chunking import headings_at
from assistant.index import Index
from assistant.retrieval.retriever import Retriever
from assistant.types import Access, Answer, Asked, Cited, Document, Filters, Hit, Language, Query
from assistant.vietnamese.numbers import find_mentions, kind_symbol, parse_number, same_kind

# How many passages are read for sentences that answer, and how many a reply carries along.
_READ = 10
# How many of their sentences, the best ones, may answer.
_WEIGHED = 24
_SHOWN = 5
# So many characters around what answered are still about the same.
_CLOSE = 400
# How many papers of a place are looked through for who signed them.
_SIGNED = 200
# A document found by its words must be about so much of them.
_ABOUT = 0.6
# So much of what is asked about stands in the head of the document that is asked for.
_NAMED = 0.6
# So much of what a follow-up asks about anew stands where it is answered.
_SPOKEN_OF = 0.5
_ANY_PAPER = frozenset({"văn bản", "văn", "bản", "tài liệu"})
_MOST_TITLES = 3
_REPLACED = re.compile(
    r"\b(?:bị|được) (?:[^?]{0,40} )?(?:thay thế|thay|sửa đổi|bổ sung|bãi bỏ)\b|\bcòn hiệu lực\b"
    r"|\b(?:replaced|superseded|amended|repealed)\b|\bstill in force\b"
)
# What a document asks for, and nothing narrower.
_ASKS_WHAT = re.compile(
    r"\s*(?:đã |có )?(?:yêu cầu|đòi hỏi|đặt ra|đề ra|đề nghị|chỉ đạo|giao)(?: những| các| cái)?"
    r" ?(?:điều|việc|vấn đề|nội dung|chuyện)? ?(?:gì|nào)\W*"
)
# Of one side alone it cannot be told: `…, nơi nào cao hơn?`
_WHICH_IS_MORE = re.compile(
    r"\b(?:(?:nơi|bên|đơn vị|địa phương|huyện|xã|tỉnh|phường|cái|văn bản|năm|người) nào|ai)\b"
    r".*\b(?:hơn|nhất|trước|sau)\W*$|\bhơn\W*$|\bhơn (?:kém )?(?:nhau )?(?:bao nhiêu|mấy)\b"
    r"|\b(?:which|who)\b.*\b(?:more|most|less|least|first|last|higher|lower|larger|earlier|later)\b"
)
# So far below the best document's score another one is still about the topic.
_NEAR_TOPIC = 0.06

Understand = Callable[[str, Language | None], Query]
Idf = Callable[[str, str], float]


@dataclass(frozen=True)
class _Found:
    """The passages of a search, the question's terms, and the sentences, the best first.

    `query` is the question with the names that the passages tell. Sentences are read when they
    are first wanted: what is asked of whole documents does without.
    """

    query: Query
    hits: list[Hit]
    terms: tuple[Term, ...]
    read: Callable[[], list[Evidence]]

    @cached_property
    def evidence(self) -> list[Evidence]:
        return self.read()

    def speaking(self, speaks: Callable[[Evidence], bool]) -> _Found:
        """With those of its sentences alone."""
        return replace(self, read=lambda: [e for e in self.evidence if speaks(e)])

    def borne_out(self, *, alone: bool = True) -> list[Evidence]:
        """The best sentences, of those that answer."""
        return borne_out(self.query, self.evidence[:_WEIGHED], self.terms, alone=alone)


class Engine:
    """Answers questions over one open index."""

    def __init__(
        self, index: Index, retriever: Retriever, idf: Idf, understand: Understand
    ) -> None:
        self._store = index.store
        self._retriever = retriever
        self._idf = idf
        self._understand = understand

    def answer(
        self,
        query: Query,
        filters: Filters | None,
        language: Language,
        new: str = "",
        besides: str = "",
    ) -> Answer:
        """The answer to a question as it was read, worded in `language`.

        `new` are words of it that a sentence which answers must speak of, or the head above it.
        `besides` is a person who is no answer.
        """
        asked = replace(query, language=language)
        if asks_for_secrets(query):
            return refused(asked)
        found = self._search(query, filters)
        shown = found.hits[:_SHOWN]
        due = due_question(query, date.today())
        if due and (told := self._of_register(due, asked, shown, filters)):
            return told
        points = self._of_grounds(query, filters) or self._of_meeting(query, found, filters)
        points = points or self._of_documents(query, found, filters)
        if points is None:
            speaking = self._speaking_of(new, found) if new else found
            points = self._of_sentences(self._resting(speaking, filters), filters)
        points = points or self._of_holder(found, filters) or self._in_brief(query, filters)
        if besides:
            points = [one for one in points if besides not in _said(one)]
        if points:
            return answered(asked, points, shown, lambda d: self._successor(d, filters))
        numbers = unindexed(query.numbers, self._store, _access(filters))
        return not_found(asked, found.evidence, found.terms, shown, numbers)

    def answer_beside(
        self, query: Query, cited: Sequence[Cited], filters: Filters | None, least: float
    ) -> Answer | None:
        """The answer that stands in these spans or close to them; None where there is none.

        Where their documents speak of `least` of the question, 0 to 1, no other one answers it.
        """
        if asks_for_secrets(query):
            return refused(query)
        ids = frozenset(one.document_id for one in cited)
        among = replace(filters or Filters(), documents=ids)
        found = self._search(query, among)
        timed = query.asked in (Asked.DEADLINE, Asked.DATE)  # another thing's day does harm
        within = 0 if timed or not found.terms else _CLOSE

        def answers(evidence: Evidence) -> bool:
            return _is_close(evidence, cited, within) and answers_beside(
                query, evidence, found.terms
            )

        good = [evidence for evidence in found.evidence if answers(evidence)]
        if points := self._chosen(found, good, filters):
            shown = found.hits[:_SHOWN]
            return answered(query, points, shown, lambda d: self._successor(d, filters))
        of_it = max((evidence.coverage for evidence in found.evidence), default=0.0)
        if of_it < least:
            return None
        if timed:
            return not_found(query, found.evidence, found.terms, found.hits[:_SHOWN], ())
        return self.answer(query, among, query.language)

    def _search(self, query: Query, filters: Filters | None) -> _Found:
        ranking = self._retriever.rank(query, filters)
        hits = self._retriever.hits(ranking, _READ)
        query = with_initials(with_names(query, hits), hits)
        terms = query_terms(query, self._idf)

        def read() -> list[Evidence]:
            cosines = self._retriever.sentence_scores(ranking, len(hits))
            return gather(query, hits, cosines, terms, self._idf)

        return _Found(query, hits, terms, read)

    def _speaking_of(self, new: str, found: _Found) -> _Found:
        """With the sentences that hold at least half of the words, or stand under them."""
        terms = query_terms(self._understand(new, found.query.language), self._idf)

        def speaks(evidence: Evidence) -> bool:
            head = (*header_texts(evidence.hit.document), *evidence.hit.passage.headings)
            words = Words.of_text(evidence.text, evidence.above, *head)
            return shared(terms, words) >= _SPOKEN_OF * weight(terms)

        return found.speaking(speaks)

    def _of_sentences(self, found: _Found, filters: Filters | None) -> list[Point] | None:
        parts = compared(found.query)
        together = found.borne_out()
        if parts and not (together and together[0].holds_names):
            language = found.query.language
            each = {name: self._best_of(part, language, filters) for name, part in parts.items()}
            points = [point for points in each.values() for point in points]
            if points and not _repeat(points):
                silent = tuple(name for name, points in each.items() if not points)
                if silent and _WHICH_IS_MORE.search(found.query.text.lower()):
                    return []
                return [replace(points[0], unstated=(*points[0].unstated, *silent)), *points[1:]]
        return self._chosen(found, together, filters) or self._of_saying(found)

    def _of_saying(self, found: _Found) -> list[Point]:
        """The number of the document that says a thing, where it is asked which one does."""
        kind = asks_which_says(found.query)
        if kind is None:
            return []
        query = replace(found.query, asked=Asked.OTHER, focus="")
        for evidence in found.evidence[:_WEIGHED]:
            document = evidence.hit.document
            if kind and not (document.kind and same_kind(kind, document.kind)):
                continue
            if is_borne_out(query, evidence, found.terms) and (stated := fact(document, "number")):
                says = replace(evidence, value=None)
                return [of_fact(document, stated), *point(query, says, (), found.terms)]
        return []

    def _of_register(
        self, due: DueQuestion, asked: Query, shown: Sequence[Hit], filters: Filters | None
    ) -> Answer | None:
        """What falls due in the days that are asked about, or what does next; None where no
        document says that anything does."""
        within = replace(filters or Filters(), since=None, until=None)  # of the papers themselves
        register, document = self._store.deadlines(within), self._store.document
        if points := due_points(due, register, document):
            return answered(
                asked, points, shown, lambda d: self._successor(d, filters), listed=True
            )
        following = [(document(one.document_id), one) for one in next_due(due, register)]
        return nothing_due(asked, due.days, following, shown) if following else None

    def _of_grounds(self, query: Query, filters: Filters | None) -> list[Point]:
        """What a document rests on, where that is asked of one."""
        question = basis_question(query.text, query.language)
        if question is None or question.derived:
            return []
        documents = self._meant(query, question.start, question.end, filters)
        return [p for document in documents[:1] for p in of_grounds(document, query)]

    def _of_meeting(
        self, query: Query, found: _Found, filters: Filters | None
    ) -> list[Point] | None:
        """What the invitation to a meeting says of it, where that is asked."""
        named = self._numbered(query, filters) if query.numbers else []
        documents = named or [hit.document for hit in found.hits]
        return invited(query, documents, found.terms, numbered=bool(named))

    def _resting(self, found: _Found, filters: Filters | None) -> _Found:
        """Where it is asked what a numbered document rests on, with its own sentences alone: others
        that name it rest on it."""
        question = basis_question(found.query.text, found.query.language)
        named = self._numbered(found.query, filters) if question and not question.derived else []
        if not named:
            return found
        ids = {document.id for document in named}
        return found.speaking(lambda e: e.hit.document.id in ids)

    def _of_holder(self, found: _Found, filters: Filters | None) -> list[Point]:
        """Who signed as the holder of the office that is asked about, and when."""
        if not asks_for_holder(found.query):
            return []
        listing, within = self._store.listing, filters or Filters()
        ids = [hit.document.id for hit in found.hits]
        for place in places_of(found.query):
            ids += listing.ids(replace(within, place=place), _SIGNED)
        documents = [self._store.document(one) for one in dict.fromkeys(ids)]
        signed = signed_by_holder(documents, found.query, found.terms, found.evidence)
        if signed is None:
            return []
        signer, issued = (of_fact(signed.document, one) for one in (signed.signer, signed.issued))
        spans = tuple(sorted({*signer.spans, *issued.spans}))
        return [replace(signer, spans=spans, quotes=spans)]

    def _of_subject(self, found: _Found, kind: str) -> list[Point]:
        """The first document of the kind whose head holds most of what is asked about."""
        about = [t for t in found.terms if not t.name and kind_symbol(t.text) is None]
        about = [t for t in about if t.text.lower() not in _ANY_PAPER]
        for hit in found.hits:
            document = hit.document
            if kind and not (document.kind and same_kind(kind, document.kind)):
                continue
            head = Words.of_text(*header_texts(document))
            named = all(match(term, head) for term in found.terms if term.name)
            heaviest = max(about, key=lambda term: term.weight, default=None)
            told = heaviest is not None and match(heaviest, head) > 0
            much = shared(about, head) >= _NAMED * weight(about)
            if named and told and much and fact(document, "number"):
                return [of_title(document)]
        return []

    def _chosen(
        self, found: _Found, good: Sequence[Evidence], filters: Filters | None
    ) -> list[Point]:
        def in_force(document: Document) -> bool:
            return self._successor(document, filters) is None

        others = [e for e in found.evidence[:_WEIGHED] if e not in good]
        points = choose(found.query, good, found.terms, in_force, others)
        quotes = {(point.document.id, quote) for point in points for quote in point.quotes}
        said = [e for e in good if (e.hit.document.id, (e.start, e.end)) in quotes]
        if said and not any(is_sure(found.query, e, found.terms) for e in said):
            return [replace(point, sure=False) for point in points]
        return points

    def _best_of(self, part: str, language: Language, filters: Filters | None) -> list[Point]:
        query = self._understand(part, language)
        found = self._search(query, filters)
        points = self._of_documents(query, found, filters)
        if points is None:
            points = self._chosen(found, found.borne_out(alone=False), filters)
        points = points or self._of_grounds(query, filters) or self._of_holder(found, filters)
        return points[:1]

    def _of_documents(
        self, query: Query, found: _Found, filters: Filters | None
    ) -> list[Point] | None:
        """Points about whole documents; None where the question asks for something inside them."""
        if query.asked is Asked.TOPIC:
            return self._titles(found)
        if (points := self._changes(query, filters)) is not None:
            return points
        kind = asks_which_is_about(query)
        if kind is not None and (named := self._of_subject(found, kind)):
            return named
        if question := field_question(query.text, query.language):
            return self._of_field(query, question, filters)
        if summary := summary_question(query.text, query.language):
            documents = self._meant(query, summary.start, summary.end, filters)
            return [
                p for one in documents for p in self._summary(one, query.language, filters)
            ] or None
        return None

    def _of_field(
        self, query: Query, question: DocumentQuestion[Field], filters: Filters | None
    ) -> list[Point] | None:
        if question.derived:
            return None
        documents = self._meant(query, question.start, question.end, filters)
        points = [
            of_fact(document, stated)
            for document in documents
            if (stated := fact(document, question.asked))
        ]
        return points or ([] if documents else None)

    def _in_brief(self, query: Query, filters: Filters | None) -> list[Point]:
        """What the one document that is named is about, where nothing else is asked of it than
        what it asks for, and no sentence says so: `Kết luận 8 yêu cầu điều gì?`"""
        mentions = find_mentions(query.text)
        if len(mentions) != 1 or not _ASKS_WHAT.fullmatch(query.text[mentions[0].end :].lower()):
            return []
        if query.text[: mentions[0].start].strip():
            return []
        found = self._numbered(query, filters)
        points = (p for one in found for p in self._summary(one, query.language, filters))
        return [point for point in points if point.document in found]

    def _changes(self, query: Query, filters: Filters | None) -> list[Point] | None:
        """What came in the place of the documents that are named, where that is asked."""
        if not query.numbers or not _REPLACED.search(query.text.lower()):
            return None
        found = [
            successor
            for document in self._numbered(query, filters)
            for successor in self._store.citations.successors(document, _access(filters))
        ]
        return [of_successor(successor) for successor in found] or None

    def _meant(self, query: Query, start: int, end: int, filters: Filters | None) -> list[Document]:
        """The documents that words of the question name: by number, else by what they are about."""
        named = self._numbered(query, filters)
        part = self._understand(query.text[start:end], query.language)
        if query.numbers:
            lead = leading_kind(part.text, query.language)
            return [d for d in named if not lead or not d.kind or same_kind(lead, d.kind)]
        about = self._search(part, filters)
        kinds = part.narrowing.kinds
        kind = leading_kind(part.text, query.language)

        def is_meant(document: Document) -> bool:
            if kinds and document.kind not in kinds:
                return False
            if kind and not (document.kind and same_kind(kind, document.kind)):
                return False
            return _is_about(document, about.terms, whose=True)

        # Words name one document; only of its kind there may be one at each of several places.
        most = _MOST_TITLES if kind and kind != "news" else 1
        return _nearly_best(about.hits, is_meant, most)

    def _numbered(self, query: Query, filters: Filters | None) -> list[Document]:
        """The documents of the numbers in a question that bear its other names."""
        numbers = [number for text in query.numbers if (number := parse_number(text))]
        found = [d for number in numbers for d in self._store.by_mention(number)]
        names = [t for t in query_terms(query, self._idf) if t.name and not _is_number(t)]
        return [
            document
            for document in dict.fromkeys(found)
            if document.access in _access(filters) and _bears(document, names)
        ]

    def _titles(self, found: _Found) -> list[Point]:
        """The titles of the documents that are about a topic, the best first."""
        names = [term for term in found.terms if term.name]

        def fits(document: Document) -> bool:
            return _is_about(document, found.terms) and _bears(document, names)

        return [of_title(one) for one in _nearly_best(found.hits, fits, _MOST_TITLES)]

    def _summary(
        self, document: Document, language: Language, filters: Filters | None
    ) -> list[Point]:
        citations, access = self._store.citations, _access(filters)
        return of_summary(
            summarise(
                document,
                citations.citing_document(document, access),
                citations.successors(document, access),
                lambda token: self._idf("folded", token),
            ),
            language,
        )

    def _successor(self, document: Document, filters: Filters | None) -> str | None:
        """The number of the document that came in the place of this one."""
        found = self._store.citations.successors(document, _access(filters))
        return next((successor.number for successor in found if successor.number), None)


def _is_close(evidence: Evidence, cited: Iterable[Cited], within: int) -> bool:
    """Whether a sentence stands in one of the spans, or that near to it under the same heading."""
    document = evidence.hit.document
    return any(
        document.id == one.document_id
        and evidence.start < one.end + within
        and one.start - within < evidence.end
        and headings_at(document.headings, evidence.start)
        == headings_at(document.headings, one.start)
        for one in cited
    )


def _repeat(points: Sequence[Point]) -> bool:
    """Whether two of the points stand in the same sentence: that compares nothing."""
    quotes = [(point.document.id, quote) for point in points for quote in point.quotes]
    return len({*quotes}) < len(quotes)


def _said(point: Point) -> str:
    return point.value.text if point.value else point.text


def _access(filters: Filters | None) -> frozenset[Access]:
    return filters.access if filters else frozenset(Access)


def _is_number(term: Term) -> bool:
    return parse_number(term.text) is not None


def _nearly_best(
    hits: Iterable[Hit], fits: Callable[[Document], bool], most: int
) -> list[Document]:
    """Of hits, the best first, the documents that fit and come near the best one that does."""
    seen: set[str] = set()
    found: list[Document] = []
    least = -inf
    for hit in hits:
        if len(found) == most or hit.score <= least:
            break
        if hit.document.id not in seen and fits(hit.document):
            found.append(hit.document)
            least = max(least, hit.score - _NEAR_TOPIC)
        seen.add(hit.document.id)
    return found


def _is_about(document: Document, terms: Sequence[Term], *, whose: bool = False) -> bool:
    """Whether a document's text holds most of the terms, and with `whose` its beginning the names:
    whose paper it is stands there."""
    if whose:
        opening = Words.of_text(*header_texts(document), document.text[:_OPENING])
        if not all(match(term, opening) for term in terms if term.name):
            return False
    in_lead = whose and document.kind == "news"
    words = Words.of_text(document.title, document.text[:_LEAD]) if in_lead else _words(document)
    total = sum(term.weight for term in terms)
    held = sum(t.weight * (1.0 if t.name and match(t, words) else match(t, words)) for t in terms)
    return bool(total) and held >= _ABOUT * total


def _bears(document: Document, names: Iterable[Term]) -> bool:
    words = _words(document)
    return all(match(name, words) for name in names)


# What an article is about stands in its title or its lead.
_LEAD = 400
# Enough to hold a document's head, its title and whom it is for.
_OPENING = 1_000
# Enough to hold a document's head and what it is about.
_READ_OF_DOCUMENT = 20_000


def _words(document: Document) -> Words:
    head = (document.title, document.number or "", document.issuer or "", document.place or "")
    return Words.of_text(*head, document.text[:_READ_OF_DOCUMENT])
