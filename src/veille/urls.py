# SPDX-License-Identifier: MIT
"""Addresses of foreign origin made safe to keep, one for one document, and fit to be shown.

Every function is total: any text gives an answer, never an exception. Nothing is ever followed or resolved.
"""

from __future__ import annotations

import re
from functools import lru_cache
from typing import NamedTuple
from urllib.parse import parse_qsl, unquote, urljoin

from veille.patterns import pattern

LONGEST = 2048
"""Characters of an address that is kept."""

_DEFAULT_PORTS = {"http": 80, "https": 443}
_BLANKS = "".join(map(chr, range(33))) + "\u00a0\u200b\u2028\u2029\ufeff"
_LINE_BREAKS = pattern(r"[\t\r\n]+")

# Parameters and fragments that say where a reader came from, never which document it is.
_TRACKING_PREFIXES = ("utm_", "at_", "wt.", "pk_", "mtm_", "hsa_", "_hs", "ns_", "stm_", "trk_", "vero_")
_TRACKING = frozenset(
    """
    fbclid gclid gclsrc dclid gbraid wbraid yclid msclkid twclid ttclid li_fat_id igshid igsh mc_cid mc_eid mkt_tok
    xtor xtref xtcr xts ref_src ref_url cmpid cmp ocid icid ito wt_mc wt_zmc wtrid _ga _gl spm scid sc_cid oly_anon_id
    oly_enc_id rb_clickid s_cid ml_subscriber ml_subscriber_hash nr_email_referer guccounter guce_referrer
    guce_referrer_sig fb_action_ids fb_action_types fb_source __twitter_impression srnd smid smtyp
    phpsessid jsessionid aspsessionid sid sessionid session_id zenid
    """.split()
)
_SESSION_IN_PATH = pattern(r";(?:jsessionid|phpsessid)=[^/?#;]*", re.IGNORECASE)
_FRAGMENT_TRACKING = pattern(
    r"(?:xtor|utm_|at_medium|at_campaign|ref=|fbclid|gclid|Echobox=|:~:|ftag|link_time)", re.IGNORECASE
)

# host -> parameters that hold the true address, in order of trust.
_REDIRECTORS = {
    "google": ("url", "q"),
    "bing.com": ("url",),
    "facebook.com": ("u",),
    "l.facebook.com": ("u",),
    "lm.facebook.com": ("u",),
    "l.instagram.com": ("u",),
    "l.messenger.com": ("u",),
    "out.reddit.com": ("url",),
    "youtube.com": ("q",),
    "t.umblr.com": ("z",),
    "slack-redir.net": ("url",),
    "duckduckgo.com": ("uddg",),
    "linkedin.com": ("url",),
    "vk.com": ("to",),
    "away.vk.com": ("to",),
    "steamcommunity.com": ("url",),
}
_REDIRECTOR_PATHS = pattern(
    r"/(?:url|link|l\.php|flx/warn/|redirect|redir/redirect|news/apiclick\.aspx|l/|away(?:\.php)?|linkfilter/|)$"
)
_GOOGLE = pattern(r"(?:www\.|news\.)?google\.(?:[a-z]{2,3}|com?\.[a-z]{2})$")
_AMP = pattern(r"/(?:amp/|c/|v/)(s/)?([^/]+\.[^/]+(?:/.*)?)$")

_SECRET_NAMES = pattern(
    r"(?:^|[_.-])(?:key|apikey|token|accesstoken|auth|authorization|password|passwd|pwd|pass|secret|sig|signature"
    r"|session|sid|jwt|hash|credentials?)$|^(?:user|username|login|email|mail)$|[a-z](?:Key|Token|Secret)$"
)
_SECRET_SEGMENT = pattern(r"secret:[^/?#]+|eyJ[\w-]+\.[\w.-]+|(?<=/alerts/feeds/)\d+/\d+")
_RUN = pattern(r"[A-Za-z0-9]{24,}")
"""What no word is as long as; a separator makes words of it."""
_HEX = pattern(r"[0-9a-fA-F]+")
_DIGITS = pattern(r"[0-9]+")
_SPRINKLED = 3
"""Groups of digits that no name has among its letters."""
HIDDEN = "•••"


# No backslash before the path: browsers and libraries disagree on where the host ends then.
_ADDRESS = pattern(
    r"(https?)://(?:([^/?#\\@]*)@)?([^/?#\\@:\[\]]+|\[[^\]/?#\\@]*\])(?::([0-9]{0,5}))?((?:/[^?#]*)?)(?:\?([^#]*))?(?:#(.*))?",
    re.IGNORECASE | re.DOTALL,
)
_MAILBOX = pattern(
    r"imaps?://([^/?#\\@:\[\]\s]{1,253}|\[[0-9a-f:.]{2,45}\])(?::[0-9]{1,5})?(?:/|$)", re.IGNORECASE
)
_FORBIDDEN = pattern(r"[\x00-\x1f\x7f\ud800-\udfff]")


