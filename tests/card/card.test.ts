import { describe, expect, test } from 'vitest';
import { likenesses } from '#card/likeness.ts';
import { renderCard } from '#card/render-card.ts';
import type { CardView } from '#card/view.ts';
import { absences, postStates } from '#domain/post.ts';
import { platforms } from '#platforms/registry.ts';
import { artifactWith, captureWith, recordWith, viewWith } from './card-views.ts';
import { parsePage, textOf } from './page.ts';

function card(view: CardView) {
  return parsePage(renderCard(view));
}

const video = {
  kind: 'video' as const,
  alt: 'Soldiers walk over the bridge',
  width: 1280,
  height: 720,
  durationMs: 9000,
  posterUrl: 'https://pictures.example/poster.jpg',
  variants: [
    { url: 'https://videos.example/best.mp4', mediaType: 'video/mp4', bitrate: 1, width: null, height: null },
  ],
};
const photo = (alt: string | null) => ({
  kind: 'photo' as const,
  alt,
  width: 800,
  height: 600,
  durationMs: null,
  posterUrl: null,
  variants: [],
});

describe('a captured post', () => {
  test('shows who said what and when', () => {
    const page = card(viewWith(captureWith()));

    expect(page.text).toContain('A Reporter');
    expect(page.text).toContain('@reporter');
    expect(page.text).toContain('The bridge is open again.');
    expect(page.text).toContain('12 December 2018 at 00:15 UTC');
    const [quote] = page.all('blockquote');
    expect(quote && page.attribute(quote, 'lang')).toBe('en');
    expect(quote && page.attribute(quote, 'cite')).toBe('https://x.com/reporter/status/1072857');
    expect(page.all('bdi').map(textOf)).toEqual(['A Reporter', '@reporter', 'X']);
  });

  test('gives every line its own direction, and links their own words', () => {
    const text = 'The city is free\n\nالمدينة حرة #Hajin';
    const start = text.indexOf('#Hajin');
    const links = [{ url: 'https://x.com/hashtag/Hajin', start, end: start + 6 }];
    const page = card(viewWith(captureWith({ record: recordWith({ text, links, language: 'ar' }) })));

    const [quote] = page.all('blockquote');
    const paragraphs = page.all('p').filter((element) => element.parentNode === quote);
    expect(paragraphs.map(textOf)).toEqual(['The city is free', 'المدينة حرة #Hajin']);
    expect(paragraphs.map((element) => page.attribute(element, 'dir'))).toEqual(['auto', 'auto']);
    const link = page.all('a').find((element) => textOf(element) === '#Hajin');
    expect(link && page.attribute(link, 'href')).toBe('https://x.com/hashtag/Hajin');
    expect(link && page.attribute(link, 'rel')).toContain('noopener');
  });

  test('leaves links that point nowhere in the text as words', () => {
    const links = [
      { url: 'https://a.example/', start: -5, end: 3 },
      { url: 'https://b.example/', start: 4, end: 400 },
      { url: 'https://c.example/', start: 4, end: 10 },
      { url: 'https://d.example/', start: 6, end: 12 },
    ];
    const page = card(viewWith(captureWith({ record: recordWith({ links }) })));

    const [quote] = page.all('blockquote');
    expect(quote && textOf(quote)).toContain('The bridge is open again.');
    const targets = page.all('a').map((element) => page.attribute(element, 'href'));
    expect(targets.filter((href) => href?.includes('.example'))).toEqual(['https://c.example/']);
  });

  test('shows a video that can be played, with its still picture and its room kept', () => {
    const artifacts = [
      artifactWith({ name: 'media-1.mp4', mediaType: 'video/mp4', width: 1280, height: 720 }),
      artifactWith({ name: 'poster-1.jpg', mediaType: 'image/jpeg' }),
      artifactWith({ name: 'avatar.jpg', mediaType: 'image/jpeg' }),
    ];
    const page = card(viewWith(captureWith({ record: recordWith({ media: [video] }), artifacts })));

    const [player] = page.all('video');
    expect(player).toBeDefined();
    const attributes = Object.fromEntries(player?.attrs.map(({ name, value }) => [name, value]) ?? []);
    expect(attributes).toMatchObject({
      src: '/embed/x%3A1072857/media/media-1.mp4',
      poster: '/embed/x%3A1072857/media/poster-1.jpg',
      controls: '',
      playsinline: '',
      preload: 'none',
      width: '1280',
      height: '720',
      'aria-label': 'Soldiers walk over the bridge',
    });
    expect(attributes).not.toHaveProperty('autoplay');
    expect(page.all('img').map((element) => page.attribute(element, 'src'))).toEqual([
      '/embed/x%3A1072857/media/avatar.jpg',
    ]);
  });

  test('shows pictures with the author’s description, and says where there is none', () => {
    const artifacts = [1, 2].map((index) =>
      artifactWith({ name: `media-${index}.jpg`, mediaType: 'image/jpeg' }),
    );
    const record = recordWith({ media: [photo('A bridge at dawn'), photo(null)] });
    const page = card(viewWith(captureWith({ record, artifacts })));

    expect(page.all('img').map((element) => page.attribute(element, 'alt'))).toEqual([
      'A bridge at dawn',
      'Picture without a description',
    ]);
    expect(page.all('img').map((element) => page.attribute(element, 'width'))).toEqual(['800', '800']);
  });

  test('says what is not held instead of showing nothing', () => {
    const record = recordWith({ media: [video, photo('A map')] });
    const missing = [{ role: 'media' as const, reason: 'Video (1 of 2): larger than 512 MB' }];
    const page = card(viewWith(captureWith({ record, missing, outcome: 'partial' })));

    expect(page.all('video')).toEqual([]);
    expect(page.text).toContain('Video not held here');
    expect(page.text).toContain('Picture not held here: A map');
    expect(page.text).toContain('larger than 512 MB');
    expect(page.text).toContain('Archived 12 December 2018, in part');
  });

  test('shows the quoted post with its own pictures, not those of the post', () => {
    const { quoted: _, ...inner } = recordWith({ text: 'Quoted words', media: [photo('Inner')] });
    const record = recordWith({ media: [photo('Outer')], quoted: inner });
    const artifacts = ['media-1.jpg', 'quoted-media-1.jpg'].map((name) =>
      artifactWith({ name, mediaType: 'image/jpeg' }),
    );
    const page = card(viewWith(captureWith({ record, artifacts })));

    const pictures = page
      .all('img')
      .map((element) => [page.attribute(element, 'alt'), page.attribute(element, 'src')]);
    expect(pictures).toEqual([
      ['Outer', '/embed/x%3A1072857/media/media-1.jpg'],
      ['Inner', '/embed/x%3A1072857/media/quoted-media-1.jpg'],
    ]);
    expect(page.text).toContain('Quoted words');
  });

  test('says that the quoted post was gone', () => {
    const record = recordWith({ quoted: { absence: 'deleted', url: null } });

    expect(card(viewWith(captureWith({ record }))).text).toContain(
      'not available at capture (original deleted)',
    );
  });

  test('veils sensitive pictures until they are asked for', () => {
    const record = recordWith({ media: [photo('Wounds')], labels: ['sensitive'] });
    const artifacts = [artifactWith({ name: 'media-1.jpg', mediaType: 'image/jpeg' })];
    const page = card(viewWith(captureWith({ record, artifacts })));

    const [veil] = page.all('details');
    expect(veil && page.attribute(veil, 'open')).toBeNull();
    expect(page.text).toContain('Sensitive media');
  });

  test('gives counts as what they were at capture, and labels', () => {
    const counts = { likes: 1234, reposts: 1, replies: null, quotes: 0, views: null };
    const page = card(viewWith(captureWith({ record: recordWith({ counts, labels: ['withheld:DE'] }) })));

    expect(page.text).toContain('1,234 likes, 1 repost, 0 quotes as of capture');
    expect(page.text).toContain('labelled withheld in Germany');
  });

  test('leaves out media that the maker of a still picture cannot give', () => {
    const artifacts = [
      artifactWith({ name: 'media-1.mp4', mediaType: 'video/mp4' }),
      artifactWith({ name: 'poster-1.jpg', mediaType: 'image/jpeg' }),
    ];
    const view = viewWith(captureWith({ record: recordWith({ media: [video] }), artifacts }), {}, (name) =>
      name.endsWith('.jpg') ? 'data:image/jpeg;base64,AAAA' : null,
    );
    const page = card(view);

    expect(page.all('video')).toEqual([]);
    expect(page.all('img').map((element) => page.attribute(element, 'src'))).toEqual([
      'data:image/jpeg;base64,AAAA',
    ]);
    expect(page.all('img').map((element) => page.attribute(element, 'loading'))).toEqual([null]);
  });
});

