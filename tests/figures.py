"""A small watch whose figures were worked out by hand: two brands of one's own, a competitor, a topic."""

from collections.abc import Sequence
from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

from veille import periods
from veille.i18n import Words
from veille.model import Brand, Channel, Period, Report, Role
from veille.questions import By, Day, Filter, Health, Query, SourceState, Tally
from veille.renderers.base import Look
from veille.reports.base import Brief

PARIS = ZoneInfo("Europe/Paris")
MONDAY, SUNDAY = date(2026, 11, 9), date(2026, 11, 15)
LENOIR = Brand(name="Biscuiterie Lenoir", aliases=("Lenoir Biscuits",), domains=("biscuits-lenoir.example",))
DUVAL = Brand(name="Maison Duval", role=Role.COMPETITOR)
SNACK = Brand(name="snacking", role=Role.TOPIC, query="snack* OR goûter")
QUIET = Brand(name="Quiet", role=Role.COMPETITOR)
BRANDS = (LENOIR, DUVAL, SNACK, QUIET)

L, D, S = LENOIR.name, DUVAL.name, SNACK.name
# brand, day, channel, host, source, author, host of author: kept and earned, doubtful, owned
NOW = [
    (L, "2026-11-09", "news", "journal.example", "Journal", "Ana", (2, 0, 0)),
    (L, "2026-11-10", "news", "journal.example", "Journal", "Ana", (6, 1, 0)),
    (L, "2026-11-10", "forum", "forum.example", "Forum", "bob", (3, 2, 0)),
    (L, "2026-11-15", "blog", None, "Blog", None, (1, 0, 4)),
    (D, "2026-11-11", "news", "journal.example", "Journal", "Ana", (4, 0, 0)),
    (S, "2026-11-12", "blog", "blog.example", "Blog", None, (5, 0, 0)),
]
BEFORE = [
    (L, "2026-11-03", "news", "gazette.example", "Gazette", None, (6, 0, 0)),
    (L, "2026-11-04", "news", "journal.example", "Journal", None, (4, 1, 1)),
    (D, "2026-11-04", "news", "journal.example", "Journal", None, (8, 0, 0)),
]
_SLICE = {By.BRAND: 0, By.DAY: 1, By.CHANNEL: 2, By.HOST: 3, By.SOURCE: 4, By.AUTHOR: 5}


def tally(query: Query) -> Sequence[Tally]:
    """Answer a query from the lists above, as a store would."""
    since = query.filter.since
    assert since is not None
    assert query.filter.brands is not None
    sums: dict[tuple[str | None, ...], list[int]] = {}
    for row in NOW if since >= CURRENT.since else BEFORE:
        if row[0] not in query.filter.brands:
            continue
        group = tuple(part for by in query.by for part in _group(row, by))
        numbers = sums.setdefault(group, [0, 0, 0])
        for number, value in enumerate(row[6]):
            numbers[number] += value
    return [Tally(group=group, numbers=tuple(numbers)) for group, numbers in sums.items()]


def _group(row, by):
    return (row[5], row[3]) if by is By.AUTHOR else (row[_SLICE[by]],)


def window(since: date, until: date) -> Filter:
    first, last = periods.window(since, until, PARIS)
    return Filter(since=first, until=last)


CURRENT = window(MONDAY, SUNDAY)


def state(name: str, health: Health = Health.OK, **changes) -> SourceState:
    """A source in good health, but for what the test changes."""
    facts = {
        "name": name, "kind": "feed", "url": f"https://{name.lower()}.example/feed", "host": f"{name.lower()}.example",
        "channel": Channel.NEWS, "state": health, "last_success": datetime(2026, 11, 15, 9, tzinfo=UTC),
        "last_attempt": datetime(2026, 11, 15, 9, tzinfo=UTC), "last_error": None, "last_error_facts": {},
        "failing_since": None, "moved_to": None, "stopped": False, "rights": None, "documents": 40,
        "documents_7d": 9, "mentions_7d": 3, "newest": None, "silent_days": None,
        "first_success": datetime(2026, 10, 1, tzinfo=UTC), "next_due": None, "wait_until": None,
    }  # fmt: skip
    return SourceState(**facts | changes)


SOURCES = (
    state("Journal"),
    state(
        "Gazette", Health.FAILING, last_error="timeout", failing_since=datetime(2026, 11, 8, 5, tzinfo=UTC)
    ),
    state("Forum", Health.SILENT, silent_days=12),
    state("Blog", Health.STOPPED, last_error="gone", stopped=True),
    state("Neuf", Health.NEVER),
    state("Parti", moved_to="https://ailleurs.example/feed"),
)


def extract(**changes):
    """One mention row."""
    row = {
        "id": "k3f9ab2c.biscuiterie-lenoir", "document": "k3f9ab2c", "brand": L, "title": "Un lot de biscuits rappelé",
        "url": "https://journal.example/rappel", "host": "journal.example", "channel": Channel.NEWS,
        "published": datetime(2026, 11, 10, 8, 12, tzinfo=UTC), "first_seen": datetime(2026, 11, 10, 9, tzinfo=UTC),
        "verbatim": "…la **Biscuiterie Lenoir** rappelle un lot…",
    }  # fmt: skip
    return row | changes


def brief(**changes) -> Brief:
    """The week of 9 November 2026, collected since October."""
    days = tuple(
        Day(day=day, since=since, until=until) for day, since, until in periods.days(MONDAY, SUNDAY, PARIS)
    )
    before = periods.previous(MONDAY, SUNDAY)
    facts = {
        "period": Period(since=MONDAY, until=SUNDAY, complete=True),
        "before": Period(since=before[0], until=before[1], complete=True),
        "current": CURRENT, "previous": window(*before), "days": days, "shown": BRANDS, "compared": BRANDS,
        "doubtful": False, "owned": False, "sources": SOURCES, "collected": {"Journal": 30, "Forum": 7, "Blog": 2},
        "collection_began": "2026-10-01", "today": date(2026, 11, 16), "extracts": (extract(),), "zone": PARIS,
    }  # fmt: skip
    return Brief(**facts | changes)


def sections(kind, asked: Brief):
    """Let a report ask and build."""
    return kind.build(asked, [tally(query) for query in kind.queries(asked)])


def report(kind, name: str, **changes) -> Report:
    """A whole report, ready to be rendered."""
    asked = brief(**changes)
    return Report(
        report=name,
        client=None,
        period=asked.period,
        previous=asked.before,
        brands=tuple(brand.name for brand in asked.shown),
        compared=asked.previous is not None,
        sections=tuple(sections(kind, asked)),
    )


def look(language: str = "fr", **changes) -> Look:
    """A pipe, unless the test changes it."""
    return Look(words=Words(language), zone=PARIS, **changes)


def rendered(renderer, what, **changes) -> str:
    """What a renderer writes, as text."""
    return b"".join(renderer.render(what, look(**changes))).decode()
