"""Names of months in the languages of news, as data."""

from __future__ import annotations

_NAMES = """
jan january januar jänner jän janvier janv enero ene gennaio gen janeiro januari tammikuuta styczeń
stycznia sty leden ledna ocak oca január ianuarie ian січня января янв يناير
feb february februar feber février févr fév febrero febbraio fevereiro fev februari helmikuuta luty
lutego lut únor února şubat şub február februarie лютого февраля фев فبراير
mar march märz mär mrz mars marzo março maart mrt maaliskuuta marzec marca březen března mart
március márc martie maret березня марта мар مارس
apr april avril avr abril abr aprile huhtikuuta kwiecień kwietnia kwi duben dubna nisan nis április
ápr aprilie квітня апреля апр أبريل ابريل إبريل
may mai mayo maggio mag maio mei maj toukokuuta maja květen května mayıs május máj травня мая مايو
jun june juni juin junio giugno giu junho kesäkuuta czerwiec czerwca cze červen června haziran haz
június jún iunie червня июня июн يونيو يونيه
jul july juli juillet juil julio luglio lug julho heinäkuuta lipiec lipca lip červenec července
temmuz tem július júl iulie липня июля июл يوليو يوليه
aug august août aoû agosto ago augustus augusti elokuuta sierpień sierpnia sie srpen srpna ağustos
ağu augusztus agustus серпня августа авг أغسطس اغسطس
sep sept september septembre septiembre settembre set setembro syyskuuta wrzesień września wrz září
eylül eyl szeptember szept septembrie вересня сентября сен سبتمبر
oct oktober october okt octobre octubre ottobre ott outubro out lokakuuta październik października
paź říjen října ekim eki október octombrie жовтня октября окт أكتوبر اكتوبر
nov november novembre noviembre novembro marraskuuta listopad listopada kasım kas noiembrie
листопада ноября ноя نوفمبر
dec december dez dezember décembre déc diciembre dic dicembre dezembro desember des joulukuuta
grudzień grudnia gru prosinec prosince aralık ara decembrie desember грудня декабря дек ديسمبر
"""  # noqa: RUF001  Turkish
_BREAKS = (
    "jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec",
)  # fmt: skip


def _table() -> dict[str, int]:
    table: dict[str, int] = {}
    month = 0
    for name in _NAMES.split():
        # A month's names begin with its English abbreviation.
        if name in _BREAKS and _BREAKS.index(name) == month:
            month += 1
        table.setdefault(name, month)
    return table


MONTHS = _table()
"""Lower-case name or abbreviation -> number. November's `listopad` is Polish, not Croatian."""
