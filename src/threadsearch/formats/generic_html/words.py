"""Words that stand around names, in class names and in addresses: hints, never conditions."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from functools import lru_cache

from threadsearch.dates.vocabulary import fold

DIGITS = re.compile(r"[0-9]+")
_PARITY = re.compile(
    r"(?<![a-z])(?:odd|even)(?![a-z])|(?<=[a-z])(?:Odd|Even)(?![a-z])|"
    r"(?<=comment)(?:odd|even)$|(?<=post)(?:odd|even)$|(?<=row)(?:odd|even)$|(?<=item)(?:odd|even)$"
)

_BEFORE = (
    "ago by|by|posted by|comment by|comment from|commented by|written by|submitted by|reply by|reply from|from|author|"
    "name|user|username|nickname|your name|posted|poster|started by|asked by|answered by|original poster|"
    "nom|nombre|nome|naam|navn|namn|imie|имя|pseudo|apodo|昵称|暱稱|姓名|作者|名前|お名前|投稿者|이름|"
    "von|verfasst von|geschrieben von|kommentar von|autor|verfasser|par|publie par|ecrit par|poste par|auteur|de|"
    "soumis par|depose par|gespeichert von|eingetragen von|enviado por|por|publicado por|escrito por|autore|da|di|"
    "scritto da|pubblicato da|inviato da|door|geplaatst door|geschreven door|"
    "av|skrevet av|af|przez|napisany przez|od|napsal|автор|от|добавил|написал|skrivet av|kirjoittaja|yazan|szerzo"
)
_AFTER = (
    "says|said|wrote|writes|commented|posted|replied|replies|asked|answered|responded|added|adds|notes|"
    "hat gesagt|hat geschrieben|has said|says on|said on|wrote on|commented on|posted on|replied on|at|on|"
    "schrieb|schreibt|sagt|sagte|meint|meinte|kommentierte|kommentiert|antwortete|antwortet|am|vor|"
    "dit|a dit|ecrit|a ecrit|repond|a repondu|le|dice|dijo|escribio|respondio|comento|el|"
    "ha detto|scrive|ha scritto|ha commentato|il|disse|diz|escreveu|respondeu|comentou|em|"
    "zegt|zei|schreef|reageerde|op|skrev|skriver|sier|sager|siger|svarade|napisal|napisala|pisze|odpowiedzial|"
    "пишет|написал|написала|сказал|сказала|говорит|ответил|ответила|sanoo|kirjoitti|dedi|yazdi|irta|mondta"
)
_START = re.compile(rf"(?:{_BEFORE})(?:\s*+:)?\s++(?=\S)")
_STOP = re.compile(rf"(?<=\S)(?:\s+(?:{_AFTER})){{1,3}}\s*(?:[:\u2026]|\.\.\.)?$")
_BEFORE_NAMES = frozenset(_BEFORE.split("|"))
_ABOUT_NAMES = _BEFORE_NAMES | frozenset(_AFTER.split("|"))
_OF_PERSON = re.compile(
    r"(?:user |public )?profile|profil|perfil|profilo|profiel|user info|e-?mail|homepage|website|"
    r"(?:private|send) message|talk|contribs|contributions|diskussion|discuter|discusion|обсуждение|вклад|会話|讨论"
)
_ANSWER = re.compile(r"^(?:(?:re|aw|antw|sv|odp|rv|tr)\s?:\s*)+", re.IGNORECASE)
_OWN_PLACE = re.compile(r"^(?:\[[0-9]{1,6}\]|\([0-9]{1,6}\)|#[0-9]{1,6})\s(?=\S)")  # "[12] Ferdy"
_MARKUP = re.compile(r"</?[a-z][^<>]*>?", re.IGNORECASE)  # that a page shows as text
_REMARK = re.compile(
    r"(?<!\s)\s*+\((?:[a-z\u00df-\u00ff][^()]*+|[-*\w.]{0,60}\.[a-z]{2,12}(?=\)))\)?\s*:?$"
)  # "(not verified)", "(---.host.example)"
_EDGES = " \t\r\n\xa0:;,|\u2022\u00b7\u2013\u2014-\u00bb\u00ab>\u203a()[]"

AUTHOR = re.compile(
    r"author|nick|poster\b|byline|\bfn\b|commenter|\bname\b|username|user name|screen ?name|display ?name|handle|"
    r"full ?name|real ?name|writer|autor|auteur|posted ?by"
)
ABOUT = re.compile(r"user|member|vcard|person|\bwho\b|profile|account|meta|header|head\b")
PERSON = re.compile(r"\b(?:user ?name|author|profile|display ?name|nick ?name)$")
"""At the end of the names of a button: it has somebody's name."""
NO_AUTHOR = re.compile(r"title|rank|group|avatar|count|date|badge|stat|location|body|content|text|message")
PROFILE = re.compile(
    r"(?:^|[/?&=._-])(?:users?|members?|profiles?|authors?|people|memberlist|u|usuarios?|nutzer|mitglied|membre|"
    r"account|blogger)(?:[/=._?-]|$)|[/@]~?@\w"
)
BODY = re.compile(
    r"(?:comment|cmt|post|message|msg|reply|entry|topic|answer|bericht|beitrag)(?:[-_](?:[a-z]+[-_])?)?"
    r"(?:content|body|text|message|words|copy|contents|inner-text)|"
    r"(?:post|message)_message|usertext-body|e-content|p-summary|bbwrapper|cooked|commenttext"
)
SIGNATURE = re.compile(r"signature|\bsig\b|usersig|postsig")
JOINED = re.compile(
    r"join|member since|registered|registriert|registrierung|dabei seit|beigetreten|inscri|membre depuis|"
    r"registrado|miembro desde|iscritto|registrato|membro|lid sinds|geregistreerd|medlem|dolaczyl|rejestr|"
    r"регистрация|зарегистрирован|kayit|uyelik|last (?:seen|active|visit)"
)
"""In a line around a date: it is not when a comment was written."""
EDITED = re.compile(r"edited|modified|bearbeitet|geandert|modifie|editado|modificado")
"""Before a date: it is when a comment was changed. Behind one, it says that it was changed some day."""
COMMENT = re.compile(
    r"comment|cmt|repl(?:y|ies)|respon[sd]|answer|message|\bmsg|\bposts?\b|"
    r"post(?:ing|body|bit|row|content|container|wrap)|thread|topic|discuss|forum|remark|review|kommentar|beitrag|"
    r"commentaire|comentario|commento|reactie|opinion|guestbook|g(?:a|ae|\u00e4)stebuch|shout|"
    r"antwort|repon[sd]|respuesta|respost|rispost|koment|yorum|testimonial|bewertung|rezension|recension|\bavis\b|resena"
)
ANSWERABLE = re.compile(
    r"repl(?:y|ies)|quote|report|permalink|permanent link|like|upvote|downvote|\bvote|flag|share|link to this|"
    r"antwort|zitier|melden|repondre|citer|signaler|responder|citar|denunciar|rispondi|cita|segnala|reageer|citeren|"
    r"odpowiedz|cytuj|ответить|цитир|svara|svar|vastaa|回复|返信|답글"
)
"""What people can do with a comment."""
OWN_NUMBER = re.compile(r"#\s?\d")
ACTION = re.compile(r"reply|quote|report|edit|delete|vote|like", re.IGNORECASE)
"""In an address that leads to a form, and not to the comment."""
_LONGEST_NOTICE = 200  # characters
_THIS = r"(?:this|the|dies\w*|d\w{1,2}|ce(?:tte)?|este|esta|el|la|il|questo|o|essa?|dit|deze|denn?e|ten|den har)?\s*"
_SAID = (
    r"(?:comment|post|message|reply|answer|kommentar|beitrag|antwort|commentaire|message|reponse|comentario|mensaje|"
    r"mensagem|respuesta|resposta|commento|messaggio|risposta|reactie|bericht|kommentar(?:en|et)?|inlagg(?:et)?|svar(?:et)?|"
    r"komentarz|wpis|комментарии|сообщение|ответ)"
)
_GONE = (
    r"(?:deleted|removed|hidden|withdrawn|geloscht|entfernt|supprime|efface|retire|eliminad[oa]|borrad[oa]|removid[oa]|"
    r"excluid[oa]|rimoss[oa]|eliminat[oa]|cancellat[oa]|verwijderd|borttagen|slettet|fjernet|raderats|poistettu|usuniety|"
    r"удален\w*)"
)
_REMOVAL = re.compile(
    rf"\W*{_GONE}\W*(?:by .{{1,40}})?|\W*{_SAID} {_GONE}\W*(?:by .{{1,60}})?"
    rf"|\W*{_THIS}{_SAID} (?:[\w-]+ ){{1,7}}{_GONE}\b[^.]{{0,100}}\W*"
)
"""What is left of a comment: "[deleted]", "This comment has been removed by a moderator." """
_LONGEST_HEADING = 60  # characters
_ANOTHER = re.compile(
    r"(?:(?:my|our|your|the|all|latest|upcoming|past|unsere|unser|neue|notre|nos|nuestro|nuestra)\s)*"
    r"(?:inbox|outbox|drafts|sent mail|posteingang|boite de reception|bandeja de entrada|posta in arrivo|"
    r"search results|suchergebnisse|resultats de (?:la )?recherche|resultados|risultati|"
    r"change ?log|releases?|release notes|revision history|page history|version history|versionsgeschichte|historique|"
    r"events|calendar|talks|courses|termine|veranstaltungen|kalender|agenda|evenements|eventos|eventi|"
    r"jobs|vacancies|stellenangebote|offres d'emploi|products|produkte|produits|productos|"
    r"staff|team|people|members|mitglieder|membres|miembros|downloads|episodes|obituaries|"
    r"related(?: (?:articles|stories|news|posts|links))?|read next|more (?:news|stories|articles)|most read|"
    r"most popular|latest (?:news|stories|articles)|top stories|you may also like|lesen sie auch|mehr zum thema|"
    r"(?:a )?lire aussi|articles lies|noticias relacionadas|leggi anche|"
    r"who is (?:online|here)|online now|wer ist online|qui est en ligne)\W*(?:[0-9]{1,6}\W*)?"
)
_GUESTBOOK = re.compile(
    r"(?:\w{2,8} )?(?:guest ?book|gastebuch|livre d.or|libro (?:de visitas|de firmas|degli ospiti)|gastenboek|gastbok|"
    r"gjestebok|gaestebog|ksiega gosci|гостевая(?: книга)?|留言[板本簿]|揭示板|掲示板)\W*"
)
_REMOVED = re.compile(r"(?:^|[-_])(?:is)?(?:deleted|removed|trashed)$")
_LATEST = re.compile(
    r"(?:last|latest)[-_]?(?:post|reply|replies|comment|message|answer|activity|active)[-_]?(?:er|by|s|user|author|name)?"
    r"(?=$|\.)"  # "latest-post-time" may be that of any post
)
_QUOTE = re.compile(
    r"(?!js|btn|button|icon|fa-|post-?quote|can)(?:[a-z]+[-_]+){0,2}(?:ips|bb)?(?:block)?quotes?(?:d|box|block|text)?"
    r"(?:[-_]+(?:container|content|text|body|main|box|block|wrapper))?"
)


