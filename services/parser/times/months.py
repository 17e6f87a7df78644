"""Names of months in the languages of news, as data."""

from __future__ import annotations

import re
import unicodedata

_NAMES = """
jan january januar jänner jän janvier janv enero ene gennaio gen janeiro januari tammikuuta styczeń
stycznia sty leden ledna ocak oca január ianuarie ian січня января янв يناير ιανουαρίου ιαν ינואר
בינואר जनवरी জানুয়ারি ژانویه جنوری جانفي มกราคม ม.ค siječnja januára януари јануар јануара sausio
janvāris janvārī jaanuar janúar gener
feb february februar feber février févr fév febrero febbraio fevereiro fev februari helmikuuta luty
lutego lut únor února şubat şub február februarie лютого февраля фев فبراير φεβρουαρίου φεβ פברואר
בפברואר फरवरी ফেব্রুয়ারি فوریه فروری شباط فيفري กุมภาพันธ์ ก.พ veljače februára февруари фебруар
фебруара vasario februāris februārī veebruar febrúar febrer
mar march märz mär mrz mars marzo março maart mrt maaliskuuta marzec marca březen března mart
március márc martie maret березня марта мар مارس μαρτίου μαρ מרץ במרץ מרס במרס मार्च মার্চ مارچ
آذار اذار มีนาคม มี.ค ožujka marec март kovo marts martā märts març
apr april avril avr abril abr aprile huhtikuuta kwiecień kwietnia kwi duben dubna nisan nis április
ápr aprilie квітня апреля апр أبريل ابريل إبريل απριλίου απρ אפריל באפריל अप्रैल এপ্রিল آوریل آپریل
اپریل نيسان أفريل เมษายน เม.ย travnja apríla април априла balandžio aprīlis aprīlī aprill apríl
may mai mayo maggio mag maio mei maj toukokuuta maja květen května mayıs május máj травня мая مايو
μαΐου μαίου μάιος μάι מאי במאי मई মে مه می مئی أيار ايار ماي พฤษภาคม พ.ค svibnja mája май мај маја
gegužės maijs maijā maí maig
jun june juni juin junio giugno giu junho kesäkuuta czerwiec czerwca cze červen června haziran haz
június jún iunie червня июня июн يونيو يونيه ιουνίου ιουν יוני ביוני जून জুন ژوئن جون حزيران جوان
มิถุนายน มิ.ย lipnja júna юни јун јуна birželio jūnijs jūnijā juuni júní juny
jul july juli juillet juil julio luglio lug julho heinäkuuta lipiec lipca lip červenec července
temmuz tem július júl iulie липня июля июл يوليو يوليه ιουλίου ιουλ יולי ביולי जुलाई জুলাই ژوئیه
جولای جولائی تموز جويلية กรกฎาคม ก.ค srpnja júla юли јул јула liepos jūlijs jūlijā juuli júlí
juliol
aug august août aoû agosto ago augustus augusti elokuuta sierpień sierpnia sie srpen srpna ağustos
ağu augusztus agustus серпня августа авг أغسطس اغسطس αυγούστου αυγ אוגוסט באוגוסט अगस्त আগস্ট اوت
آگوست اگست آب أوت สิงหาคม ส.ค kolovoza augusta август rugpjūčio augusts augustā ágúst agost
sep sept september septembre septiembre settembre set setembro syyskuuta wrzesień września wrz září
eylül eyl szeptember szept septembrie вересня сентября сен سبتمبر σεπτεμβρίου σεπ ספטמבר בספטמבר
सितंबर सितम्बर সেপ্টেম্বর سپتامبر ستمبر أيلول ايلول กันยายน ก.ย rujna septembra септември септембар
септембра rugsėjo septembris septembrī setembre
oct oktober october okt octobre octubre ottobre ott outubro out lokakuuta październik października
paź říjen října ekim eki október octombrie жовтня октября окт أكتوبر اكتوبر οκτωβρίου οκτ אוקטובר
באוקטובר अक्टूबर অক্টোবর اکتبر اکتوبر ตุลาคม ต.ค októbra октомври октобар октобра spalio oktobris
oktobrī oktoober
nov november novembre noviembre novembro marraskuuta listopad listopada kasım kas noiembrie
листопада ноября ноя نوفمبر νοεμβρίου νοε נובמבר בנובמבר नवंबर नवम्बर নভেম্বর نوامبر نومبر
พฤศจิกายน พ.ย listopadu studenoga studenog novembra ноември новембар новембра lapkričio novembris
novembrī nóvember
dec december dez dezember décembre déc diciembre dic dicembre dezembro desember des joulukuuta
grudzień grudnia gru prosinec prosince aralık ara decembrie desember грудня декабря дек ديسمبر
δεκεμβρίου δεκ דצמבר בדצמבר दिसंबर दिसम्बर ডিসেম্বর دسامبر دسمبر ธันวาคม ธ.ค prosinca decembra
декември децембар децембра gruodžio decembris decembrī detsember desembre
"""  # noqa: RUF001  Turkish
_BREAKS = (
    "jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec",
)  # fmt: skip


def _table() -> dict[str, int]:
    table: dict[str, int] = {}
    month = 0
    for name in unicodedata.normalize("NFC", _NAMES).split():
        # A month's names begin with its English abbreviation.
        if name in _BREAKS and _BREAKS.index(name) == month:
            month += 1
        table.setdefault(name, month)
    return table


MONTHS = _table()
"""Lower-case name or abbreviation -> number. `listopada` is November's, as in Polish."""

AFTER_DOT = {"listopada": 10}
"""Names that are another month's after a day with a dot, as Croatian writes it."""

_IRANS = """
فروردین اردیبهشت خرداد تیر مرداد شهریور مهر آبان آذر دی بهمن اسفند
farvardin ordibehesht khordad tir mordad shahrivar mehr aban azar dey bahman esfand
حمل ثور جوزا سرطان اسد سنبله میزان عقرب قوس جدی دلو حوت
"""  # the third line are Afghanistan's
JALALI_MONTHS = {name: at % 12 + 1 for at, name in enumerate(_IRANS.split())}
"""A name in Persian, with Latin letters, or in Dari -> number in Iran's calendar."""

THAI = re.compile("[\u0e00-\u0e7f]")
