/** What the card's own words are written in; a post's words stay in theirs. */
export const cardLanguages = ['en', 'fr', 'ar', 'es', 'uk'] as const;
export type CardLanguage = (typeof cardLanguages)[number];

/**
 * The language of a card: the one that was asked for (`fr`, `fr-CA`), else the reader's favourite of those that there are
 * (`Accept-Language`, RFC 9110, 12.5.4), else English.
 */
export function chooseLanguage(asked: string | undefined, acceptLanguage: string | undefined): CardLanguage {
  return languageOf(asked ?? '') ?? favourites(acceptLanguage ?? '').find((one) => one !== null) ?? 'en';
}

function favourites(acceptLanguage: string): (CardLanguage | null)[] {
  return acceptLanguage
    .split(',')
    .slice(0, maxFavourites)
    .map((part) => {
      const [range = '', ...parameters] = part.split(';');
      const quality = parameters.map((each) => /^\s*q\s*=\s*([\d.]+)\s*$/i.exec(each)?.[1]).find(Boolean);
      return { language: languageOf(range), quality: quality === undefined ? 1 : Number(quality) };
    })
    .filter(({ quality }) => quality > 0)
    .toSorted((a, b) => b.quality - a.quality)
    .map(({ language }) => language);
}

/** Nobody reads more, and the header may be long. */
const maxFavourites = 30;

function languageOf(tag: string): CardLanguage | null {
  const [primary] = tag.trim().toLowerCase().split(/[-_]/);
  return cardLanguages.find((language) => language === primary) ?? null;
}
