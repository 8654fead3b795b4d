"""What a page that no format claims looks like, so that its skip tells people something."""

from __future__ import annotations

import re

from threadsearch.formats.html.signs import lowered
from threadsearch.formats.words import any_of
from threadsearch.model import Page

# All patterns are in lower case, and searched in the page's lower case: Python searches so several times as fast as
# it does regardless of case. A pattern is tried only where one of the words stands that it can't do without, and where
# there is no pattern, the word alone tells. The words of all rows are looked for at once.
_Row = tuple[str, tuple[str, ...], str]

# Comments that a script brings into the page after it has been loaded: a saved page has only their place.
_SCRIPTED: tuple[_Row, ...] = (
    ("Disqus", ("disqus",), r"id=[\"']?disqus[_-]thread|disqus\.com/(?:embed|count)"),
    ("Livefyre", ("livefyre",), ""),
    ("YouTube", ("ytd-app", "watch-discussion"), r"<ytd-app\b|id=[\"']?watch-discussion\b"),
    ("Facebook", ("fb-comments",), r"class=[\"'][^\"']*\bfb-comments\b"),
    ("Jetpack", ("jetpack_remote_comment", "jetpack-remote-comment"), ""),
    ("Coral", ("coral_talk", "coral-talk", "coral_thread"), ""),
    ("Spot.IM", ("spot.im", "spotim-", "data-spotim"), ""),
    ("Hyvor Talk", ("hyvor-talk",), ""),
    ("Commento", ("commento",), r"id=[\"']?commento"),
    ("IntenseDebate", ("idcomments_", "intensedebate"), ""),
    ("Discourse", ("discourse",), r"discourse-comments|id=[\"']data-discourse-setup|content=[\"']discourse\b"),
    ("utterances or giscus", ("utteranc.es/client", "giscus.app/client"), ""),
)
_PLATFORMS: tuple[_Row, ...] = (
    ("a bbPress forum", ("bbp-",), r"class=[\"'][^\"']*\bbbp-(?:reply|topic)"),
    ("a wpForo forum", ("wpforo",), r"id=[\"']wpforo"),
    (
        "a XenForo page without a post in it",
        ("data-app", "message--post"),
        r"data-app=[\"']public|class=[\"'][^\"']*\bmessage--post\b",
    ),
    (
        "a vBulletin page without a post in it",
        ("vbulletin", "postcontainer"),
        r"content=[\"']vbulletin|id=[\"']posts?_?\d+[\"'][^<>]{0,300}\bpostcontainer",
    ),
    (
        "a phpBB page without a post in it",
        ("postbody", "powered by", "phpbb"),
        r"class=[\"'][^\"']*\bpostbody\b|powered by (?:<a\b[^<>]*>)?phpbb|<body id=[\"']?phpbb\b",
    ),
    (
        "an SMF page without a post in it",
        ("simplemachines.org",),
        r"<a\b[^<>]*\bsimplemachines\.org[^<>]*>(?:powered by )?smf\b",
    ),
    ("a MyBB page without a post in it", ("mybb",), r"<a\b[^<>]*\bmybb\.com\b[^<>]*>mybb\b|content=[\"']mybb\b"),
    (
        "a FluxBB or PunBB page without a post in it",
        ("fluxbb", "punbb"),
        r"powered by (?:<strong>)?<a\b[^<>]*\b(?:fluxbb|punbb)\b",
    ),
    (
        "an Invision page without a post in it",
        ("ipscomment", "ips.setsetting", "ipsapp", "invision", "ipbwrapper"),
        r"\bipscomment\b|ips\.setsetting|class=[\"']ipsapp\b|id=[\"']?ipbwrapper\b|>(?:invision power board|ip\.board)",
    ),
    (
        "an index of a mailing list's archive, whose messages stand on pages of their own",
        ("(mailman edition)", "<!-- mhonarc", "hypermail", "thread-email"),
        r"\(mailman edition\)|<!-- mhonarc v\d|content=[\"']?hypermail\b|class=[\"'][^\"']*\bthread-email\b",
    ),
    (
        "a Google Groups page without a message in it",
        ("groups.google.com",),
        r"href=[\"']https://groups\.google\.com/[\"'][^<>]*>\s*<title>",
    ),
    (
        "a Drupal page without a comment in it",
        ("drupal", "/sites/"),
        r"content=[\"']drupal\b|/sites/(?:default|all)/(?:files|modules|themes)/",
    ),
    ("a Blogger page without a comment in it", ("blogger",), r"content=[\"']blogger[\"']"),
    (
        "a Stack Exchange page without a question in it",
        ("content='stack", 'content="stack', "cdn.sstatic.net"),
        r"content=[\"']stack ?(?:overflow|exchange)|cdn\.sstatic\.net",
    ),
    ("a Reddit page without a comment in it", ("redditstatic.com",), r"\bredditstatic\.com"),
    (
        "a WordPress page without a WordPress comment list",
        ("wordpress", "/wp-"),
        r"content=[\"']wordpress\b|<(?:link|script)\b[^<>]*/wp-(?:content|includes)/",
    ),
)
# Files of exports in which no comment stands: their media type, a sign of them, what they are, and what to do.
_EXPORTS = (
    (
        "application/xml",
        re.compile(r"<users>\s*<row\s+Id="),
        "it has the names of a Stack Exchange dump's accounts",
        "They are read along with Posts.xml and Comments.xml, which belong into the same folder.",
    ),
    (
        "application/json",
        re.compile(r"\"(?:extractor_key|webpage_url_basename)\"\s*:"),
        "it is yt-dlp's record of a video, without its comments",
        "Save it again with --write-comments.",
    ),
)
_WORDS = frozenset(word for _, words, _ in (*_SCRIPTED, *_PLATFORMS) for word in words)
_ADVICE = "`threadsearch formats` lists the formats that are read; docs/adding-a-format.md tells how to add one."
_SCRIPTED_ADVICE = (
    "Save the page from a browser once its comments are shown, or get them from the service's own export."
)


def describe(page: Page) -> tuple[str, str]:
    """The reason why nobody reads the page, in terms of what it looks like, and what to do about it."""
    known = situation(page) or next(
        ((reason, advice) for kind, sign, reason, advice in _EXPORTS if _has(page, kind, sign)), None
    )
    if known is None:
        kinds = {"text/html": "HTML", "application/json": "JSON", "application/xml": "XML"}
        kind = kinds.get(page.media_type, "text")
        known = f"it looks like {kind} without a comment list that a known format reads", _ADVICE
    reason, advice = known
    return f"no format claims it; {reason}", advice


def _has(page: Page, media_type: str, sign: re.Pattern[str]) -> bool:
    return page.media_type == media_type and sign.search(page.content) is not None


def situation(page: Page) -> tuple[str, str] | None:
    """What is known to be the matter with a page of HTML that nobody reads, and what to do about it."""
    if page.media_type != "text/html":
        return None
    found = any_of(_WORDS).found_in(page.content)
    platform, scripted = (_first(table, page.content, found) for table in (_PLATFORMS, _SCRIPTED))
    if scripted and (platform is None or "WordPress" in platform):
        return f"its comments seem to be loaded by a script ({scripted})", _SCRIPTED_ADVICE
    return (f"it looks like {platform}", _ADVICE) if platform else None


def _first(table: tuple[_Row, ...], content: str, found: frozenset[str]) -> str | None:
    likely = ((name, pattern) for name, words, pattern in table if not found.isdisjoint(words))
    return next((name for name, pattern in likely if not pattern or re.search(pattern, lowered(content))), None)
