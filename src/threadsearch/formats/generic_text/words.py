"""The words that stand around comments in many languages. They are hints for the layout, and none is a condition.

Each function takes a line's text without its list mark and blank ends. Lines longer than any of these are not looked at.
"""

from __future__ import annotations

import re

from threadsearch.dates.vocabulary import MONTHS, NOISE, fold

_LONGEST = 120  # characters
_LONGEST_NAME = 40  # characters
_MOST_WORDS = 5  # of a name


def _any(words: str) -> str:
    return "|".join(re.escape(fold(word.strip())) for word in words.split(",") if word.strip())


_ACTIONS = (
    "reply,reply to this,respond,answer,quote,multiquote,reply with quote,like,dislike,report,report abuse,report comment,"
    "report post,flag,share,share this post,link to post,share on other sites,permalink,permanent link,copy link,link,"
    "edit,delete,remove,top,back to top,upvote,downvote,vote up,vote down,embed,save,parent,thanks,thank,hide,block,"
    "follow,recommend,expand,collapse,more,copy post,replydelete,helpful,unhelpful,comment,tweet,"
    "antworten,antworten löschen,antwortenlöschen,löschen,zitieren,melden,gefällt mir,teilen,beitrag melden,nach oben,"
    "permanenter link,bearbeiten,empfehlen,danke,aufklappen,"
    "répondre,citer,signaler,signaler un abus,j'aime,partager,supprimer,lien permanent,haut,modifier,alerter,"
    "responder,citar,reportar,denunciar,me gusta,compartir,eliminar,arriba,enlace permanente,borrar,"
    "rispondi,cita,segnala,mi piace,condividi,elimina,modifica,curtir,compartilhar,excluir,editar,"
    "beantwoorden,reageer,reageren,citeren,rapporteer,vind ik leuk,delen,verwijderen,"
    "svara,svar,citera,anmäl,gilla,dela,besvar,rapporter,lik,del,siter,citer,synes godt om,"
    "odpowiedz,cytuj,zgłoś,lubię to,udostępnij,usuń,odpovědět,citovat,nahlásit,vastaa,lainaa,ilmianna,tykkää,"
    "ответить,цитировать,цитата,пожаловаться,нравится,поделиться,удалить,ссылка,наверх,відповісти,цитувати,"
    "yanıtla,cevapla,alıntı,şikayet et,beğen,paylaş,válasz,idézet,jelentés,răspunde,raspunde,citează,απάντηση,"
    "回复,回覆,引用,举报,檢舉,赞,讚,分享,返信,通報,いいね,답글,신고,좋아요,댓글"
)
_PARTED = re.compile(r"[|•·/,\u2022]|\s{2,}")
_ACTION_WORDS = frozenset(fold(word.strip()) for word in _ACTIONS.split(","))
_ACTION_RUN = re.compile(rf"(?:(?:{_any(_ACTIONS)})s?\s*(?:\(?\d{{0,5}}\)?)?\s*)+")
_REPLIES = frozenset(
    fold(word)
    for word in (
        "reply,replydelete,respond,quote,antworten,antwortenlöschen,zitieren,répondre,citer,responder,citar,rispondi,"
        "cita,beantwoorden,reageer,citeren,svara,svar,odpowiedz,cytuj,odpovědět,vastaa,lainaa,ответить,цитировать,"
        "yanıtla,cevapla,válasz,răspunde,raspunde,απάντηση,回复,回覆,引用,返信,답글,report abuse,melden,signaler"
    ).split(",")
)
_SAYS = (
    r"says|said|wrote|writes|commented|comments|replied|responded|sagt|sagte|schreibt|schrieb|meint|meinte|kommentiert"
    r"|a dit|dit|a ecrit|ecrit|dice|dijo|escribio|comento|ha scritto|ha detto|scrive|disse|diz|escreveu|comentou|zegt"
    r"|schreef|schrijft|skrev|skriver|sager|siger|sier|sanoo|kirjoitti|napisal|napisala|pisze|mowi|napsal|napsala"
    r"|говорит|пишет|написал|написала|сказал|каже|dedi ki|diyor ki|spune|a spus|szerint|irta|λεει|说|說|写道|さん"
)
_SPEECH = re.compile(rf"(?P<name>\S.{{0,60}}?)[\s,]+(?:{_SAYS})\s*(?:on|at|am|le|el|il|:|,|\.{{3}}|…|»)?\s*")
_QUOTING = re.compile(rf"(?P<name>\S.{{0,60}}?)\s+(?:{_SAYS})\s*:\s*(?:[»↑^\u2191].*)?")
_BY = re.compile(
    r"(?:(?:re\b.{0,90}?|post(?:ed)?|submitted|written|comment(?:ed)?|created|answered|asked|reply|geschrieben|verfasst|"
    r"erstellt|kommentar|beitrag|publie|poste|ecrit|message|commentaire|publicado|escrito|enviado|comentario|pubblicato|"
    r"scritto|inviato|commento|publicado|postado|geplaatst|reactie|skrevet|napisany|dodany|komentarz)\s+)?"
    r"(?:by|von|par|por|da|door|av|af|od|przez|от|fra)(?:\s|:)\s*(?P<name>\S.*)"
)
_THINGS = (
    r"comments?|responses?|replies|repl(?:y|ies)|thoughts?|opinions?|reactions?|answers?|posts|kommentare?|antworten|"
    r"beitrage|reaktionen|meinungen|commentaires?|reponses?|avis|comentarios?|respuestas?|commenti|commento|risposte|"
    r"respostas?|reacties?|kommentarer|kommentar|svar|inlagg|komentarz[ey]?|komentarzy|odpowiedzi|komentar[eu]*|"
    r"comentarii|комментари\w*|ответ\w*|отзыв\w*|коментар\w*|yorum|cevap|hozzaszolas|σχολια|評論|评论|評論|留言|コメント|댓글"
)
_COUNT = re.compile(
    rf"(?:(?:all|showing|view)\s+)?(?P<count>\d{{1,3}}(?:[.,]\d{{3}})+|\d{{1,6}}|one|no)\s*(?:user |reader )?(?:{_THINGS})(?![^\W_])(?P<rest>.*)"
    rf"|(?:{_THINGS})\s*[:(\[]+\s*(?P<behind>\d{{1,6}})\s*[)\]]*"
)
_HEADING = re.compile(rf"(?:\d{{0,6}}\s*)?(?:the\s+|user\s+|leser)?(?:{_THINGS}|discussion|diskussion|forum)\s*:?")
_ENDS = re.compile(
    rf"(?:(?:leave|post|write|add|submit|make|join|sign)\s+(?:a|an|your|new|the|in)\b.{{0,60}}"
    r"|(?:you|please|sie|du|vous|debes)\b.{0,40}(?:log(?:ged)? ?in|login|sign(?:ed)? ?in|regist|angemeldet|anmelden|einloggen|connect|identifi|iniciar).*"
    r"|(?:comments|commenting|this thread|this topic|topic|kommentare|thema)\b.{0,30}(?:closed|locked|geschlossen|ferme|cerrad).*"
    r"|not open for further replies.*|(?:your )?(?:e-?mail )?address will not be published.*|reply to (?:this )?(?:topic|thread).*"
    r"|(?:kommentar|antwort|deinen? kommentar|einen kommentar|neuen? beitrag|neuen kommentar|neues thema)\b.{0,40}(?:schreiben|hinterlassen|verfassen|abgeben|hinzufugen|erstellen).*"
    r"|schreiben? sie .{0,40}|(?:laisser|ajouter|ecrire|poster) (?:un|votre|une) .{0,40}|repondre a .{0,40}|(?:deja|dejar|escribe|anade) (?:un|tu|una) .{0,40}"
    r"|(?:lascia|scrivi|aggiungi) (?:un|il) .{0,40}|(?:deixe|deixar|adicionar|escreva) (?:um|seu|o) .{0,40}|(?:geef|plaats|schrijf|laat) (?:een|je|uw) .{0,40}"
    r"|(?:dodaj|napisz|zostaw) .{0,40}|(?:оставить|добавить|написать) .{0,40}"
    r"|(?:related|similar|recent|popular|latest|more|trending|recommended)\s+(?:posts?|articles?|threads?|topics?|stories|news|comments?|content|discussions|questions).{0,40}"
    r"|(?:ahnliche|verwandte|neueste|aktuelle|weitere)\s+(?:themen|beitrage|artikel|kommentare).{0,40}|(?:articles|sujets|discussions) (?:similaires|associes|recents).{0,40}"
    r"|(?:older|newer|previous|next|newest|oldest)\s+(?:comments?|posts?|threads?|topics?|articles?|entries|page).{0,60}|post navigation|(?:altere|neuere|vorherige|nachste)[rs]?\s.{0,40}"
    r"|all times are .{0,60}|powered by .{0,60}|(?:©|\(c\)|copyright)\b.{0,100}|forum jump.{0,40}|jump to:?.{0,40}|quick reply.{0,40}|thread tools|topic tools|display posts.{0,40}"
    r"|share:.{0,100}|users browsing.{0,60}|who is online.{0,40}|(?:about|uber|a propos de) (?:the|den|l'|die)?\s?(?:author|autor\w*|auteur).{0,30}|show ignored content|ignorierte inhalte.{0,20}"
    r"|sorted by:?.{0,40}|print|go up.{0,20}|trackbacks?.{0,40}|pingbacks?|(?:page|seite|pagina|strona|страница) \d+ (?:of|von|sur|de|di|z|из) \d+.{0,20}|pages?:? .{0,40}"
    r"|(?:subscribe|abonnieren|newsletter|tags|tagged|categories|kategorien|archives|search|suche|blogroll|advertisement)\b.{0,60})"
)
_INDEX = re.compile(
    r"(?:\W*(?:read more|read (?:the )?(?:full|rest|article|post).{0,30}|continue reading.{0,80}|keep reading|learn more|more|see more"
    r"|weiterlesen.{0,60}|mehr lesen|mehr erfahren|zum artikel|lire la suite.{0,40}|lire plus|en savoir plus|leer mas|seguir leyendo|"
    r"leggi tutto|continua a leggere|ler mais|leia mais|continue lendo|lees meer|lees verder|las mer|les mer|laes mere|czytaj wiecej|"
    r"czytaj dalej|cist dale|читать далее|читать полностью|devamini oku|citeste mai mult|tovabb|阅读全文|続きを読む|더보기)\W*"
    r"|(?:filed under|posted in|categor(?:y|ies)|tags?|tagged|kategorien?|schlagworter|schlagworte|abgelegt unter|classe dans|etiquetas)\b.{0,100}"
    r"|(?:no|one|\d{1,5}) (?:comments?|kommentare?|commentaires?|comentarios|commenti|reacties))"
)
_HEADERS = re.compile(
    r"(?:from|to|cc|bcc|subject|date|message-id|in-reply-to|reply-to|sent|received|von|an|betreff|gesendet|datum|de|objet|envoye|asunto|"
    r"author|authordate|commit|commitdate|committer|merge|signed-off-by|version|file|revision|branch|released?|license|maintainer)\s*:.*|commit [0-9a-f]{7,40}"
)
_PROFILE = re.compile(
    r"\W*(?:posts?|messages|joined|join date|registered|registered user|member(?: since)?|new member|senior member|junior member|location|"
    r"reputation|likes received|reactions?|beitrage|mitglied|registriert(?: seit)?|dabei seit|anmeldungsdatum|registrierungsdatum|"
    r"ort|wohnort|gast|guest|inscrit(?: le)?|date d'inscription|localisation|mensajes|registrado|ubicacion|miembro|messaggi|iscritto|"
    r"mensagens|berichten|lid sinds|inlagg|posty|dolaczyl|сообщени[йяе]|регистрация|откуда|mesaj)\W*(?:\d[\d.,\s]*)?(?::.*)?"
)
_LAST = re.compile(
    r"(?:.*\W)?(?:last|latest|letzter?|neueste[rs]?|dernier|derniere|ultim[oa]|laatste|senaste|siste|seneste|ostatni[ae]?|последн\w+|son)\s"
    r"(?:post|reply|answer|message|comment|update|activity|antwort|beitrag|kommentar|reponse|mensaje|respuesta|comentario|messaggio|risposta|"
    r"bericht|reactie|inlagg|svar|wpis|post|сообщени\w*|ответ\w*|mesaj)\b.*"
)
_ADDRESSES = frozenset("hi hello hey hallo moin servus bonjour bonsoir salut hola ciao buongiorno ola hej merhaba selam dear liebe lieber cher chere thanks danke merci re: re".split())
_JOINED = re.compile(
    r"\W*(?:joined|join date|registered(?: on)?|member since|founded|born|birthday|last (?:visit|seen|active|login|online|activity)|registriert(?: seit)?|dabei seit|"
    r"anmeldungsdatum|registrierungsdatum|mitglied seit|letzter besuch|inscrit(?:e)?(?: le)?|date d'inscription|membre depuis|registrado|fecha de ingreso|miembro desde|"
    r"iscritto(?: dal| il)?|data registrazione|membro desde|lid sinds|geregistreerd|registreringsdatum|medlem siden|medlem sedan|reg|dolaczyl|data rejestracji|регистрация|"
    r"зарегистрирован|kayit tarihi|csatlakozott)\b\W*"
)
_GREETINGS = frozenset(
    fold(word)
    for word in (
        "hi,hello,hey,hi all,hello all,hi there,hello everyone,hi everyone,hallo,hallo zusammen,moin,servus,guten tag,guten morgen,hi zusammen,bonjour,bonsoir,salut,"
        "bonjour a tous,bonjour à tous,bonsoir à tous,hola,buenas,buenos dias,buenos días,ciao,buongiorno,olá,ola,hoi,dag,hej,hei,cześć,witam,ahoj,привет,здравствуйте,"
        "merhaba,selam,thanks,thank you,danke,merci,gracias,grazie,obrigado,bedankt,tack,takk,dzięki,спасибо,cheers,regards,gruß,lg,mfg,best regards,yes,no,ja,nein,oui,non,"
        "ok,okay,lol,edit,ps,quote,spoiler,attachments,anhänge,nice,great,agreed,same,this,really,wow"
    ).split(",")
)
_EDIT = re.compile(
    r"\W*(?:last (?:edited|modified|updated)|edited|post edited|modified|zuletzt (?:bearbeitet|geandert)|bearbeitet (?:von|am)|geandert von|\[?beitrag von .{0,60}bearbeitet|"
    r"derniere modification|modifie|editado|ultima edicion|modificato|ultima modifica|laatst (?:bewerkt|gewijzigd)|senast redigerad|"
    r"ostatnio edytowan|последн\w+ редакт|отредактировано|изменено)\b.*"
)
_NUMBERED = re.compile(r"#\s?\d{1,7}|\d{1,7}[.)]?|[+-]\d{1,6}|\d{1,3}(?:[.,\u202f ]\d{3})+")
_MENTION = re.compile(r"(?<![\w@.])@(?P<name>\w[\w.-]{1,30})")
_NO_NAME = re.compile(r"^\d[\d.,]*\s+[^\W\d_]|https?:|www\.|[<>{}=;\\]|[.!?…][\"'”)]*$|[:,]\s|[^\W\d_]{2}\.\s[A-Z]|^[\W_]+$|^\W*\d[\d.,\s]*\W*$")
_NOT_NAMED = frozenset(
    fold(word)
    for word in (
        "anzeige,advertisement,werbung,ad,ads,sponsored,publicite,publicidad,menu,home,search,login,log in,register,share,author,admin panel,"
        "comments,kommentare,replies,responses,answers,guest posts,original poster,themenstarter,threadstarter,op,thread starter,topic starter"
    ).split(",")
)
_FOLLOWED = re.compile(r"\s{2,}|\s(?=[\d,.]+\s*[^\W\d_])|\s?[\[({|•·»]|,\s|\s[-–—]\s")  # noqa: RUF001 - dashes
_TITLES = re.compile(r"\s*(?:\((?:m|f|op|author|autor|auteur|themenstarter|thread starter|guest|gast|unverified|not verified|nicht uberpruft|\d+)\))+$")


