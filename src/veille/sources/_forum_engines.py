# SPDX-License-Identifier: MIT
"""What is known of forum software, as data: how each is recognised, where its feeds are, how its pages are built."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Literal

from veille.nouns import field, noun

Place = Literal["thread", "section", "board"]


@noun
class Markup:
    """CSS selectors of an engine's pages. `number` finds the number of a post in its id; "" : it has no such thing."""

    post: str = ""
    number: str = r"(\d+)"
    id_in: str = ""
    """Where below the post its id stands, when not on the post itself."""
    body: str = ""
    author: str = ""
    date: str = ""
    subject: str = ""
    now: str = ""
    """The number of the page shown; nothing there: the only one."""
    pages: str = ""
    row: str = ""
    """A thread in a list of threads; `title` its link, `last` the link to its newest post, `moved` its last date."""
    title: str = ""
    last: str = ""
    moved: str = ""
    section: str = ""
    """Links to sections in the index of a board."""


@noun
class Engine:
    """One forum software.

    `mark` is found in its pages. An address below a board begins with `own`. `thread` and `section` find their
    number (or name) in an address, `post` that of a post. `feeds` are relative to the board, best first; `tags`
    recognise the same feed among those that a page declares. `stays` is a post's address that never changes.
    """

    name: str
    mark: str
    own: str
    thread: str = ""
    section: str = ""
    post: str = ""
    feeds: Mapping[Place, tuple[str, ...]] = field(default_factory=dict)
    tags: Mapping[Place, str] = field(default_factory=dict)
    stays: str = ""
    thread_stays: str = ""
    opener: str = ""
    """That of a thread's first post, where feeds show threads and not posts."""
    reads: Literal["feed", "nodebb", "flarum", "discourse"] = "feed"
    markup: Markup = Markup()


