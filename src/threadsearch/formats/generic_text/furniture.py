"""The words that sites print around comments in many languages. They are hints for the layout, and none is a condition.

Each function takes a line's text without its list mark and blank ends. Lines longer than any of these are not looked
at, so that no pattern ever runs over a hostile one. Patterns are matched against folded text: lower case, no accents.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from functools import lru_cache

from threadsearch.dates.vocabulary import fold

LONGEST = 120
"""Characters; no line that sites print around comments is longer."""

_FullMatch = Callable[[str], re.Match[str] | None]
_ARROWS = "«‹<←»›>→ "  # noqa: RUF001 - quotation marks
_MOST_ACTIONS = 14  # words on a line of actions


def _words(text: str) -> frozenset[str]:
    return frozenset(fold(word.strip()) for word in text.split(","))


_REPLIES = _words(
    "reply,respond,quote,multiquote,antworten,zitieren,répondre,citer,responder,citar,rispondi,cita,beantwoorden,"
    "reageer,reageren,citeren,svara,svar,besvar,odpowiedz,cytuj,odpovědět,citovat,vastaa,lainaa,ответить,цитировать,"
    "відповісти,yanıtla,cevapla,alıntı,válasz,răspunde,raspunde,citează,απάντηση,回复,回覆,引用,返信,답글,abuse,melden,"  # noqa: RUF001 - Turkish
    "signaler,denunciar,segnala,пожаловаться,رد,الرد,إبلاغ,תגובה,הגב,ตอบกลับ,แจ้งลบ,balas,返信する"
)
"""What only comments offer: to answer, to quote, to complain."""

_ACTIONS = _REPLIES | _words(
    "like,likes,dislike,report,flag,share,permalink,link,edit,delete,remove,top,upvote,downvote,vote,embed,save,"
    "parent,thread,"
    "thanks,thank,hide,block,follow,recommend,expand,collapse,more,copy,helpful,unhelpful,tweet,pin,answer,react,"
    "award,"
    "löschen,teilen,bearbeiten,empfehlen,danke,aufklappen,partager,supprimer,haut,modifier,alerter,j'aime,reportar,"
    "compartir,eliminar,arriba,borrar,condividi,elimina,modifica,curtir,compartilhar,excluir,editar,delen,"
    "verwijderen,"
    "rapporteer,citera,anmäl,gilla,dela,rapporter,lik,del,siter,zgłoś,udostępnij,usuń,nahlásit,ilmianna,tykkää,"
    "цитата,"
    "нравится,поделиться,удалить,ссылка,наверх,цитувати,beğen,paylaş,idézet,jelentés,举报,檢舉,赞,讚,分享,通報,いいね,신고,좋아요"
)
_AROUND_ACTIONS = _words(
    "to,this,post,comment,with,other,on,sites,back,up,down,permanent,permanenter,abs,reply,beitrag,mir,gefällt,"
    "nach,oben,"
    "lien,permanent,un,abus,me,gusta,enlace,permanente,mi,piace,ind,ik,leuk,vind,synes,godt,om,lubię,to,şikayet,"
    "et,all,user,page"
)
_PARTS = re.compile(r"[^\W\d_]+(?:'[^\W\d_]+)?")
_GLUED = re.compile(r"(?<=[^\W\d_A-Z])(?=[A-Z])")  # "ReplyDelete"

_THINGS = (
    r"comments?|responses?|repl(?:y|ies)|thoughts?|opinions?|reactions?|answers?|posts|kommentare?|antworten|antwort|"
    r"beitrage|reaktionen|meinungen|commentaires?|reponses?|avis|comentarios?|respuestas?|comment[oi]|risposte|"
    r"respostas?|"
    r"reacties?|kommentare[rn]|kommentar|svar|inlagg|komentarz[ey]?|komentarzy|odpowiedzi|komentar[eu]*|comentarii|"
    r"комментари\w*|ответ\w*|отзыв\w*|коментар\w*|yorum|cevap|hozzaszolas|σχολια|評論|评论|留言|回复|コメント|댓글|"
    + "|".join(map(fold, ("تعليق", "تعليقات", "التعليقات", "ردود", "תגובות", "ความคิดเห็น", "Einträge")))
)
_GUESTBOOK = (
    r"guest ?book|gastebuch|livre d'or|libro de (?:visitas|firmas)|libro degli ospiti|livro de visitas|gastenboek|"
    r"gastbok|gjestebok|gaestebog|vieraskirja|ksiega gosci|kniha hostu|vendegkonyv|гостевая(?: книга)?|留言板|留言簿|"
    r"ゲストブック|방명록"
)
_COUNT = re.compile(
    rf"(?:(?:all|showing|view)\s+)?(?P<count>\d{{1,3}}(?:[.,]\d{{3}})+|\d{{1,6}}|one|no)\s*(?:user |"
    rf"reader |[条條件个個]の?)?(?:{_THINGS})"
    r"(?:\s*(?:to|on|for|in|zu|auf|sur|a|en|su|til|om|[“\"„«:)(\-–•·|]).*|\s*)"  # noqa: RUF001 - a dash
    rf"|(?!posts|beitrage|inlagg)(?:{_THINGS})\s*[:(\[]+\s*(?P<behind>\d{{1,6}})\s*[)\]]*"
    r"|[^\W\d_]{3,20}\s\((?P<claimed>\d{1,6})\s(?:" + _THINGS + r")\)"
)
_HEADING = re.compile(
    r"(?!(?:posts|beitrage|inlagg|opinion)\b)(?:\d{0,6}\s*)?(?:the\s+|your\s+|latest\s+|user\s+|readers?'?s?\s+|visitors?\s+|leser|この記事への)?"
    rf"(?:{_THINGS}|recommended posts)\s*:?|(?:{_GUESTBOOK})\s*:?"
)
_RELATED = r"posts?|articles?|threads?|topics?|stories|news|comments?|content|discussions|questions"
_FORM = re.compile(
    r"(?:leave|post|write|add|submit|make|join|start)\s(?:a|an|your|new|the|in the)\s.{0,20}(?:comment|reply|response|"
    r"message|thread|topic|discussion|conversation|answer|account)\b.{0,30}"
    r"|(?:you|please|sie|du|vous|debes|log in|sign in)\b.{0,40}(?:log(?:ged)? ?in|login|sign(?:ed)? ?(?:in|up)|"
    r"regist|angemeldet|"
    r"anmelden|einloggen|connect|identifi|iniciar).*"
    r"|(?:the )?(?:comments|commenting|this thread|this topic|topic|kommentare|thema)\b.{0,30}(?:closed|locked|"
    r"geschlossen|ferme|cerrad).*"
    r"|you can (?:follow|subscribe to|leave a) .{1,100}|your (?:answer|comment|reply|response).{0,30}"
    r"|发表(?:评论|回复)|發表(?:評論|回覆)|"
    r"コメントを.{1,10}|댓글 (?:쓰기|달기)"
    rf"|(?:{'|'.join(map(fold, ('أضف', 'اكتب', 'اترك', 'הוסף', 'แสดง')))})\s?(?:{_THINGS}).{{0,20}}"
    r"|not open for further replies.*|(?:your )?(?:e-?mail )?address will not be published.*|"
    r"reply to (?:this )?(?:topic|thread).*"
    r"|(?:kommentar|antwort|deinen? kommentar|einen kommentar|neuen? beitrag|neues thema)\b.{0,40}"
    r"(?:schreiben|hinterlassen|verfassen|abgeben|hinzufugen|erstellen).*|schreiben? sie (?:einen?|ihren?) .{0,40}"
    r"|(?:laisser|ajouter|ecrire|poster) (?:un|votre|une) (?:commentaire|reponse|message|avis).{0,30}"
    r"|(?:deja|dejar|escribe|anade) (?:un|tu|una) (?:comentario|respuesta|mensaje).{0,30}"
    r"|(?:lascia|scrivi|aggiungi) (?:un|il) (?:commento|messaggio).{0,30}"
    r"|(?:deixe|deixar|adicionar|escreva) (?:um|seu|o) (?:comentario|seu comentario).{0,30}"
    r"|(?:geef|plaats|schrijf|laat) (?:een|je|uw) (?:reactie|antwoord|bericht).{0,30}"
    r"|(?:dodaj|napisz|zostaw) (?:swoj )?(?:komentarz|odpowiedz).{0,30}"
    r"|(?:оставить|добавить|написать) (?:комментарий|ответ|сообщение|отзыв).{0,30}"
    r"|(?:forum jump|quick reply|display posts)\b.{0,40}|(?:thread|topic) tools|show ignored content|"
    r"(?:users browsing|who is online).{0,60}|(?:older|newer|newest|oldest) comments.{0,60}"
)
_END = re.compile(
    r"sign (?:in|up)\b.{0,40}"
    rf"|(?:related|similar|recent|popular|latest|more|trending|recommended)\s+(?:{_RELATED}).{{0,40}}"
    r"|(?:ahnliche|verwandte|neueste|aktuelle|weitere)\s+(?:themen|beitrage|artikel|kommentare).{0,40}"
    r"|(?:articles|sujets|discussions) (?:similaires|associes|recents).{0,40}"
    r"|(?:older|newer|previous|next|newest|oldest)\s+(?:comments?|posts?|threads?|topics?|articles?|entries|"
    r"page).{0,60}"
    r"|viewing \d+ .{1,40} (?:through|to|-) \d+.{0,40}"
    r"|(?:rss )?feed for (?:the )?comments.{0,60}|rss feed.{0,60}"
    r"|post navigation|(?:altere|neuere|vorherige|nachste)[rs]?\s.{0,40}|(?:all times are|powered by) .{0,60}"
    r"|(?:©|\(c\)|copyright)\b.{0,100}|(?:jump to|sorted by|go up)\b.{0,40}|share:.{0,100}|print"
    r"|[«‹<].{1,50}\|.{1,50}[»›>]|about the author|uber den autor|a propos de l'auteur|track-?backs?.{0,40}|pingbacks?"  # noqa: RUF001 - quotation marks
    r"|(?:page|seite|pagina|strona|страница) \d+ (?:of|von|sur|de|di|z|из) \d+.{0,20}|pages?: .{0,40}"
    r"|(?:subscribe|abonnieren|newsletter|tags|tagged|categories|kategorien|archives|advertisement)\b.{0,60}"
)
_INDEX = re.compile(
    r"\W*(?:read more|read on|full story|"
    r"read (?:the )?(?:full|rest|article|post).{0,30}|continue reading.{0,80}|keep reading|"
    r"learn more|see more"
    r"|weiterlesen.{0,60}|mehr lesen|mehr erfahren|zum artikel|lire la suite.{0,40}|lire plus|en savoir plus|"
    r"leer mas|"
    r"seguir leyendo|leggi tutto|continua a leggere|ler mais|leia mais|continue lendo|lees meer|lees verder|"
    r"las mer|les mer|"
    r"laes mere|czytaj wiecej|czytaj dalej|cist dale|читать далее|читать полностью|devamini oku|citeste mai mult|"
    r"tovabb|"
    r"阅读全文|続きを読む|더보기)\W*"
    r"|(?:replies|views|hits|antworten|zugriffe|aufrufe|reponses|vues|affichages|respuestas|visitas|risposte|visite|"
    r"respostas|ответов|просмотров)\s?:\s?\d[\d.,]*k?"
    r"|(?:thread |topic )?started by .{1,60}|(?:filed under|posted in|categor(?:y|ies)|tags?|tagged|kategorien?|"
    r"schlagworter|schlagworte|abgelegt unter|"
    r"classe dans|etiquetas)\b.{0,100}|(?:no|one|\d{1,5}) (?:comments?|answers?|kommentare?|commentaires?|comentarios|"
    r"commenti|reacties)|(?:leave|write|post|add) a (?:comment|reply)|kommentar (?:hinterlassen|schreiben)|laisser un "
    r"commentaire|deja un comentario|lascia un commento|deixe um comentario"
)
_FIELD = re.compile(
    r"(?:from|to|cc|bcc|subject|message-id|in-reply-to|reply-to|sent|received|betreff|gesendet|objet|envoye|"
    r"asunto|author|"
    r"authordate|commit|commitdate|committer|merge|signed-off-by|version|revision|branch|released?|license|"
    r"maintainer)\s*:.*"
    r"|commit [0-9a-f]{7,40}"
)
_PROFILE = re.compile(
    r"\W*(?:posts?|messages|(?:\w+ )?(?:members?|user|poster)|location|reputation|points|likes received|"
    r"reactions?(?: (?:score|received))?|"
    r"reaktionen|beitrage|(?:\w+ )?mitglied|ort|wohnort|gast|guest|localisation|mensajes|ubicacion|miembro|"
    r"messaggi|mensagens|"
    r".{1,60} avatar|avatar(?: of)? .{1,60}|"
    r"view (?:public )?profile|(?:find|see|show) (?:all|more) posts(?: by .{1,40})?|"
    r"send (?:a )?(?:private )?message(?: to .{1,40})?|visit .{1,40} homepage|"
    r"berichten|inlagg|posty|сообщени[йяе]|откуда|mesaj)\W*(?:\d[\d.,\s]*)?(?::.*)?"
)
_JOINED = re.compile(
    r"\W*(?:joined|join date|registered(?: on)?|member since|founded|born|birthday|last (?:visit|seen|active|"
    r"login|online|activity)"
    r"|registriert(?: seit)?|dabei seit|anmeldungsdatum|registrierungsdatum|mitglied seit|letzter besuch|"
    r"inscrit(?:e)?(?: le)?"
    r"|date d'inscription|membre depuis|registrado|fecha de ingreso|miembro desde|iscritto(?: dal| il)?|"
    r"data registrazione"
    r"|membro desde|lid sinds|geregistreerd|registreringsdatum|medlem siden|medlem sedan|reg|dolaczyl|"
    r"data rejestracji"
    r"|регистрация|зарегистрирован|kayit tarihi|csatlakozott)\b\W*"
)
_LABEL = re.compile(
    r"(?:location|from|ort|wohnort|localisation|ubicacion|localidad|provenienza|plaats|откуда|country)\s?:?"
)
_WORDS_LABEL = re.compile(
    r"(?:message|comments?|text|entry|nachricht|kommentar|eintrag|commentaire|texte|mensaje|comentario|messaggio|"
    r"commento|mensagem|bericht|reactie|сообщение|комментарий|отзыв|コメント|本文|内容|留言|내용)\s?[:：]"  # noqa: RUF001 - full width
)
_LAST = re.compile(
    r"(?:.*\W)?(?:last|latest|letzter?|neueste[rs]?|dernier|derniere|ultim[oa]|laatste|senaste|siste|seneste|"
    r"ostatni[ae]?|последн\w+|son)"
    r"\s(?:post|reply|answer|message|comment|update|activity|antwort|beitrag|kommentar|reponse|mensaje|respuesta|"
    r"comentario|messaggio|"
    r"risposta|bericht|reactie|inlagg|svar|wpis|сообщени\w*|ответ\w*|mesaj)\b.*"
)
_EDIT = re.compile(
    r"\W*(?:last (?:edited|modified|updated)|(?:post )?edited|modified|zuletzt (?:bearbeitet|geandert)|"
    r"(?:bearbeitet|geandert) (?:von|am)"
    r"|beitrag von .{0,60}bearbeitet|derniere modification|modifie|editado|ultima edicion|modificato|ultima modifica"
    r"|laatst (?:bewerkt|gewijzigd)|senast redigerad|ostatnio edytowan|последн\w+ редакт|отредактировано|"
    r"изменено)\b.*"
)
_NUMBER = re.compile(
    r"#\s?\d{1,7}|(?:[\d,.]{1,9}k?[●•·]){1,3}\d{1,6}|"
    r"\d{1,7}[.)]?|[+-]\d{1,6}|\d{1,3}(?:[.,\u202f ]\d{3})+|\d{1,5}(?:[.,]\d)?[km]"
)
_ANSWERED = re.compile(
    r"(?:in )?(?:repl(?:y|ied|ying)|response|responding|antwort(?:et)?|en reponse|respuesta|in risposta|resposta|"
    r"reactie|svar|ответ)\s+"
    r"(?:to|auf|an|a|al|til|till|op|para)\s.{1,60}"
)
_PAGES = re.compile(
    r"(?:page|seite|pagina|strona|страница|sida|side)s?:? (\d{1,5}) ?(?:of|von|sur|de|di|van|z|из|av|af|"
    r"/) ?(\d{1,5})\b.{0,60}"
)


def _matches(fullmatch: _FullMatch, text: str) -> re.Match[str] | None:
    return fullmatch(_folded(text)) if len(text) <= LONGEST else None


_folded = lru_cache(maxsize=16)(fold)  # one line is asked about many times, one after the other


def _action_words(text: str) -> list[str]:
    return [fold(word) for word in _PARTS.findall(_GLUED.sub(" ", text.replace("\u2019", "'")))]


def is_action(text: str) -> bool:
    """Whether a line is nothing but what readers may click on: "Reply", "Report abuse | Like (3)", "ReplyDelete"."""
    if len(text) > LONGEST:
        return False
    found = _action_words(text)
    if not 0 < len(found) <= _MOST_ACTIONS or text[-1] in "!?.":
        return False
    return any(word in _ACTIONS for word in found) and all(
        word in _ACTIONS or word in _AROUND_ACTIONS for word in found
    )


def offers_reply(text: str) -> bool:
    """Whether a line, or what stands behind a date, offers an answer or a complaint, as comments alone do."""
    return is_action(text) and any(word in _REPLIES for word in _action_words(text))


def stated_count(text: str) -> int | None:
    """How many comments a heading claims ("12 comments", "Comments (12)", "3 thoughts on “…”"), or ``None``.

    >>> stated_count("1,204 Comments"), stated_count("No comments yet, and none to come")
    (1204, None)
    """
    match = _matches(_COUNT.fullmatch, text)
    if match is None:
        return None
    digits = (match["count"] or match["behind"] or match["claimed"]).replace(",", "").replace(".", "")
    return int(digits) if digits.isdecimal() else {"one": 1, "no": 0}[digits]


def is_heading(text: str) -> bool:
    """Whether a line announces a list of comments."""
    return _matches(_HEADING.fullmatch, text) is not None or stated_count(text) is not None


def is_end(text: str) -> bool:
    """Whether a line stands where a list of comments is over: forms, related pages, the site's foot."""
    behind = text.lstrip(_ARROWS)
    return any(_matches(_END.fullmatch, part) is not None for part in {text, behind}) or is_form(behind)


