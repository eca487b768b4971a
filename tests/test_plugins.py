# SPDX-License-Identifier: MIT
"""A kind is the built-in module of that name, else the entry point of that name, and nothing else is imported."""

import pytest

from veille import plugins
from veille.errors import PluginError
from veille.sources.base import Source


@pytest.fixture
def package(tmp_path, monkeypatch):
    """Install a package with entry points, for this test only."""

    def install(name, points, module=""):
        info = tmp_path / f"{name}-1.0.dist-info"
        info.mkdir()
        (info / "METADATA").write_text(f"Metadata-Version: 2.1\nName: {name}\nVersion: 1.0\n")
        (info / "entry_points.txt").write_text(f"[veille.sources]\n{points}\n")
        (tmp_path / f"{name}.py").write_text(module)

    monkeypatch.syspath_prepend(tmp_path)
    return install


KIND = """
from dataclasses import dataclass
from veille.sources.feed import Feed
@dataclass(frozen=True, slots=True, kw_only=True)
class Lobsters(Feed):
    pass
"""


def test_a_built_in_kind_is_found():
    """`feed` is the class of its module."""
    assert plugins.load("sources", "feed", Source).__name__ == "Feed"
    assert "feed" in plugins.names("sources")


def test_a_kind_of_another_package_is_found(package):
    """An entry point of that name is loaded, once a package declares one."""
    package("plug_a", "lobsters = plug_a:Lobsters", KIND)
    assert "lobsters" in plugins.names("sources")
    assert plugins.load("sources", "lobsters", Source).__name__ == "Lobsters"


def test_a_name_claimed_twice_names_the_packages(package):
    """A package cannot take the place of a built-in kind."""
    package("plug_b", "feed = plug_b:Lobsters", KIND)
    with pytest.raises(PluginError) as caught:
        plugins.load("sources", "feed", Source)
    assert (caught.value.code, caught.value.facts["packages"]) == ("claimed_twice", "plug_b")


@pytest.mark.parametrize(
    ("module", "reason"), [("1/0", "division by zero"), ("Lobsters = 3", "not a Source")]
)
def test_a_broken_plugin_is_told_by_name(package, module, reason):
    """Whatever the package does when imported, the error is ours."""
    package(f"plug_{len(module)}", f"broken = plug_{len(module)}:Lobsters", module)
    with pytest.raises(PluginError) as caught:
        plugins.load("sources", "broken", Source)
    assert (caught.value.code, caught.value.facts["reason"]) == ("broken_plugin", reason)


@pytest.mark.parametrize("name", ["nothing", "base", "../x", "_feed_xml", ""])
def test_an_unknown_kind_lists_the_known(name):
    """Only the kinds of the folder are kinds."""
    with pytest.raises(PluginError) as caught:
        plugins.load("sources", name, Source)
    assert caught.value.code == "unknown_kind"
    assert "feed" in caught.value.facts["known"]