PHPBB = Engine(
    name="phpbb",
    mark=r"id=\"phpbb\"|/app\.php/feed|styles/prosilver|(?:href|action)=\"[^\"]{0,200}(?:viewtopic|viewforum)\.php\?",
    own=r"/(?:index|viewforum|viewtopic|search|app|feed|ucp|memberlist|posting)\.php",
    thread=r"viewtopic\.php\?(?:[^#]*&)?t=(\d+)|/topic/(\d+)",
    section=r"viewforum\.php\?(?:[^#]*&)?f=(\d+)",
    post=r"[?&]p=(\d+)|#p(\d+)$",
    # The feed of the whole board shows posts, replies included.
    feeds={
        "board": ("app.php/feed", "app.php/feed/topics_active", "feed.php", "feed.php?mode=topics_active"),
        "section": ("app.php/feed/forum/{id}", "feed.php?f={id}"),
        "thread": ("app.php/feed/topic/{id}", "feed.php?t={id}"),
    },
    tags={
        "board": r"/feed(?:\.php)?(?:(?:/|\?mode=)(?:overall|topics_active|posts))?$",
        "section": r"/feed(?:\.php)?(?:/forum/{id}|\?f={id})$",
        "thread": r"/feed(?:\.php)?(?:/topic/{id}|\?(?:f=\d+&)?t={id})$",
    },
    stays="viewtopic.php?p={id}",
    thread_stays="viewtopic.php?t={id}",
    markup=Markup(
        post="div.post[id^=p]",
        number=r"^p(\d+)$",
        body=".content",
        author="p.author .username, p.author .username-coloured, .postprofile .username, .postprofile .username-coloured",
        date="p.author",
        subject="h2.topic-title, h2 a[href*='viewtopic.php'], h2",
        now=".pagination li.active, .pagination strong",
        pages=".pagination a[href*='start=']",
        row="ul.topics li.row",
        title="a.topictitle",
        last=".lastpost a[href*='#p']",
        moved=".lastpost",
        section="a.forumtitle",
    ),
)
XENFORO = Engine(
    name="xenforo",
    mark=r"<html[^>]{0,200}id=\"(?:XF|XenForo)\"|data-xf-init|class=\"[^\"]*\bbbWrapper\b",
    own=r"/(?:index\.php\?)?(?:threads|forums|whats-new|members|posts|categories|find-new)/",
    thread=r"threads/(?:[^/?#]*\.)?(\d+)(?:/|$)",
    section=r"forums/((?:[^/?#]*\.)?\d+)(?:/|$)",
    post=r"(?:/post-|#post-|posts/)(\d+)",
    feeds={
        "board": ("forums/-/index.rss", "index.php?forums/-/index.rss"),
        "section": ("forums/{id}/index.rss",),
    },
    tags={"board": r"/forums/-/index\.rss$", "section": r"/forums/{id}/index\.rss$"},
    stays="posts/{id}/",
    thread_stays="threads/{id}/",
    opener="threads/{id}/",
    markup=Markup(
        post="article.message[data-content^=post-], article.message--post, li.message[id^=post-]",
        number=r"post-(\d+)",
        body=".bbWrapper, blockquote.messageText",
        author=".username",
        date="time[datetime], .DateTime",
        subject="h1.p-title-value, .titleBar h1",
        now=".pageNav-page--current, .PageNav a.currentPage",
        pages=".pageNav-page a, .PageNav a[href*=page-]",
        row=".structItem--thread, li.discussionListItem",
        title=".structItem-title a[href*='threads/'], .title a.PreviewTooltip",
        last=".structItem-cell--latest a, .lastPost a.dateTime",
        moved=".structItem-latestDate, .lastPost .DateTime",
        section=".node-title a[href*='forums/'], .nodeTitle a",
    ),
)
SMF = Engine(
    name="smf",
    mark=r"smf_(?:scripturl|theme_url|session_id)|simplemachines\.org/about/smf/license",
    own=r"/index\.php",
    thread=r"[?;&/]topic[=,](\d+)",
    section=r"[?;&/]board[=,](\d+)",
    post=r"[.#]msg(\d+)|[?;&]msg=(\d+)",
    feeds={
        "board": ("index.php?action=.xml;type=rss2;sa=recent;limit=255",),
        "section": ("index.php?action=.xml;type=rss2;sa=recent;board={id};limit=255",),
        "thread": ("index.php?action=.xml;type=rss2;sa=recent;topic={id}.0;limit=255",),
    },
    stays="index.php?msg={id}",
    thread_stays="index.php?topic={id}",
    markup=Markup(
        post=".post_wrapper",
        number=r"(?:msg|subject)_?(\d+)",
        id_in="[id^=msg_], [id^=subject_], [data-msgid]",
        body=".inner",
        author=".poster h4 a, .poster h4",
        date=".keyinfo .smalltext, .postinfo .smalltext",
        subject="#forumposts h3, h2.display_title, h1",
        now=".pagelinks .current_page, .pagelinks strong",
        pages=".pagelinks a[href*='topic=']",
        row="#topic_container > div, #messageindex tr",
        title=".message_index_title a[href*='topic='], .subject a[href*='topic=']",
        last=".lastpost a[href*='msg']",
        moved=".lastpost",
        section="a.subject[href*='board='], .info a[href*='board=']",
    ),
)
VBULLETIN = Engine(
    name="vbulletin",
    mark=r"content=\"vBulletin|vbulletin[-_](?:global|core|post)|clientscript/vbulletin|var SESSIONURL|vb_meta_bburl",
    own=r"/(?:index|forum|forumdisplay|showthread|external|member|search)\.php|/(?:threads|forums|forum)/\d",
    thread=r"(?:showthread\.php\?(?:[^#]*[?&])?(?:t=)?|threads/)(\d+)",
    section=r"(?:forumdisplay\.php\?(?:[^#]*[?&])?(?:f=)?|forums/)(\d+)",
    post=r"(?:[?&]p=|#post_?)(\d+)",
    # lastpost=1: threads by their last answer, not by their first message.
    feeds={
        "board": ("external.php?type=RSS2&lastpost=1&count=100", "external?type=rss2"),
        "section": (
            "external.php?type=RSS2&forumids={id}&lastpost=1&count=100",
            "external?type=rss2&nodeid={id}",
        ),
        "thread": ("external?type=rss2&nodeid={id}",),
    },
    stays="showthread.php?p={id}",
    thread_stays="showthread.php?t={id}",
    markup=Markup(
        post="li[id^=post_], table[id^=post], li.b-post[data-node-id]",
        number=r"(?:post_?)?(\d+)$",
        body=".postcontent, [id^=post_message_], .js-post__content-text",
        author=".username, .bigusername, .author",
        date="time[datetime], .postdate .date, .date, .thead, .b-post__timestamp",
        subject="h1, .threadtitle",
        now=".pagination .selected, .pagenav .alt2",
        pages=".pagination a[href*='page'], .pagenav a[href*='page=']",
        row="li.threadbit, tr.topic-item, [id^=thread_title_]",
        title="a.title, a.topic-title",
        last="a.lastpostdate, .threadlastpost a[href*='post']",
        moved=".threadlastpost, .lastpost",
        section=".forumtitle a, .forum-title",
    ),
)
FORUMACTIF = Engine(
    name="forumactif",
    mark=r"illiweb\.com|_fa_(?:anchor|toolbar)|fa_toolbar|/fa_[\w-]{1,30}\.js",
    own=r"/(?:[tfc]\d+(?:p\d+)?-|forum$|portal$|latest$|search)",
    thread=r"/t(\d+)(?:p\d+)?-",
    section=r"/f(\d+)(?:p\d+)?-",
    post=r"#p?(\d+)$",
    markup=Markup(
        post=".post[id], tr.post, div.post",
        number=r"^(?:p|post-?)?(\d+)$",
        id_in="[id^=p], a[name]",
        body=".content, .postbody, .post-content",
        author=".postprofile-name, .author a, .name, .postprofile dt",
        date="time[datetime], .author, .post-date, .postdetails, .topic-date",
        subject="h1.page-title, h1, .cattitle",
        now=".pagination strong, .pag-img strong",
        pages=".pagination a[href*='p'], a.pag-img",
        row="li.row, tr:has(a.topictitle)",
        title="a.topictitle",
        last=".lastpost a[href*='#'], a.last-post-icon",
        moved=".lastpost, .row3Right",
        section="a.forumtitle, a.forumlink",
    ),
)
JEUXVIDEO = Engine(
    name="jeuxvideo",
    mark=r"class=\"bloc-message-forum|content=\"[Jj]euxvideo\.com\"|id=\"bloc-title-forum\"",
    own=r"/forums?/|/rss/forums/",
    thread=r"/forums/(?:42|1)-\d+-(\d+)-",
    section=r"/forums/0-(\d+)-|/rss/forums/(\d+)\.xml",
    post=r"#post_(\d+)",
    feeds={"section": ("rss/forums/{id}.xml",)},
    markup=Markup(
        post=".bloc-message-forum[data-id]",
        id_in="",
        body=".txt-msg",
        author=".bloc-pseudo-msg",
        date=".bloc-date-msg",
        subject="#bloc-title-forum",
        now=".bloc-liste-num-page .page-active",
        pages=".bloc-liste-num-page a",
        row=".topic-list > li[data-id]",
        title="a.topic-title",
        moved=".topic-date",
    ),
)
INVISION = Engine(
    name="invision",
    mark=r"ips\.setSetting|data-ipsHook|ipsLayout_|class=['\"]ipsApp",
    own=r"/(?:index\.php\?/)?(?:topic|forum|discover|profile)/",
    thread=r"/topic/(\d+)-",
    section=r"/forum/(\d+-[^/?#]+)",
    post=r"comment-(\d+)|comment=(\d+)",
    feeds={"board": ("discover/all.xml/",), "section": ("forum/{id}.xml/",)},
    markup=Markup(
        post="article.ipsComment[id^=elComment_], article[id^=elComment_]",
        number=r"elComment_(\d+)",
        body="[data-role=commentContent]",
        author=".cAuthorPane_author, h3 a",
        date="time[datetime]",
        subject="h1",
        now=".ipsPagination_active",
        pages=".ipsPagination_page a",
        row="li[data-rowid]",
        title=".ipsDataItem_title a, h4 a",
        moved="time[datetime]",
        section=".cForumRow h4 a",
    ),
)
NODEBB = Engine(
    name="nodebb",
    mark=r"content=\"NodeBB|/nodebb\.min\.js|data-widget-area=\"brand-header\"|component=\"(?:category|topic|navbar)",
    own=r"/(?:category|topic|recent|popular|tags|categories|unread|user|post|groups)(?:/|$|\.rss)",
    thread=r"/topic/(\d+)",
    section=r"/category/(\d+)",
    post=r"/post/(\d+)",
    feeds={"board": ("api/recent",), "section": ("api/category/{id}",), "thread": ("api/topic/{id}",)},
    reads="nodebb",
)
FLARUM = Engine(
    name="flarum",
    mark=r"id=\"flarum-|flarum\.core\.app|app\.load\(flarum",
    own=r"/(?:d|t|u|all|tags)(?:/|$)",
    thread=r"/d/(\d+)",
    section=r"/t/([\w-]+)",
    post=r"/d/\d+[^/]*/(\d+)",
    feeds={
        "board": (
            "api/posts?sort=-createdAt&include=user,discussion&page[limit]=50",
            "api/discussions?sort=-lastPostedAt&include=user,lastPostedUser,firstPost,lastPost&page[limit]=50",
        ),
        "section": (
            "api/discussions?filter[tag]={id}&sort=-lastPostedAt&include=user,firstPost,lastPost&page[limit]=50",
        ),
        "thread": (
            "api/posts?filter[discussion]={id}&sort=-createdAt&include=user,discussion&page[limit]=50",
        ),
    },
    reads="flarum",
)
DISCOURSE = Engine(
    name="discourse",
    mark=r"content=\"Discourse|discourse-cdn|data-discourse|id=\"data-preloaded\"",
    own=r"/(?:t|c|tag|u|latest|categories)(?:/|$)",
    thread=r"/t/(?:[^/?#]+/)?(\d+)",
    section=r"/c/([^?#]+?)/?(?:[?#]|$)",
    feeds={"board": ("posts.rss",), "section": ("c/{id}.rss",), "thread": ("t/{id}.rss",)},
    reads="discourse",
)

ENGINES = (DISCOURSE, XENFORO, FLARUM, NODEBB, SMF, VBULLETIN, FORUMACTIF, INVISION, JEUXVIDEO, PHPBB)
"""In the order they are tried: Forumactif's pages are made like those of phpBB."""


def named(name: str) -> Engine | None:
    """Return the engine of that name."""
    return next((engine for engine in ENGINES if engine.name == name), None)


def recognised(markup: str) -> Engine | None:
    """Return the engine whose mark a page bears; its generator tag says more than its text."""
    generator = re.search(
        r"<meta[^>]{0,80}name=[\"']generator[\"'][^>]{0,200}>", markup[:200_000], re.IGNORECASE
    )
    told = generator[0] if generator else ""
    for text in (told, markup[:400_000]):
        for engine in ENGINES:
            if text and re.search(engine.mark, text, re.IGNORECASE):
                return engine
    return None