def _searched(pattern: re.Pattern[str], text: str) -> re.Match[str] | None:
    return pattern.fullmatch(fold(text)) if len(text) <= _LONGEST else None


def is_action(text: str) -> bool:
    """Whether a line is nothing but what readers may click on: "Reply", "Report abuse | Like (3)"."""
    if len(text) > _LONGEST:
        return False
    parts = [part for part in (fold(part).strip(" :()[]»«>↑·-") for part in _PARTED.split(text)) if part]
    return bool(parts) and all(part in _ACTION_WORDS or _ACTION_RUN.fullmatch(part) or part.isdecimal() for part in parts) and not text.strip().isdecimal()


def offers_reply(text: str) -> bool:
    """Whether a line, or what stands behind a date, offers an answer or a complaint, as comments alone do."""
    if len(text) > _LONGEST:
        return False
    return any(fold(part).strip(" :()[]»«>↑·-") in _REPLIES for part in _PARTED.split(text)) or fold(text).strip() in _REPLIES


def stated_count(text: str) -> int | None:
    """How many comments a heading claims ("12 comments", "Comments (12)"); ``None`` for other lines."""
    match = _searched(_COUNT, text)
    if match is None:
        return None
    if match["rest"] and re.match(r"\s*(?:to|on|for|in|zu|auf|sur|a|en|su|til|om|“|\"|„|«|:|\)|\(|$|-|–)", match["rest"]) is None:
        return None
    digits = (match["count"] or match["behind"]).replace(",", "").replace(".", "")
    return {"one": 1, "no": 0}.get(digits) if not digits.isdecimal() else int(digits)


