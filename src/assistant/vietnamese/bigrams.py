"""How likely a word is after another, by what was counted in text."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from math import log
from typing import Protocol

# Absolute discounts of the bigram model (Ney, Essen and Kneser, 1994): of the text's counts, and of
# those of Vietnamese in general. The second, and how many words of the text the latter are worth,
# are fitted on questions to made offices.
_DISCOUNT, _OF_GENERAL = 0.75, 0.9
_WORTH = 2_500
# Added to every count, so that a form that was never counted has a probability too.
_UNSEEN = 0.1

# What stands before the first word of a text, and behind the last.
START, END = "^", "$"


@dataclass(frozen=True, slots=True)
class Form:
    """An accented form: how often it stands in the text, and before how many words and forms."""

    count: int
    followers: int
    different: int


NEVER = Form(0, 0, 0)


class AccentCounts(Protocol):
    """What was counted in a text."""

    @property
    def total(self) -> int:
        """How many words were counted."""

    def forms(self, folded: str) -> Mapping[str, Form]:
        """The accented forms of a folded syllable."""

    def follows(self, first: str, second: str) -> int:
        """How often the form `second` stands right after the form `first`."""


@dataclass(frozen=True, slots=True)
class Seen:
    """A form in the indexed text, and in Vietnamese in general."""

    here: Form
    anywhere: Form


UNKNOWN = Seen(NEVER, NEVER)


@dataclass(frozen=True, slots=True)
class Choice:
    """A form that a word may be, its counts, and what it costs (natural logarithm) to choose it."""

    form: str
    seen: Seen
    cost: float = 0.0


@dataclass(frozen=True, slots=True)
class Bigrams:
    """A bigram model of the indexed text, and of Vietnamese in general where that is silent."""

    here: AccentCounts
    anywhere: AccentCounts

    def forms(self, folded: str, *, of_name: bool = False) -> Mapping[str, Seen]:
        """The accented forms of a folded syllable; those of a name the text alone can tell."""
        here, anywhere = self.here.forms(folded), {} if of_name else self.anywhere.forms(folded)
        return {
            form: Seen(here.get(form, NEVER), anywhere.get(form, NEVER))
            for form in sorted({*here, *anywhere})
        }

    def likeliest(self, choices: Sequence[Sequence[Choice]]) -> list[str]:
        """The forms, one of each choice, likeliest in a row, less their costs (Viterbi)."""
        start = self.forms(START).get(START, UNKNOWN)
        # For each choice of a word the best way to it: its score, its forms, and the choice.
        best: list[tuple[float, list[str], Choice]] = [(0.0, [], Choice(START, start))]
        for options in choices:
            before = [choice for _, _, choice in best]
            step = []
            for choice in options:
                after = self._after(before, choice)
                scores = [way[0] + log(p) for way, p in zip(best, after, strict=True)]
                score = max(scores)
                forms = best[scores.index(score)][1]
                step.append((score - choice.cost, [*forms, choice.form], choice))
            best = step
        end = Choice(END, self.forms(END).get(END, UNKNOWN))
        after = self._after([choice for _, _, choice in best], end)
        ways = [(way[0] + log(p), way[1]) for way, p in zip(best, after, strict=True)]
        return max(ways, key=lambda way: way[0])[1]

    def _after(self, before: Sequence[Choice], choice: Choice) -> Iterator[float]:
        """P(choice | the one before), for each that may stand before; after one that nothing is
        known of, P(choice)."""
        form, here, anywhere = choice.form, choice.seen.here, choice.seen.anywhere
        share = anywhere.count / self.anywhere.total
        alone = (here.count + _UNSEEN + _WORTH * share) / (self.here.total + 1 + _WORTH)
        for previous in before:
            word, seen, likely = previous.form, previous.seen, alone
            if context := seen.anywhere.followers:
                together = self.anywhere.follows(word, form) if anywhere.count else 0
                rest = _OF_GENERAL * seen.anywhere.different * likely
                likely = (max(together - _OF_GENERAL, 0.0) + rest) / context
            if context := seen.here.followers:
                together = self.here.follows(word, form) if here.count else 0
                rest = _DISCOUNT * seen.here.different * likely
                likely = (max(together - _DISCOUNT, 0.0) + rest) / context
            yield likely
