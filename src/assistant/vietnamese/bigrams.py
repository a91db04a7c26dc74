"""How likely a word is after another, by what was counted in text."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Protocol

# Absolute discounts of the bigram model (Ney, Essen and Kneser, 1994): of the text's counts, and of
# those of Vietnamese in general. The second, and how many words of the text the latter are worth,
# are fitted on questions to made offices.
_DISCOUNT, _OF_GENERAL = 0.75, 0.9
_WORTH = 2_500
# Added to every count, so that a form that was never counted has a probability too.
_UNSEEN = 0.1

# Stands before the first word of a text.
START = "^"


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

    def start(self) -> tuple[str, Seen]:
        """What stands before the first word."""
        return START, self.forms(START).get(START, UNKNOWN)

    def probability(self, previous: tuple[str, Seen], form: str, seen: Seen) -> float:
        """P(form | previous); after a form that nothing is known of, P(form)."""
        word, before = previous
        share = seen.anywhere.count / self.anywhere.total
        own = (seen.here.count + _UNSEEN + _WORTH * share) / (self.here.total + 1 + _WORTH)
        own = _after(self.anywhere, (word, before.anywhere), form, seen.anywhere, own, _OF_GENERAL)
        return _after(self.here, (word, before.here), form, seen.here, own, _DISCOUNT)


def _after(
    counts: AccentCounts,
    previous: tuple[str, Form],
    form: str,
    seen: Form,
    own: float,
    discount: float,
) -> float:
    """P(form | previous): discounted bigram, interpolated with `own`, what else is known of it."""
    word, context = previous
    if not context.followers:
        return own
    together = max(counts.follows(word, form) - discount, 0.0) if seen.count else 0.0
    return (together + discount * context.different * own) / context.followers
