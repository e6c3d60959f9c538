import type { CaptionTrack, Medium } from '#domain/record.ts';
import { parseHttpUrl } from '#domain/url.ts';

export interface StatedTrack {
  url: string | null | undefined;
  /** What a relative `url` is relative to. */
  base?: string;
  language: string | null | undefined;
  label?: string | null | undefined;
  automatic?: boolean | null | undefined;
}

/** The tracks of a film as its record has them: none where none is stated, what people wrote before what machines did. */
export function captionsOf(stated: readonly StatedTrack[]): Pick<Medium, 'captions'> {
  const captions = stated.flatMap(trackOf).toSorted((a, b) => Number(a.automatic) - Number(b.automatic));
  return captions.length === 0 ? {} : { captions };
}

function trackOf({ url, base, language, label, automatic }: StatedTrack): CaptionTrack[] {
  const address = parseHttpUrl(url ?? '', base);
  if (address === null) return [];
  return [
    {
      url: address.href,
      language: languageTagOf(language),
      label: label?.trim() || null,
      automatic: automatic ?? false,
    },
  ];
}

/** BCP 47 in its usual spelling (`eng-US` is `en-US`); `und` for what is no tag. */
export function languageTagOf(stated: string | null | undefined): string {
  try {
    const [tag = 'und'] = Intl.getCanonicalLocales((stated ?? '').trim().replaceAll('_', '-'));
    return tag;
  } catch (error) {
    if (error instanceof RangeError) return 'und';
    throw error;
  }
}
