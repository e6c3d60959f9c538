import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { foundingPost } from '../../../demo/sites/index.ts';
import { type Archive, openArchive } from '../archive.ts';
import { parts, whyWithout } from '../parts.ts';
import { loadLinkReader, type ReadLink, type ReadLinks } from './links.ts';

const whyNot = whyWithout(parts.consumers);
if (whyNot !== null) {
  console.warn(`skipped: ${whyNot}`);
}

/** The walk that RFC 7089 describes for a client that knows a TimeGate and a URL; links are read by http-link-header. */
describe.skipIf(whyNot !== null)('a Memento client finds what is gone', () => {
  const resources = new AsyncDisposableStack();
  let archive: Archive;
  let readLinks: ReadLinks;

  beforeAll(async () => {
    archive = resources.use(await openArchive());
    readLinks = await loadLinkReader();
  });
  afterAll(async () => {
    await resources.disposeAsync();
  });

  // An address that was never submitted, as an old article has it.
  const original = `https://mobile.twitter.com/mustefa2bali/status/${foundingPost.id}?s=20`;
  const ask = (url: string, headers: Record<string, string> = {}) =>
    fetch(url, { headers, redirect: 'manual' });
  const linksOf = (response: Response) => byRelation(readLinks(response.headers.get('link') ?? ''));

  test('from the TimeGate by way of the TimeMap to the post as it was', async () => {
    const gate = await ask(`${archive.world.baseUrl}/timegate/${original}`, {
      'accept-datetime': 'Wed, 12 Dec 2018 00:15:00 GMT',
    });
    expect(gate.status).toBe(302);
    expect(gate.headers.get('vary')).toContain('accept-datetime');
    const fromGate = linksOf(gate);
    expect(fromGate.get('original')?.uri).toBe(original);

    const timeMap = await ask(fromGate.get('timemap')?.uri ?? '');
    expect(timeMap.headers.get('content-type')).toBe('application/link-format');
    const listed = byRelation(readLinks(await timeMap.text()));
    expect(listed.get('original')?.uri).toBe(original);
    expect(listed.get('self')?.uri).toBe(fromGate.get('timemap')?.uri);
    expect(listed.get('timegate')?.uri).toBe(gate.url);

    const location = gate.headers.get('location') ?? '';
    expect(listed.get('memento')?.uri).toBe(location);
    const memento = await ask(location);
    expect(memento.status).toBe(200);
    expect(memento.headers.get('memento-datetime')).toBe(listed.get('memento')?.datetime);
    const fromMemento = linksOf(memento);
    expect(fromMemento.get('original')?.uri).toBe(original);
    expect(fromMemento.get('timegate')?.uri).toBe(gate.url);
    expect(await memento.text()).toContain('liberated the city center');
  });

  test('and learns what is not held', async () => {
    const answer = await ask(`${archive.world.baseUrl}/timegate/https://x.com/nobody/status/5`);
    expect(answer.status).toBe(404);
    expect(linksOf(answer).get('original')?.uri).toBe('https://x.com/nobody/status/5');
  });
});

/** Of several with one relation the first. */
function byRelation(links: ReadLink[]): Map<string, ReadLink> {
  const pairs = links.flatMap((link) => link.rel.split(/\s+/).map((relation) => [relation, link] as const));
  return new Map(pairs.toReversed());
}
