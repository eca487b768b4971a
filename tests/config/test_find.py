# SPDX-License-Identifier: MIT
"""Where the watch file is looked for."""

import pytest

from veille import config
from veille.errors import ConfigError


@pytest.fixture
def here(tmp_path, monkeypatch):
    folder = tmp_path / "here"
    folder.mkdir()
    monkeypatch.chdir(folder)
    return folder


def test_the_named_file_wins_over_everything(here, tmp_path):
    """--config is taken before $VEILLE_CONFIG, which is taken before the current folder."""
    for name in ("a.toml", "b.toml"):
        (tmp_path / name).touch()
    (here / "sources.toml").touch()
    environ = {"VEILLE_CONFIG": str(tmp_path / "b.toml")}
    assert config.find(str(tmp_path / "a.toml"), environ) == tmp_path / "a.toml"
    assert config.find(None, environ) == tmp_path / "b.toml"
    assert str(config.find(None, {})) == "sources.toml"


def test_the_users_folder_comes_last(here, tmp_path):
    """Without a file here, XDG_CONFIG_HOME is looked into, else ~/.config."""
    home, xdg = tmp_path / "home", tmp_path / "xdg"
    for folder in (home / ".config", xdg):
        (folder / "veille").mkdir(parents=True)
        (folder / "veille" / "sources.toml").touch()
    assert config.find(None, {"HOME": str(home)}) == home / ".config" / "veille" / "sources.toml"
    both = {"HOME": str(home), "XDG_CONFIG_HOME": str(xdg)}
    assert config.find(None, both) == xdg / "veille" / "sources.toml"
    relative = {"HOME": str(home), "XDG_CONFIG_HOME": "elsewhere"}
    assert config.find(None, relative) == home / ".config" / "veille" / "sources.toml"


def test_nothing_found_says_where_it_was_looked_for(here, tmp_path):
    """The error lists every path tried."""
    with pytest.raises(ConfigError) as caught:
        config.find(None, {"HOME": str(tmp_path)})
    assert caught.value.code == "no_watch_file"
    assert caught.value.facts["tried"] == f"sources.toml, {tmp_path}/.config/veille/sources.toml"
    with pytest.raises(ConfigError, match="no_watch_file"):
        config.find(None, {})


@pytest.mark.parametrize("environ", [{}, {"VEILLE_CONFIG": "nowhere.toml"}])
def test_a_named_file_that_is_missing_is_never_replaced_by_another(here, environ):
    """A wrong --config or $VEILLE_CONFIG is an error even where ./sources.toml exists."""
    (here / "sources.toml").touch()
    with pytest.raises(ConfigError) as caught:
        config.find(None if environ else "nowhere.toml", environ)
    assert (caught.value.code, caught.value.facts["path"]) == ("watch_file_missing", "nowhere.toml")
