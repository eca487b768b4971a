# SPDX-License-Identifier: MIT
"""The names that columns have in the exports people bring, one preset for each tool.

All of it is written from documentation and from public programs that read such exports (each preset says
which): no export was at hand. Names are compared without case, accents and punctuation. A preset goes before the
usual names and never replaces them: exports change, and people rename columns.
"""

from __future__ import annotations

from collections.abc import Mapping

from veille.importers._usual import Names
from veille.model import Channel
from veille.nouns import noun


@noun
class Preset:
    """What a tool calls its columns; `origin` says how that is known."""

    origin: str
    columns: Names
    channel: Channel


PRESETS: Mapping[str, Preset] = {
    "meta": Preset(
        origin="Content export of Meta Business Suite (Facebook pages, Instagram accounts): help pages, English "
        "and French interface; UTF-16 or UTF-8, commas.",
        channel=Channel.SOCIAL,
        columns={
            "url": ("Permalink", "Permalien", "Lien permanent"),
            "title": ("Title", "Titre"),
            "text": ("Description", "Message", "Post message", "Message de la publication"),
            "author": ("Page name", "Nom de la Page", "Account username", "Account name", "Nom du compte"),
            "published": ("Publish time", "Heure de publication", "Date de publication", "Posted"),
            "likes": ("Reactions", "Réactions", "Likes", "J’aime", "Mentions J’aime"),
            "shares": ("Shares", "Partages"),
            "replies": ("Comments", "Commentaires"),
            "views": ("Views", "Vues", "Impressions"),
            "reach": ("Reach", "Couverture", "Portée"),
            "id": ("Post ID", "Identifiant de la publication", "ID de la publication"),
        },
    ),
    "linkedin": Preset(
        origin="Content analytics of a LinkedIn page, sheet “All posts”: help pages, English and French interface. "
        "LinkedIn writes .xls: save it as .xlsx or CSV first.",
        channel=Channel.SOCIAL,
        columns={
            "url": (
                "Post link",
                "Post URL",
                "Lien du post",
                "Lien de la publication",
                "Share link",
                "Sharelink",
            ),
            "text": (
                *("Post title", "Titre du post", "Titre de la publication", "Share commentary"),
                *("ShareCommentary", "Post text"),
            ),
            "author": ("Posted by", "Publié par"),
            "published": ("Created date", "Date de création", "Post publish date", "Date"),
            "likes": ("Likes", "J’aime", "Reactions", "Réactions"),
            "shares": ("Reposts", "Republications", "Shares", "Partages"),
            "replies": ("Comments", "Commentaires"),
            "views": ("Impressions", "Views", "Vues"),
        },
    ),
    "brandwatch": Preset(
        origin="Mentions export of Brandwatch Consumer Research (CSV or XLSX, a few lines above the header): its "
        "field definitions for developers, and public programs that read such exports.",
        channel=Channel.PAGE,
        columns={
            "url": ("Url", "Original Url"),
            "title": ("Title",),
            "text": ("Full Text", "Snippet"),
            "author": ("Full Name", "Author"),
            "author_url": ("Author Url", "Profile Url"),
            "published": ("Date",),
            "language": ("Language",),
            "likes": (
                "Likes",
                "Facebook Likes",
                "Instagram Likes",
                "Linkedin Likes",
                "X Likes",
                "Twitter Likes",
            ),
            "shares": ("Shares", "Facebook Shares", "Twitter Retweets", "X Reposts", "Linkedin Shares"),
            "replies": (
                *("Comments", "Facebook Comments", "Instagram Comments", "Linkedin Comments"),
                *("Twitter Reply Count", "X Replies", "Reddit Comments"),
            ),
            "views": ("Resource Views", "Impressions", "Linkedin Impressions"),
            "reach": ("Reach (new)", "Reach", "Potential Audience"),
            "channel": ("Page Type", "Content Source", "Content Source Name", "Page Type Name"),
            "id": ("Mention Id", "Resource Id", "Guid"),
            "parent": ("Parent Post Id",),
            "thread": ("Thread Id", "Root Post Id"),
            "site": ("Domain",),
        },
    ),
    "talkwalker": Preset(
        origin="Results export of Talkwalker (UTF-16 with tabs, or CSV): the field names of its API, which the "
        "export uses, and public programs that read such exports.",
        channel=Channel.PAGE,
        columns={
            "url": ("url", "permalink"),
            "title": ("title", "title_snippet"),
            "text": ("content", "content_snippet"),
            "author": ("extra_author_attributes.name", "author", "extra_author_attributes.short_name"),
            "author_url": ("extra_author_attributes.url",),
            "published": ("published", "indexed", "search_indexed"),
            "language": ("lang", "language"),
            "likes": (
                *("article_extended_attributes.facebook_likes", "article_extended_attributes.num_likes"),
                *("article_extended_attributes.twitter_likes", "article_extended_attributes.instagram_likes"),
            ),
            "shares": (
                *(
                    "article_extended_attributes.facebook_shares",
                    "article_extended_attributes.twitter_retweets",
                ),
                *("article_extended_attributes.twitter_shares", "article_extended_attributes.num_shares"),
            ),
            "replies": ("article_extended_attributes.num_comments",),
            "views": ("article_extended_attributes.num_views", "article_extended_attributes.youtube_views"),
            "reach": ("reach",),
            "channel": ("source_type", "post_type"),
            "parent": ("parent_url",),
            "site": ("domain_url", "host_url", "extra_source_attributes.name"),
        },
    ),
    "mention": Preset(
        origin="Export of Mention (CSV or XLSX): the field names of its API, in the words of its interface.",
        channel=Channel.PAGE,
        columns={
            "url": ("original_url", "url", "link", "Mention link", "Lien"),
            "title": ("title", "Titre"),
            "text": ("description", "description_short", "content", "Contenu"),
            "author": ("author", "author_name", "author.name", "Auteur", "Author name"),
            "author_url": ("author_url", "author.url", "Author url"),
            "published": ("published_at", "Date", "Published", "Date de publication"),
            "language": ("language", "language_code", "Langue"),
            "likes": ("engagement.likes", "likes"),
            "shares": ("engagement.shares", "shares"),
            "replies": ("engagement.comments", "comments"),
            "reach": ("reach", "cumulative_reach", "direct_reach", "Portée"),
            "channel": ("source_type", "Type de source"),
            "id": ("id",),
            "site": ("source_url", "source.url"),
        },
    ),
}

