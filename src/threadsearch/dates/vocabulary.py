"""The words of dates: months, weekdays, units, zones, and what stands around a date without changing it.

All of them are written as ``fold`` leaves them: lower case, without accents. A row of months has twelve words and a
row of weekdays seven, Monday first, each in one language, in its full or short form or in the case that dates take.
Languages whose words contradict these are left out: Croatian's "listopad" is October, Polish's and Czech's November.
So are its short weekdays, which keep "čet srp 05" (Croatian's July) from being read as Czech's August, and Thai's short
months, of which two differ in an accent alone.
"""

# ruff: noqa: RUF001 - most alphabets look like some other one
# ruff: noqa: SIM905 - a table of words reads best as words

from __future__ import annotations

import unicodedata


class _Seen(dict[int, int | None]):
    """The table of letters that stay, filled as they come: no accents that stand alone, no invisible characters."""

    def __missing__(self, code: int) -> int | None:
        self[code] = None if unicodedata.category(chr(code)) in ("Mn", "Cf") else code
        return self[code]


_SEEN = _Seen()


def fold(text: str) -> str:
    """Lower case, no accents, no invisible characters, plain spaces, digits and apostrophes."""
    if text.isascii():  # most stamps; there is nothing else to change in them
        return text.lower()
    letters = unicodedata.normalize("NFD", unicodedata.normalize("NFKC", text).casefold())
    return unicodedata.normalize("NFC", letters.translate(_SEEN)).replace("\u2019", "'").replace("\u2212", "-")


def _numbered(rows: tuple[str, ...], first: int) -> dict[str, int]:
    return {fold(word): number for row in rows for number, word in enumerate(row.split(), first)}