describe('the notice tells the truth', () => {
  test('of a deleted original', () => {
    const post = { state: 'deleted' as const, stateSince: '2019-03-03T10:00:00.000Z' };
    const page = card(viewWith(captureWith(), post));

    expect(page.text).toContain('Archived 12 December 2018 · original deleted (seen 3 March 2019)');
    expect(page.text).toContain('Original address');
    const times = page.all('time').map((element) => page.attribute(element, 'datetime'));
    expect(times).toContain('2019-03-03T10:00:00.000Z');
  });

  test('of an original that is still there', () => {
    const page = card(viewWith(captureWith()));

    expect(page.text).toContain('original online when last checked · See the original');
    expect(page.text).not.toMatch(/deleted|gone/i);
  });

  test.each(absences)('of an original that is %s, in words of its own', (state) => {
    const words = absences.map((each) =>
      footerOf(viewWith(captureWith(), { state: each, stateSince: null })),
    );

    expect(
      words.filter((each) => each === footerOf(viewWith(captureWith(), { state, stateSince: null }))),
    ).toHaveLength(1);
  });

  test('and of an unknown state says nothing of the original', () => {
    expect(footerOf(viewWith(captureWith(), { state: 'unknown' }))).toBe(
      'Archived 12 December 2018 · See the original',
    );
  });

  test('of a post that came from a web archive', () => {
    const provenance = { archiveUrl: 'https://archive.example/1', archivedAt: '2019-01-02T00:00:00.000Z' };
    const words = footerOf(viewWith(captureWith({ source: 'archive', provenance }), { state: 'deleted' }));

    expect(words).toContain(
      'Recovered 12 December 2018 from a public web archive, which kept it on 2 January 2019',
    );
    expect(words).not.toContain('Archived 12');
  });

  test('of looks that held nothing', () => {
    const words = (outcome: 'absent' | 'blocked' | 'failed') =>
      footerOf(viewWith(captureWith({ outcome, record: null })));

    expect(words('absent')).toContain('not there to capture');
    expect(words('blocked')).toContain('blocked by the platform');
    expect(words('failed')).toContain('Capture failed');
  });

  function footerOf(view: CardView): string {
    const [footer] = card(view).all('footer');
    return footer ? textOf(footer).trim() : '';
  }
});