CHANNELS: tuple[tuple[str, Channel], ...] = (
    ("newsletter", Channel.NEWSLETTER),
    ("youtube", Channel.VIDEO),
    ("video", Channel.VIDEO),
    ("dailymotion", Channel.VIDEO),
    ("blog", Channel.BLOG),
    ("tumblr", Channel.BLOG),
    ("review", Channel.REVIEW),
    ("avis", Channel.REVIEW),
    ("forum", Channel.FORUM),
    ("messageboard", Channel.FORUM),
    ("reddit", Channel.FORUM),
    ("news", Channel.NEWS),
    ("presse", Channel.NEWS),
    ("press", Channel.NEWS),
    ("magazine", Channel.NEWS),
    ("actualite", Channel.NEWS),
    ("journal", Channel.NEWS),
    ("lettre", Channel.NEWSLETTER),
    ("officiel", Channel.OFFICIAL),
    ("wiki", Channel.WIKI),
    ("official", Channel.OFFICIAL),
    ("github", Channel.CODE),
    ("code", Channel.CODE),
    ("social", Channel.SOCIAL),
    ("sociaux", Channel.SOCIAL),
    ("twitter", Channel.SOCIAL),
    ("facebook", Channel.SOCIAL),
    ("instagram", Channel.SOCIAL),
    ("linkedin", Channel.SOCIAL),
    ("tiktok", Channel.SOCIAL),
    ("bluesky", Channel.SOCIAL),
    ("mastodon", Channel.SOCIAL),
    ("threads", Channel.SOCIAL),
)
"""Words in a column of media types, and what they mean; the first that occurs counts."""
