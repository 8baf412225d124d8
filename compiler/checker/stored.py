"""Reading stored JSON that may be hostile: every step is checked, and an error says where it stands.

Nothing here recurses, and bounds are checked before work is done: a stranger's file costs what its size does.
"""

from __future__ import annotations

import math
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import TypeVar

from compiler.checker.facts import facts

# Controls could steer a terminal, and half a surrogate pair cannot be written out. No text of ours has them.
_UNPRINTABLE = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\ud800-\udfff]")
_SHOWN = 40
T = TypeVar("T")


class VariantError(ValueError):
    """A stored variant that cannot be one: the message says where, what was expected and what came."""


def described(value: object) -> str:
    """The JSON type of a value in words."""
    match value:
        case None:
            return "nothing"
        case bool():
            return "a truth value"
        case str():
            return "text"
        case int() | float():
            return "a number" if isinstance(value, int) or math.isfinite(value) else "a number that is not finite"
        case list():
            return "a list"
        case dict():
            return "an object"
        case _:
            return "something that is no JSON"


@dataclass(frozen=True, slots=True)
class Stored:
    """A JSON value and its path, as in `key.mistakes[2].value`."""

    value: object
    path: str = ""

    def wrong(self, expected: str, came: str | None = None) -> VariantError:
        """The error that this value is not what was expected."""
        return VariantError(f"{self.path or 'the variant'}: expected {expected}, got {came or described(self.value)}")

    def has(self, name: str) -> bool:
        """Whether this is an object with that key."""
        return isinstance(self.value, dict) and name in self.value

    def field(self, name: str) -> Stored:
        """The value of one key of an object, whatever other keys it has."""
        if not isinstance(self.value, dict):
            raise self.wrong("an object")
        if name not in self.value:
            raise self.wrong(f"the key '{name}'", "an object without it")
        return Stored(self.value[name], f"{self.path}.{name}" if self.path else name)

    def fields(self, *names: str) -> tuple[Stored, ...]:
        """The values of an object that has exactly these keys."""
        found = tuple(self.field(name) for name in names)
        if isinstance(self.value, dict) and len(self.value) > len(names):
            other = next(key for key in self.value if key not in names)
            came = f"'{other[:_SHOWN]}' too" if isinstance(other, str) else "another too"
            raise self.wrong(f"only the keys {', '.join(names)}", came)
        return found

    def entries(self) -> Iterator[tuple[str, Stored]]:
        """The keys, which are names, and values of an object."""
        if not isinstance(self.value, dict):
            raise self.wrong("an object")
        self._bounded(len(self.value), facts()["limits"]["list"], "entries")
        for key, value in self.value.items():
            name = Stored(key, f"{self.path}: a name").name()
            yield name, Stored(value, f"{self.path}.{name}")

    def items(self) -> tuple[Stored, ...]:
        """The items of a list that is not too long."""
        if not isinstance(self.value, list):
            raise self.wrong("a list")
        self._bounded(len(self.value), facts()["limits"]["list"], "items")
        return tuple(Stored(item, f"{self.path}[{i}]") for i, item in enumerate(self.value))

    def number(self) -> float:
        """A finite float; a truth value is no number."""
        if isinstance(self.value, bool) or not isinstance(self.value, int | float):
            raise self.wrong("a finite number")
        try:
            number = float(self.value)
        except OverflowError:
            raise self.wrong("a finite number", "one beyond the range of float64") from None
        if not math.isfinite(number):
            raise self.wrong("a finite number")
        return number

    def numbers(self) -> tuple[float, ...]:
        """A list of finite floats."""
        return tuple(item.number() for item in self.items())

    def made(self, make: Callable[[], T]) -> T:
        """What is made of this value; where its parts do not fit together, that is told of the whole."""
        try:
            return make()
        except VariantError:
            raise
        except ValueError as error:
            raise self.wrong("parts that fit together", f"others: {error}") from None

    def whole(self, bound: int) -> int:
        """A whole number whose size is below `bound`."""
        if isinstance(self.value, bool) or not isinstance(self.value, int):
            raise self.wrong("a whole number")
        if abs(self.value) >= bound:
            expected = "a whole number of at most 64 bits" if bound >= 2**63 else f"a whole number below {bound}"
            raise self.wrong(expected, "a larger one")
        return self.value

    def text(self) -> str:
        """A text of bounded length, perhaps empty, that can be shown."""
        return self._text(facts()["limits"]["text"])

    def name(self) -> str:
        """A short text that says something."""
        name = self._text(facts()["limits"]["name"])
        if not name.strip():
            raise self.wrong("a name", "an empty text")
        return name

    def optional(self) -> Stored | None:
        """None where the value is null, else this value."""
        return None if self.value is None else self

    def texts(self) -> tuple[str, ...]:
        """A list of texts."""
        return tuple(item.text() for item in self.items())

    def _text(self, limit: int) -> str:
        if not isinstance(self.value, str):
            raise self.wrong("text")
        self._bounded(len(self.value), limit, "characters")
        if _UNPRINTABLE.search(self.value):
            raise self.wrong("text that can be shown", "one with control characters or half characters")
        return self.value

    def _bounded(self, size: int, limit: int, what: str) -> None:
        if size > limit:
            raise self.wrong(f"at most {limit} {what}", str(size))
