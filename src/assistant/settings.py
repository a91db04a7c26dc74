"""Settings out of `assistant.toml` and `ASSISTANT_*` variables. Unknown keys are refused."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Any

from pydantic import BaseModel, ConfigDict, Field, ValidationError
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


class HttpSettings(BaseModel):
    """What an office may set of the HTTP service: `[http]` in the file, `ASSISTANT_HTTP__…`."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    host: str = Field("127.0.0.1", description="Address that the service listens on.")
    port: int = Field(8000, ge=0, le=65535, description="Its port; 0 takes a free one.")
    workers: int = Field(
        2, ge=1, le=64, description="Processes that serve; each takes about 400 MB."
    )
    base_url: str | None = Field(
        None,
        pattern=r"^https?://[^\s?#]+$",
        description="Address under which people reach the service; links in replies begin with it.",
    )
    cors_origins: tuple[str, ...] = Field(
        (), description="Origins whose pages may call the service, such as https://portal.example."
    )
    trusted_proxies: tuple[str, ...] = Field(
        ("127.0.0.1", "::1"),
        description="Addresses of proxies whose X-Forwarded-For is believed.",
    )
    rate_per_address: int = Field(
        600,
        ge=0,
        description="Requests a minute that one address may make without a key; 0 sets no limit.",
    )
    rate_per_key: int = Field(
        6000, ge=0, description="Requests a minute that one key may make; 0 sets no limit."
    )
    rate_this_machine: bool = Field(
        False,
        description="Whether the rate also holds for programs on this machine that no proxy stands"
        " before.",
    )
    log_questions: bool = Field(
        False, description="Write questions and queries to the log; otherwise no text of theirs is."
    )
    shutdown_seconds: int = Field(
        30, ge=1, le=600, description="How long requests in flight may take once asked to stop."
    )


class _File(TomlConfigSettingsSource):
    """The file without the tables of those who read their own settings out of it."""

    def __call__(self) -> dict[str, Any]:
        return {key: value for key, value in super().__call__().items() if key not in _OTHERS}


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
    read_processes: int | None = Field(
        None, ge=1, le=64, description="Files that are read at once; as many as cores where unset."
    )
    read_seconds: float = Field(
        60.0, gt=0, description="Seconds that a small file may take to read; large ones get more."
    )
    read_memory: int = Field(
        640,
        ge=256,
        description="MB of memory that a small file may take to read; large ones get more.",
    )
    http: HttpSettings = Field(HttpSettings(), description="The HTTP service and its page.")

    @classmethod
    def settings_customise_sources(
        cls,
        settings_cls: type[BaseSettings],
        init_settings: PydanticBaseSettingsSource,
        env_settings: PydanticBaseSettingsSource,
        dotenv_settings: PydanticBaseSettingsSource,  # noqa: ARG003
        file_secret_settings: PydanticBaseSettingsSource,  # noqa: ARG003
    ) -> tuple[PydanticBaseSettingsSource, ...]:
        return init_settings, env_settings, _File(settings_cls)


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
            f"Correct it in {FILE} or in {PREFIX}{field.upper().replace('.', '__')}.",
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


def with_http(settings: Settings, **overrides: Any) -> Settings:
    """The settings with these of the HTTP service on top; None means not given."""
    given = {name: value for name, value in overrides.items() if value is not None}
    return settings.model_copy(update={"http": settings.http.model_copy(update=given)})


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
# The table of `assistant.toml` that the Telegram bot reads.
_OTHERS = {"telegram"}
