# SPDX-License-Identifier: MIT
"""Makes the frozen records that flow between the stages, quickly: a program of sixty of them starts in time.

A `noun` is a dataclass to everyone who uses it (fields, replace, type checkers, pickle) that is frozen, slotted
and built by keywords; a `value` is one whose few fields may be given in their order. The standard decorator
compiles six methods of each class at every start, 1.5 ms a class here, after 10 ms to load it; these are shared
functions instead, and `dataclasses` is loaded when it is asked for the fields (docs/decisions/0007).
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from operator import attrgetter
from typing import Any, TypeVar, dataclass_transform

T = TypeVar("T")

_set = object.__setattr__
_NOTHING: Any = object()


class _Field:
    """How a field is declared: `field(...)` beside its name, or its default."""

    __slots__ = ("default", "default_factory", "metadata", "repr")

    def __init__(
        self,
        default: Any = _NOTHING,
        default_factory: Any = _NOTHING,
        repr: bool = True,  # noqa: A002 - the name that dataclasses.field gives it
        metadata: Mapping[str, Any] | None = None,
    ) -> None:
        self.default = default
        self.default_factory = default_factory
        self.repr = repr
        self.metadata = metadata

    @property
    def required(self) -> bool:
        return self.default is _NOTHING and self.default_factory is _NOTHING


def field(
    *,
    default: Any = _NOTHING,
    default_factory: Any = _NOTHING,
    repr: bool = True,  # noqa: A002 - the name that dataclasses.field gives it
    metadata: Mapping[str, Any] | None = None,
) -> Any:
    """Declare a field of a noun as `dataclasses.field` does one of a dataclass."""
    return _Field(default, default_factory, repr, metadata)


@dataclass_transform(frozen_default=True, kw_only_default=True, field_specifiers=(field,))
def noun(kind: type[T]) -> type[T]:
    """Return the class as a frozen record: what `@dataclass(frozen=True, slots=True, kw_only=True)` gives."""
    return _made(kind, ordered=False)


@dataclass_transform(frozen_default=True, field_specifiers=(field,))
def value(kind: type[T]) -> type[T]:
    """Return the class as a frozen record: what `@dataclass(frozen=True, slots=True)` gives."""
    return _made(kind, ordered=True)


def replace(record: T, **changes: Any) -> T:
    """Return a noun with some of its fields changed: `dataclasses.replace`, without loading that."""
    kind: Any = type(record)
    kept = {name: getattr(record, name) for name in kind.__slots__ if name not in changes}
    return kind(**kept, **changes)  # type: ignore[no-any-return]


def required(kind: type) -> Mapping[str, bool]:
    """Return the names of the fields of a noun or of a dataclass, and whether each must be given."""
    fields = vars(kind).get("__dataclass_fields__")
    if isinstance(fields, _Fields):
        return {name: one.required for name, one in fields.declared.items()}
    import dataclasses

    none = dataclasses.MISSING
    found: Any = dataclasses.fields(kind)
    return {one.name: one.default is none and one.default_factory is none for one in found if one.init}


def metadata(kind: type) -> Mapping[str, Mapping[str, Any]]:
    """Return what each field of a noun or of a dataclass says about itself."""
    fields = vars(kind).get("__dataclass_fields__")
    if isinstance(fields, _Fields):
        return {name: one.metadata or {} for name, one in fields.declared.items()}
    import dataclasses

    found: Any = dataclasses.fields(kind)
    return {one.name: one.metadata for one in found}


def _made(kind: type[T], *, ordered: bool) -> type[T]:
    declared = _declared(kind)
    names = tuple(declared)
    body = {key: one for key, one in vars(kind).items() if key not in {*names, "__dict__", "__weakref__"}}
    init = _init(declared, hasattr(kind, "__post_init__"))
    values: Callable[[Any], Any] = attrgetter(*names) if names else lambda _: ()
    body |= {
        "__slots__": names,
        "__dataclass_fields__": _Fields(declared, kind.__annotations__, kw_only=not ordered),
        "__dataclass_params__": _Params(),
        "__match_args__": names if ordered else (),
        "__init__": _init_in_order(names, init) if ordered else init,
        "__eq__": _eq(values),
        "__hash__": _hash(values),
        "__repr__": _repr([name for name, one in declared.items() if one.repr]),
        "__reduce__": _reduce(names),
        "__setattr__": _refuse,
        "__delattr__": _refuse,
    }
    build: Any = type(kind)
    made: type[T] = build(kind.__name__, kind.__bases__, body)
    made.__qualname__ = kind.__qualname__
    return made


def _declared(kind: type) -> dict[str, _Field]:
    declared: dict[str, _Field] = {}
    for name, annotation in kind.__annotations__.items():
        if not str(annotation).removeprefix("typing.").startswith("ClassVar"):
            default = vars(kind).get(name, _NOTHING)
            if type(default).__module__ == "dataclasses":
                default = _translated(default)
            declared[name] = default if isinstance(default, _Field) else _Field(default)
    return declared


def _translated(one: Any) -> _Field:
    """Return what `dataclasses.field` declares, for modules that make records of both kinds."""
    from dataclasses import MISSING

    default, factory = (
        _NOTHING if given is MISSING else given for given in (one.default, one.default_factory)
    )
    return _Field(default, factory, one.repr, one.metadata)


class _Params:
    """What `dataclasses` asks of the base of a dataclass."""

    frozen = True


class _Fields:
    """What `dataclasses` knows a dataclass by; made when it asks."""

    def __init__(self, declared: dict[str, _Field], annotations: Mapping[str, Any], *, kw_only: bool) -> None:
        self.declared = declared
        self._annotations = annotations
        self._kw_only = kw_only
        self._made: dict[str, Any] | None = None

    def __get__(self, record: object, kind: type) -> dict[str, Any]:
        if self._made is None:
            self._made = {name: self._field(name, one) for name, one in self.declared.items()}
        return self._made

    def _field(self, name: str, one: _Field) -> Any:
        import dataclasses

        given = {
            key: value
            for key, value in (("default", one.default), ("default_factory", one.default_factory))
            if value is not _NOTHING
        }
        made: Any = dataclasses.field(repr=one.repr, metadata=one.metadata, **given)
        made.name, made.type, made.kw_only = name, self._annotations[name], self._kw_only
        made._field_type = dataclasses._FIELD  # type: ignore[attr-defined]  # noqa: SLF001 - what fields() looks for
        return made


def _init(declared: dict[str, _Field], checked: bool) -> Callable[..., None]:
    names = tuple(declared)
    plain = {name: one.default for name, one in declared.items() if one.default is not _NOTHING}
    made = {
        name: one.default_factory for name, one in declared.items() if one.default_factory is not _NOTHING
    }

    def init(self: Any, **given: Any) -> None:
        values = plain | given
        for name, factory in made.items():
            if name not in values:
                values[name] = factory()
        if values.keys() != declared.keys():
            _complain(type(self), names, values)
        for name in names:
            _set(self, name, values[name])
        if checked:
            self.__post_init__()

    return init


def _init_in_order(names: tuple[str, ...], init: Callable[..., None]) -> Callable[..., None]:
    def init_in_order(self: Any, *first: Any, **given: Any) -> None:
        if len(first) > len(names) or not given.keys().isdisjoint(names[: len(first)]):
            raise TypeError(f"{type(self).__name__} has these fields, once each: {', '.join(names)}")
        init(self, **dict(zip(names, first, strict=False)), **given)

    return init_in_order


def _complain(kind: type, names: tuple[str, ...], values: dict[str, Any]) -> None:
    missing = [name for name in names if name not in values]
    unknown = [name for name in values if name not in names]
    raise TypeError(f"{kind.__name__}: missing {missing}, unknown {unknown}")


def _eq(values: Callable[[Any], Any]) -> Callable[[Any, Any], Any]:
    def eq(self: Any, other: Any) -> Any:
        return values(self) == values(other) if type(other) is type(self) else NotImplemented

    return eq


def _hash(values: Callable[[Any], Any]) -> Callable[[Any], int]:
    def hashed(self: Any) -> int:
        return hash(values(self))

    return hashed


def _repr(shown: list[str]) -> Callable[[Any], str]:
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
    from dataclasses import FrozenInstanceError

    raise FrozenInstanceError(f"{type(self).__name__}.{name} cannot be changed")
