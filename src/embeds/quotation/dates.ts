/**
 * The date that stands at the start of a text, as `YYYY-MM-DD`, in the forms that X's embeds and their copies carry.
 * A purely numeric date whose day and month could be exchanged is not guessed at.
 */
export interface FoundDate {
  date: string;
  /** Index in the given text after the date. */
  end: number;
}

/** Months by number, each with its names in many languages, in lower case; no name stands for two months. */
const monthNames: readonly string[] = [
  'january januar janvier enero janeiro gennaio january jan janv jän jänner ocak oca января январь янв января января januari stycznia styczeń led ledna leden januára január januar tammikuuta ianuarie ιανουαρίου ιαν січня січень يناير كانون_الثاني ژانویه ינואר gennaio ene gen januarie yanvar जनवरी มกราคม јануар јануара siječnja gener januarja جنوری জানুয়ারি',
  'february februar février febrero fevereiro febbraio feb févr fevr fev şubat şub февраля февраль фев февр februari lutego luty února únor februára február helmikuuta februarie φεβρουαρίου φεβ лютого лютий فبراير شباط فوریه פברואר feb फ़रवरी फरवरी กุมภาพันธ์ февруари фебруар фебруара veljače febrer februarja فروری ফেব্রুয়ারি',
  'march märz mars marzo março mar mär mart марта март мар maart maret marca březen března marec március maaliskuuta martie μαρτίου μαρ березня березень مارس آذار מרץ מרס मार्च มีนาคม ožujka març مارچ mac মার্চ',
  'april avril abril aprile apr avr abr nisan nis апреля апрель апр kwietnia kwiecień dubna duben apríla április huhtikuuta aprilie απριλίου απρ квітня квітень أبريل ابريل نيسان آوریل אפריל अप्रैल เมษายน април априла travnja aprila اپریل এপ্রিল',
  'may mai mayo maio maggio mayıs мая май mei maja maj května květen mája május toukokuuta μαΐου μαϊ травня травень مايو أيار مه מאי mag मई พฤษภาคม мај маја svibnja maig مئی মে',
  'june juni juin junio junho giugno jun haziran haz июня июнь июн czerwca czerwiec června červen júna június kesäkuuta iunie ιουνίου ιουν червня червень يونيو حزيران ژوئن יוני giu जून มิถุนายน юни јун јуна lipnja juny junija جون জুন',
  'july juli juillet julio julho luglio jul juil temmuz tem июля июль июл lipca lipiec července červenec júla július heinäkuuta iulie ιουλίου ιουλ липня липень يوليو تموز ژوئیه יולי lug जुलाई กรกฎาคม юли јул јула srpnja juliol julija جولائی julai জুলাই',
  'august août agosto aug ago ağustos ağu августа август авг augustus agustus sierpnia sierpień srpna srpen augusta augusztus elokuuta ιουγούστου αυγούστου αυγ серпня серпень أغسطس اغسطس آب اوت אוגוסט aout agu अगस्त สิงหาคม kolovoza agost avgusta اگست ogos আগস্ট',
  'september septembre septiembre setembro settembre sep sept set sett eylül eyl сентября сентябрь сен сент września wrzesień září septembra szeptember syyskuuta septembrie σεπτεμβρίου σεπ вересня вересень سبتمبر أيلول سپتامبر ספטמבר setiembre सितंबर सितम्बर กันยายน септември септембар септембра rujna setembre ستمبر সেপ্টেম্বর',
  'october oktober octobre octubre outubro ottobre oct okt out ott ekim eki октября октябрь окт października październik října říjen októbra október lokakuuta octombrie οκτωβρίου οκτ жовтня жовтень أكتوبر اكتوبر اکتبر אוקטובר अक्टूबर अक्तूबर ตุลาคม октомври октобар октобра اکتوبر অক্টোবর',
  'november novembre noviembre novembro nov kasım kas ноября ноябрь ноя нояб listopada listopadu novembra marraskuuta noiembrie νοεμβρίου νοε листопада листопад نوفمبر نوامبر נובמבר nopember नवंबर नवम्बर พฤศจิกายน ноември новембар новембра studenog studenoga نومبر নভেম্বর',
  'december dezember décembre diciembre dezembro dicembre dec dez déc dic aralık ara декабря декабрь дек desember grudnia grudzień prosince prosinec decembra joulukuuta decembrie δεκεμβρίου δεκ грудня грудень ديسمبر دسامبر דצמבר des decembre दिसंबर दिसम्बर ธันวาคม декември децембар децембра prosinca desembre دسمبر disember ডিসেম্বর',
];

const months: ReadonlyMap<string, number> = new Map(
  monthNames.flatMap((names, index) => names.split(' ').map((name) => [name, index + 1] as const)),
);

