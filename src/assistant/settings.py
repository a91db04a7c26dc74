"""Settings out of `assistant.toml` and `ASSISTANT_*` variables. Unknown keys are refused."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Any

from pydantic import Field, ValidationError
from pydantic_settings import (
    BaseSettings,
    PydanticBaseSettingsSource,
    SettingsConfigDict,
    TomlConfigSettingsSource,
)
from pydantic_settings import SettingsError as UnreadableValue

from assistant.errors import SettingsError

FILE = "assistant.toml"
PREFIX = "ASSISTANT_"


class Settings(BaseSettings):
    """What an office may set. Variables win over the file, arguments over both."""

    model_config = SettingsConfigDict(
        env_prefix=PREFIX,
        env_nested_delimiter="__",
        extra="forbid",
        frozen=True,
        toml_file=FILE,
    )

    index: Path = Field(Path("indexes/default"), description="Folder that holds the builds.")
    corpus: tuple[Path, ...] = Field(
        (Path("corpus"),), description="Folders of documents, read with everything below them."
    )
    data: Path | None = Field(
        None,
        description="Folder with the office's own abbreviations.toml, synonyms.toml and"
        " glossary.toml, as far as there are any.",
    )
    state: Path = Field(
        Path("state/assistant.sqlite"),
        description="The file of what outlives an index: conversations. Outside every index.",
    )
    conversation_hours: float = Field(
        24.0, gt=0, le=24 * 365, description="Hours after which an idle conversation is deleted."
    )
    encoder: str = Field(
        "bundled",
        description="`bundled`, a folder with an exported model, or a Sentence Transformers name.",
    )
    threads: int | None = Field(
        None, ge=1, description="Threads for encoding; every core where unset."
    )
    passage_tokens: int = Field(
        200, ge=50, le=480, description="About how many tokens a passage holds."
    )

    @classmethod
    def settings_customise_sources(
        cls,
        settings_cls: type[BaseSettings],
        init_settings: PydanticBaseSettingsSource,
        env_settings: PydanticBaseSettingsSource,
        dotenv_settings: PydanticBaseSettingsSource,  # noqa: ARG003
        file_secret_settings: PydanticBaseSettingsSource,  # noqa: ARG003
    ) -> tuple[PydanticBaseSettingsSource, ...]:
        return init_settings, env_settings, TomlConfigSettingsSource(settings_cls)


def load_settings(**overrides: Any) -> Settings:
    """Settings with what the caller gives on top; None means not given.

    Raises:
        SettingsError: a key is unknown or a value cannot be used; the message names it.
    """
    _refuse_unknown_variables()
    try:
        return Settings(**{k: v for k, v in overrides.items() if v is not None})
    except ValidationError as error:
        first = error.errors()[0]
        field = ".".join(str(part) for part in first["loc"])
        raise SettingsError(
            f"Setting `{field}` cannot be used: {first['msg']}.",
            f"Correct it in {FILE} or in {PREFIX}{field.upper()}.",
        ) from error
    except UnreadableValue as error:
        raise SettingsError(
            f"A variable cannot be used: {error}.",
            f"Write a list as JSON: {PREFIX}CORPUS='[\"corpus\"]'.",
        ) from error
    except OSError as error:
        raise SettingsError(
            f"{FILE} cannot be read: {error.strerror}.", "Give this user the right to read it."
        ) from error
    except ValueError as error:  # a TOML file that does not parse
        raise SettingsError(
            f"{FILE} is not valid TOML: {error}.", "Correct the line it names."
        ) from error


def _refuse_unknown_variables() -> None:
    """pydantic-settings passes over unknown variables; a mistyped one must not go unnoticed."""
    known = set(Settings.model_fields)
    for name in os.environ:
        if name.upper().startswith(PREFIX):
            field = name[len(PREFIX) :].lower().split("__")[0]
            if field not in known and field not in _NOT_SETTINGS:
                raise SettingsError(
                    f"There is no setting for the variable {name}.",
                    f"Known ones: {', '.join(PREFIX + f.upper() for f in sorted(known))}.",
                )


# Read by the command line, by the tests, and by the Telegram bot's own settings.
_NOT_SETTINGS = {"debug", "shared", "telegram"}
