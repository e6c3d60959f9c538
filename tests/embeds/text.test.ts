import { describe, expect, it } from 'vitest';
import { findEmbeds } from '#embeds/find-embeds.ts';

const find = (body: string) => findEmbeds({ body, mediaType: 'text/plain', baseUrl: null }).embeds;
const signed = (date: string) => `words of the post pic.twitter.com/Abcdefgh12 — Ada (@ada_writes) ${date}`;

describe('the date of a flattened embed', () => {
  it.each([
    ['English', 'December 12, 2018'],
    ['English, short', 'Dec 12, 2018'],
    ['English, day first', '12 December 2018'],
    ['French', '12 décembre 2018'],
    ['German', '12. Dezember 2018'],
    ['Spanish', '12 de diciembre de 2018'],
    ['Portuguese', '12 de dezembro de 2018'],
    ['Portuguese, month first', 'Dezembro 12, 2018'],
    ['Italian', '12 dicembre 2018'],
    ['Dutch', '12 december 2018'],
    ['Arabic', '١٢ ديسمبر ٢٠١٨'],
    ['Arabic, western digits', '12 ديسمبر، 2018'],
    ['Persian', '۱۲ دسامبر ۲۰۱۸'],
    ['Hebrew', '12 בדצמבר 2018'],
    ['Turkish', '12 Aralık 2018'],
    ['Russian', '12 декабря 2018 г.'],
    ['Ukrainian', '12 грудня 2018 р.'],
    ['Polish', '12 grudnia 2018'],
    ['Czech', '12. prosince 2018'],
    ['Hungarian', '2018. december 12.'],
    ['Japanese', '2018年12月12日'],
    ['Korean', '2018년 12월 12일'],
    ['Vietnamese', '12 tháng 12, 2018'],
    ['Hindi', '12 दिसंबर 2018'],
    ['Thai', '12 ธันวาคม 2018'],
    ['Urdu', '12 دسمبر 2018'],
    ['Bulgarian', '12 декември 2018'],
    ['Serbian', '12. децембар 2018.'],
    ['Croatian', '12. prosinca 2018.'],
    ['Catalan', '12 de desembre de 2018'],
    ['Malay', '12 Disember 2018'],
    ['with the time', '4:39 PM · Dec 12, 2018'],
    ['with the weekday', 'Wednesday, December 12, 2018'],
    ['in digits', '2018-12-12'],
    ['in digits with dots', '12.12.2018'],
  ])('%s', (_, date) => {
    expect(find(signed(date))[0]?.quotation?.date).toBe('2018-12-12');
  });

  it('is not guessed where day and month could be exchanged', () => {
    expect(find(signed('03/04/2018'))[0]?.quotation?.date).toBeNull();
    expect(find(signed('31/12/2018'))[0]?.quotation?.date).toBe('2018-12-31');
    expect(find(signed('February 30, 2018'))[0]?.quotation?.date).toBeNull();
  });
});

