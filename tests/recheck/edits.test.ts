import { describe, expect, test } from 'vitest';
import { edits } from '#recheck/edits.ts';
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

  test('another author, not another display name', () => {
    const before = aRecord({ author: anAuthor({ name: 'Ada', handle: 'ada', id: '1' }) });
    expect(
      fields(before, aRecord({ author: anAuthor({ name: 'Ada L.', handle: 'lovelace', id: '1' }) })),
    ).toEqual([]);
    expect(fields(before, aRecord({ author: anAuthor({ name: 'Ada', handle: 'ada', id: '2' }) }))).toEqual([
      'author',
    ]);
    expect(fields(before, aRecord({ author: anAuthor({ handle: 'ADA', id: null }) }))).toEqual([]);
    expect(fields(before, aRecord({ author: anAuthor({ handle: 'eve', id: null }) }))).toEqual(['author']);
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
  });
});