def is_heading(text: str) -> bool:
    """Whether a line announces a list of comments."""
    return stated_count(text) is not None or _searched(_HEADING, text) is not None


def is_end(text: str) -> bool:
    """Whether a line stands where a list of comments is over: forms, related pages, the site's foot."""
    return _searched(_ENDS, text) is not None


def is_index(text: str) -> bool:
    """Whether a line stands below the teasers of articles: "Read more", "Filed under: news", "3 comments"."""
    return _searched(_INDEX, text) is not None


def is_header_field(text: str) -> bool:
    """Whether a line is a field of a mail's head, of a commit or of a release."""
    return _searched(_HEADERS, text) is not None


def is_profile(text: str) -> bool:
    """Whether a line tells what a forum shows of an author: "Posts: 12", "Joined: 2011"."""
    return _searched(_PROFILE, text) is not None


def is_edit_notice(text: str) -> bool:
    """Whether a line tells when a comment was edited."""
    return _searched(_EDIT, text) is not None


def tells_when_joined(text: str) -> bool:
    """Whether a line is the label of the date since when somebody is a member."""
    return _searched(_JOINED, text) is not None


def tells_of_the_last(text: str) -> bool:
    """Whether a line tells who wrote last in some thread, as lists of threads do."""
    return _searched(_LAST, text) is not None