describe('the signature of a flattened embed', () => {
  it.each([
    ['an em dash', '— Ada (@ada_writes) December 12, 2018'],
    ['a bar', '― Ada (@ada_writes) December 12, 2018'],
    ['an en dash', '– Ada (@ada_writes) December 12, 2018'],
    ['two hyphens', '-- Ada (@ada_writes) December 12, 2018'],
    ['a hyphen', '- Ada (@ada_writes) December 12, 2018'],
    ['an entity', '&mdash; Ada (@ada_writes) December 12, 2018'],
    ['full-width brackets', '— Ada（@ada_writes）2018年12月12日'],
    ['no space', '—Ada (@ada_writes)December 12, 2018'],
  ])('by %s', (_, signature) => {
    const embeds = find(`words pic.twitter.com/Abcdefgh12 ${signature}`);
    expect(embeds).toMatchObject([
      { quotation: { text: 'words', authorName: 'Ada', authorHandle: 'ada_writes', date: '2018-12-12' } },
    ]);
  });

  it('keeps dashes, brackets and emoji of the name', () => {
    const [embed] = find('words\n\n— Ada – writes (they) 🎄 (@ada_writes) December 12, 2018');
    expect(embed?.quotation?.authorName).toBe('Ada – writes (they) 🎄');
  });

  it('may be glued to the media link, and that to the words', () => {
    const [embed] = find('the big mosquepic.twitter.com/Abcdefgh12— Ada (@ada_writes) December 12, 2018');
    expect(embed).toMatchObject({ postId: 'x:short:Abcdefgh12', quotation: { text: 'the big mosque' } });
  });

  it('does not take the media link of the post that follows in the same line', () => {
    const body =
      'One pic.twitter.com/Abcdefgh12 — Ada (@ada_writes) December 12, 2018 Two pic.twitter.com/Bcdefghi23 — Bob (@bob) December 13, 2018';
    expect(find(body).map(({ postId, quotation }) => [postId, quotation?.authorHandle])).toEqual([
      ['x:short:Abcdefgh12', 'ada_writes'],
      ['x:short:Bcdefghi23', 'bob'],
    ]);
  });

  it('of Bluesky and of the fediverse has the handles of these', () => {
    expect(find('words\n\n— Ada (@ada.example.org) March 13, 2025')).toMatchObject([
      { platform: 'bluesky', quotation: { authorHandle: 'ada.example.org', date: '2025-03-13' } },
    ]);
    expect(find('words\n\n— Ada (@ada@social.example.org) March 13, 2025')).toMatchObject([
      { platform: 'mastodon', quotation: { authorHandle: 'ada@social.example.org', date: '2025-03-13' } },
    ]);
  });

  it('is not every mention of an account', () => {
    expect(find('Ask Ada Lovelace (@ada_writes) about it – she knows. In December 2018 she wrote.')).toEqual(
      [],
    );
  });

  it('with a link to the post names it', () => {
    const [embed] = find(
      'words\n\n— Ada (@ada_writes) [December 12, 2018](https://twitter.com/ada_writes/status/20)',
    );
    expect(embed).toMatchObject({ postId: 'x:20', quotation: { date: '2018-12-12' } });
  });

  it('without any link, is known by its words, and surely the same each time', () => {
    const text = 'See :\n\nA minute of silence.\n\n— Ada (@ada_writes) October 9, 2018';
    const [embed] = find(text);
    expect(embed?.postId).toMatch(/^quotation:[0-9a-f]{32}$/);
    expect(find(text)).toEqual(find(text.replaceAll('\n', '\r\n')));
    expect(embed?.confidence).toBeLessThan(0.9);
  });

  it('a plain t.co among the words may lead anywhere, and does not name the post', () => {
    const [embed, ...rest] = find('Read this https://t.co/Abcdefgh12\n\n— Ada (@ada_writes) October 9, 2018');
    expect(embed?.postId).toMatch(/^quotation:/);
    expect(rest).toEqual([]);
  });
});

describe('how far a quotation runs back', () => {
  const signature = 'pic.twitter.com/Abcdefgh12 — Ada (@ada_writes) December 12, 2018';
  const german =
    'Die Stadt ist nach Angaben der Behörden nicht mehr zu erreichen, und die Straßen sind gesperrt.';

  it('over blank lines, to the article’s own language', () => {
    const [embed] = find(
      `${german}\n\n${german}\n\nThe city is cut off from the rest.\n\nWe are on our way. ${signature}\n\n${german}`,
    );
    expect(embed?.quotation?.text).toBe('The city is cut off from the rest.\nWe are on our way.');
  });

  it('to the article’s own script', () => {
    const [embed] = find(`${german}\n\nالمدينة محاصرة ${signature}`);
    expect(embed?.quotation?.text).toBe('المدينة محاصرة');
  });

  it('to a paragraph that introduces it', () => {
    const [embed] = find(
      `${german}\n\nAda wrote this about the city that they are in:\n\nThe city is cut off. ${signature}`,
    );
    expect(embed?.quotation?.text).toBe('The city is cut off.');
  });

  it('to the sentence where all is one paragraph, less surely', () => {
    const [embed] = find(
      `${german} The city is cut off from the rest. We are on our way. ${signature} ${german}`,
    );
    expect(embed?.quotation?.text).toBe('The city is cut off from the rest. We are on our way.');
    expect(embed?.confidence).toBeLessThan(0.9);
  });

  it('never into another quotation', () => {
    const embeds = find(
      `One of the first words. ${signature}\n\nTwo. pic.twitter.com/Second0001 — Bob (@bob) December 13, 2018`,
    );
    expect(embeds.map(({ quotation }) => quotation?.text)).toEqual(['One of the first words.', 'Two.']);
  });
});

describe('URLs in a text', () => {
  it('are links in a sentence, and embeds on a line of their own', () => {
    const embeds = find(
      'See https://x.com/a/status/20.\n\nhttps://twitter.com/b/status/21?s=20\n\nAnd https://example.org/c',
    );
    expect(embeds.map(({ form, postId }) => [form, postId])).toEqual([
      ['link', 'x:20'],
      ['text', 'x:21'],
    ]);
    expect(embeds[0]?.confidence).toBeLessThan(embeds[1]?.confidence ?? 0);
  });

  it('need no scheme, and lose the punctuation around them', () => {
    const embeds = find('(pic.twitter.com/Abcdefgh12), «t.co/Abcdefgh34», twitter.com/a/status/20!');
    expect(embeds.map(({ foundUrl }) => foundUrl)).toEqual([
      'https://pic.twitter.com/Abcdefgh12',
      'https://t.co/Abcdefgh34',
      'https://twitter.com/a/status/20',
    ]);
  });
});
