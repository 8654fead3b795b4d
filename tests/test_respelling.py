"""Pages that Internet Explorer saved, or that spare quotes, read as those that other servers and browsers print."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from threadsearch.archive import read_pages
from threadsearch.archive.respelling import respelled
from threadsearch.formats import claim
from threadsearch.model import Comment, Page

FIXTURES = Path(__file__).parent / "formats" / "fixtures"
GENERATOR = '<META content="MSHTML 6.00.2900.2180" name=GENERATOR>'
TAG = re.compile(r"<(/?)([a-zA-Z][a-zA-Z0-9]*)((?:[^<>\"']|\"[^\"]*\"|'[^']*')*)>")
ATTRIBUTE = re.compile(r"([\w:-]+)=(\"[^\"]*\"|'[^']*'|[^\s\"'>]+)")
FIRST = ("class", "id", "title", "style")
PAGES = (
    "phpbb/subsilver_phpbb2.html",
    "phpbb/prosilver30_greek.html",
    "vbulletin/version-3.html",
    "vbulletin/printed-3.html",
    "smf/smf11.html",
    "smf/printed11.html",
    "mybb/mybb14.html",
    "mybb/archive.html",
    "smf/wireless20.html",
    "smf/smf20_russian.html",
    "vbulletin/version-30.html",
    "vbulletin/printed-4.html",
    "fluxbb/punbb12.html",
    "fluxbb/punbb14.html",
    "discuz/v60.html",
    "discourse/noscript-2018.html",
    "invision/ipb2.html",
    "xenforo/version-1.html",
    "nairaland/flat.html",
    "hypermail/version-1.html",
)


def as_explorer_saves(markup: str) -> str:
    """The markup in the spelling of Internet Explorer 6, which put the same attributes before all others."""
    return GENERATOR + TAG.sub(_tag, markup) + "<BODY>"


def without_quotes(markup: str) -> str:
    """The markup as servers print it that spare the quotes nobody needs."""
    return TAG.sub(
        lambda tag: ATTRIBUTE.sub(lambda pair: _attribute(pair[1], pair[2].strip("\"'")).strip(), tag[0]), markup
    )


def _tag(tag: re.Match[str]) -> str:
    if tag[1]:
        return f"</{tag[2].upper()}>"
    told = [(name, value.strip("\"'")) for name, value in ATTRIBUTE.findall(tag[3])]
    told = [(name, value.upper() if name == "style" else value) for name, value in told]
    told.sort(key=lambda pair: FIRST.index(pair[0]) if pair[0] in FIRST else len(FIRST))
    return f"<{tag[2].upper()}{''.join(_attribute(name, value) for name, value in told)}>"


def _attribute(name: str, value: str) -> str:
    return f" {name}={value}" if re.fullmatch(r"[\w.-]+", value) else f' {name}="{value}"'


@pytest.mark.parametrize("name", PAGES)
def test_a_page_reads_the_same_in_every_spelling(name: str, tmp_path: Path) -> None:
    markup = (FIXTURES / name).read_text(encoding="utf-8")
    spellings = {"saved.htm": as_explorer_saves(markup), "bare.htm": without_quotes(markup), "sent.htm": markup}
    for page, spelling in spellings.items():
        (tmp_path / page).write_text(spelling, encoding="utf-8")
    saved, bare, sent = (_read(tmp_path / page) for page in spellings)
    assert saved == bare == sent


def _read(path: Path) -> list[tuple[object, ...]]:
    (page,) = read_pages([str(path)])
    assert isinstance(page, Page)
    reader = claim(page)
    return [
        (reader.name, thread.title, thread.key, thread.page, *map(_told, thread.comments))
        for thread in reader.parse(page)
    ]


def _told(post: Comment) -> tuple[object, ...]:
    return post.author, post.created, post.text, post.native_id, post.parent


def test_only_what_internet_explorer_saved_is_respelled() -> None:
    saved = f'{GENERATOR}<BODY><TD class=alt1 id=a style="COLOR: RED" title="x=y z">A <B>&lt;TD class=x&gt;</B></TD>'
    assert respelled(saved).endswith(
        '<body><td class="alt1" id="a" style="color: red" title="x=y z">A <b>&lt;TD class=x&gt;</b></td>'
    )
    for other in (saved.removeprefix(GENERATOR), saved.replace("<BODY>", "<body>"), "", GENERATOR):
        assert respelled(other) == other


@pytest.mark.parametrize(
    ("saved", "sent"),
    [
        ("<A HREF=http://a.example/show.php?t=5&p=6>", '<a HREF="http://a.example/show.php?t=5&p=6">'),
        ("<A class=x href=a=b>", '<a class="x" href="a=b">'),
        ("<A class=x href= a=b>", '<a class="x" href= a=b>'),
        ('<A class=x href=a"b c=d">', '<a class="x" href=a"b c=d">'),
        ("<P id=a><SCRIPT type=x>s = '<B id=b>'</SCRIPT>", '<p id="a"><script type="x">s = \'<B id=b>\'</script>'),
        ("<P id=a><script>'<B id=b>'</script><B id=c>", '<p id="a"><script>\'<B id=b>\'</script><b id="c">'),
        ("<P id=a><TEXTAREA a='>'><B id=b></TEXTAREA>", "<p id=\"a\"><TEXTAREA a='>'><B id=b></textarea>"),
        ("<P id=a><!--><P id=b><!-- <SCRIPT> --><P id=c>", '<p id="a"><!--><p id="b"><!-- <SCRIPT> --><p id="c">'),
        ("<P id=a><SCRIPT><B id=b>", '<p id="a"><script><B id=b>'),
    ],
)
def test_a_value_is_quoted_whole_or_left_alone(saved: str, sent: str) -> None:
    page = f"<!-- saved from url=(0022)http://a.example/ --><BODY>{saved}"
    assert respelled(page) == f"<!-- saved from url=(0022)http://a.example/ --><body>{sent}"


def test_pages_with_all_their_quotes_are_left_alone() -> None:
    page = '<!-- saved from url=(0022)http://a.example/ --><BODY><A HREF="/x?t=5" STYLE="COLOR: RED">Tea</A>'
    assert respelled(page) == page


def test_mail_keeps_its_spelling(tmp_path: Path) -> None:
    path = tmp_path / "list.mbox"
    words = f"{GENERATOR}<BODY><P class=a>Tea</P></BODY>"
    path.write_text(f"From ann@a.example Thu Jul  5 05:33:00 2007\nFrom: ann@a.example\nSubject: Tea\n\n{words}\n")
    (page,) = read_pages([str(path)])
    assert isinstance(page, Page)
    assert words in page.content


@given(st.text(alphabet="<>/=\"' ABab1\n", max_size=80))
def test_respelling_keeps_lines_and_text(text: str) -> None:
    page = f"{GENERATOR}<BODY>{text}"
    found = respelled(page)
    assert found.count("\n") == page.count("\n")
    assert found.replace('"', "").lower() == page.replace('"', "").lower()
