import { expect, test } from 'vitest';
import { MementoLinks } from '#web/mementos.ts';

const original = 'https://x.com/a/status/1';
const base = 'https://archive.example.org';
const mementos = Array.from({ length: 2001 }, (_, hour) => ({
  captureId: String(hour),
  at: new Date(Date.UTC(2020, 0, 1, hour)),
}));
const links = new MementoLinks(original, base, mementos);
const page = (number: number) => links.timeMap(number).trimEnd().split(',\n');

test('a long TimeMap comes in pages, each of which names the others and the time that they are of', () => {
  expect(links.pages).toBe(3);
  const [first, second, third] = [page(1), page(2), page(3)];
  const dated = (from: number, until: number) =>
    `type="application/link-format"; from="${mementos[from]?.at.toUTCString()}"; until="${mementos[until]?.at.toUTCString()}"`;

  expect(second?.slice(0, 5)).toEqual([
    `<${original}>; rel="original"`,
    `<${base}/timemap/link/2/${original}>; rel="self"; ${dated(1000, 1999)}`,
    `<${base}/timegate/${original}>; rel="timegate"`,
    `<${base}/timemap/link/${original}>; rel="timemap"; ${dated(0, 999)}`,
    `<${base}/timemap/link/3/${original}>; rel="timemap"; ${dated(2000, 2000)}`,
  ]);
  const listed = [first, second, third].flatMap((lines) =>
    lines.filter((line) => line.includes('datetime=')),
  );
  expect(listed).toHaveLength(mementos.length);
  expect(listed[0]).toContain('rel="first memento"');
  expect(listed.at(-1)).toContain('rel="last memento"');
  expect(listed.slice(1, -1).filter((line) => !line.includes('rel="memento"'))).toEqual([]);
});