class _Parts(NamedTuple):
    scheme: str
    user: str
    host: str
    port: int | None
    path: str
    query: str
    fragment: str


def safe(url: str | None) -> str | None:
    """Return a foreign address fit to be kept: absolute, http or https, at most 2,048 characters; else None.

    An address with user-info or without a real host is refused: it exists to deceive.
    """
    return _safe(_tidy(url))


def _safe(url: str) -> str | None:
    parts = _split(url) if url and len(url) <= LONGEST else None
    return url if parts and not parts.user else None


def join(base: str | None, link: str | None) -> str | None:
    """Resolve a link against its base and return it if it is safe to keep, else None."""
    link = _tidy(link)
    if not link or len(link) > 2 * LONGEST:
        return None
    if _split(link):
        return _safe(link)
    try:
        return safe(urljoin(base or "", link))
    except ValueError:
        return None


def unwrap(url: str) -> str:
    """Return the address inside a redirector's link, read from the link alone, else the same address."""
    if "?" not in url and "amp" not in url:
        return url
    for _ in range(4):  # a wrapped link may itself be wrapped, but not for ever
        inner = _unwrapped(url)
        if inner is None:
            return url
        url = inner
    return url


def canonical(url: str) -> str | None:
    """Return the one spelling of an address: two spellings of the same document give the same answer.

    Scheme and host in lower case, IDN as ASCII, default port, dot segments, session ids and tracking dropped.
    A fragment stays when it tells places of a page apart (`#post-12`, `#!/x`). None: not a web address.
    """
    parts = _split(_tidy(url))
    if parts is None:
        return None
    port = f":{parts.port}" if parts.port is not None else ""
    path = _dotless(_quoted(_SESSION_IN_PATH.sub("", parts.path) if ";" in parts.path else parts.path)) or "/"
    query = "&".join(
        kept
        for kept in re.split("[&;]" if "&" not in parts.query else "&", _quoted(parts.query))
        if kept and not _tracks(kept)
    )
    fragment = _quoted(parts.fragment) if _tells_apart(parts.fragment) else ""
    joined = f"{parts.scheme}://{parts.host}{port}{path}"
    return joined + (f"?{query}" if query else "") + (f"#{fragment}" if fragment else "")


def key(url: str) -> str | None:
    """Return what identifies the document at an address.

    The canonical address, where http and https, `www.` and none, a final slash and none are the same.
    """
    found = canonical(url)
    if found is None:
        return None
    rest = found.partition("://")[2]
    head, mark, tail = _cut(rest.removeprefix("www."))
    return "https://" + head.rstrip("/") + mark + tail


def host(url: str | None) -> str | None:
    """Return the host of an address in lower case, without port, final dot and leading `www.`."""
    parts = _split(_tidy(url))
    return parts.host.removeprefix("www.") if parts else None


def server(url: str) -> str | None:
    """Return the host that is asked for an address: of the web as `host` has it, or a mail server's."""
    found = _MAILBOX.match(_tidy(url))
    return _host(found[1]) if found else host(url)


def origin(url: str) -> str | None:
    """Return scheme, host and port, as in `https://example.org:8443`."""
    parts = _split(_tidy(url))
    if parts is None:
        return None
    return f"{parts.scheme}://{parts.host}" + (f":{parts.port}" if parts.port is not None else "")


def front_page(url: str) -> bool:
    """Say whether an address is that of a site's front page, not of a document."""
    parts = _split(canonical(url) or "")
    if parts is None or parts.query or parts.fragment:
        return False
    return re.fullmatch(r"/?(?:(?:index|default|home)\.[a-z]{3,5})?", parts.path, re.IGNORECASE) is not None


def mask(url: str) -> str:
    """Return an address fit to be shown: user-info and secrets in its query or path become •••."""
    head, mark, query = url.partition("?")
    head = re.sub(r"(//)[^/?#@]*@", rf"\1{HIDDEN}@", head)
    scheme, slashes, rest = head.partition("//")
    authority, slash, path = rest.partition("/")
    head = scheme + slashes + authority + _without_secrets(slash + path)
    return head + mark + "&".join(_masked(pair) for pair in query.split("&"))


def _unless_a_word(found: re.Match[str]) -> str:
    """Hide a run of letters and digits that looks drawn at random: hexadecimal, of both cases, digits strewn."""
    run = found[0]
    around = found.string[found.start() - 1 : found.start()] + found.string[found.end() : found.end() + 1]
    digits = len(_DIGITS.findall(run))
    random = digits >= _SPRINKLED or _HEX.fullmatch(run) is not None or run not in {run.lower(), run.upper()}
    return HIDDEN if digits and random and not set(around) & set("_-") else run