def without_edit_notice(text: str) -> str:
    """What stands behind a date, without the notice that the comment was edited later."""
    folded = fold(text)
    return "" if _EDIT.fullmatch(folded) else text


def is_number(text: str) -> bool:
    """Whether a line is a number and nothing else: "#12", "3.766", "+8"."""
    return len(text) <= _LONGEST_NAME and _NUMBERED.fullmatch(text) is not None


def is_furniture(text: str) -> bool:
    """Whether a line is the site's own wherever it stands: empty but for its mark, a number, an action, a notice."""
    if len(text) > _LONGEST:
        return False
    return not text or is_number(text) or is_action(text) or is_edit_notice(text) or is_profile(text)


def is_role(text: str) -> bool:
    """Whether a line tells what an author is in this thread: "(Guest)", "Original poster"."""
    return 0 < len(text) <= _LONGEST_NAME and (fold(text) in _NOT_NAMED or (text[0] == "(" and text[-1] == ")"))


def first_name(text: str, most_words: int = _MOST_WORDS) -> str | None:
    """The name that a text begins with: what follows it is parted from it by a wide space, a number, a bracket."""
    text = text.strip()
    cut = _FOLLOWED.search(text, 1)
    if cut and text.startswith("@"):
        return None  # somebody is spoken to
    return clean_name(text[: cut.start()] if cut else text, most_words)