describe('without a capture', () => {
  const quotation = {
    text: 'our forces had liberated the city center',
    authorName: 'Mustafa Bali',
    authorHandle: 'mustefa2bali',
    date: '2018-12-12',
  };

  test('a quotation cannot be taken for a capture', () => {
    const page = card(viewWith(null, { quotation, state: 'not-found' }));

    expect(page.text).toContain('Quotation, not a capture.');
    expect(page.text).toContain('our forces had liberated the city center');
    expect(page.text).toContain(
      'Attributed by the article to Mustafa Bali, @mustefa2bali, dated 12 December 2018',
    );
    expect(page.text).toContain('Not archived yet');
    expect(page.elements.filter((element) => page.attribute(element, 'class') === 'post')).toEqual([]);
    expect(page.elements.filter((element) => page.attribute(element, 'class') === 'author')).toEqual([]);
    expect(page.all('title').map((title) => renderTitle(title))).toEqual(['Post not captured: Mustafa Bali']);
  });

  test('a recovered quotation is one too, whatever its record looks like', () => {
    const page = card(viewWith(captureWith({ source: 'quotation', outcome: 'partial' })));

    expect(page.text).toContain('Quotation, not a capture.');
    expect(page.text).toContain('The bridge is open again.');
    expect(page.text).not.toContain('Archived 12');
    expect(page.text).toContain('the post was never captured');
  });

  test('a post that nothing is held of yet says so', () => {
    const page = card(viewWith(null));

    expect(page.text).toContain('has not been captured yet');
    expect(page.text).not.toMatch(/Archived \d/);
  });

  test('a post that was gone when first looked at says so', () => {
    const page = card(viewWith(captureWith({ outcome: 'absent', record: null }), { state: 'deleted' }));

    expect(page.text).toContain('nothing of it is held');
  });

  test('a screenshot stands in for a record that could not be read', () => {
    const artifacts = [artifactWith({ name: 'screenshot.png', mediaType: 'image/png', role: 'screenshot' })];
    const page = card(viewWith(captureWith({ record: null, artifacts, outcome: 'partial' })));

    expect(page.all('img').map((element) => page.attribute(element, 'alt'))).toEqual([
      'Screenshot of the post',
    ]);
  });

  function renderTitle(title: Parameters<typeof textOf>[0]): string {
    return title.childNodes.map((child) => ('value' in child ? child.value : '')).join('');
  }
});

