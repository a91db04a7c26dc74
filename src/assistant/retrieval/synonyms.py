"""Vietnamese phrases that mean the same, and the short forms that stand for them.

The groups are data: `data/synonyms.toml`, and an office's own file of the same shape.
"""

from __future__ import annotations

import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any

from assistant.errors import SettingsError
from assistant.vietnamese.abbreviation_table import Table, key, sure_short_forms
from assistant.vietnamese.tokens import Token, tokenize

# How many syllables a phrase has at most.
LONGEST = 6
_OWN_FILE = "synonyms.toml"

Groups = tuple[tuple[str, ...], ...]


@dataclass(frozen=True, slots=True)
class Synonyms:
    """Folded words of a phrase → each group that has it, the phrase first; and folded word → how
    many words the longest phrase has that begins with it.
    """

    groups: Mapping[tuple[str, ...], Groups]
    longest: Mapping[str, int]

    def find(self, words: Sequence[Token]) -> tuple[str, ...]:
        """The phrases that mean the same as these words, themselves first; else none.

        Words without accents may be any phrase that they could be; accents that were typed agree.
        """
        found = self.groups.get(tuple(word.folded for word in words), ())
        return next((group for group in found if _as_typed(words, group[0])), ())


@cache
def shipped() -> Groups:
    """The groups of the package."""
    text = (files("assistant.retrieval") / "data" / _OWN_FILE).read_text("utf-8")
    return _checked(tomllib.loads(text), _OWN_FILE)


def extended(own: Mapping[str, Any], name: str) -> Groups:
    """The groups of the package with an office's own, each joined to those it shares a phrase with.

    `own` is the parsed file, `name` what errors call it.

    Raises:
        SettingsError: a group has another shape, or a phrase stands in two.
    """
    groups = list(shipped())
    for group in _checked(own, name):
        joined = [g for g in groups if not set(g).isdisjoint(group)]
        groups = [g for g in groups if g not in joined]
        groups.append(tuple(dict.fromkeys((*group, *(p for g in joined for p in g)))))
    return tuple(groups)


def with_short_forms(groups: Groups, table: Table) -> Synonyms:
    """The groups, and each phrase that has a sure short form with it: hội đồng nhân dân, HĐND."""
    shorts = {key(phrase): (phrase, short) for phrase, short in sure_short_forms(table).items()}
    grouped = {phrase for group in groups for phrase in group}
    with_forms = [
        (group, tuple(s for phrase in group for s in shorts.get(phrase, ("", ()))[1]))
        for group in groups
    ]
    with_forms += [((p,), forms) for k, (p, forms) in shorts.items() if k not in grouped]
    found: dict[tuple[str, ...], Groups] = {}
    for group, forms in with_forms:
        for phrase in group:
            words = tuple(word.folded for word in tokenize(phrase))
            others = (other for other in group if other != phrase)
            found[words] = (*found.get(words, ()), (phrase, *others, *forms))
    longest: dict[str, int] = {}
    for first, *rest in found:
        longest[first] = max(1 + len(rest), longest.get(first, 0))
    return Synonyms(found, longest)


def _as_typed(words: Sequence[Token], phrase: str) -> bool:
    """Whether the words are the phrase, or could be: accents that were typed must agree."""
    return all(
        typed.text in (typed.folded, word.text)
        for typed, word in zip(words, tokenize(phrase), strict=True)
    )


# --- Checking


def _checked(data: Mapping[str, Any], name: str) -> Groups:
    if unknown := ", ".join(sorted(data.keys() - {"groups"})):
        raise SettingsError(
            f"{name}: unknown key {unknown}.", 'Write it as: groups = [["sơ kết", "kiểm điểm"]].'
        )
    groups = data.get("groups", [])
    if not isinstance(groups, list):
        raise SettingsError(
            f"{name}: `groups` is no list.", 'Write it as: groups = [["sơ kết", "kiểm điểm"]].'
        )
    checked: list[tuple[str, ...]] = []
    seen: set[str] = set()
    for i, group in enumerate(groups, 1):
        phrases = _checked_group(group, f"{name}, group {i}")
        for phrase in phrases:
            if phrase in seen:
                raise SettingsError(
                    f"{name}, group {i}: “{phrase}” stands there a second time.",
                    "Put all phrases that mean the same into one group, each once.",
                )
            seen.add(phrase)
        checked.append(phrases)
    return tuple(checked)


def _checked_group(group: Any, where: str) -> tuple[str, ...]:
    if not _are_phrases(group) or len(group) < 2:
        raise SettingsError(
            f"{where}: not a list of two phrases or more.",
            'Write it as: ["sơ kết", "kiểm điểm"].',
        )
    phrases = tuple(key(p) for p in group)
    for phrase in phrases:
        if not 1 <= len(tokenize(phrase)) <= LONGEST:
            raise SettingsError(
                f"{where}: “{phrase}” has not 1 to {LONGEST} syllables.",
                "Write the words that stand in documents, without the rest of the sentence.",
            )
    return phrases


def _are_phrases(value: object) -> bool:
    return isinstance(value, list) and all(isinstance(p, str) and p.strip() for p in value)
