"""Words of dates that only a page in their language may mean.

"lip" is June in Croatian and July in Polish: such words are read where the page says its language, and before all
others. So are those too short to tell from names. None of them is an English month's, which any page may print.
"""

# ruff: noqa: RUF001 - most alphabets look like some other one

from __future__ import annotations

import re

from threadsearch.dates.vocabulary import MONTHS, fold

_ENGLISH = "jan feb mar apr may jun jul aug sep oct nov dec".split()  # noqa: SIM905 - as the rows below

_MONTHS = {
    "hr": (
        "siječanj veljača ožujak travanj svibanj lipanj srpanj kolovoz rujan listopad studeni prosinac",
        "siječnja veljače ožujka travnja svibnja lipnja srpnja kolovoza rujna listopada studenoga prosinca",
        "sij velj ožu tra svi lip srp kol ruj lis stu pro",
        "sij vel ožu tra svi lip srp kol ruj lis stu pro",
    ),
    "et": (
        "jaan veebr märts apr mai juun juul aug sept okt nov dets",
        "jan veb mär apr mai jun jul aug sep okt nov dets",
    ),
    "lt": (
        "sausis vasaris kovas balandis gegužė birželis liepa rugpjūtis rugsėjis spalis lapkritis gruodis",
        "sausio vasario kovo balandžio gegužės birželio liepos rugpjūčio rugsėjo spalio lapkričio gruodžio",
        "sau vas kov bal geg bir lie rgp rgs spa lap grd",
        "saus vas kov bal geg birž liep rugp rugs spal lapkr gruod",
    ),
    "is": (
        "janúar febrúar mars apríl maí júní júlí ágúst september október nóvember desember",
        "jan feb mar apr maí jún júl ágú sep okt nóv des",
    ),
    "gl": (
        "xaneiro febreiro marzo abril maio xuño xullo agosto setembro outubro novembro decembro",
        "xan feb mar abr mai xuñ xul ago set out nov dec",
    ),
    "eu": (
        "urtarrila otsaila martxoa apirila maiatza ekaina uztaila abuztua iraila urria azaroa abendua",
        "urt ots mar api mai eka uzt abu ira urr aza abe",
    ),
    "th": ("ม.ค. ก.พ. มี.ค. เม.ย. พ.ค. มิ.ย. ก.ค. ส.ค. ก.ย. ต.ค. พ.ย. ธ.ค.",),
    "fa": (
        "ژانویه فوریه مارس آوریل می ژوئن ژوئیه اوت سپتامبر اکتبر نوامبر دسامبر",
        "ژانویه فوریه مارس آپریل مه ژوئن جولای آگوست سپتامبر اکتبر نوامبر دسامبر",
    ),
    "be": (
        "студзеня лютага сакавіка красавіка траўня чэрвеня ліпеня жніўня верасня кастрычніка лістапада снежня",
        "сту лют сак кра тра чэр ліп жні вер кас ліс сне",
    ),
    "mk": (
        "јануари февруари март април мај јуни јули август септември октомври ноември декември",
        "јан феб мар апр мај јун јул авг сеп окт ное дек",
    ),
}

_WEEKDAYS = {
    "hr": "pon uto sri čet pet sub ned",
    "et": "e t k n r l p",
    "lt": "pr an tr kt pn št sk",
    "is": "mán þri mið fim fös lau sun",
    "gl": "lun mar mér xov ven sáb dom",
    "eu": "al ar az og or lr ig",
    "th": "จ. อ. พ. พฤ. ศ. ส. อา.",
    "fa": "دوشنبه سه‌شنبه چهارشنبه پنجشنبه جمعه شنبه یکشنبه",
    "mk": "пон вто сре чет пет саб нед",
    "ro": "lun mar mie joi vin sâm dum",
    "cs": "pon úte stř čtv pát sob ned",
    "sk": "po ut st št pi so ne",
    "pl": "pon wto śro czw pią sob nie",
    "uk": "пон вів сер чет п'ят суб нед",
}

_MONTH_OF = {
    language: {word: _ENGLISH[at] for row in rows for at, word in enumerate(row.split())}
    for language, rows in _MONTHS.items()
}
_WEEKDAYS_OF = {language: frozenset(row.split()) for language, row in _WEEKDAYS.items()}
_WORD = re.compile(r"[^\s\d,:/()-]{1,30}")
_LONGEST = 200  # characters of a stamp


def localized(text: str, language: str | None) -> str:
    """A stamp of a page in this language (a BCP 47 tag), with its months in English.

    A weekday goes where it begins the stamp, before a month or a number, as it may be a month's name too.

    >>> localized("pet lip 05, 2009 5:33 pm", "hr")
    'jun 05, 2009 5:33 pm'
    """
    base = (language or "").strip().replace("_", "-").casefold().partition("-")[0]
    months, weekdays = _MONTH_OF.get(base, {}), _WEEKDAYS_OF.get(base, frozenset())
    if len(text) > _LONGEST or not (months or weekdays):
        return text
    text = _without_weekday(text.strip(), weekdays, months)
    return _WORD.sub(lambda word: months.get(word[0].casefold()) or months.get(_bare(word[0]), word[0]), text)


def _without_weekday(text: str, weekdays: frozenset[str], months: dict[str, str]) -> str:
    first = _WORD.match(text)
    if first is None or not {first[0].casefold(), _bare(first[0])} & weekdays:
        return text
    rest = text[first.end() :].lstrip(" ,.")
    following = _WORD.match(rest)
    is_month = following is not None and (_bare(following[0]) in months or fold(_bare(following[0])) in MONTHS)
    return rest if is_month or rest[:1].isdecimal() else text


def _bare(word: str) -> str:
    return word.casefold().rstrip(".").replace("\u2019", "'")
