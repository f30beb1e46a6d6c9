"""Types that a spec writes as text: parsed, checked, and described to editors in one place."""

import re
from typing import Any, ClassVar, Self

from pydantic import GetCoreSchemaHandler, GetJsonSchemaHandler
from pydantic_core import CoreSchema, core_schema

from mesh_assets.documents.explaining import wrong_shape
from mesh_assets.documents.mistake import mistake


class Written:
    """A value with a written form; a mixin for the types of the language.

    The pattern is the whole grammar: the loader and the JSON Schema accept the same text. It keeps
    to what Python and ECMA-262 both read alike.
    """

    PATTERN: ClassVar[str]
    EXAMPLES: ClassVar[tuple[str, ...]]
    WANTED: ClassVar[str]
    """What the value is, and how to write it: `a duration such as 15m, 1h30m or 7d`."""

    @classmethod
    def from_text(cls, text: str) -> Self:
        """Make the value of a text that matches the pattern; raises a mistake."""
        raise NotImplementedError

    @classmethod
    def correction(cls, text: str) -> str | None:  # noqa: ARG003
        """Guess what was meant by a text that does not match the pattern."""
        return None

    @classmethod
    def parse(cls, value: object) -> Self:
        """Make the value of what a spec says; raises a mistake in words for people."""
        if isinstance(value, cls):
            return value
        if not isinstance(value, str):
            is_number = isinstance(value, int | float) and not isinstance(value, bool)
            correction = cls.correction(str(value)) if is_number else None
            raise mistake(wrong_shape(cls.WANTED, value), correction)
        if re.fullmatch(cls.PATTERN, value) is None:
            raise mistake(f"`{value}` is not {cls.WANTED}", cls.correction(value))
        return cls.from_text(value)

    @classmethod
    def __get_pydantic_core_schema__(
        cls, source: type[Any], handler: GetCoreSchemaHandler
    ) -> CoreSchema:
        return core_schema.no_info_plain_validator_function(
            cls.parse, serialization=core_schema.to_string_ser_schema()
        )

    @classmethod
    def __get_pydantic_json_schema__(
        cls, schema: CoreSchema, handler: GetJsonSchemaHandler
    ) -> dict[str, Any]:
        return {"type": "string", "pattern": cls.PATTERN, "examples": list(cls.EXAMPLES)}


class WrittenText(Written, str):
    """Text of a certain form, which stays text."""

    __slots__ = ()

    @classmethod
    def from_text(cls, text: str) -> Self:
        """Keep the text."""
        return cls(text)
