"""Containers of every kind, made of pages on the fly."""

from __future__ import annotations

import base64
import bz2
import gzip
import io
import json
import lzma
import plistlib
import sys
import tarfile
import zipfile
from collections.abc import Callable, Mapping
from datetime import UTC, datetime
from email.message import EmailMessage
from functools import partial

if sys.version_info >= (3, 14):
    from compression import zstd
else:
    from backports import zstd

Pages = Mapping[str, bytes]
"""Pages by their names, which are the ends of their addresses as well."""

NOON = datetime(2011, 7, 5, 12, tzinfo=UTC)
SITE = "https://a.example/"


def zipped(pages: Pages, method: int = zipfile.ZIP_DEFLATED) -> bytes:
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", method) as archive:
        for name, data in pages.items():
            archive.writestr(name, data)
    return file.getvalue()


def tarred(pages: Pages, kind: int = tarfile.PAX_FORMAT) -> bytes:
    file = io.BytesIO()
    with tarfile.open(fileobj=file, mode="w", format=kind) as archive:
        for name, data in pages.items():
            info = tarfile.TarInfo(name)
            info.size = len(data)
            archive.addfile(info, io.BytesIO(data))
    return file.getvalue()


def record(kind: str, block: bytes, *, url: str, content_type: str, more: str = "") -> bytes:
    head = f"WARC/1.0\r\nWARC-Type: {kind}\r\nWARC-Target-URI: {url}\r\nWARC-Date: 2011-07-05T12:00:00Z\r\n{more}"
    head += f"Content-Type: {content_type}\r\nContent-Length: {len(block)}\r\n\r\n"
    return head.encode() + block + b"\r\n\r\n"


def response(body: bytes, *, url: str = f"{SITE}p.html", headers: str = "", status: str = "200 OK") -> bytes:
    http = f"HTTP/1.1 {status}\r\n{headers or 'Content-Type: text/html; charset=utf-8'}\r\n\r\n".encode()
    return record("response", http + body, url=url, content_type="application/http; msgtype=response")


def records(pages: Pages) -> list[bytes]:
    """What a crawler writes of each page, and around them what no reader wants."""
    info = record("warcinfo", b"software: a crawler\r\n", url="", content_type="application/warc-fields")
    written = [info]
    for name, data in pages.items():
        url = f"{SITE}{name}"
        request = f"GET /{name} HTTP/1.1\r\n\r\n".encode()
        written.append(record("request", request, url=url, content_type="application/http; msgtype=request"))
        written.append(response(data, url=url))
    written.append(response(b"\x89PNG\r\n\x1a\n", url=f"{SITE}a.png", headers="Content-Type: image/png"))
    written.append(response(b"<p>moved", url=f"{SITE}old", status="301 Moved"))
    return written


def arc(pages: Pages) -> bytes:
    first = "1 0 Crawler\nURL IP-address Archive-date Content-type Archive-length\n"
    blocks = [f"filedesc://a.arc 0.0.0.0 20110705120000 text/plain {len(first)}\n{first}\n".encode()]
    for name, data in pages.items():
        block = b"HTTP/1.1 200 OK\r\nContent-Type: text/html; charset=utf-8\r\n\r\n" + data
        blocks.append(f"{SITE}{name} 192.0.2.1 20110705120000 text/html {len(block)}\n".encode() + block + b"\n")
    return b"".join(blocks)


def mhtml(pages: Pages) -> bytes:
    message = EmailMessage()
    message["From"] = "<Saved by a browser>"
    message["Snapshot-Content-Location"] = f"{SITE}{next(iter(pages))}"
    message["Date"] = "Tue, 5 Jul 2011 12:00:00 -0000"
    message.make_related()
    for name, data in pages.items():
        message.add_related(data, "text", "html", cte="quoted-printable", headers=[f"Content-Location: {SITE}{name}"])
    message.add_related(b"\x89PNG\r\n", "image", "png", headers=[f"Content-Location: {SITE}a.png"])
    return message.as_bytes()


