"""The bot's own settings: `[telegram]` in `assistant.toml` and `ASSISTANT_TELEGRAM__*`."""

from __future__ import annotations

import os
import re
from typing import Annotated
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo

from pydantic import BeforeValidator, Field, SecretStr, ValidationError, field_validator
from pydantic_settings import (
    BaseSettings,
    InitSettingsSource,
    NoDecode,
    PydanticBaseSettingsSource,
    SettingsConfigDict,
    TomlConfigSettingsSource,
)

from assistant.errors import SettingsError
from assistant.settings import FILE
from bots.telegram.roles import Admission

PREFIX = "ASSISTANT_TELEGRAM__"
TABLE = "telegram"

_TOKEN = re.compile(r"\d{1,20}:[A-Za-z0-9_-]{1,200}")
_SECRET = re.compile(r"[A-Za-z0-9_-]{1,256}")


def _ids(given: object) -> object:
    """`1, 2` out of a variable."""
    return (
        [part for part in re.split(r"[\s,;]+", given) if part] if isinstance(given, str) else given
    )


class TelegramSettings(BaseSettings):
    """How the bot reaches Telegram, whom it answers, and when it writes by itself."""

    model_config = SettingsConfigDict(
        env_prefix=PREFIX, extra="forbid", frozen=True, hide_input_in_errors=True
    )

    token: SecretStr = Field(description="The bot's token, from @BotFather.")
    base_url: str = Field(
        "https://api.telegram.org", description="The Bot API server; another one than Telegram's."
    )
    administrators: Annotated[tuple[int, ...], NoDecode, BeforeValidator(_ids)] = Field(
        (), description="User ids of administrators; others can be invited."
    )
    admission: Admission = Field(
        Admission.UNTIL_INVITED,
        description="Whom the bot answers: `invited`, `everyone`, or everyone `until_invited`:"
        " until the first person is named, admitted or invited.",
    )
    timezone: str = Field("Asia/Ho_Chi_Minh", description="The time zone of days and hours.")
    daily_hour: int = Field(
        7, ge=0, le=23, description="The hour of daily messages, where a person chose none."
    )
    webhook_url: str | None = Field(
        None, description="The public https address for webhooks; long polling where unset."
    )
    webhook_secret: SecretStr | None = Field(
        None, description="What Telegram sends along with webhooks; made of the token where unset."
    )
    webhook_host: str = Field("127.0.0.1", description="The address that webhooks are awaited on.")
    webhook_port: int = Field(8081, ge=0, le=65535, description="The port for webhooks.")
    poll_seconds: int = Field(
        30, ge=0, le=50, description="How long Telegram holds a request for new messages open."
    )
    parallel_chats: int = Field(
        8, ge=1, le=64, description="How many chats are answered at the same time."
    )

    @field_validator("token")
    @classmethod
    def _looks_like_one(cls, token: SecretStr) -> SecretStr:
        if not _TOKEN.fullmatch(token.get_secret_value()):
            raise ValueError("it does not look like a token (123456:ABC…)")
        return token

    @field_validator("base_url")
    @classmethod
    def _is_an_address(cls, url: str) -> str:
        return _web_address(url)

    @field_validator("webhook_url")
    @classmethod
    def _is_an_address_if_any(cls, url: str | None) -> str | None:
        return _web_address(url) if url else None

    @field_validator("webhook_secret")
    @classmethod
    def _is_a_header(cls, secret: SecretStr | None) -> SecretStr | None:
        if secret and not _SECRET.fullmatch(secret.get_secret_value()):
            raise ValueError("only 1 to 256 letters, digits, `_` and `-` are allowed")
        return secret

    @field_validator("timezone")
    @classmethod
    def _is_known(cls, name: str) -> str:
        try:
            ZoneInfo(name)
        except (KeyError, OSError, ValueError) as error:
            raise ValueError(f"there is no time zone {name}") from error
        return name

    @property
    def zone(self) -> ZoneInfo:
        return ZoneInfo(self.timezone)

    @property
    def api_url(self) -> str:
        """What the token is appended to for a method."""
        return f"{self._server}/bot"

    @property
    def file_url(self) -> str:
        """What the token is appended to for a file."""
        return f"{self._server}/file/bot"

    @property
    def _server(self) -> str:
        return self.base_url.rstrip("/").removesuffix("/bot")

    @classmethod
    def settings_customise_sources(
        cls,
        settings_cls: type[BaseSettings],
        init_settings: PydanticBaseSettingsSource,
        env_settings: PydanticBaseSettingsSource,
        dotenv_settings: PydanticBaseSettingsSource,  # noqa: ARG003
        file_secret_settings: PydanticBaseSettingsSource,  # noqa: ARG003
    ) -> tuple[PydanticBaseSettingsSource, ...]:
        file = TomlConfigSettingsSource(settings_cls, toml_file=FILE)
        table = file.toml_data.get(TABLE, {})
        return init_settings, env_settings, InitSettingsSource(settings_cls, table)


def load_telegram_settings(**overrides: str) -> TelegramSettings:
    """The bot's settings.

    Raises:
        SettingsError: one is missing, unknown or cannot be used; the message never holds a value.
    """
    for name in os.environ:
        field = name.upper().removeprefix(PREFIX).lower()
        if name.upper().startswith(PREFIX) and field not in TelegramSettings.model_fields:
            known = ", ".join(PREFIX + f.upper() for f in sorted(TelegramSettings.model_fields))
            raise SettingsError(f"There is no setting for the variable {name}.", f"Known: {known}.")
    try:
        return TelegramSettings(**overrides)  # type: ignore[arg-type]
    except ValidationError as error:
        first = error.errors(include_input=False, include_url=False)[0]
        variable = f"{PREFIX}{'.'.join(str(part) for part in first['loc'][:1])}".upper()
        if first["type"] == "missing":
            raise SettingsError(
                f"The bot's token is not set: {variable} is empty.",
                f"Ask @BotFather for a token and set {variable}; docs/telegram.md tells how.",
            ) from None
        reason = first["msg"].removeprefix("Value error, ")
        raise SettingsError(
            f"Setting {variable} cannot be used: {reason}.",
            f"Correct it, or `{first['loc'][0]}` under [{TABLE}] in {FILE}.",
        ) from None


def administrators() -> tuple[int, ...]:
    """The administrators that the settings name, for commands that need no token."""
    given = {} if f"{PREFIX}TOKEN" in os.environ else {"token": "0:unused"}
    return load_telegram_settings(**given).administrators


def _web_address(url: str) -> str:
    parts = urlsplit(url)
    if parts.scheme not in ("http", "https") or not parts.hostname:
        raise ValueError("it is no web address (https://…)")
    return url