test('a page is shown by its title, its picture and the beginning of its text', () => {
  const text = `${'Once upon a time. '.repeat(40)}The end.`;
  const record = recordWith({ platform: 'web', title: 'A page', text });
  const artifacts = [
    artifactWith({ name: 'page-screenshot.png', mediaType: 'image/png', role: 'page-screenshot' }),
  ];
  const page = card(viewWith(captureWith({ record, artifacts }), { platform: 'web' }));

  expect(page.text).toContain('A page');
  const [more] = page.all('details');
  expect(more && textOf(more)).toContain('The end.');
  expect(page.all('img').map((element) => page.attribute(element, 'alt'))).toEqual([
    'Screenshot of the page A page',
  ]);
});

test('every state gives a whole page', () => {
  for (const state of postStates) {
    const html = renderCard(viewWith(captureWith(), { state }));
    expect(html.startsWith('<!doctype html>')).toBe(true);
    expect(parsePage(html).all('main')).toHaveLength(1);
  }
});

describe('as its platform shows it', () => {
  const layouts = (platform: string) => {
    const artifacts = [artifactWith({ name: 'media-1.jpg', mediaType: 'image/jpeg' })];
    const record = recordWith({ platform, media: [photo('A bridge')], title: 'Title' });
    const page = card(viewWith(captureWith({ record, artifacts }), { platform }));
    const [post] = page.all('figure');
    const parts = page.elements.filter((element) => element.parentNode === post);
    return parts.map((element) => page.attribute(element, 'class') ?? element.tagName);
  };

  test.each([
    ['x', ['author', 'blockquote', 'media', 'more', 'facts']],
    ['instagram', ['author', 'media', 'blockquote', 'more', 'facts']],
    ['youtube', ['media', 'author', 'blockquote', 'more', 'facts']],
    ['an unknown one', ['author', 'blockquote', 'media', 'more', 'facts']],
  ])('%s: %j', (platform, order) => {
    expect(layouts(platform)).toEqual(order);
  });

  test('every platform of the registry has a likeness of its own', () => {
    expect(Object.keys(likenesses).toSorted()).toEqual(platforms.map(({ name }) => name).toSorted());
  });

  test('several pictures share one room, each leading to the whole of it', () => {
    const names = [1, 2, 3].map((index) => `media-${index}.jpg`);
    const artifacts = names.map((name) => artifactWith({ name, mediaType: 'image/jpeg' }));
    const record = recordWith({ media: names.map(() => photo(null)) });
    const page = card(viewWith(captureWith({ record, artifacts })));

    expect(
      page.elements.filter((element) => page.attribute(element, 'class') === 'media mosaic three wide'),
    ).toHaveLength(1);
    const targets = page.all('a').map((element) => page.attribute(element, 'href'));
    expect(targets).toEqual(expect.arrayContaining(names.map((name) => `/embed/x%3A1072857/media/${name}`)));
  });

  test('with a film or a gap among them, each has its own', () => {
    const artifacts = [artifactWith({ name: 'media-1.jpg', mediaType: 'image/jpeg' })];
    const page = card(
      viewWith(captureWith({ record: recordWith({ media: [photo(null), photo(null)] }), artifacts })),
    );

    expect(page.elements.filter((element) => page.attribute(element, 'class') === 'media')).toHaveLength(1);
  });

  test('captions that are held play with the video', () => {
    const artifacts = [
      artifactWith({ name: 'media-1.mp4', mediaType: 'video/mp4' }),
      artifactWith({ name: 'captions-1.fr.vtt', mediaType: 'text/vtt' }),
    ];
    const page = card(viewWith(captureWith({ record: recordWith({ media: [video] }), artifacts })));
    const [track] = page.all('track');

    expect(Object.fromEntries(track?.attrs.map(({ name, value }) => [name, value]) ?? [])).toEqual({
      kind: 'captions',
      src: '/embed/x%3A1072857/media/captions-1.fr.vtt',
      srclang: 'fr',
      label: 'French',
    });
    const [player] = page.all('video');
    expect(player && page.attribute(player, 'crossorigin')).toBe('anonymous');
  });

  test('captions that a machine heard say so, and several in a language are told apart', () => {
    const heard = {
      url: 'https://cdn.example.org/en',
      language: 'en',
      label: null,
      automatic: true,
    };
    const artifacts = [
      artifactWith({ name: 'media-1.mp4', mediaType: 'video/mp4' }),
      artifactWith({ name: 'captions-1.fr.vtt', mediaType: 'text/vtt' }),
      artifactWith({ name: 'captions-1.fr.2.vtt', mediaType: 'text/vtt' }),
      artifactWith({ name: 'captions-1.en.vtt', mediaType: 'text/vtt', sourceUrl: heard.url }),
    ];
    const media = [{ ...video, captions: [heard] }];
    const page = card(viewWith(captureWith({ record: recordWith({ media }), artifacts })));

    expect(page.all('track').map((track) => page.attribute(track, 'label'))).toEqual([
      'French',
      'French 2',
      'English (automatic)',
    ]);
  });

  test('a poll has its shares', () => {
    const poll = {
      options: [
        { label: 'Yes', count: 3 },
        { label: 'No', count: 1 },
      ],
      endsAt: '2018-12-13T00:15:00.000Z',
    };
    const page = card(viewWith(captureWith({ record: recordWith({ poll }) })));

    expect(page.all('li').map(textOf)).toEqual(['Yes 75% · 3', 'No 25% · 1']);
    expect(page.all('progress').map((bar) => page.attribute(bar, 'value'))).toEqual(['75', '25']);
    expect(page.text).toContain('4 votes · until 13 December 2018 at 00:15 UTC');
  });

  test('a film’s long description is folded between two words, its links with it; a post’s text is not', () => {
    const text = `${'Once upon a time. '.repeat(40)}https://a.example/`;
    const start = text.indexOf('https');
    const links = [{ url: 'https://a.example/', start, end: text.length }];
    const of = (platform: string) => recordWith({ platform, title: 'A film', text, links });
    const page = card(viewWith(captureWith({ record: of('youtube') })));
    const post = card(viewWith(captureWith({ record: of('reddit') })));

    const [more] = page.all('details');
    expect(more && textOf(more)).toMatch(/^The rest of the text\s?(Once|upon|a|time\.) /);
    expect(post.all('details')).toEqual([]);
    const last = page.all('a').find((element) => textOf(element) === 'https://a.example/');
    expect(last && page.attribute(last, 'href')).toBe('https://a.example/');
  });
});