MONTH_ROWS = (
    "january february march april may june july august september october november december",
    "jan feb mar apr may jun jul aug sep oct nov dec",
    "jan feb mar apr may june july aug sept oct nov dec",
    # German, Austrian
    "januar februar märz april mai juni juli august september oktober november dezember",
    "jänner feber maerz apr mai jun jul aug sep okt nov dez",
    "jän feb mär apr mai jun jul aug sept okt nov dez",
    "jan feb mrz apr mai jun jul aug sep okt nov dez",
    # French
    "janvier février mars avril mai juin juillet août septembre octobre novembre décembre",
    "janv févr mars avr mai juin juil août sept oct nov déc",
    "jan fév mar avr mai juin juill aoû sep oct nov déc",
    # Spanish
    "enero febrero marzo abril mayo junio julio agosto septiembre octubre noviembre diciembre",
    "ene feb mar abr may jun jul ago sept oct nov dic",
    "ene feb mar abr may jun jul ago setiembre oct nov dic",
    # Italian
    "gennaio febbraio marzo aprile maggio giugno luglio agosto settembre ottobre novembre dicembre",
    "gen feb mar apr mag giu lug ago set ott nov dic",
    "genn febbr mar apr magg giu lug ago sett ott nov dic",
    # Portuguese
    "janeiro fevereiro março abril maio junho julho agosto setembro outubro novembro dezembro",
    "jan fev mar abr mai jun jul ago set out nov dez",
    # Catalan
    "gener febrer març abril maig juny juliol agost setembre octubre novembre desembre",
    # Romanian
    "ianuarie februarie martie aprilie mai iunie iulie august septembrie octombrie noiembrie decembrie",
    "ian feb mar apr mai iun iul aug sept oct noi dec",
    # Dutch
    "januari februari maart april mei juni juli augustus september oktober november december",
    "jan feb mrt apr mei jun jul aug sep okt nov dec",
    # Swedish, Danish, Norwegian
    "januari februari mars april maj juni juli augusti september oktober november december",
    "januar februar marts april maj juni juli august september oktober november december",
    "januar februar mars april mai juni juli august september oktober november desember",
    "jan feb mar apr maj jun jul aug sep okt nov des",
    # Indonesian
    "januari februari maret april mei juni juli agustus september oktober november desember",
    "jan feb mar apr mei jun jul agu sep okt nov des",
    # Polish: on their own, in a date, short
    "styczeń luty marzec kwiecień maj czerwiec lipiec sierpień wrzesień październik listopad grudzień",
    "stycznia lutego marca kwietnia maja czerwca lipca sierpnia września października listopada grudnia",
    "sty lut mar kwi maj cze lip sie wrz paź lis gru",
    # Czech
    "leden únor březen duben květen červen červenec srpen září říjen listopad prosinec",
    "ledna února března dubna května června července srpna září října listopadu prosince",
    "led úno bře dub kvě čvn čvc srp zář říj lis pro",
    "led úno bře dub kvě čer črc srp zář říj lis pro",
    # Slovak
    "január február marec apríl máj jún júl august september október november december",
    "januára februára marca apríla mája júna júla augusta septembra októbra novembra decembra",
    # Russian
    "январь февраль март апрель май июнь июль август сентябрь октябрь ноябрь декабрь",
    "января февраля марта апреля мая июня июля августа сентября октября ноября декабря",
    "янв фев мар апр май июн июл авг сен окт ноя дек",
    "янв февр март апр мая июн июл авг сент окт нояб дек",
    # Ukrainian
    "січень лютий березень квітень травень червень липень серпень вересень жовтень листопад грудень",
    "січня лютого березня квітня травня червня липня серпня вересня жовтня листопада грудня",
    "січ лют бер квіт трав черв лип серп вер жовт лист груд",
    "січ лют бер кві тра чер лип сер вер жов лис гру",
    # Bulgarian
    "януари февруари март април май юни юли август септември октомври ноември декември",
    "яну фев мар апр май юни юли авг сеп окт ное дек",
    # Serbian, Slovene
    "јануар фебруар март април мај јун јул август септембар октобар новембар децембар",
    "јан феб мар апр мај јун јул авг сеп окт нов дец",
    "januar februar mart april maj jun jul avgust septembar oktobar novembar decembar",
    "jan feb mar apr maj jun jul avg sep okt nov dec",
    # Greek
    (
        "ιανουάριος φεβρουάριος μάρτιος απρίλιος μάιος ιούνιος "
        "ιούλιος αύγουστος σεπτέμβριος οκτώβριος νοέμβριος δεκέμβριος"
    ),
    (
        "ιανουαρίου φεβρουαρίου μαρτίου απριλίου μαΐου ιουνίου "
        "ιουλίου αυγούστου σεπτεμβρίου οκτωβρίου νοεμβρίου δεκεμβρίου"
    ),
    "ιαν φεβ μάρ απρ μάι ιούν ιούλ αύγ σεπ οκτ νοέ δεκ",
    "ιαν φεβρ μάρτ απρ μάιος ιούν ιούλ αύγ σεπτ οκτ νοέμ δεκ",
    # Finnish: on their own, in a date, short
    "tammikuu helmikuu maaliskuu huhtikuu toukokuu kesäkuu heinäkuu elokuu syyskuu lokakuu marraskuu joulukuu",
    (
        "tammikuuta helmikuuta maaliskuuta huhtikuuta toukokuuta kesäkuuta "
        "heinäkuuta elokuuta syyskuuta lokakuuta marraskuuta joulukuuta"
    ),
    "tammi helmi maalis huhti touko kesä heinä elo syys loka marras joulu",
    # Latvian
    "janvāris februāris marts aprīlis maijs jūnijs jūlijs augusts septembris oktobris novembris decembris",
    # Turkish
    "ocak şubat mart nisan mayıs haziran temmuz ağustos eylül ekim kasım aralık",
    "oca şub mar nis may haz tem ağu eyl eki kas ara",
    "oca şub mar nis may hzr tem ağu eyl ekm kas ara",
    # Hungarian
    "január február március április május június július augusztus szeptember október november december",
    "jan febr márc ápr máj jún júl aug szept okt nov dec",
    # Estonian
    "jaanuar veebruar märts aprill mai juuni juuli august september oktoober november detsember",
    "jaan veebr märts apr mai juuni juuli aug sept okt nov dets",
    # Chinese, Thai, Hebrew, Arabic
    "一月 二月 三月 四月 五月 六月 七月 八月 九月 十月 十一月 十二月",
    "มกราคม กุมภาพันธ์ มีนาคม เมษายน พฤษภาคม มิถุนายน กรกฎาคม สิงหาคม กันยายน ตุลาคม พฤศจิกายน ธันวาคม",
    "ינואר פברואר מרץ אפריל מאי יוני יולי אוגוסט ספטמבר אוקטובר נובמבר דצמבר",
    "בינואר בפברואר במרץ באפריל במאי ביוני ביולי באוגוסט בספטמבר באוקטובר בנובמבר בדצמבר",
    "يناير فبراير مارس أبريل مايو يونيو يوليو أغسطس سبتمبر أكتوبر نوفمبر ديسمبر",
    "يناير فبراير مارس إبريل مايو يونيه يوليه أغسطس سبتمبر أكتوبر نوفمبر ديسمبر",
)
MONTHS = _numbered(MONTH_ROWS, 1)

