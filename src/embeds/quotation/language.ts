/** A guess at the language of some words: enough to tell a quotation from the article around it, not more. */

const MAX_CHARACTERS = 20_000;
/** Fewer hits than this are chance. */
const MIN_HITS = 2;

const scripts: readonly [name: string, letters: RegExp][] = [
  ['arabic', /\p{Script=Arabic}/gu],
  ['cyrillic', /\p{Script=Cyrillic}/gu],
  ['japanese', /[\p{Script=Hiragana}\p{Script=Katakana}]/gu],
  ['han', /\p{Script=Han}/gu],
  ['korean', /\p{Script=Hangul}/gu],
  ['hebrew', /\p{Script=Hebrew}/gu],
  ['greek', /\p{Script=Greek}/gu],
  ['devanagari', /\p{Script=Devanagari}/gu],
  ['thai', /\p{Script=Thai}/gu],
  ['latin', /\p{Script=Latin}/gu],
];

const commonWords: Readonly<Record<string, string>> = {
  en: 'the and of to in is that for it was with are this have had our not be they we you from been has but who their will by an were when there what would about can just my your his her she at which',
  fr: 'le la les des une est dans que qui pour sur avec pas plus par sont ont été aux cette mais nous vous leur ses du au son il elle ce ces était ainsi entre après depuis sans comme et je',
  de: 'der die das und ist nicht ein eine mit auf für den dem sich von zu im es auch als wird werden hat sie wir ich bei nach oder aber aus wie noch einen einer über nur haben sind war zum zur',
  es: 'el los las una que por con para está del más como pero sus fue son este esta hay ha todo muy también cuando sobre entre desde donde porque nos les ya lo es en y al',
  pt: 'os uma que não com para mais como mas foi são está pelo pela dos das seu sua isso muito também quando já nos você ele ela ao até em um do da no na é',
  it: 'il gli che non con per una della delle nel sono più come anche ma questo questa alla dei degli è stato ha hanno suo sua si lo dopo tra dal nella di del',
  nl: 'het een van en niet dat voor met op zijn aan door ook naar bij heeft wordt hun maar nog uit kan over deze dit wij ik je was werd is',
  tr: 've bir bu için ile da de olarak daha çok olan ne gibi kadar sonra var en ama ki değil oldu ben sen biz',
  pl: 'nie jest się na do że to jak ale po od przez dla już tylko był było są tego przy oraz może i w z',
  cs: 'je se na že to jako ale po od pro již jen byl bylo jsou by podle při tak nebo jeho který která ve za i',
  sv: 'och att det som är en på för med av inte har till den om ett var men kan från efter också vi jag de',
  id: 'yang dan di dengan untuk pada tidak ini itu dari dalam akan ada juga oleh saat telah bisa mereka kita adalah',
};
const wordLists = Object.entries(commonWords).map(
  ([language, words]) => [language, new Set(words.split(' '))] as const,
);

/** `en`, `fr`, … for the Latin languages that are known, else the script's name; null where the words tell nothing. */
export function languageOf(text: string): string | null {
  const sample = plainWords(text.slice(0, MAX_CHARACTERS));
  const script = scriptOf(sample);
  return script === 'latin' ? latinLanguage(sample) : script;
}

/** Links, handles and hashtags are of no language. */
function plainWords(text: string): string {
  return text.replace(/(?:https?:\/\/|pic\.(?:twitter|x)\.com\/)\S+|[@#][\p{L}\p{N}_]+/giu, ' ');
}

export function scriptOf(text: string): string | null {
  let best: { name: string; count: number } | null = null;
  for (const [name, letters] of scripts) {
    const count = text.match(letters)?.length ?? 0;
    // Kana mark Japanese even where most characters are Han.
    if (name === 'japanese' && count >= 2) return name;
    if (count > 0 && (best === null || count > best.count)) best = { name, count };
  }
  return best?.name ?? null;
}

function latinLanguage(text: string): string | null {
  const words = text.toLowerCase().match(/[\p{L}]+/gu) ?? [];
  const scores = wordLists
    .map(([language, list]) => ({ language, hits: words.filter((word) => list.has(word)).length }))
    .toSorted((a, b) => b.hits - a.hits);
  const [first, second] = scores;
  if (first === undefined || first.hits < MIN_HITS) return null;
  return first.hits > (second?.hits ?? 0) ? first.language : null;
}
