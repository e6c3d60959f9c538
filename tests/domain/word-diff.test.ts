import { describe, expect, test } from 'vitest';
import { mediaEdits } from '#domain/media-edits.ts';
import { wordDiff } from '#domain/word-diff.ts';

describe('what became of a text', () => {
  test.each([
    ['our forces liberated the city', 'our forces left the town'],
    ['今天天气很好', '今天天气不好'],
    ['نص عربي قديم', 'نص عربي جديد'],
    ['👨‍👩‍👧 is here', '👨‍👩‍👧 was here'],
    ['', 'all new'],
    ['all gone', ''],
    ['a\n\nb', 'a\nb'],
  ])('%j → %j gives back both', (before, after) => {
    const changes = wordDiff(before, after);
    const textOf = (left: string) =>
      changes
        .filter(({ kind }) => kind !== left)
        .map(({ text }) => text)
        .join('');
    expect(textOf('inserted')).toBe(before);
    expect(textOf('removed')).toBe(after);
  });

  test('is told by words, and by passages where many change', () => {
    expect(wordDiff('the city center', 'the town center')).toEqual([
      { kind: 'same', text: 'the ' },
      { kind: 'removed', text: 'city' },
      { kind: 'inserted', text: 'town' },
      { kind: 'same', text: ' center' },
    ]);
    expect(wordDiff('a big old dog sat', 'a small new cat sat').map(({ text }) => text)).toEqual([
      'a ',
      'big old dog',
      'small new cat',
      ' sat',
    ]);
    expect(wordDiff('same', 'same')).toEqual([{ kind: 'same', text: 'same' }]);
    expect(wordDiff('', '')).toEqual([]);
  });

  test('of long texts without a common word is one exchange', () => {
    const words = (letter: string) => Array.from({ length: 5000 }, (_, n) => `${letter}${n}`).join('-');
    expect(wordDiff(words('a'), words('b'))).toHaveLength(2);
  });
});

describe('the media of two captures', () => {
  const medium = (sha256: string, perceptualHash: string | null = null) => ({
    ...{ role: 'media' as const, name: `${sha256}.jpg`, mediaType: 'image/jpeg' },
    ...{ sha256, perceptualHash },
  });

  test('are the same by their bytes, or by what they show', () => {
    expect(mediaEdits([medium('a')], [medium('a')])).toEqual([]);
    expect(mediaEdits([medium('a', 'f0f0f0f0f0f0f0f0')], [medium('b', 'f0f0f0f0f0f0f0f1')])).toEqual([]);
    expect(mediaEdits([medium('a', 'f0f0f0f0f0f0f0f0')], [medium('b', '0f0f0f0f0f0f0f0f')])).toEqual([
      { field: 'media', from: 'a.jpg', to: 'b.jpg' },
    ]);
  });

  test('are no edit where one could not be fetched, or has no likeness to compare by', () => {
    expect(mediaEdits([medium('a'), medium('b')], [medium('a')])).toEqual([]);
    expect(mediaEdits([medium('a')], [medium('b')])).toEqual([]);
  });
});