def _masked(pair: str) -> str:
    name, equals, value = pair.partition("=")
    if value and _SECRET_NAMES.search(name):
        return name + equals + HIDDEN
    return name + equals + _without_secrets(value)


def _without_secrets(text: str) -> str:
    return _RUN.sub(_unless_a_word, _SECRET_SEGMENT.sub(HIDDEN, text))


def _tidy(url: str | None) -> str:
    # As browsers do: blanks around are dropped, line breaks anywhere, blanks inside are escaped.
    if not url:
        return ""
    return _LINE_BREAKS.sub("", url.strip(_BLANKS)).replace(" ", "%20")


@lru_cache(maxsize=1024)
def _split(url: str) -> _Parts | None:
    """Take an http(s) address apart; None if it is none."""
    found = _ADDRESS.fullmatch(url)
    if found is None or (not url.isprintable() and _FORBIDDEN.search(url)):
        return None
    scheme, user, name, port, path, query, fragment = found.groups("")
    scheme, host = scheme.lower(), _host(name)
    number = int(port) if port else _DEFAULT_PORTS[scheme]
    if not host or not 0 < number < 65536:  # noqa: PLR2004 - what TCP knows
        return None
    kept = None if number == _DEFAULT_PORTS[scheme] else number
    return _Parts(scheme, user, host, kept, path, query, fragment)


def _host(name: str) -> str | None:
    name = name.rstrip(".").lower()
    if _NAME.fullmatch(name):
        return name
    if name.startswith("["):
        return name if re.fullmatch(r"\[[0-9a-f:.]{2,45}\]", name) else None
    try:
        name = name.encode("idna").decode("ascii").lower()
    except UnicodeError:
        return None
    return name if _NAME.fullmatch(name) else None


_NAME = pattern(r"(?=.{1,253}$)[a-z0-9_](?:[a-z0-9_-]{0,62})(?:\.[a-z0-9_-]{1,63})*")
_ESCAPES = pattern(r"%([0-9A-Fa-f]{2})|[^!$&'()*+,;=:@/?A-Za-z0-9._~-]")
_PLAIN = pattern(r"[!$&'()*+,;=:@/?A-Za-z0-9._~-]*")
_UNRESERVED = frozenset("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-._~")


def _quoted(text: str) -> str:
    return text if _PLAIN.fullmatch(text) else _ESCAPES.sub(_escape, text)


def _escape(found: re.Match[str]) -> str:
    if found[1]:
        character = chr(int(found[1], 16))
        return character if character in _UNRESERVED else f"%{found[1].upper()}"
    return "".join(f"%{byte:02X}" for byte in found[0].encode("utf-8", "replace"))


def _dotless(path: str) -> str:
    if "/." not in path and "//" not in path:
        return path
    kept: list[str] = []
    segments = path.split("/")
    for segment in segments[1:]:
        if segment == "..":
            del kept[-1:]
        elif segment != ".":
            kept.append(segment)
    if segments[-1] in {".", ".."}:
        kept.append("")
    return "/" + "/".join(kept)


def _tracks(pair: str) -> bool:
    name = pair.partition("=")[0].lower()
    return name in _TRACKING or name.startswith(_TRACKING_PREFIXES)


def _tells_apart(fragment: str) -> bool:
    if not fragment or _FRAGMENT_TRACKING.match(fragment):
        return False
    return fragment.startswith("!") or any(character.isdigit() for character in fragment)


def _cut(rest: str) -> tuple[str, str, str]:
    found = re.search(r"[?#]", rest)
    return (rest[: found.start()], found[0], rest[found.end() :]) if found else (rest, "", "")


def _unwrapped(url: str) -> str | None:
    parts = _split(_tidy(url))
    if parts is None:
        return None
    name = parts.host.removeprefix("www.")
    google = _GOOGLE.match(parts.host) is not None
    amp = (
        _AMP.match(parts.path)
        if google or name == "cdn.ampproject.org" or name.endswith(".cdn.ampproject.org")
        else None
    )
    if amp:
        return safe(f"http{'s' if amp[1] else ''}://{amp[2]}" + (f"?{parts.query}" if parts.query else ""))
    wanted = _REDIRECTORS.get("google" if google else name)
    if wanted is None or not parts.query or not _REDIRECTOR_PATHS.match(parts.path):
        return None
    values = dict(parse_qsl(parts.query, errors="replace", max_num_fields=None))
    found = (values[name] for name in wanted if name in values)
    return next((inner for value in found if (inner := safe(value) or safe(unquote(value)))), None)
