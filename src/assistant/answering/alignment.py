"""Which of several values in a sentence is the one that the question asks for."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from assistant.answering.terms import Term
from assistant.answering.values import Span
from assistant.types import Query
from assistant.vietnamese.function_words import FUNCTION_WORDS
from assistant.vietnamese.tokens import Token, tokenize

FEATURES = ("sure", "clause", "part", "in_order", "nearest", "leads", "follows", "of_total")
# Near what a softmax fits over the values of a sentence, on the even-numbered questions of two
# public sets, our own, and six made offices; figures in benchmarks/README.md.
WEIGHTS = np.array([3.3, 1.4, 0.7, 1.5, 0.2, 1.5, 1.1, -2.5], dtype=np.float32)
# Of several values one is clear where a softmax over their scores gives it so much.
_CLEAR = 0.65
# A word on its side of a value counts e times less for so many syllables between them.
_FAR = 5.0
# So many syllables beside the asking words are looked for so near a value, and what a word that
# carries grammar alone counts there; each one further off counts this much of the one before.
_BESIDE_ASKING, _NEAR, _GRAMMAR, _FURTHER = 4, 5, 0.3, 0.7

_CLAUSE = re.compile(r";\s|\.\s")
_PART = re.compile(r"[,;:.]\s|\s(?:và|còn|hoặc|rồi)\s")
_ASKING = re.compile(
    r"\b(?:bao nhiêu|mấy|(?:khi|lúc|ngày|hôm|năm|tháng|thời gian|thời điểm|mốc|giờ|quý|tuần) nào"
    r"|bao giờ|chừng nào|hồi nào|(?:ngày|tháng|năm) mấy|bao lâu|ai|đâu|nào|gì"
    r"|how many|how much|how long|when|who|where|what|which)\b",
    re.IGNORECASE,
)
_IN_ALL = re.compile(r"\b(?:tổng|tất cả|cả thảy|toàn bộ|total|altogether)\b", re.IGNORECASE)
_OF_WHICH = re.compile(r"\b(?:gồm|trong đó)\b", re.IGNORECASE)

_Run = tuple[int, int]


def aligned(
    query: Query, text: str, start: int, values: Sequence[Span], terms: Sequence[Term]
) -> Span | None:
    """The value that stands where the question's words lead to, of those in the sentence `text`
    that begins at `start` of its document; None where there is none.

    It is `clear` where no other one fits nearly as well.
    """
    if len(values) < 2:
        return next(iter(values), None)
    scores = features(query, text, start, values, terms) @ WEIGHTS
    share = np.exp(scores - scores.max())
    best = int(np.argmax(share))
    return replace(values[best], clear=bool(share[best] >= _CLEAR * share.sum()))


def features(
    query: Query, text: str, start: int, values: Sequence[Span], terms: Sequence[Term]
) -> NDArray[np.float32]:
    """How each value stands to the question's words, shape (values, len(FEATURES)): whether it is
    sure by its form; the share of what the sentence holds of the question that stands in its
    clause, in its part between commas, on the side of it where it stands of the asking words (a
    Vietnamese answer takes their place), less by distance, and nearer to it than to any other
    value; how far the words right before and right behind the asking ones stand beside it; and
    whether it is a part where all is asked for.
    """
    tokens = tokenize(text)
    at = [_tokens_of(tokens, value.start - start, value.end - start) for value in values]
    asked = _Asked.of(query, terms)
    held = [
        (term.weight, runs, asked.follows(term))
        for term in terms
        if (runs := [*_runs(term, tokens)])
    ]
    total = max(sum(weight for weight, *_ in held), 1e-9)
    parts = [match.start() for match in _OF_WHICH.finditer(text)] if asked.in_all else []
    rows = []
    for value, (first, last) in zip(values, at, strict=True):
        begin, end = value.start - start, value.end - start
        in_order = nearest = 0.0
        for weight, runs, follows in held:
            gaps = [a - last if follows else first - b for a, b in runs]
            gap = min((one for one in gaps if one > 0), default=None)
            in_order += weight * float(np.exp(-(gap - 1) / _FAR)) if gap else 0.0
            apart = [_apart(runs, one) for one in at]
            own = _apart(runs, (first, last))
            nearest += weight / apart.count(own) if own == min(apart) else 0.0
        # Not as far as another value.
        left = max([0, first - _NEAR, *(b + 1 for _, b in at if b < first)])
        right = min([len(tokens), last + 1 + _NEAR, *(a for a, _ in at if a > last)])
        rows.append(
            (
                value.sure,
                _held_in(_between(_CLAUSE, text, begin, end), tokens, held) / total,
                _held_in(_between(_PART, text, begin, end), tokens, held) / total,
                in_order / total,
                nearest / total,
                asked.share(asked.before, tokens[left:first]),
                asked.share(asked.behind, tokens[first:right]),
                any(part <= begin for part in parts),
            )
        )
    return np.array(rows, dtype=np.float32)


@dataclass(frozen=True, slots=True)
class _Asked:
    """The syllables, folded, before and behind the asking words, and what each weighs."""

    before: dict[str, float]
    behind: dict[str, float]
    all_behind: frozenset[str]
    in_all: bool

    @classmethod
    def of(cls, query: Query, terms: Sequence[Term]) -> _Asked:
        tokens = tokenize(query.text)
        asking = _ASKING.search(query.text)
        start, end = asking.span() if asking else (len(query.text), len(query.text))
        weights = {
            f: t.weight / len(p.forms) for t in terms for p in t.phrases[:1] for _, f in p.forms
        }

        def weighed(beside: Sequence[Token]) -> dict[str, float]:
            own = (
                weights.get(t.folded, _GRAMMAR if t.text in FUNCTION_WORDS else 0.5) for t in beside
            )
            return {
                t.folded: w * _FURTHER**i for i, (t, w) in enumerate(zip(beside, own, strict=True))
            }

        before = [token for token in tokens if token.end <= start][::-1]
        behind = [token for token in tokens if token.start >= end]
        return cls(
            weighed(before[:_BESIDE_ASKING]),
            weighed(behind[:_BESIDE_ASKING]),
            frozenset(token.folded for token in behind),
            _IN_ALL.search(query.text) is not None,
        )

    def follows(self, term: Term) -> bool:
        """Whether a term stands behind the asking words."""
        return all(folded in self.all_behind for _, folded in term.phrases[0].forms)

    @staticmethod
    def share(sought: dict[str, float], tokens: Sequence[Token]) -> float:
        there = {token.folded for token in tokens}
        return sum(w for f, w in sought.items() if f in there) / max(sum(sought.values()), 1e-9)


def _tokens_of(tokens: Sequence[Token], start: int, end: int) -> _Run:
    """The first and the last token of a span."""
    first = next((i for i, token in enumerate(tokens) if token.end > start), len(tokens) - 1)
    return first, max((i for i, token in enumerate(tokens) if token.start < end), default=first)


def _runs(term: Term, tokens: Sequence[Token]) -> Iterator[_Run]:
    """Where a term stands, by any of its phrases."""
    folded = [token.folded for token in tokens]
    for phrase in term.phrases:
        sought = [one for _, one in phrase.forms]
        for i in range(len(folded) - len(sought) + 1):
            if sought and folded[i : i + len(sought)] == sought:
                yield i, i + len(sought) - 1


def _apart(runs: Sequence[_Run], value: _Run) -> int:
    return min(min(abs(value[0] - last), abs(first - value[1])) for first, last in runs)


def _between(stops: re.Pattern[str], text: str, start: int, end: int) -> _Run:
    """The part of a text around a span, between stops."""
    ends = [0, *(match.end() for match in stops.finditer(text)), len(text)]
    return max(e for e in ends if e <= start), min(e for e in ends if e >= end)


def _held_in(
    part: _Run, tokens: Sequence[Token], held: Sequence[tuple[float, Sequence[_Run], bool]]
) -> float:
    start, end = part
    return sum(
        weight
        for weight, runs, _ in held
        if any(tokens[a].start >= start and tokens[b].end <= end for a, b in runs)
    )
