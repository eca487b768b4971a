# SPDX-License-Identifier: MIT
"""Makes the frozen records that flow between the stages, quickly: a program of sixty of them starts in time.

A `noun` is a dataclass to everyone who uses it (fields, replace, type checkers, pickle) that is frozen, slotted
and built by keywords. The standard decorator compiles six methods of each class at every start, 1.5 ms a class
here; these are shared functions instead (docs/decisions/0007).
"""

from __future__ import annotations

import dataclasses
from collections.abc import Callable
from dataclasses import MISSING, Field, FrozenInstanceError, field
from operator import attrgetter
from typing import Any, TypeVar, dataclass_transform

T = TypeVar("T")

_set = object.__setattr__


@dataclass_transform(frozen_default=True, kw_only_default=True, field_specifiers=(field,))
def noun(kind: type[T]) -> type[T]:
    """Return the class as a frozen record: what `@dataclass(frozen=True, slots=True, kw_only=True)` gives."""
    fields = _fields(kind)
    names = tuple(fields)
    body = {key: value for key, value in vars(kind).items() if key not in {*names, "__dict__", "__weakref__"}}
    values: Callable[[Any], Any] = attrgetter(*names) if names else lambda _: ()
    body |= {
        "__slots__": names,
        "__dataclass_fields__": fields,
        "__match_args__": (),
        "__init__": _init(fields, hasattr(kind, "__post_init__")),
        "__eq__": _eq(values),
        "__hash__": _hash(values),
        "__repr__": _repr(fields),
        "__reduce__": _reduce(names),
        "__setattr__": _refuse,
        "__delattr__": _refuse,
    }
    build: Any = type(kind)
    made: type[T] = build(kind.__name__, kind.__bases__, body)
    made.__qualname__ = kind.__qualname__
    return made


def _fields(kind: type) -> dict[str, Field[Any]]:
    fields: dict[str, Field[Any]] = {}
    for name, annotation in kind.__annotations__.items():
        if str(annotation).startswith("ClassVar"):
            continue
        default = vars(kind).get(name, MISSING)
        one: Field[Any] = default if isinstance(default, Field) else field(default=default)
        one.name, one.type, one.kw_only = name, annotation, True
        one._field_type = dataclasses._FIELD  # type: ignore[attr-defined]  # noqa: SLF001 - what fields() looks for
        fields[name] = one
    return fields


def _init(fields: dict[str, Field[Any]], checked: bool) -> Callable[..., None]:
    names = tuple(fields)
    plain = {name: one.default for name, one in fields.items() if one.default is not MISSING}
    made = {name: one.default_factory for name, one in fields.items() if one.default_factory is not MISSING}

    def init(self: Any, **given: Any) -> None:
        values = plain | given
        for name, factory in made.items():
            if name not in values:
                values[name] = factory()
        if values.keys() != fields.keys():
            _complain(type(self), fields, values)
        for name in names:
            _set(self, name, values[name])
        if checked:
            self.__post_init__()

    return init


def _complain(kind: type, fields: dict[str, Field[Any]], values: dict[str, Any]) -> None:
    missing = [name for name in fields if name not in values]
    unknown = [name for name in values if name not in fields]
    raise TypeError(f"{kind.__name__}: missing {missing}, unknown {unknown}")


def _eq(values: Callable[[Any], Any]) -> Callable[[Any, Any], Any]:
    def eq(self: Any, other: Any) -> Any:
        return values(self) == values(other) if type(other) is type(self) else NotImplemented

    return eq


def _hash(values: Callable[[Any], Any]) -> Callable[[Any], int]:
    def hashed(self: Any) -> int:
        return hash(values(self))

    return hashed


def _repr(fields: dict[str, Field[Any]]) -> Callable[[Any], str]:
    shown = [name for name, one in fields.items() if one.repr]

    def shown_as(self: Any) -> str:
        inside = ", ".join(f"{name}={getattr(self, name)!r}" for name in shown)
        return f"{type(self).__qualname__}({inside})"

    return shown_as


def _reduce(names: tuple[str, ...]) -> Callable[[Any], tuple[Any, ...]]:
    def reduce(self: Any) -> tuple[Any, ...]:
        return _built, (type(self), {name: getattr(self, name) for name in names})

    return reduce


def _built(kind: type[T], values: dict[str, Any]) -> T:
    return kind(**values)


def _refuse(self: Any, name: str, *_: Any) -> None:
    raise FrozenInstanceError(f"{type(self).__name__}.{name} cannot be changed")