def said_by(*names: str) -> str:
    """Class names and the like as words."""
    return " ".join(names).lower().replace("_", " ").replace("-", " ")


def is_removal(text: str) -> bool:
    """Whether all that is left of a comment is the notice that it was removed.

    >>> is_removal("[deleted]"), is_removal("Dieser Kommentar wurde gelöscht."), is_removal("I deleted mine.")
    (True, True, False)
    """
    return len(text) <= _LONGEST_NOTICE and _REMOVAL.fullmatch(fold(" ".join(text.split()))) is not None


def shapes(names: Iterable[str]) -> Iterator[str]:
    """Class names, numbers apart."""
    return map(_shape, names)


@lru_cache(maxsize=8192)
def _shape(name: str) -> str:
    return DIGITS.sub("#", without_parity(name))


def without_parity(name: str) -> str:
    """A class name without what says whether its tag is an odd or an even one, which is a number, too.

    >>> without_parity("commentodd"), without_parity("event")
    ('comment#', 'event')
    """
    return _PARITY.sub("#", name) if "dd" in name or "ven" in name else name


def names_another_list(heading: str) -> bool:
    """Whether a heading announces a list of something else than comments.

    >>> names_another_list("Inbox (12)"), names_another_list("Inbox zero: how I did it")
    (True, False)
    """
    return len(heading) <= _LONGEST_HEADING and _ANOTHER.fullmatch(fold(" ".join(heading.split()))) is not None