def is_form(text: str) -> bool:
    """Whether a line stands behind discussions alone: it asks readers to write, or tells why they can't."""
    return _matches(_FORM.fullmatch, text) is not None


def is_index(text: str) -> bool:
    """Whether a line stands below the teasers of articles: "Read more", "Filed under: news", "3 comments"."""
    return _matches(_INDEX.fullmatch, text) is not None


def is_field(text: str) -> bool:
    """Whether a line is a field of a mail's head, of a commit or of a release."""
    return _matches(_FIELD.fullmatch, text) is not None


def is_profile(text: str) -> bool:
    """Whether a line tells what a forum shows of an author: "Posts: 12", "Senior Member", "Joined: 2011"."""
    return (
        _matches(_PROFILE.fullmatch, text) is not None
        or _matches(_JOINED.fullmatch, text.partition(":")[0]) is not None
    )


def tells_when_joined(text: str) -> bool:
    """Whether a line is the label of the date since when somebody is a member."""
    return _matches(_JOINED.fullmatch, text) is not None


def is_label(text: str) -> bool:
    """Whether a line is the label of what the next line tells of an author: "Location", "Joined"."""
    return _matches(_LABEL.fullmatch, text) is not None or tells_when_joined(text)


def is_words_label(text: str) -> bool:
    """Whether a line is the label of somebody's words: "Message:"."""
    return _matches(_WORDS_LABEL.fullmatch, text) is not None


