"""When something happens: `hourly`, `daily`, a cron expression, or words that only people read."""

import re
from typing import Any, Self

from pydantic import GetJsonSchemaHandler
from pydantic_core import CoreSchema

from mesh_assets.documents.mistake import mistake
from mesh_assets.documents.suggestion import suggest
from mesh_assets.product import cron
from mesh_assets.product.written import WrittenText

_CRON = {
    "hourly": "0 * * * *",
    "daily": "0 0 * * *",
    "weekly": "0 0 * * 1",
    "monthly": "0 0 1 * *",
}
_WORDS = tuple(_CRON)
_ON_REFRESH = "on_refresh"


class _Time(WrittenText):
    """Some words, or cron; an editor offers the words."""

    WORDS: tuple[str, ...] = _WORDS

    @classmethod
    def from_text(cls, text: str) -> Self:
        """Check the fields of a cron expression."""
        if text not in cls.WORDS and re.fullmatch(cron.SHAPE, text):
            wrong = cron.cron_mistake(text)
            if wrong is not None:
                raise mistake(wrong)
        return cls(text)

    @classmethod
    def correction(cls, text: str) -> str | None:
        """Find the word that was meant."""
        return suggest(text, cls.WORDS)

    @classmethod
    def __get_pydantic_json_schema__(
        cls, schema: CoreSchema, handler: GetJsonSchemaHandler
    ) -> dict[str, Any]:
        described = super().__get_pydantic_json_schema__(schema, handler)
        return {"anyOf": [{"enum": list(cls.WORDS)}, described]}


class Cadence(_Time):
    """A regular time, in UTC."""

    PATTERN = rf"^(?:{'|'.join(_WORDS)}|{cron.SHAPE})$"
    EXAMPLES = ("30 4 * * MON-FRI",)
    WANTED = "a cadence: hourly, daily, weekly, monthly or five cron fields such as `30 4 * * *`"

    @property
    def cron(self) -> str:
        """The cadence as a cron expression of five fields."""
        return _CRON.get(self, str(self))


class Refresh(_Time):
    """How often a source changes: a cadence, or words for people such as `Kafka stream`."""

    PATTERN = r"^\S.*$"
    EXAMPLES = ("0 */6 * * *", "streaming CDC (Debezium)")
    WANTED = "a cadence such as hourly or daily, or a few words"

    @classmethod
    def from_text(cls, text: str) -> Self:
        """Refuse a misspelt cadence, which would be taken for words and never come round."""
        meant = suggest(text, _WORDS) if " " not in text and text not in _WORDS else None
        if meant is not None:
            raise mistake(f"`{text}` is not {Cadence.WANTED}", meant)
        return super().from_text(text)

    @property
    def cadence(self) -> Cadence | None:
        """The cadence, if these words are one."""
        return Cadence(self) if re.fullmatch(Cadence.PATTERN, self) else None


class CheckTime(_Time):
    """When a quality check runs: `on_refresh`, which is before every publication, or a cadence."""

    WORDS = (_ON_REFRESH, *_WORDS)
    PATTERN = rf"^(?:{'|'.join(WORDS)}|{cron.SHAPE})$"
    EXAMPLES = ("0 */6 * * *",)
    WANTED = f"a time to run: {_ON_REFRESH}, hourly, daily, weekly, monthly or five cron fields"

    @property
    def cadence(self) -> Cadence | None:
        """The cadence; None for `on_refresh`."""
        return None if self == _ON_REFRESH else Cadence(self)
