"""Who people are to the bot, and whom it answers."""

from __future__ import annotations

from enum import StrEnum


class Role(StrEnum):
    """What a person may do: ask, or look after the assistant as well."""

    CADRE = "cadre"
    ADMINISTRATOR = "administrator"


class Admission(StrEnum):
    """Whom the bot answers."""

    UNTIL_INVITED = "until_invited"
    """Everybody, for as long as nobody was named, admitted or invited; then those alone."""
    INVITED = "invited"
    EVERYONE = "everyone"