def har(pages: Pages, *, is_packed: bool = False) -> bytes:
    entries = [
        {
            "startedDateTime": "2011-07-05T14:00:00.123+02:00",
            "request": {"url": f"{SITE}{name}"},
            "response": {
                "status": 200,
                "content": {
                    "mimeType": "text/html; charset=utf-8",
                    "encoding": "base64",
                    "text": base64.b64encode(data).decode(),
                }
                if is_packed
                else {"mimeType": "text/html", "text": data.decode()},
            },
        }
        for name, data in pages.items()
    ]
    entries.insert(0, {"response": {"status": 200, "content": {"mimeType": "image/png", "text": "iVBO"}}})
    return json.dumps({"log": {"version": "1.2", "creator": {}, "entries": entries, "comment": ""}}).encode()


def wacz(pages: Pages) -> bytes:
    warc = b"".join(map(gzip.compress, records(pages)))
    return zipped({"datapackage.json": b"", "archive/data.warc.gz": warc, "indexes/index.cdx": b""}, zipfile.ZIP_STORED)


def webarchive(pages: Pages) -> bytes:
    """A page with the others as its frames, and with a picture."""
    archives = [{"WebMainResource": _resource(f"{SITE}{name}", "text/html", data)} for name, data in pages.items()]
    picture = _resource(f"{SITE}a.png", "image/png", b"\x89PNG\r\n")
    archive = {**archives[0], "WebSubframeArchives": archives[1:], "WebSubresources": [picture]}
    return plistlib.dumps(archive, fmt=plistlib.FMT_BINARY)


def _resource(url: str, kind: str, data: bytes) -> dict[str, object]:
    about = {"WebResourceURL": url, "WebResourceMIMEType": kind, "WebResourceTextEncodingName": "UTF-8"}
    return {**about, "WebResourceData": data}


def self_extracting(pages: Pages) -> bytes:
    head = b"<!DOCTYPE html> <html data-sfz><meta charset=utf-8><title>Ferry</title><body hidden>Please wait...<!--"
    return head + zipped(pages) + b"--></body></html>"


COMPRESSED: dict[str, Callable[[bytes], bytes]] = {
    "gz": gzip.compress,
    "bz2": bz2.compress,
    "xz": partial(lzma.compress, preset=0),
    "zst": zstd.compress,
}
CONTAINERS: dict[str, Callable[[Pages], bytes]] = {
    "zip": zipped,
    "zip stored": lambda pages: zipped(pages, zipfile.ZIP_STORED),
    "zip bzip2": lambda pages: zipped(pages, zipfile.ZIP_BZIP2),
    "zip lzma": lambda pages: zipped(pages, zipfile.ZIP_LZMA),
    "tar": tarred,
    "tar gnu": lambda pages: tarred(pages, tarfile.GNU_FORMAT),
    "tar.gz": lambda pages: gzip.compress(tarred(pages)),
    "tar.bz2": lambda pages: bz2.compress(tarred(pages)),
    "tar.xz": lambda pages: lzma.compress(tarred(pages)),
    "tar.zst": lambda pages: zstd.compress(tarred(pages)),
    "warc": lambda pages: b"".join(records(pages)),
    "warc.gz": lambda pages: b"".join(map(gzip.compress, records(pages))),
    "warc.gz in one stream": lambda pages: gzip.compress(b"".join(records(pages))),
    "warc.zst": lambda pages: b"".join(map(zstd.compress, records(pages))),
    "arc": arc,
    "arc.gz": lambda pages: gzip.compress(arc(pages)),
    "mhtml": mhtml,
    "har": har,
    "har base64": lambda pages: har(pages, is_packed=True),
    "wacz": wacz,
    "web archive": webarchive,
    "page that unpacks itself": self_extracting,
    "zip of gz": lambda pages: zipped({f"{name}.gz": gzip.compress(data) for name, data in pages.items()}),
    "tar.gz of wacz": lambda pages: gzip.compress(tarred({"a.wacz": wacz(pages)})),
    "zip of zip of tar": lambda pages: zipped({"a.zip": zipped({"a.tar": tarred(pages)})}),
}
