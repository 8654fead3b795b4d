"""Names: which words of a line may be one, and which lines announce somebody's words.

What most people aren't called is left out by its form (sentences, addresses, numbers) and by a few words. The rest is
the layout's to decide: a name is what stands where names stand.
"""

from __future__ import annotations

import re
from collections.abc import Callable

from threadsearch.dates.vocabulary import MONTHS, NOISE, fold
from threadsearch.formats.generic_text import furniture

MOST_WORDS = 5
"""Of a name on a line of its own."""

_LONGEST = 120  # characters of a line that holds a name
_LONGEST_NAME = 40  # characters
_LONGEST_BEHIND = 40  # characters behind a name and a comma: "Ada, keeper of the north light"

_SAYS = (
    r"says|said|wrote|writes|commented|comments|replied|responded|sagt|sagte|schreibt|schrieb|meint|meinte|"
    r"kommentiert|"
    r"kommentierte|a dit|dit|a ecrit|ecrit|dice|dijo|escribio|comento|ha scritto|ha detto|scrive|disse|diz|"
    r"escreveu|comentou|"
    r"zegt|schreef|schrijft|skrev|skriver|sager|siger|sier|sanoo|kirjoitti|napisal|napisala|pisze|mowi|napsal|"
    r"napsala|"
    r"говорит|пишет|написал|написала|сказал|каже|dedi ki|diyor ki|spune|a spus|szerint|irta|λεει|说|說|写道"
)
_NAMES = (
    r"(?:user|nick)?\s?name|nick|user|author|nom|pseudo|auteur|nombre|autore?|nome|naam|navn|namn|benutzer(?:name)?|"
    r"imie|jmeno|имя|автор|お?名前|姓名|昵称|用户名|이름"
)
_LABELS = re.compile(_NAMES)
_SPEECH = re.compile(rf"(?P<name>\S.{{0,60}}?)[\s,]+(?:{_SAYS})\s*(?:on|at|am|le|el|il|:|,|\.{{3}}|…|»)?\s*")
_QUOTING = re.compile(rf"(?P<name>\S.{{0,60}}?)\s+(?:{_SAYS})\s*:\s*(?:[»↑^].*)?")
_BY = re.compile(
    r"(?:(?:re\b.{0,90}?|.{0,90}?post(?:ed|ee?|ato|ado)?|submitted|written|comment(?:ed)?|created|answered|asked|reply|"
    r"geschrieben|"
    r"verfasst|erstellt|kommentar|beitrag|publie|poste|ecrit|message|commentaire|publicado|escrito|enviado|"
    r"comentario|"
    r"pubblicato|scritto|inviato|commento|postado|geplaatst|reactie|skrevet|napisany|dodany|komentarz)\s+)?"
    r"(?:by|von|par|por|da|door|av|af|od|przez|от|fra)(?:\s|:)\s*(?P<name>\S.*)"
    rf"|(?:{_NAMES})\s?[:：]\s*(?P<labelled>\S.*)"  # noqa: RUF001 - full width
)
_MENTION = re.compile(r"(?<![\w@.])@(?P<name>\w[\w.-]{1,30})")
_MAIL = re.compile(r"[\w.+-]{1,64}(?:@| at )[\w-]{1,64}(?:\.| dot )\w")

_NO_NAME = re.compile(
    r"^\d[\d.,]*\s+[^\W\d_]|https?:|www\.|[<>{}=;\\]|(?:[!?…]|[^\W\d_]{4}\.|\.\.)[\"'”)]*$|[:,]\s|[^\W\d_]{2}\.\s[A-Z]|^[\W_]+$|"
    r"^\W*\d[\d.,\s]*\W*$|^\d{1,2}[:.h]\d\d\b"
)
_FOLLOWED = re.compile(r"\s{2,}|\s(?=[\d,.]+\s*[^\W\d_])|\s?[\[({|•·»]|,\s|\s[-–—]\s")  # noqa: RUF001 - dashes
_ROLES = re.compile(
    r"(?<!\s)\s*+(?:\((?:m|f|op|author|autor|auteur|themenstarter|thread starter|guest|gast|unverified|not verified|"
    r"nicht uberpruft|\d+)\))+$",
    re.IGNORECASE,
)
_LEAD = re.compile(r"(?:\d{1,7}\s?(?:[楼樓]\W*|[:：]\s*)|#\s?\d{1,7}\W*|\[[^\w\s]\]\s*|[^\w\s]\s*)++(?=\w)")  # noqa: RUF001 - full width
_TAIL = re.compile(r"(?<![\s:,;|»«·•–—>~/-])[\s:,;|»«·•–—>~/-]++$")  # noqa: RUF001 - dashes


def _words(text: str) -> frozenset[str]:
    return frozenset(fold(word.strip()) for word in text.split(","))