def names_guestbook(heading: str) -> bool:
    """Whether a heading says that a page is one to which its visitors write."""
    return len(heading) <= _LONGEST_HEADING and _GUESTBOOK.fullmatch(fold(" ".join(heading.split()))) is not None


def tell_of_removal(name: str) -> bool:
    """Whether a class says that a comment was deleted."""
    return _REMOVED.search(name.lower()) is not None


@lru_cache(maxsize=4096)
def tell_of_the_last(style: str) -> bool:
    """Whether class names say that a tag tells who wrote last.

    >>> tell_of_the_last("td.views-field.last-reply"), tell_of_the_last("post.lastedited")
    (True, False)
    """
    return _LATEST.search(style.lower()) is not None


def is_quote(names: Iterable[str]) -> bool:
    """Whether classes say that a part of a comment is somebody else's words."""
    return any("quote" in name and _QUOTE.fullmatch(name) for name in names)


def is_about_name(text: str) -> bool:
    """Whether a text is just what stands around a name ("asked", "Posted by")."""
    return fold(text) in _ABOUT_NAMES


def without_answer(title: str) -> str:
    """What a post is about, without the mark of answers.

    >>> without_answer("Re: AW: Willow"), without_answer("Reeds")
    ('Willow', 'Reeds')
    """
    return _ANSWER.sub("", title, count=1) if ":" in title else title


