# ruff: noqa: RUF001 - people write in many letters
"""Encodings that nobody declares, or that are declared wrongly, told by the letters of what people wrote."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from threadsearch.archive.decoding import decode
from threadsearch.archive.guessing import guess

RUSSIAN = "Спасибо за рассказ о мосте, паром ходит только по средам."
JAPANESE = "夜の渡し船がとても好きでした。橋の話をまた聞かせてください。"
CHINESE = "谢谢分享，我们小时候也坐过这条船，现在只有桥了。"
POLISH = "Dziękuję za świetny opis, most będzie jeszcze długo służył żeglarzom, także źrebiętom."
CZECH = "Děkuji za pěkný příběh, těším se na další šťastný večer u řeky."
TURKISH = "Köprü çok güzel, teşekkürler; ışığı gören kayıkçı şarkı söylüyor."


@pytest.mark.parametrize(
    ("label", "codec", "words"),
    [
        ("windows-1251", "cp1251", RUSSIAN),
        ("windows-1251", "cp1251", "Дякую за розповідь про міст, пором ходить лише щосереди."),
        ("koi8-u", "koi8-r", RUSSIAN),
        ("windows-1253", "cp1253", "Ευχαριστώ για την ιστορία της γέφυρας και του πλοίου."),
        ("windows-1255", "cp1255", "תודה על הסיפור של הגשר, המעבורת יוצאת רק בלילה"),
        ("windows-1256", "cp1256", "شكرا على قصة الجسر، العبارة لا تعمل إلا في الليل"),
        ("windows-874", "cp874", "ขอบคุณสำหรับเรื่องสะพาน เรือข้ามฟากมีแค่คืนวันพุธ"),
        ("windows-1250", "cp1250", POLISH),
        ("iso-8859-2", "iso8859-2", POLISH),
        ("windows-1250", "cp1250", CZECH),
        ("iso-8859-2", "iso8859-2", CZECH),
        ("windows-1254", "cp1254", TURKISH),
        ("shift_jis", "cp932", JAPANESE),
        ("euc-jp", "euc-jp", JAPANESE),
        ("euc-kr", "cp949", "다리 이야기 고마워요. 밤배는 수요일에만 다녀요 ㅋㅋ"),
        ("gb18030", "gb18030", CHINESE),
        ("big5", "big5", "謝謝分享，我們小時候也坐過這條船，現在只有橋了。"),
    ],
)
def test_words_tell_their_encoding(label: str, codec: str, words: str) -> None:
    page = f"<html><body><p>So it says:</p><p>{words}</p></body></html>"
    assert guess(page.encode(codec)) == label
    text, (note,) = decode(page.encode(codec))
    assert text == page
    assert note.message == f"no encoding is declared and it is not UTF-8; read as {label}, which is a guess"


@pytest.mark.parametrize(
    "words",
    [
        "Grüße aus München – „wirklich“ großartig, die Brücke über den Fluß, schöne Übermütige.",
        "Merci beaucoup, c’est très intéressant, à bientôt, où êtes-vous née? La créée, déjà reçue.",
        "¿Qué pasó? ¡El niño comió jamón ayer también después de la canción!",
        "Não há mais informações, só opinião, é uma questão de educação e coração.",
        "Þetta er mjög góð grein, takk fyrir að skrifa hana, ég bíð eftir næstu brú.",
        "På ön är det härligt, åker vi båt får vi se älgar och en räv på bryggan.",
        "naïve café",
        "£5 – “quoted”, 20° ± 3 µm © ® ½ ¼ … 5 €",
    ],
)
def test_words_of_western_europe_are_left_to_windows_1252(words: str) -> None:
    assert guess(f"<p>{words}".encode("cp1252")) is None
    assert decode(f"<meta charset=iso-8859-1><p>{words}".encode("cp1252")) == (
        f"<meta charset=iso-8859-1><p>{words}",
        (),
    )


def test_a_language_that_the_page_names_decides_between_equals() -> None:
    words = "Köszönöm szépen a hídról szóló cikket, örömmel olvasnám a következőt, a hajó űrhajó."
    assert guess(f"<p>{words}".encode("cp1250")) is None
    assert guess(f'<html class="x" lang="hu-HU"><p>{words}'.encode("cp1250")) == "windows-1250"


@pytest.mark.parametrize("declared", ["iso-8859-1", "utf-8", "no-such"])
@pytest.mark.parametrize(("codec", "words"), [("cp1251", RUSSIAN), ("cp932", JAPANESE), ("gb18030", CHINESE)])
def test_what_is_declared_wrongly_is_told_by_its_letters(declared: str, codec: str, words: str) -> None:
    page = f"<meta charset={declared}><p>{words}"
    text, (note,) = decode(page.encode(codec))
    assert text == page
    assert note.message.startswith(f"declared as {declared}, ")
    assert note.message.endswith(", which is a guess")
    assert note.locator.startswith("byte ")


@pytest.mark.parametrize("served", ["utf-8", "iso-8859-1"])
def test_where_the_server_is_wrong_the_page_is_asked(served: str) -> None:
    page = f"<meta charset=windows-1251><p>{RUSSIAN}"
    text, (note,) = decode(page.encode("cp1251"), served)
    assert text == page
    assert note.message.endswith("read as windows-1251, as the page says")


def test_a_few_broken_bytes_don_t_hide_the_words() -> None:
    page = f"<p>{CHINESE * 20}".encode("gb18030") + b"\xff</p>"
    assert guess(page) == "gb18030"
    assert decode(page)[0] == f"<p>{CHINESE * 20}\ufffd</p>"


@given(st.binary())
def test_whatever_stands_there_is_decoded(data: bytes) -> None:
    text, _ = decode(data)
    assert isinstance(text, str)
    assert guess(data) is None or not data.isascii()
