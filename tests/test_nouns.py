"""Nouns and values are frozen dataclasses to whoever asks, and cost little to make."""

import copy
import dataclasses
import pickle
import subprocess
import sys
from typing import ClassVar

import pytest

from veille.nouns import field, noun, replace, required, value


@noun
class Place:
    """A noun with every sort of field."""

    kind: ClassVar[str] = "place"
    name: str
    size: int = 3
    tags: list[str] = field(default_factory=list)
    secret: str = field(default="s", repr=False, metadata={"help": "h"})


@value
class Pair:
    """A value of two fields."""

    left: int
    right: int = 2


def test_a_noun_is_built_by_keywords_and_compared_by_content():
    """Equal content is equal, hashes alike, and a list by default is its own."""
    one, other = Place(name="a"), Place(name="a")
    assert one == other != Place(name="b")
    assert one.tags == []
    assert one.tags is not other.tags
    assert hash(Pair(1)) == hash(Pair(left=1, right=2))
    assert repr(Place(name="a")) == "Place(name='a', size=3, tags=[])"
    with pytest.raises(TypeError, match=r"missing \['name'\], unknown \['nam'\]"):
        Place(nam="a")
    with pytest.raises(TypeError):
        Place("a")


def test_a_value_takes_its_fields_in_their_order():
    """In order or by name, each once."""
    assert Pair(1) == Pair(1, 2) == Pair(left=1, right=2) == Pair(1, right=2)
    for wrong in (lambda: Pair(1, 2, 3), lambda: Pair(1, left=1), Pair):
        with pytest.raises(TypeError):
            wrong()
    match Pair(4, 5):
        case Pair(left, right):
            assert (left, right) == (4, 5)


def test_records_are_frozen():
    """Nothing of them can be changed, added or removed."""
    for change in (lambda one: setattr(one, "size", 4), lambda one: delattr(one, "size")):
        with pytest.raises(dataclasses.FrozenInstanceError):
            change(Place(name="a"))


def test_records_are_dataclasses_to_whoever_asks():
    """fields, replace, asdict, pickle and copy work as on a dataclass."""
    one = Place(name="a", tags=["x"])
    assert dataclasses.is_dataclass(Place)
    names = ["name", "size", "tags", "secret"]
    assert [spec.name for spec in dataclasses.fields(Place)] == names
    assert dataclasses.fields(one)[3].metadata == {"help": "h"}
    assert [spec.kw_only for spec in (*dataclasses.fields(Place), *dataclasses.fields(Pair))] == [
        True
    ] * 4 + [False] * 2
    assert dataclasses.replace(one, size=9) == replace(one, size=9) == Place(name="a", size=9, tags=["x"])
    assert dataclasses.asdict(Pair(1)) == {"left": 1, "right": 2}
    assert pickle.loads(pickle.dumps(one)) == copy.deepcopy(one) == one


def test_what_must_be_given_is_known_of_nouns_and_of_dataclasses():
    """Both ways of making a class answer alike."""

    @dataclasses.dataclass
    class Plain:
        name: str
        size: int = 3
        tags: list[str] = dataclasses.field(default_factory=list)

    assert required(Place) == {"name": True, "size": False, "tags": False, "secret": False}
    assert required(Plain) == {"name": True, "size": False, "tags": False}


def test_a_field_of_dataclasses_will_do_too():
    """A module may declare all its records in one way."""

    @noun
    class Other:
        name: str = dataclasses.field(repr=False)
        tags: list[str] = dataclasses.field(default_factory=list)

    assert Other(name="a").tags == []
    assert repr(Other(name="a")) == repr(Other(name="b"))
    assert required(Other) == {"name": True, "tags": False}


def test_a_dataclass_may_add_to_a_noun():
    """Fields of both, frozen as its base is."""

    @dataclasses.dataclass(frozen=True, kw_only=True)
    class Town(Place):
        people: int = 0

    assert [spec.name for spec in dataclasses.fields(Town)] == ["name", "size", "tags", "secret", "people"]
    assert Town(name="a", people=2).people == 2
    with pytest.raises(TypeError, match="frozen"):
        dataclasses.dataclass(type("Melted", (Place,), {"__annotations__": {"x": int}, "x": 1}))


def test_making_and_using_them_loads_no_dataclasses():
    """The standard module is loaded only for who asks for the fields."""
    program = """
import sys
from veille.nouns import noun, replace
@noun
class A:
    x: int = 1
assert replace(A(), x=2) != A() and "dataclasses" not in sys.modules
import dataclasses
assert dataclasses.fields(A)[0].default == 1
"""
    subprocess.run([sys.executable, "-c", program], check=True, timeout=30)