def tells_of_the_last(text: str) -> bool:
    """Whether a line tells who wrote last in some thread, as lists of threads do."""
    return _matches(_LAST.fullmatch, text) is not None


def is_edit_notice(text: str) -> bool:
    """Whether a line tells when a comment was edited."""
    return _matches(_EDIT.fullmatch, text) is not None


def tells_who_is_answered(text: str) -> bool:
    """Whether a line tells whom a comment answers: "In reply to Ada"."""
    return _matches(_ANSWERED.fullmatch, text) is not None


def is_number(text: str) -> bool:
    """Whether a line is a number and nothing else: "#12", "3.766", "+8", "11.4k"."""
    return _matches(_NUMBER.fullmatch, text) is not None


def is_furniture(text: str) -> bool:
    """Whether a line is the site's own wherever it stands: nothing but its mark, a number, an action, a notice."""
    if len(text) > LONGEST:
        return False
    if not text or is_number(text) or is_action(text):
        return True
    return is_edit_notice(text) or is_profile(text) or tells_who_is_answered(text)


def page_and_pages(text: str) -> tuple[int, int] | None:
    """The two numbers of a pager ("Page 2 of 7"), or ``None``."""
    match = _matches(_PAGES.fullmatch, text)
    return (int(match[1]), int(match[2])) if match and 0 < int(match[1]) <= int(match[2]) else None