const MAX_DATE_CHARACTERS = 80;
const weekday = String.raw`(?:\p{L}{2,14}\.?[,،]?\s+)?`;
const clock = String.raw`(?:\d{1,2}[:.]\d{2}(?::\d{2})?\s*(?:[ap]\.?\s?m\.?)?\s*(?:[·•|\-–—,]|on)?\s*)?`;
const gap = String.raw`[.,،]?\s+`;
const of = String.raw`(?:de\s+|del\s+|d['’])?`;
const patterns: readonly [pattern: RegExp, read: (groups: string[]) => [string, string, string]][] = [
  // 12 December 2018 · 12. Dezember 2018 · 12 de diciembre de 2018 · 12 декабря 2018 г. · ١٢ ديسمبر، ٢٠١٨ · 12 בדצמבר 2018
  [
    new RegExp(
      String.raw`^${clock}${weekday}(\d{1,2})(?:\.|º|°|er|st|nd|rd|th)?\s*${of}(\p{L}[\p{L}\p{M}]{1,14})${gap}${of}(\d{4})`,
      'iu',
    ),
    ([day = '', month = '', year = '']) => [year, month, day],
  ],
  // December 12, 2018 · Дек 20, 2017
  [
    new RegExp(
      String.raw`^${clock}${weekday}(\p{L}[\p{L}\p{M}]{1,14})\.?\s+(\d{1,2})(?:st|nd|rd|th)?${gap}(\d{4})`,
      'iu',
    ),
    ([month = '', day = '', year = '']) => [year, month, day],
  ],
  // 2018年12月12日 · 2018년 12월 12일
  [
    /^(\d{4})\s?[年년]\s?(\d{1,2})\s?[月월]\s?(\d{1,2})\s?[日일]/u,
    ([year = '', month = '', day = '']) => [year, month, day],
  ],
  // 2018. december 12.
  [/^(\d{4})\.\s+(\p{L}{3,14})\s+(\d{1,2})\./iu, ([year = '', month = '', day = '']) => [year, month, day]],
  // 12 tháng 12, 2018
  [/^(\d{1,2})\s+tháng\s+(\d{1,2}),?\s+(\d{4})/iu, ([day = '', month = '', year = '']) => [year, month, day]],
  // 2018-12-12, 2018/12/12
  [/^(\d{4})[-/.](\d{1,2})[-/.](\d{1,2})(?!\d)/, ([year = '', month = '', day = '']) => [year, month, day]],
  // 12.12.2018: with dots the day comes first everywhere
  [/^(\d{1,2})\.\s?(\d{1,2})\.\s?(\d{4})(?!\d)/, ([day = '', month = '', year = '']) => [year, month, day]],
  [/^(\d{1,2})[/-](\d{1,2})[/-](\d{4})(?!\d)/, readAmbiguous],
];

function readAmbiguous([first = '', second = '', year = '']: string[]): [string, string, string] {
  if (first === second || Number(first) > 12) return [year, second, first];
  return Number(second) > 12 ? [year, first, second] : ['', '', ''];
}

export function dateAtStart(text: string): FoundDate | null {
  const start = text.slice(0, MAX_DATE_CHARACTERS);
  const skipped = /^[\s,;:·•|\-–—،\u200e\u200f\u202a-\u202e\u2066-\u2069]*/u.exec(start)?.[0].length ?? 0;
  const plain = westernDigits(start.slice(skipped));
  // Every form has a number; the patterns of all languages take long to be compiled.
  if (!/\d/.test(plain)) return null;
  for (const [pattern, read] of patterns) {
    const match = pattern.exec(plain);
    if (match === null) continue;
    const date = dateOf(...read(match.slice(1)));
    if (date !== null) return { date, end: skipped + match[0].length };
  }
  return null;
}

/** Arabic-Indic, Persian and Devanagari digits, one for one; direction marks become spaces so that indices hold. */
function westernDigits(text: string): string {
  return text
    .replace(/[٠-٩۰-۹]/g, (digit) => String((digit.codePointAt(0) ?? 0) & 0xf))
    .replace(/[०-९]/g, (digit) => String((digit.codePointAt(0) ?? 0) - 0x966))
    .replace(/[\u200e\u200f\u202a-\u202e\u2066-\u2069\u00a0\u202f]/g, ' ');
}

function dateOf(year: string, month: string, day: string): string | null {
  const monthNumber = /^\d+$/.test(month) ? Number(month) : monthOf(month);
  if (monthNumber === null || !/^\d{4}$/.test(year) || !/^\d{1,2}$/.test(day)) return null;
  const date = new Date(Date.UTC(Number(year), monthNumber - 1, Number(day)));
  const isReal = date.getUTCMonth() === monthNumber - 1 && date.getUTCDate() === Number(day);
  // Nothing was posted before the first post, and nothing in a far future.
  return isReal && Number(year) >= 2006 && Number(year) < 2100 ? date.toISOString().slice(0, 10) : null;
}

function monthOf(word: string): number | null {
  const name = word.replaceAll('İ', 'i').toLocaleLowerCase('en').normalize('NFC');
  // Hebrew glues "in" to the month.
  return months.get(name) ?? months.get(name.replace(/^ב/, '')) ?? null;
}
