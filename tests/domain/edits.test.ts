import { describe, expect, test } from 'vitest';
import { countChanges, edits } from '#domain/edits.ts';
import { anAuthor, aPhoto, aRecord } from '../support/records.ts';

const fields = (...[before, after]: Parameters<typeof edits>) =>
  edits(before, after).map(({ field }) => field);

describe('what a reader would find changed', () => {
  test('the words, not their white space or their Unicode form', () => {
    const before = aRecord({ text: 'Café  ouvert\n' });
    expect(fields(before, aRecord({ text: 'Cafe\u0301 ouvert' }))).toEqual([]);
    expect(edits(before, aRecord({ text: 'Café fermé' }))).toEqual([
      { field: 'text', from: 'Café  ouvert\n', to: 'Café fermé' },
    ]);
  });

  test('a text that one answer cut is compared as far as it goes', () => {
    const cut = aRecord({ text: 'A long story of …', textTruncated: true });
    expect(fields(cut, aRecord({ text: 'A long story of which this is the end' }))).toEqual([]);
    expect(fields(aRecord({ text: 'A long story of which this is the end' }), cut)).toEqual([]);
    expect(fields(cut, aRecord({ text: 'Another story' }))).toEqual(['text']);
  });

  test('media that came, went or turned, not URLs that expired', () => {
    const one = aRecord({ media: [aPhoto({ url: 'https://media.example/a.jpg?expires=1' })] });
    expect(
      fields(one, aRecord({ media: [aPhoto({ url: 'https://media.example/a.jpg?expires=2' })] })),
    ).toEqual([]);
    expect(fields(one, aRecord({ media: [] }))).toEqual(['media']);
    expect(fields(one, aRecord({ media: [aPhoto({ kind: 'video' })] }))).toEqual(['media']);
    expect(
      fields(aRecord({ media: [aPhoto({ alt: 'a dog' })] }), aRecord({ media: [aPhoto({ alt: 'a cat' })] })),
    ).toEqual(['media']);
  });

  test('another author, or another name, handle or picture of the same one', () => {
    const before = aRecord({ author: anAuthor({ name: 'Ada', handle: 'ada', id: '1' }) });
    expect(
      fields(before, aRecord({ author: anAuthor({ name: 'Ada L.', handle: 'lovelace', id: '1' }) })),
    ).toEqual(['authorName', 'authorHandle']);
    expect(fields(before, aRecord({ author: anAuthor({ name: 'Ada', handle: 'ada', id: '2' }) }))).toEqual([
      'author',
    ]);
    expect(fields(before, aRecord({ author: anAuthor({ handle: 'ADA', name: 'Ada', id: null }) }))).toEqual(
      [],
    );
    expect(fields(before, aRecord({ author: anAuthor({ handle: 'eve', id: null }) }))).toEqual(['author']);
  });

  test('another picture of the author, not another address of the same', () => {
    const withAvatar = (avatarUrl: string) => aRecord({ author: anAuthor({ avatarUrl }) });
    const before = withAvatar('https://a.example/v1/AbC_normal.jpg?expires=1');
    expect(fields(before, withAvatar('https://b.example/v2/AbC_bigger.jpg?expires=2'))).toEqual([]);
    expect(fields(before, withAvatar('https://a.example/v1/XyZ_normal.jpg'))).toEqual(['avatar']);
  });

  test('labels and polls, not how much of the post was read nor who voted', () => {
    expect(fields(aRecord(), aRecord({ labels: ['sensitive'] }))).toEqual(['labels']);
    expect(fields(aRecord({ labels: ['not-embeddable'] }), aRecord({ labels: ['partial'] }))).toEqual([]);
    const poll = (...counts: (number | null)[]) => ({
      options: counts.map((count, place) => ({ label: `choice ${place}`, count })),
      endsAt: null,
    });
    expect(fields(aRecord({ poll: poll(1, 2) }), aRecord({ poll: poll(3, 4) }))).toEqual([]);
    expect(fields(aRecord({ poll: poll(1, 2) }), aRecord({ poll: poll(1, 2, 3) }))).toEqual(['poll']);
  });

  test('of a page of the web its own words alone', () => {
    const page = aRecord({ platform: 'web', title: 'One', media: [aPhoto()], labels: ['sensitive'] });
    expect(fields(page, aRecord({ platform: 'web', title: 'Two' }))).toEqual([]);
    expect(fields(page, aRecord({ platform: 'web', text: 'Other words' }))).toEqual(['text']);
  });

  test('an edit that the platform states', () => {
    const edited = aRecord({ editedAt: '2026-11-01T12:00:00Z' });
    expect(fields(aRecord(), edited)).toEqual(['editedAt']);
    expect(fields(edited, aRecord({ editedAt: '2026-11-01T12:00:00.000Z' }))).toEqual([]);
    expect(fields(edited, aRecord())).toEqual([]);
  });

  test('counts are no edit', () => {
    const counts = { likes: 5, reposts: 1, replies: 0, quotes: 0, views: 100 };
    expect(fields(aRecord(), aRecord({ counts }))).toEqual([]);
    expect(countChanges({ ...counts, likes: 3, views: null }, counts)).toEqual([
      { count: 'likes', from: 3, to: 5 },
    ]);
  });
});
