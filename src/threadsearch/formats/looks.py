"""What a page that no format claims looks like, so that its skip tells people something."""

from __future__ import annotations

import re

from threadsearch.model import Page

# All patterns are in lower case, and searched in the page's lower case: Python searches so several times as fast as
# it does regardless of case.

# Comments that a script brings into the page after it has been loaded: a saved page has only their place.
_SCRIPTED = (
    ("Disqus", r"id=[\"']?disqus[_-]thread|disqus\.com/(?:embed|count)"),
    ("Livefyre", r"livefyre"),
    ("YouTube", r"<ytd-app\b|id=[\"']?watch-discussion\b"),
    ("Facebook", r"class=[\"'][^\"']*\bfb-comments\b"),
    ("Jetpack", r"jetpack[_-]remote[_-]comment"),
    ("Coral", r"coral[_-]talk|coral_thread"),
    ("Spot.IM", r"spot\.im|spotim-|data-spotim"),
    ("Hyvor Talk", r"hyvor-talk"),
    ("Commento", r"id=[\"']?commento"),
    ("IntenseDebate", r"idcomments_|intensedebate"),
    ("Discourse", r"discourse-comments|id=[\"']data-discourse-setup|content=[\"']discourse\b"),
    ("utterances or giscus", r"utteranc\.es/client|giscus\.app/client"),
)
_PLATFORMS = (
    ("a bbPress forum", r"class=[\"'][^\"']*\bbbp-(?:reply|topic)"),
    ("a wpForo forum", r"id=[\"']wpforo"),
    ("a XenForo page without a post in it", r"data-app=[\"']public|class=[\"'][^\"']*\bmessage--post\b"),
    (
        "a vBulletin page without a post in it",
        r"content=[\"']vbulletin|id=[\"']posts?_?\d+[\"'][^<>]{0,300}\bpostcontainer",
    ),
    ("a phpBB page without a post in it", r"class=[\"'][^\"']*\bpostbody\b|powered by phpbb"),
    ("an Invision forum", r"\bipscomment\b|ips\.setsetting"),
    (
        "an index of a mailing list's archive, whose messages stand on pages of their own",
        r"\(mailman edition\)|<!-- mhonarc v\d|content=[\"']?hypermail\b|class=[\"'][^\"']*\bthread-email\b",
    ),
    ("a Google Groups page without a message in it", r"href=[\"']https://groups\.google\.com/[\"'][^<>]*>\s*<title>"),
    (
        "a Drupal page without a comment in it",
        r"content=[\"']drupal\b|/sites/(?:default|all)/(?:files|modules|themes)/",
    ),
    ("a Blogger page without a comment in it", r"content=[\"']blogger[\"']"),
    ("a Stack Exchange page without a question in it", r"content=[\"']stack ?(?:overflow|exchange)|cdn\.sstatic\.net"),
    ("a Reddit page without a comment in it", r"\bredditstatic\.com"),
    (
        "a WordPress page without a WordPress comment list",
        r"content=[\"']wordpress\b|<(?:link|script)\b[^<>]*/wp-(?:content|includes)/",
    ),
)
_ADVICE = "`threadsearch formats` lists the formats that are read; docs/adding-a-format.md tells how to add one."
_SCRIPTED_ADVICE = (
    "Save the page from a browser once its comments are shown, or get them from the service's own export."
)


def describe(page: Page) -> tuple[str, str]:
    """The reason why nobody reads the page, in terms of what it looks like, and what to do about it."""
    if page.media_type == "text/html":
        return _describe_html(page.content)
    kind = {"application/json": "JSON", "application/xml": "XML"}.get(page.media_type, "text")
    return f"no format claims it; it looks like {kind} without a comment list that a known format reads", _ADVICE


def _describe_html(content: str) -> tuple[str, str]:
    platform = _first(_PLATFORMS, content.lower())
    scripted = _first(_SCRIPTED, content.lower())
    if scripted and (platform is None or "WordPress" in platform):
        return f"no format claims it; its comments seem to be loaded by a script ({scripted})", _SCRIPTED_ADVICE
    looks = platform or "HTML without a comment list that a known format reads"
    return f"no format claims it; it looks like {looks}", _ADVICE


def _first(table: tuple[tuple[str, str], ...], content: str) -> str | None:
    return next((name for name, pattern in table if re.search(pattern, content)), None)