def announces_name(text: str) -> bool:
    """Whether a text is just what stands before a name, and not behind one ("Posted by", but not "wrote")."""
    return fold(text) in _BEFORE_NAMES


def leads_to_person(text: str) -> bool:
    """Whether a text is a button beside somebody's posts that leads to more of them.

    >>> leads_to_person("Profile"), leads_to_person("Profile Pete")
    (True, False)
    """
    return len(text) <= _LONGEST_HEADING and _OF_PERSON.fullmatch(fold(text)) is not None


def is_introduced(text: str) -> bool:
    """Whether words around it say that a text is a name."""
    folded = fold(" ".join(text.split()).strip(_EDGES))
    return bool(_START.match(folded) or _STOP.search(folded))


def name_in(text: str) -> str:
    """The name in what pages print around one ("Posted by Ferdy:", "Ferdy says:"), as it is written.

    >>> name_in("Posted by: Ferdy L. ")
    'Ferdy L.'
    """
    text = " ".join((_MARKUP.sub(" ", text) if "<" in text else text).split())
    text = _without_remark(_OWN_PLACE.sub("", text)).strip(_EDGES)
    folded = fold(text)
    if len(folded) != len(text):  # letters that fold to several: the words around them are not looked for
        return text
    start = _START.match(folded)
    first = start.end() if start else 0
    stop = _STOP.search(folded, first)
    name = text[first : stop.start() if stop else len(text)]
    return _without_remark(name).strip(_EDGES)


def _without_remark(text: str) -> str:
    return _REMARK.sub("", text) if "(" in text else text
