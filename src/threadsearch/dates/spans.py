"""The words of ages ("3 hours ago"): units, what tells that they count back, and what stands around them.

All of them are written as ``fold`` leaves them, as in ``vocabulary``.
"""

# ruff: noqa: RUF001 - most alphabets look like some other one
# ruff: noqa: SIM905 - a table of words reads best as words

from __future__ import annotations

from threadsearch.dates.vocabulary import NOISE, fold

UNITS = {
    fold(word): unit
    for unit, words in {
        "seconds": "second seconds sec secs sekunde sekunden seconde secondes segundo segundos secondo secondi "
        "seconden sekund sekunder sekundę sekundy секунду секунды секунд sekuntia saniye másodperccel 秒 秒钟 秒鐘 초 "
        "detik giây secunde secundă δευτερόλεπτα секунда ثوانٍ ثانية שניות секунди sekundi sekundami segons",
        "minutes": "minute minutes min mins minuten minuto minutos minuti minuut minuten minut minuter minutter "
        "minutt minutę minuty минуту минуты минут minuuttia dakika perccel 分 分钟 分鐘 분 "
        "menit minit phút λεπτά λεπτό хвилини хвилин хвилину دقائق دقيقة דקות минути минута minuta minutami",
        "hours": "hour hours hr hrs stunde stunden heure heures hora horas ora ore uur uren timme timmar time timer "
        "godzinę godziny godzin hodinou hodinami час часа часов tuntia saat órával 時間 小时 小時 시간 "
        "jam giờ oră ώρες ώρα години годин годину ساعات ساعة שעות часа sata sati hodinami hores",
        "days": "day days tag tage tagen jour jours día días giorno giorni dia dias dag dagen dagar dage dager "
        "dzień dni dny dnem день дня дней päivää gün nappal 日 天 일 "
        "hari ngày zile zi ημέρες ημέρα μέρες дні днів أيام يوم ימים дни dana dan dňami dies",
        "weeks": "week weeks wk wks woche wochen semaine semaines semana semanas settimana settimane weken vecka "
        "veckor uge uger uke uker tydzień tygodnie tygodni týdny týdnem неделю недели недель viikkoa hafta héttel "
        "週間 周 週 주 "
        "minggu tuần săptămâni săptămână εβδομάδες εβδομάδα тижні тижнів тиждень أسابيع أسبوع שבועות седмици "
        "седмица tjedna tjedana nedelje týždňami setmanes",
        "months": "month months mo mos monat monate monaten mois mes meses mese mesi mês maand maanden månad månader "
        "måned måneder miesiąc miesiące miesięcy měsícem měsíci месяц месяца месяцев kuukautta ay hónappal "
        "ヶ月 か月 个月 個月 개월 "
        "bulan tháng luni lună μήνες μήνα місяці місяців місяць أشهر شهر חודשים месеца mjeseca mjeseci meseca "
        "mesiacmi mesos",
        "years": "year years yr yrs jahr jahre jahren an ans année années año años anno anni ano anos jaar "
        "jaren år rok lata lat rokem lety год года лет vuotta yıl évvel 年 년 "
        "tahun năm ani χρόνια χρόνο έτη роки років рік سنوات سنة שנים година godine godina rokmi anys",
    }.items()
    for word in words.split()
}
SHORT_UNITS = {"s": "seconds", "m": "minutes", "h": "hours", "d": "days", "w": "weeks", "y": "years"}
"""One letter: as pages print them. People who type ``6m`` mean months; see expressions.py."""

ONE = frozenset(fold("a an one ein eine einer einem einen un une una uno um uma en ett et een egy bir").split())
AGO = "|".join(
    fold(words)
    for words in (
        "ago,vor,il y a,hace,fa,ha,atras,geleden,sedan,siden,temu,pred,pre,prije,преди,назад,тому,yang lalu,lalu"
        ",trước,acum,πριν από,πριν,منذ,قبل,לפני,sitten,once,ezelott,前,전"
    ).split(",")
)
JUST_NOW = frozenset(
    fold(words)
    for words in (
        "just now,now,a moment ago,moments ago,seconds ago,a few seconds ago,less than a minute ago,gerade eben,"
        "vor wenigen sekunden,à l'instant,il y a quelques secondes,ahora mismo,hace unos segundos,agora mesmo,"
        "proprio ora,adesso,zojuist,just nu,akkurat nå,lige nu,przed chwilą,только что,刚刚,剛剛,たった今,방금"
    ).split(",")
)
AROUND_AGES = NOISE | frozenset(
    fold("about over almost around nearly roughly and und et y e for för i ca etwa environ").split()
)