COUNTED_MONTHS = dict(
    zip("mot,hai,ba,tu,nam,sau,bay,tam,chin,muoi,muoi mot,muoi hai".split(","), range(1, 13), strict=True)
)
"""Vietnamese counts its months: "tháng năm" is the fifth."""

WEEKDAY_ROWS = (
    "monday tuesday wednesday thursday friday saturday sunday",
    "mon tue wed thu fri sat sun",
    "mon tues wed thurs fri sat sun",
    "montag dienstag mittwoch donnerstag freitag samstag sonntag",
    "lundi mardi mercredi jeudi vendredi samedi dimanche",
    "lunes martes miércoles jueves viernes sábado domingo",
    "lunedì martedì mercoledì giovedì venerdì sabato domenica",
    "segunda terça quarta quinta sexta sábado domingo",
    "dilluns dimarts dimecres dijous divendres dissabte diumenge",
    "luni marți miercuri joi vineri sâmbătă duminică",
    "maandag dinsdag woensdag donderdag vrijdag zaterdag zondag",
    "måndag tisdag onsdag torsdag fredag lördag söndag",
    "mandag tirsdag onsdag torsdag fredag lørdag søndag",
    "senin selasa rabu kamis jumat sabtu minggu",
    "poniedziałek wtorek środa czwartek piątek sobota niedziela",
    "pondělí úterý středa čtvrtek pátek sobota neděle",
    "понедельник вторник среда четверг пятница суббота воскресенье",
    "понеділок вівторок середа четвер пятниця субота неділя",
    "δευτέρα τρίτη τετάρτη πέμπτη παρασκευή σάββατο κυριακή",
    "maanantai tiistai keskiviikko torstai perjantai lauantai sunnuntai",
    "maanantaina tiistaina keskiviikkona torstaina perjantaina lauantaina sunnuntaina",
    "pazartesi salı çarşamba perşembe cuma cumartesi pazar",
    "hétfő kedd szerda csütörtök péntek szombat vasárnap",
    "понеделник вторник сряда четвъртък петък събота неделя",
    "ponedeljak utorak sreda četvrtak petak subota nedelja",
    "esmaspäev teisipäev kolmapäev neljapäev reede laupäev pühapäev",
    "จันทร์ อังคาร พุธ พฤหัสบดี ศุกร์ เสาร์ อาทิตย์",
    "שני שלישי רביעי חמישי שישי שבת ראשון",
    "الاثنين الثلاثاء الأربعاء الخميس الجمعة السبت الأحد",
    "星期一 星期二 星期三 星期四 星期五 星期六 星期日",
    "周一 周二 周三 周四 周五 周六 周日",
    "週一 週二 週三 週四 週五 週六 週日",
    "月曜日 火曜日 水曜日 木曜日 金曜日 土曜日 日曜日",
    "월요일 화요일 수요일 목요일 금요일 토요일 일요일",
)
WEEKDAYS = _numbered(WEEKDAY_ROWS, 0)

_SHORT_WEEKDAYS = (
    "mo di mi do fr sa so lun mar mer jeu ven sam dim mié jue vie sáb dom gio seg ter qua qui sex feira "
    "ma wo vr za zo mån tis ons tor tors fre lör sön man tir lør søn pon wt śr czw pt sob nd po út st čt pá ne "
    "пн вт ср чт пт сб вс среду пятницу субботу ti ke to pe la su pzt sal çar per cum cmt paz "
    "δευ τρί τετ πέμ παρ σάβ κυρ prş çrş pzr csüt sze szo vas pén hét kedd čtv "
    "нед чет пет дт пън вто сря съб dl dt dc dj dv ds dg יום א ב ג ד ה ו الإثنين "
    "thur sonnabend miercoles pią wto pént pi vin joi mie sâm dum 月 火 水 木 金 土 日 월 화 수 목 금 토 일"
)
"""Too short to tell the language ("so" is a German Sunday, a Czech Saturday): they only stand beside a date."""

WEEKDAYS_OF_DATES = WEEKDAYS | _numbered(
    (
        "lun mar mer jeu ven sam dim",
        "lun mar mié jue vie sáb dom",
        "lun mar mer gio ven sab dom",
        "seg ter qua qui sex sáb dom",
        "пн вт ср чт пт сб вс",
    ),
    0,
)
"""The weekday that stands beside a date of mere numbers, which no other language that prints so takes for another."""

