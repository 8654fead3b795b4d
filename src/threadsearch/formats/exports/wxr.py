"""WXR, WordPress's own export: RSS with its posts and their comments."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from datetime import UTC, tzinfo

from threadsearch.addresses import is_web, site_of
from threadsearch.entities import unescape
from threadsearch.formats.records.bodies import broken_lines_text
from threadsearch.formats.records.fields import stamp
from threadsearch.formats.records.settling import counted, settle
from threadsearch.formats.records.xmls import Element, read_xml
from threadsearch.model import Comment, Defect, Kind, Page, ParentSource, Thread, Timestamp

_SIGN = re.compile(r"xmlns:wp\s*=\s*[\"']https?://wordpress\.org/export/|<wp:wxr_version>")
REFUSED = {"spam", "trash", "post-trashed", "delete"}
WAITING = {"0", "hold"}
LINKS_HERE = {"pingback", "trackback"}


class Wxr:
    """Reads each post that has comments as a thread."""

    name = "wxr"
    description = "WordPress's export (WXR): posts with their comments and pingbacks"
    media_types = ("application/xml",)
    signs = ("wordpress.org/export/", "<wp:wxr_version>")
    lists_pingbacks = True

    def detect(self, page: Page) -> bool:
        """Claim RSS that declares the namespace of WordPress's exports."""
        return page.media_type == "application/xml" and _SIGN.search(page.content) is not None

    def parse(self, page: Page) -> Iterator[Thread]:
        """The posts that have comments, in the export's order. Spam and trash are left out and counted."""
        root, defects = read_xml(page)
        for channel in root.all("channel"):
            site = site_of(channel.text("wp:base_blog_url", "link"))
            names = {
                author.text("wp:author_login"): author.text("wp:author_display_name")
                for author in channel.all("wp:author")
            }
            for item in channel.all("item"):
                if item.first("wp:comment") is not None:
                    yield _thread(item, site, names, page.zone, defects)


def _thread(
    item: Element, site: str | None, names: Mapping[str, str], zone: tzinfo, defects: tuple[Defect, ...]
) -> Thread:
    """A post as a thread; ``names`` are those that accounts are shown by."""
    listed = [record for record in item.all("wp:comment") if record.is_whole]
    kept = [record for record in listed if record.text("wp:comment_approved") not in REFUSED]
    waiting = [record for record in kept if record.text("wp:comment_approved") in WAITING]
    link = item.text("link", "guid")
    url = link if is_web(link) else None
    comments, flaws = settle(_comment(record, url, zone) for record in kept)
    body = broken_lines_text(item.text("content:encoded"))
    login = item.text("dc:creator")
    notes = (
        *counted(len(listed) - len(kept), "comment", "marked as spam or trash, left out"),
        *counted(len(waiting), "comment", "not approved yet", waiting[0].locator if waiting else ""),
    )
    return Thread(
        comments,
        key=None if url else item.text("wp:post_id") or None,
        title=unescape(item.text("title")) or None,
        url=url,
        site=site or site_of(url),
        author=unescape(names.get(login) or login) or None,
        created=on_the_sites_clock(item.text("wp:post_date"), item.text("wp:post_date_gmt"), zone),
        text=body.text,
        links=body.links,
        defects=(*defects, *flaws, *notes),
    )


def _comment(record: Element, thread_url: str | None, zone: tzinfo) -> Comment:
    body = broken_lines_text(record.text("wp:comment_content"))
    number = record.text("wp:comment_id") or None
    parent = record.text("wp:comment_parent")
    links_here = record.text("wp:comment_type") in LINKS_HERE
    home = record.text("wp:comment_author_url")
    return Comment(
        0,
        body.text,
        author=unescape(record.text("wp:comment_author")).strip() or None,
        created=on_the_sites_clock(record.text("wp:comment_date"), record.text("wp:comment_date_gmt"), zone),
        native_id=number,
        parent=parent if parent not in ("", "0") else None,
        parent_source=ParentSource.EXPLICIT if parent not in ("", "0") else None,
        url=f"{thread_url}#comment-{number}" if thread_url and number else None,
        links=(home, *body.links) if links_here and is_web(home) else body.links,
        locator=record.locator,
        kind=Kind.PINGBACK if links_here else Kind.COMMENT,
    )


def on_the_sites_clock(printed: str | None, in_utc: str | None, zone: tzinfo) -> Timestamp | None:
    """The time on the site's own clock, as its pages print it, so that they and the export agree; else in UTC."""
    created = stamp(printed, zone)
    return created if created and created.at else stamp(in_utc, UTC) or created
