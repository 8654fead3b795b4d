"""Comments that are marked up: what scripts get wrong, what several syntaxes say alike, and what is no comment."""

from __future__ import annotations

import html
import json

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from threadsearch.formats.structured import Structured
from threadsearch.formats.structured.jsonld import script_things
from threadsearch.model import Comment, Page, ParentSource, Thread

READER = Structured()
COMMENT = '<div itemprop="comment" itemscope itemtype="https://schema.org/Comment">'


def read(content: str) -> Thread:
    page = Page("page.html", content, "text/html", url="https://a.example/story")
    assert READER.detect(page)
    (thread,) = READER.parse(page)
    return thread


def read_script(value: object) -> Thread:
    return read(script(value))


def script(value: object) -> str:
    return f'<script type="application/ld+json">{json.dumps(value).replace("<", chr(92) + "u003c")}</script>'


def told(comment: Comment) -> tuple[str | None, str]:
    return comment.author, comment.text


@pytest.mark.parametrize(
    "source",
    [
        '{"@type": "Comment", "text": "a, }b"}',
        '[{"@type": "Comment", "text": "a, }b",},]',
        '<!-- {"@type": "Comment", "text": "a, }b"} -->',
        '//<![CDATA[\n{"@type": "Comment", "text": "a, }b"}\n//]]>',
        '/*<![CDATA[*/ {"@type": "Comment", "text": "a, }b"}; /*]]>*/',
        '{"@graph": [{"@type": ["Thing", "schema:Comment"], "schema:text": {"@value": "a, }b"}}]}',
        '{"type": "http://schema.org/Comment", "http://schema.org/text": "a, }b"}',
        html.escape('{"@type": "Comment", "text": "a, }b"}'),
    ],
)
def test_json_ld_is_read_as_templates_write_it(source: str) -> None:
    thread = read(f"<script type='application/ld+json'>{source}</script>")
    assert [told(comment) for comment in thread.comments] == [(None, "a, }b")]


def test_a_mended_script_and_a_lost_one_are_defects_with_their_lines() -> None:
    opening = '<script type="application/ld+json">'
    _, defects = script_things(f'\n{opening}{{"name": "a\nb",}}</script>\n{opening}{{"name": </script>')
    assert [(defect.message, defect.locator) for defect in defects] == [
        ("JSON-LD that is no sound JSON, mended", "line 2"),
        ("JSON-LD that can't be read, left out", "line 4"),
    ]


def test_an_unclosed_script_takes_the_rest_of_the_page_once() -> None:
    things, defects = script_things('<script type="application/ld+json">{' * 1000)
    assert things == []
    assert len(defects) == 1


def test_scripts_and_tags_may_nest_deeper_than_python_calls() -> None:
    thread = read(f'{COMMENT}<p itemprop="text">words</p>' * 1500)
    assert len(thread.comments) == 1500
    assert thread.comments[-1].parent == "@1498"
    deep = '{"@type": "Comment", "text": "x", "comment": ' * 100_000
    assert not READER.detect(Page("page.html", f"<script type=application/ld+json>{deep}</script>", "text/html"))


def test_the_address_of_the_article_is_no_comments_id() -> None:
    comments = [{"@type": "Comment", "text": f"Word {n}", "url": "https://a.example/story"} for n in range(3)]
    thread = read_script({"@type": "Article", "name": "Story", "comment": comments})
    assert [comment.native_id for comment in thread.comments] == [None, None, None]


def test_a_number_for_an_id_is_one() -> None:
    thread = read_script({"@type": "Comment", "identifier": 12, "text": "Twelve"})
    assert [comment.native_id for comment in thread.comments] == ["12"]


def test_text_with_signs_that_look_like_markup_is_kept() -> None:
    thread = read_script({"@type": "Comment", "text": "if a <b and b> c\n\n\tthen &lt; is &quot;less&quot;"})
    assert thread.comments[0].text == 'if a <b and b> c\n\nthen < is "less"'


def test_other_interactions_than_comments_are_no_count() -> None:
    likes = {"@type": "InteractionCounter", "interactionType": "https://schema.org/LikeAction"}
    thread = read_script(
        {
            "@type": "Article",
            "interactionStatistic": [{**likes, "userInteractionCount": 900}],
            "comment": {"@type": "Comment", "text": "One"},
        }
    )
    assert thread.stated_count is None


@pytest.mark.parametrize(
    "content",
    [
        f'{COMMENT}<p itemprop="dateCreated">2020</p></div>',
        '<div itemscope itemtype="https://schema.org/CommentAction"><p itemprop="text">Write one</p></div>',
        '<p class="hcomments"><i class="entry-content">none</i></p>',
        '<div class="u-comment-count"><p class="p-name">3</p></div>',
        script({"@type": "Question", "name": "Why?", "answerCount": 3}),
        script({"@type": "Quiz", "hasPart": {"@type": "Question", "acceptedAnswer": {"@type": "Answer", "text": "4"}}}),
        script({"@type": "DiscussionForumPosting", "articleBody": "The topic", "commentCount": 4}),
    ],
)
def test_what_shows_no_words_of_a_comment_is_not_claimed(content: str) -> None:
    assert not READER.detect(Page("page.html", f"<html><body>{content}</body></html>", "text/html"))


def test_an_opening_post_that_only_a_script_holds_leads_the_replies_that_the_page_shows() -> None:
    topic = {"@type": "DiscussionForumPosting", "headline": "Bells", "articleBody": "They ring.", "author": "Hal"}
    thread = read(f'{script(topic)}{COMMENT}<b itemprop="author">Ivy</b><p itemprop="text">Not mine.</p></div>')
    assert [(comment.kind.value, told(comment)) for comment in thread.comments] == [
        ("post", ("Hal", "They ring.")),
        ("comment", ("Ivy", "Not mine.")),
    ]


NAMES = st.sampled_from(["Ann", "Bob", "Cleo"])
WORDS = st.text("abcdefgh ,.", min_size=1, max_size=60).filter(lambda text: text.strip(" ,."))
THREADS = st.lists(st.tuples(NAMES, WORDS, st.integers(0, 5)), min_size=1, max_size=8)


@settings(max_examples=50)
@given(THREADS)
def test_what_is_told_in_two_syntaxes_is_one_comment(told_twice: list[tuple[str, str, int]]) -> None:
    """However alike comments are, and whoever answers whom: two syntaxes together give what one of them gives."""
    scripted, shown = [], []
    for number, (author, words, above) in enumerate(told_twice):
        parent = {"parentItem": {"@id": f"#c{above}"}} if above < number else {}
        scripted.append({"@type": "Comment", "@id": f"#c{number}", "author": author, "text": words, **parent})
        link = f'<link itemprop="parentItem" href="#c{above}">' if parent else ""
        shown.append(f'{COMMENT[:-1]} id="c{number}">{link}<b itemprop="author">{author}</b><p itemprop="text">{words}')
    marked = "</p></div>".join([*shown, ""])
    once, twice = read(marked), read(marked + script(scripted))
    assert [(c.key, told(c), c.parent) for c in once.comments] == [(c.key, told(c), c.parent) for c in twice.comments]
    assert {c.parent_source for c in once.comments} <= {None, ParentSource.EXPLICIT}
