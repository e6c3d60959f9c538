import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { instagram } from '#platforms/instagram/index.ts';
import { mediaIdOf, timeOfCode } from '#platforms/instagram/media-id.ts';
import { haveRecordings, recordedText } from '../recordings.ts';
import { sources } from '../sources.ts';
import { judgeIdTimes, judgeUrlVectors, recordingsOf } from '../vectors.ts';
import { embedUrl } from './synthetic.ts';

const truthSchema = z.object({
  shortcode: z.string(),
  mediaPk: z.string(),
  idTime: z.string().optional(),
  createdAt: z.string().optional(),
  ogTitle: z.string().optional(),
  ogDescription: z.string().optional(),
  ogImage: z.string().optional(),
  author: z.string().optional(),
  caption: z.string().optional(),
});
const never = new AbortController().signal;

describe.skipIf(!haveRecordings)('against what Instagram really answered', () => {
  const recordings = haveRecordings ? recordingsOf('instagram') : [];
  const pages = recordings.filter(({ file }) => file.includes('/page-'));
  console.info(
    `instagram: recordings judged: ${pages.length} of ${recordings.length} (oEmbed is closed or needs a token, and is not asked)`,
  );

  it.each(pages)('$file', async ({ file, groundTruth }) => {
    const truth = truthSchema.parse(groundTruth);
    const postId = `instagram:${truth.shortcode}`;
    const target = { postId, canonicalUrl: instagram.canonicalUrl(postId) };
    const html = recordedText(file);
    const fetch = sources({ [embedUrl]: [429, ''], '/p/': [200, html] });
    const { conclusion } = await instagram.look(target, fetch, never);
    expect(conclusion.kind).toBe('live');
    if (conclusion.kind !== 'live') return;
    const { record } = conclusion;
    expect(mediaIdOf(truth.shortcode)?.toString()).toBe(truth.mediaPk);
    expect(toSeconds(record.publishedAt)).toBe(toSeconds(truth.createdAt ?? truth.idTime ?? null));
    expect(toSeconds(record.idTime)).toBe(toSeconds(truth.createdAt ?? truth.idTime ?? null));
    expect(record.author.handle).toBe(truth.author ?? / - ([\w.]+) on /.exec(truth.ogDescription ?? '')?.[1]);
    const caption = truth.caption ?? /: "(.*)"$/s.exec(truth.ogTitle ?? '')?.[1] ?? '';
    expect(folded(record.text)).toBe(folded(caption));
    const [medium] = record.media;
    const urls = [medium?.posterUrl, ...(medium?.variants.map(({ url }) => url) ?? [])];
    if (truth.ogImage !== undefined) expect(urls).toContain(truth.ogImage);
    expect(medium?.kind).toBe(file.includes('CN2VQ1yI_MA') ? 'video' : 'photo');
  });

  it('the URL vectors: id, kind and canonical URL', () => {
    expect(judgeUrlVectors(instagram).wrong).toEqual([]);
  });

  it('the times of ids', () => {
    const { judged, wrong } = judgeIdTimes('instagram', timeOfCode);
    expect(judged).toBeGreaterThan(0);
    expect(wrong).toEqual([]);
  });
});

function toSeconds(time: string | null): string | null {
  return time === null ? null : time.slice(0, 19);
}

function folded(text: string): string {
  return text.replace(/\s+/g, ' ').trim();
}