def speaker(text: str) -> str | None:
    """Whose words a line announces ("Ada says:"), or ``None``."""
    match = _spoken(_SPEECH, text)
    return clean_name(match) if match else None


def quoted_name(text: str) -> str | None:
    """Whose words a line says are quoted below it ("Ada wrote: »"), or ``None``."""
    match = _spoken(_QUOTING, text)
    return clean_name(match) if match else None


def _spoken(pattern: re.Pattern[str], text: str) -> str | None:
    """The name in a match; folding keeps the number of characters of nearly all names, and of the others none is found."""
    if len(text) > _LONGEST:
        return None
    folded = fold(text)
    match = pattern.fullmatch(folded)
    if match is None or len(folded) != len(text):
        return None
    return text[match.start("name") : match.end("name")]


def byline(text: str) -> str | None:
    """Who "Posted by Ada", "Re: the lamp by Ada" names, or ``None``."""
    return _spoken(_BY, text)


def mentions(text: str) -> list[str]:
    """The names behind an "@"."""
    return [match["name"] for match in _MENTION.finditer(text)] if "@" in text else []


_LEAD = re.compile(r"^(?:[\W_]+(?=\w)|#\s?\d{1,7}\W*|\[[–+−-]\]\s*)+")  # noqa: RUF001 - a minus sign
_TAIL = re.compile(r"[\s:,;|»«·•–—>~/-]+$")


def clean_name(text: str, most_words: int = _MOST_WORDS) -> str | None:
    """A text as a name, or ``None`` if hardly anybody is called so."""
    name = _TAIL.sub("", " ".join(text.split()))
    name = name.strip("\"'“”„‚‘’*_") if len(name) > 2 else name  # noqa: PLR2004 - a letter between quotation marks
    name = _TITLES.sub("", name).strip()
    if not name or len(name) > _LONGEST_NAME or len(name.split()) > most_words or _NO_NAME.search(name):
        return None
    folded = fold(name)
    if folded.strip(" !.") in _GREETINGS or folded.split()[0] in _ADDRESSES or folded in _NOT_NAMED or folded in _ACTION_WORDS or is_action(name) or (folded in NOISE and not name[0].isupper()):
        return None
    if any(word in MONTHS for word in folded.split()) and any(letter.isdecimal() for letter in name):
        return None
    if (name[0] == "(" and name[-1] == ")") or is_profile(name) or is_heading(name) or is_index(name):
        return None
    return name


def without_lead(text: str) -> str:
    """A text without the marks in front of it: bullets, "#12", "[-]"."""
    return _LEAD.sub("", text)