_GREETINGS = _words(
    "hi all,thanks,thank you,danke,merci,gracias,grazie,obrigado,bedankt,tack,takk,dzięki,спасибо,cheers,regards,"
    "gruß,lg,mfg,"
    "best regards,yes,no,ja,nein,oui,non,ok,okay,lol,edit,ps,quote,spoiler,attachments,anhänge,nice,great,agreed,"
    "same,this,"
    "really,wow,loading,up,test"
)
_ADDRESSES = _words(
    "sort,sortieren,trier,ordenar,hi,hello,hey,hallo,moin,servus,guten,bonjour,bonsoir,salut,hola,buenas,buenos,ciao,buongiorno,olá,hoi,hej,"
    "hei,cześć,witam,"
    "ahoj,привет,здравствуйте,merhaba,selam,dear,liebe,lieber,cher,chère,re:,re"
)
_OTHERS = _words(
    "anzeige,advertisement,werbung,ad,ads,sponsored,publicité,publicidad,menu,home,search,login,log in,register,"
    "share,logged,"
    "comments,kommentare,replies,responses,answers,guest posts,recommended posts,offline,online,verified,staff,"
    "moderator,"
    "administrator,admin,banned,added,changed,deprecated,removed,fixed,security,features,new features,fixes,bug fixes,"
    "bugfixes,improvements,enhancements,breaking changes,changes,changelog,miscellaneous,documentation,performance"
)
_PARTS = _words(
    "author,autor,auteur,original poster,themenstarter,threadstarter,op,thread starter,topic starter,"
    "(themenstarter),supporter"
)
"""What an author is in a thread; it stands beside the name."""


def speaker(text: str) -> str | None:
    """Whose words a line announces ("Ada says:"), or ``None``."""
    match = _named(_SPEECH.fullmatch, text)
    return clean(match) if match else None


def quoted(text: str) -> str | None:
    """Whose words a line says are quoted below it ("Ada wrote: »"), or ``None``."""
    match = _named(_QUOTING.fullmatch, text)
    return clean(match) if match else None


def byline(text: str) -> str | None:
    """Who "Posted by Ada" or "Re: the lamp by Ada" names, with what follows the name; or ``None``."""
    return _named(_BY.fullmatch, text)


def _named(fullmatch: Callable[[str], re.Match[str] | None], text: str) -> str | None:
    """The name in a match. Folding keeps the length of nearly every text; of the others no name is found."""
    if len(text) > _LONGEST:
        return None
    folded = fold(text)
    match = fullmatch(folded)
    if match is None or len(folded) != len(text):
        return None
    named = "name" if match["name"] else "labelled"
    return text[match.start(named) : match.end(named)]


def mentions(text: str) -> list[str]:
    """The names behind an "@"."""
    return [match["name"] for match in _MENTION.finditer(text)] if "@" in text else []


def shows_mail(text: str) -> bool:
    """Whether a line shows somebody's mail address."""
    return len(text) <= _LONGEST and _MAIL.search(text) is not None


def is_part(text: str) -> bool:
    """Whether a line tells what an author is in this thread: "(Guest)", "Original poster"."""
    return 0 < len(text) <= _LONGEST_NAME and (fold(text) in _PARTS or (text[0] == "(" and text[-1] == ")"))


def first(text: str, most_words: int = MOST_WORDS) -> str | None:
    """The name that a text begins with: what follows is parted from it by a wide space, a number, a bracket.

    >>> first("Ada Lovelace    17 posts"), first("Ada, the lamp is lit"), first("@Ada, the lamp is lit")
    ('Ada Lovelace', 'Ada', None)
    """
    text = text.strip()
    if len(text) > _LONGEST:
        return None
    cut = _FOLLOWED.search(text, 1)
    if cut and (text.startswith("@") or (cut[0][0] == "," and len(text) - cut.end() > _LONGEST_BEHIND)):
        return None  # somebody is spoken to, or a sentence goes on
    return clean(text[: cut.start()] if cut else text, most_words)


def clean(text: str, most_words: int = MOST_WORDS) -> str | None:
    """A text as a name, or ``None`` if hardly anybody is called so."""
    name = _TAIL.sub("", " ".join(text.split()))
    name = name.strip("\"'“”„‚‘’*_") if len(name) > 2 else name  # noqa: PLR2004,RUF001 - a letter between quotation marks
    name = _ROLES.sub("", name).strip()
    if not name or len(name) > _LONGEST_NAME or len(name.split()) > most_words or _NO_NAME.search(name):
        return None
    return None if _is_word(name, fold(name)) or _is_site(name) else name


def _is_word(name: str, folded: str) -> bool:
    """Whether this is a word that begins people's words, or a date's, but no name."""
    words = folded.split()
    if folded.strip(" !.") in _GREETINGS or words[0] in _ADDRESSES or (folded in NOISE and not name[0].isupper()):
        return True
    return any(word in MONTHS for word in words) and any(letter.isdecimal() for letter in folded)


def _is_site(name: str) -> bool:
    """Whether this is what sites print in place of names."""
    if (
        fold(name) in _OTHERS
        or _LABELS.fullmatch(fold(name))
        or is_part(name)
        or furniture.is_action(name)
        or furniture.is_profile(name)
    ):
        return True
    return furniture.is_heading(name) or furniture.is_index(name) or furniture.is_end(name)


def without_lead(text: str) -> str:
    """A text without the marks in front of it: bullets, "#12", "[-]"."""
    match = _LEAD.match(text)
    return text[match.end() :] if match else text