_DAYS_BACK_ROWS = (
    (
        "today,heute,aujourd'hui,hoy,oggi,hoje,vandaag,idag,i dag,dzisiaj,dziś,dnes,сегодня,tänään,bugün,今天,今日,오늘"
        ",σήμερα,avui,azi,astăzi,сьогодні,днес,danas,danes,täna,šodien,šiandien,hôm nay,hari ini,วันนี้,היום,اليوم"
    ),
    (
        "yesterday,gestern,hier,ayer,ieri,ontem,gisteren,igår,i går,wczoraj,včera,вчера,eilen,dün,tegnap,昨天,昨日,어제"
        ",χθες,χτες,ahir,вчора,jučer,juče,včeraj,eile,vakar,hôm qua,kemarin,เมื่อวานนี้,เมื่อวาน,אתמול,أمس"
    ),
    "vorgestern,avant-hier,anteayer,l'altro ieri,anteontem,eergisteren,przedwczoraj,позавчера,前天,一昨日,그제",
)
DAYS_BACK = {fold(word): days for days, row in enumerate(_DAYS_BACK_ROWS) for word in row.split(",")}

JOINTS = frozenset(
    fold(word)
    for word in (
        "at on the of in a am um den der dem uhr le à les el la las los de del il alle ore em às no op om uur de het "
        "o godz dnia r v ve dne в г года р о kl klo klockan kello saat h hs hrs hora horas heures ч tarihinde kor "
        "στις στο la les ob u у kell lúc pukul pada en เวลา ที่ วันที่ ב בשעה في الساعة در ساعت の"
    ).split()
)
"""Words that join the parts of a date."""

NOISE = JOINTS | frozenset(
    fold(word)
    for word in (
        "posted published submitted written commented added created date time said says wrote by "
        "geschrieben verfasst erstellt sagt sagte schrieb publié posté écrit dit publicado escrito dijo dice "
        "escribió pubblicato scritto inviato detto ha scrive disse diz escreveu geplaatst schreef zegt "
        "napisał napisano napsal написал написала пишет опубликовано skrev skrevet sier säger sanoo kirjoitti dedi "
        "yazdı 发表于 發表於 发布于 發佈於 投稿日 投稿日時 작성일"
    ).split()
)
"""Words that pages print around a stamp."""

TOLERATED = NOISE | WEEKDAYS.keys() | {fold(word) for word in _SHORT_WEEKDAYS.split()}

HALVES = dict.fromkeys("上午 午前 오전 凌晨 早上".split(), "a") | dict.fromkeys(
    "下午 午後 午后 오후 晚上 中午".split(), "p"
)
"""The half of the day, in languages that say it before the hour: "a" or "p"."""

LATE_HALVES = HALVES | {
    fold(word): half
    for half, words in {"a": "πμ öö ص صباحًا дп sáng", "p": "μμ ös م مساءً пп chiều"}.items()
    for word in words.split()
}
"""The same behind the hour, but not by English's letters: in Greek, Turkish, Arabic, Russian and Vietnamese, and in
the languages that say it before the hour where a site prints it as English does."""

_HOURS_EAST = {
    -10: "hst", -9: "akst", -8: "pst akdt", -7: "mst pdt", -6: "cst mdt", -5: "est cdt", -4: "ast edt clt",
    -3.5: "nst", -3: "adt brt art clst uyt", -2.5: "ndt", 0: "gmt utc z wet", 1: "bst cet met mez west",
    2: "cest mest mesz eet sast",
    3: "eest msk", 4: "msd", 5: "pkt", 5.5: "ist",
    7: "ict wib", 8: "awst hkt sgt", 9: "jst kst", 9.5: "acst", 10: "aest", 10.5: "acdt",
    11: "aedt", 12: "nzst", 13: "nzdt",
}  # fmt: skip
_GENERIC_ZONES = {
    "America/New_York": "et,eastern time",
    "America/Chicago": "ct,central time",
    "America/Denver": "mt,mountain time",
    "America/Los_Angeles": "pt,pacific time",
}
ZONES: dict[str, float | str] = {
    **{name: hours for hours, names in _HOURS_EAST.items() for name in names.split()},
    **{name: zone for zone, names in _GENERIC_ZONES.items() for name in names.split(",")},
}
"""Hours east of Greenwich, or the IANA zone whose daylight saving a generic name follows.

Some names have several owners: IST is read as India's, CST as North America's, BST as Britain's.
"""

MONTH_FIRST = frozenset("en-us en-ph en-pr es-us es-pr".split())
TORN = frozenset("en en-ca".split())
DAY_FIRST = frozenset(
    "ar bg br ca cs cy da de el es et fi fr ga gl he hr id is it lv mk nb nl nn no "
    "ms pl pt ro ru sk sl sr sv th tr uk vi".split()
)
"""How languages (BCP 47) order 7/5/2011; English says nothing as such or in Canada, and is day first elsewhere."""
