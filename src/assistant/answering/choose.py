"""Which of the sentences that bear a question out make the answer."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from assistant.answering.evidence import Evidence
from assistant.answering.points import Point, is_bare_heading, opens_list, point
from assistant.answering.terms import Term, Words, shared, weight
from assistant.types import Asked, Document, Query
from assistant.vietnamese.normalize import comparable

# An original goes before the news about it where it scores about as well.
_ORIGINAL = 1.0
# Another document's value is an answer beside the best one's where it scores about as well.
_BESIDE = 3.0
_MOST_SEVERAL = 4
# So much of what is asked a heading names that is itself what was asked for.
_IS_THE_HEADING = 0.6
_VALUED = frozenset(
    {Asked.DEADLINE, Asked.DATE, Asked.COUNT, Asked.PERSON, Asked.PLACE, Asked.BODY, Asked.DOCUMENT}
)


def choose(
    query: Query,
    good: Sequence[Evidence],
    terms: Sequence[Term],
    in_force: Callable[[Document], bool] = lambda _: True,
    others: Sequence[Evidence] = (),
) -> list[Point]:
    """The points of an answer out of sentences that bear the question out, the best first.

    What a document says that is no longer `in_force` comes after what others say as well.
    `others` are sentences that do not bear it out, and may stand beside one that does.
    """
    if not good:
        return []
    if not query.numbers:
        documents = {e.hit.document.id: e.hit.document for e in good}
        valid = {id for id, document in documents.items() if in_force(document)}
        good = [e for e in good if e.hit.document.id in valid] or good
    of_person = query.asked is Asked.OFFICE
    first = _longest(good) if of_person else _opening(query, _original(good), good, terms)
    rest = [e for e in good if e is not first]
    several = _several(query, first, rest)
    if several:
        return [point(query, e, (), terms)[0] for e in (first, *several)]
    points = point(query, first, _beside(first, rest, others), terms)
    # A heading alone tells nothing but that something stands under it, nor does a title.
    titled = first.text.isupper() and not _valued(first) and not opens_list(points)
    if titled or is_bare_heading(points):
        return choose(query, rest, terms, in_force, others)
    return points


def _beside(
    first: Evidence, rest: Sequence[Evidence], others: Sequence[Evidence]
) -> Sequence[Evidence]:
    """What may be shown beside the best sentence: in text without an office's head, which says a
    thing over several sentences, all that is near it."""
    if first.hit.document.kind is not None:
        return rest
    return sorted([*rest, *others], key=lambda e: -e.score)


def _longest(good: Sequence[Evidence]) -> Evidence:
    """The sentence that names most offices of a person."""
    near = [e for e in good if e.score > good[0].score - _BESIDE]
    return max(near, key=lambda e: len(e.value.text) if e.value else 0)


def _original(good: Sequence[Evidence]) -> Evidence:
    """The best sentence, or that of an original where news told the same about as well."""
    best = good[0]
    if best.hit.document.kind != "news":
        return best
    for evidence in good[1:]:
        if evidence.score < best.score - _ORIGINAL:
            break
        if evidence.hit.document.kind in (None, "news") or _opens_list(best):
            continue
        if _valued(evidence) == _valued(best):
            return evidence
    return best


def _opening(
    query: Query, best: Evidence, good: Sequence[Evidence], terms: Sequence[Term]
) -> Evidence:
    """Under a heading that is what was asked for, the sentence that comes first."""
    headings = best.hit.passage.headings
    if query.asked is not Asked.OTHER or query.focus or not headings:
        return best
    asked_of = [term for term in terms if not term.name]
    if shared(asked_of, Words.of_text(headings[-1])) < _IS_THE_HEADING * weight(asked_of):
        return best
    document = best.hit.document
    titles = {(heading.start, heading.end) for heading in document.headings}
    under = [
        e
        for e in good
        if e.hit.document.id == document.id
        and e.hit.passage.headings == headings
        and (e.start, e.end) not in titles
    ]
    return min(under, key=lambda e: e.start, default=best)


def _valued(evidence: Evidence) -> bool:
    return evidence.value is not None and evidence.value.sure


def _opens_list(evidence: Evidence) -> bool:
    """Whether its value is the first of a list's that it opens."""
    return evidence.value is not None and evidence.value.start >= evidence.end


def _several(query: Query, first: Evidence, rest: Sequence[Evidence]) -> list[Evidence]:
    """What documents of other places or bodies answer instead."""
    if query.asked not in _VALUED or not _valued(first) or not _origin(first.hit.document):
        return []
    found: dict[tuple[str | None, ...], Evidence] = {_origin(first.hit.document): first}
    values = {_value(first)}
    for evidence in rest:
        if evidence.score < first.score - _BESIDE:
            break
        origin = _origin(evidence.hit.document)
        if not _valued(evidence) or not origin or origin in found or _value(evidence) in values:
            continue
        if evidence.hit.document.kind == "news" and first.hit.document.kind != "news":
            continue
        found[origin] = evidence
        values.add(_value(evidence))
    return list(found.values())[1:_MOST_SEVERAL]


def _origin(document: Document) -> tuple[str | None, ...]:
    """Whose document it is; empty where its head does not say."""
    origin = (document.issuer, document.place)
    return origin if any(origin) else ()


def _value(evidence: Evidence) -> str:
    return comparable(evidence.value.text).lower() if evidence.value else ""