describe('the page of a card', () => {
  const addresses = {
    cardUrl: 'https://archive.example/embed/x%3A1072857',
    oembedUrl: 'https://archive.example/oembed?url=card',
    pictureUrl: 'https://archive.example/embed/x%3A1072857.png',
  };
  const view = { ...viewWith(captureWith()), evidenceUrl: '/posts/x%3A1072857' };

  test('tells previews what it is', () => {
    const page = parsePage(renderCard(view, addresses));
    const entries = page.all('meta').flatMap((meta) => {
      const property = page.attribute(meta, 'property');
      return property ? [[property, page.attribute(meta, 'content')]] : [];
    });

    expect(Object.fromEntries(entries)).toEqual({
      'og:type': 'article',
      'og:title': 'Archived post: A Reporter',
      'og:description': 'The bridge is open again.',
      'og:url': addresses.cardUrl,
      'og:image': addresses.pictureUrl,
    });
    expect(parsePage(renderCard(view, { ...addresses, framed: true })).all('meta')).toHaveLength(4);
  });

  test('links the original as Robust Links do, and the evidence', () => {
    const page = parsePage(renderCard(view, addresses));
    const link = (words: string) => page.all('a').find((element) => textOf(element) === words);
    const original = Object.fromEntries(
      link('See the original')?.attrs.map(({ name, value }) => [name, value]) ?? [],
    );
    const evidence = link('Evidence');

    expect(original).toMatchObject({
      href: 'https://x.com/reporter/status/1072857',
      'data-originalurl': 'https://x.com/reporter/status/1072857',
      'data-versionurl': addresses.cardUrl,
      'data-versiondate': '2018-12-12',
    });
    expect(evidence && page.attribute(evidence, 'href')).toBe('https://archive.example/posts/x%3A1072857');
  });

  test('weighs under 12 KB, and a post of 25,000 characters is whole', () => {
    const ordinary = renderCard(viewWith(everything), addresses);
    const text = 'Ünïcode words here. '.repeat(1250);
    const long = renderCard(viewWith(captureWith({ record: recordWith({ text }) })), addresses);

    expect(Buffer.byteLength(ordinary)).toBeLessThan(12_000);
    expect(parsePage(long).text).toContain(text.trim());
    expect(Buffer.byteLength(long) - Buffer.byteLength(text)).toBeLessThan(12_000);
  });

  /** Four pictures, a quoted post, a poll, counts, and something missing. */
  const everything = captureWith({
    outcome: 'partial',
    record: recordWith({
      text: 'The bridge is open again. '.repeat(10),
      media: [1, 2, 3, 4].map(() => photo('A bridge over the river, seen from the bank')),
      poll: { options: ['Yes', 'No', 'Perhaps'].map((label) => ({ label, count: 10 })), endsAt: null },
      counts: { likes: 1, reposts: 2, replies: 3, quotes: 4, views: 5 },
      quoted: (({ quoted: _, ...inner }) => inner)(
        recordWith({ text: 'Quoted words', media: [photo('Inner')] }),
      ),
    }),
    artifacts: [1, 2, 3, 4].map((index) =>
      artifactWith({ name: `media-${index}.jpg`, mediaType: 'image/jpeg' }),
    ),
    missing: [{ role: 'media', reason: 'Picture (1 of 1 of the quoted post): not found' }],
  });
});
