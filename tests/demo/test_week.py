# SPDX-License-Identifier: MIT
"""The sample world tells a story worth a report, counted here by hand through the pure steps alone."""

from collections import Counter
from dataclasses import dataclass
from datetime import date
from zoneinfo import ZoneInfo

import pytest

from veille import config, demo
from veille.errors import FetchError
from veille.model import Ownership, Request, Verdict
from veille.sources.base import State
from veille.steps.identify import documents
from veille.steps.match import Matcher

PARIS = ZoneInfo("Europe/Paris")
LAST_WEEK = (date(2026, 11, 9), date(2026, 11, 15))
WEEK_BEFORE = (date(2026, 11, 2), date(2026, 11, 8))
LENOIR, DUVAL, TREVALEC = "Biscuiterie Lenoir", "Maison Duval", "Trévalec"


@dataclass(frozen=True)
class Call:
    request: Request
    validators: None = None


@pytest.fixture(scope="module")
def mentions(tmp_path_factory):
    """Return (local day, channel, mention) for each mention in the sample world, each document once."""
    world = demo.world()
    path = tmp_path_factory.mktemp("demo") / "sources.toml"
    path.write_text(world.watch_file, encoding="utf-8")
    loaded = config.load(path, environ={})
    matcher = Matcher(loaded.brands, today=date(2026, 11, 16), zone=PARIS)
    seen = {}
    for instant in world.visits:
        for source in loaded.sources:
            for document in shown(source, instant):
                seen.setdefault(document.id, document)
    return [
        (document.moment.astimezone(PARIS).date(), document.channel, mention)
        for document in seen.values()
        for mention in matcher.mentions(document)
    ]


def shown(source, instant):
    try:
        response = demo.Answers(instant).send(Call(request=source.first_request))
    except FetchError:
        return ()
    page = source.source.parse(response, State())
    return documents(
        page.items,
        about=page.about,
        source=source.name,
        channel=source.channel,
        seen_at=instant,
        base=response.url,
    )


def volume(mentions, week):
    return Counter(
        mention.brand for day, _, mention in mentions if week[0] <= day <= week[1] and counts(mention)
    )


def counts(mention):
    return mention.verdict is Verdict.KEPT and mention.ownership is Ownership.EARNED


def test_the_last_week_has_a_story_and_a_share_of_voice(mentions):
    """Some 25 mentions count, and more than half of them are ours."""
    found = volume(mentions, LAST_WEEK)
    assert found == {LENOIR: 18, DUVAL: 5, TREVALEC: 4}
    assert 0.55 <= found[LENOIR] / found.total() <= 0.70


def test_the_week_before_was_quieter(mentions):
    """There is something to compare with."""
    assert volume(mentions, WEEK_BEFORE) == {LENOIR: 4, DUVAL: 4, TREVALEC: 5}


def test_the_recall_makes_a_peak_on_thursday(mentions):
    """One day stands out of the curve."""
    days = Counter(day for day, _, mention in mentions if counts(mention) and mention.brand == LENOIR)
    (peak, most), (_, next_most) = days.most_common(2)
    assert (peak, most) == (date(2026, 11, 12), 11)
    assert most > 3 * next_most


def test_several_channels_speak(mentions):
    """Press, forum, blogs, a podcast, social posts and an official notice."""
    found = {str(channel) for day, channel, mention in mentions if day >= LAST_WEEK[0] and counts(mention)}
    assert found == {"news", "forum", "blog", "video", "social", "official"}


def test_the_homonyms_are_rejected_or_doubtful_and_owned_media_stand_apart(mentions):
    """An actor is rejected, a street and a nameless evening are doubtful, blog and account are owned."""
    lenoir = [mention for day, _, mention in mentions if mention.brand == LENOIR and day >= LAST_WEEK[0]]
    assert Counter(mention.verdict for mention in lenoir if mention.ownership is Ownership.EARNED) == {
        Verdict.KEPT: 18,
        Verdict.DOUBTFUL: 2,
        Verdict.REJECTED: 1,
    }
    assert sum(mention.ownership is Ownership.OWNED for mention in lenoir) == 3


def test_a_link_to_the_shop_is_a_mention(mentions):
    """A blog that links to the brand without naming it is found."""
    linked = [mention for day, _, mention in mentions if day == date(2026, 11, 8) and mention.brand == LENOIR]
    assert [str(mention.where) for mention in linked] == ["link"]
