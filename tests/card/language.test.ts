import { describe, expect, test } from 'vitest';
import { type CardLanguage, cardLanguages, chooseLanguage } from '#card/language.ts';
import { localeOf } from '#card/locale.ts';
import { renderCard, titleOf } from '#card/render-card.ts';
import { captureWith, recordWith, viewWith } from './card-views.ts';
import { parsePage, textOf } from './page.ts';

describe('the language of a card', () => {
  test.each<[asked: string | undefined, accepted: string | undefined, chosen: CardLanguage]>([
    ['fr', 'ar', 'fr'],
    ['FR-ca', undefined, 'fr'],
    ['es_MX', undefined, 'es'],
    ['de', 'uk-UA,uk;q=0.9,en;q=0.8', 'uk'],
    [undefined, 'de-DE,de;q=0.9,fr;q=0.7,en;q=0.8', 'en'],
    [undefined, 'ar;q=0,fr;q=0.1', 'fr'],
    [undefined, '*', 'en'],
    [undefined, undefined, 'en'],
    ['', ';;;q=,=,', 'en'],
    ['../../fr', 'x'.repeat(5000), 'en'],
  ])('asked for %j, accepting %j, is %s', (asked, accepted, chosen) => {
    expect(chooseLanguage(asked, accepted)).toBe(chosen);
  });
});

describe('in every language', () => {
  const post = { state: 'deleted' as const, stateSince: '2019-03-03T10:00:00.000Z' };
  const record = recordWith({ counts: { likes: 3, reposts: 1, replies: null, quotes: null, views: 21_000 } });
  const view = { ...viewWith(captureWith({ record }), post), evidenceUrl: '/posts/x%3A1072857' };

  test.each<[CardLanguage, string, string]>([
    [
      'en',
      'Archived 12 December 2018 · original deleted (seen 3 March 2019) · Original address · Evidence',
      '12 December 2018 at 00:15 UTC · 3 likes, 1 repost, 21,000 views as of capture',
    ],
    [
      'fr',
      'Archivé le 12 décembre 2018 · original supprimé (constaté le 3 mars 2019) · Adresse d’origine · Preuve',
      '12 décembre 2018 à 00:15 UTC · 3 mentions J’aime, 1 partage et 21 000 vues au moment de la capture',
    ],
    [
      'ar',
      'أُرشف في 12 ديسمبر 2018 · حُذف الأصل (لوحظ في 3 مارس 2019) · العنوان الأصلي · الدليل',
      '12 ديسمبر 2018 في 00:15 UTC · 3 إعجابات، ومشاركة واحدة، و21,000 مشاهدة عند الحفظ',
    ],
    [
      'es',
      'Archivado el 12 de diciembre de 2018 · original eliminado (visto el 3 de marzo de 2019) · Dirección original · Prueba',
      '12 de diciembre de 2018 a las 0:15 UTC · 3 me gusta, 1 vez compartido, 21.000 visualizaciones en el momento de la captura',
    ],
    [
      'uk',
      'Архівовано 12 грудня 2018 р. · оригінал видалено (помічено 3 березня 2019 р.) · Адреса оригіналу · Докази',
      '12 грудня 2018 р. о 00:15 UTC · 3 вподобання, 1 поширення і 21 000 переглядів на час збереження',
    ],
  ])('%s: what became of the post, and its small print', (language, notice, facts) => {
    const page = parsePage(renderCard(view, { language }));
    const words = (tag: string) =>
      page.all(tag).map((element) => textOf(element).replace(/\s+/g, ' ').trim());

    expect(words('footer')).toEqual([notice]);
    expect(words('figcaption')).toEqual([facts]);
    const [root] = page.all('html');
    expect(root && page.attribute(root, 'lang')).toBe(language);
    expect(root && page.attribute(root, 'dir')).toBe(language === 'ar' ? 'rtl' : 'ltr');
  });

  test.each(cardLanguages)(
    '%s says all that English says, and asks for nothing that is not given',
    (language) => {
      expect(placesOf(localeOf(language).messages)).toEqual(placesOf(localeOf('en').messages));
      expect(titleOf(view, language)).toContain('A Reporter');
    },
  );

  test('the post keeps its own language, and one that is not known is not taken for ours', () => {
    const languages = (language: string | null) => {
      const page = parsePage(
        renderCard(viewWith(captureWith({ record: recordWith({ language, textTruncated: true }) })), {
          language: 'fr',
        }),
      );
      const [quote] = page.all('blockquote');
      const [ours] = page.all('p').filter((element) => page.attribute(element, 'class') === 'aside');
      return [quote, ours].map((element) => element && page.attribute(element, 'lang'));
    };

    expect(languages('uk')).toEqual(['uk', 'fr']);
    expect(languages(null)).toEqual(['', 'fr']);
    expect(languages('und')).toEqual(['', 'fr']);
  });
});

/** By path, the names of what each message has filled in. Of the forms by number, all have `other`, and the others leave out at most the number. */
function placesOf(messages: object, path = ''): Record<string, string[]> {
  const forms = Object.entries(messages).filter(([key]) => !('other' in messages) || key === 'other');
  const entries = forms.map(([key, value]) =>
    typeof value === 'object' && value !== null
      ? placesOf(value, `${path}/${key}`)
      : { [`${path}/${key}`]: [...String(value).matchAll(/\{(\w+)\}/g)].map(([, name = '']) => name).sort() },
  );
  return Object.assign({}, ...entries);
}
