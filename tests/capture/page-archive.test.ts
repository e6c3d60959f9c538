import { afterAll, beforeAll, expect, test } from 'vitest';
import type { BrowserPool } from '#capture/browser/browser.ts';
import { capturePost } from '#capture/pipeline.ts';
import { checkReplay } from '#capture/replay/check-replay.ts';
import type { Manifest } from '#domain/capture.ts';
import { openWacz, type Wacz } from '#page-archive/read/wacz.ts';
import { objectSource } from '#storage/object-source.ts';
import { photo, video } from './support/files.ts';
import { medium, openRig, openTestPool, type Rig } from './support/rig.ts';

let browsers: BrowserPool;

beforeAll(async () => {
  browsers = await openTestPool();
}, 60_000);
afterAll(async () => {
  await browsers[Symbol.asyncDispose]();
});

const never = new AbortController().signal;

async function openArchive({ tools }: Rig, manifest: Manifest): Promise<Wacz> {
  const artifact = manifest.artifacts.find(({ role }) => role === 'wacz');
  if (artifact === undefined) {
    throw new Error(`There is no page archive: ${JSON.stringify(manifest.missing)}`);
  }
  return await openWacz(objectSource(tools.storage, artifact));
}

/** A post with a picture, a video and words that a script brings by POST. */
async function publishLivelyPost(rig: Rig): Promise<{ picture: Buffer; film: Buffer }> {
  const { site } = rig;
  const [picture, film] = [await photo(320, 240), await video(1)];
  site.routes.set('/picture.jpg', { type: 'image/jpeg', body: picture });
  site.routes.set('/film.mp4', { type: 'video/mp4', body: film });
  site.routes.set('/words', { type: 'text/plain', body: 'Words that a script brings.' });
  rig.publish('1', {
    media: [medium('photo', `${site.url}/picture.jpg`), medium('video', `${site.url}/film.mp4`)],
  });
  site.routes.set('/view/1/1', {
    type: 'text/html',
    body: `<!doctype html><meta charset="utf-8"><title>A lively post</title>
      <article id="post" data-id="test:1" style="padding: 30px; width: 400px"><h1>Mira Aydin</h1>
      <p>The bridge at Karsin, this morning.</p><p id="more"></p><img src="/picture.jpg" width="320" height="240"></article>
      <script>
        fetch('/words', { method: 'POST', body: 'which=1' }).then(async (answer) => {
          document.querySelector('#more').textContent = await answer.text();
        });
      </script>`,
  });
  return { picture, film };
}

test('keeps the page with all it loaded, the media beside it and the capture’s own files', async () => {
  await using rig = await openRig(browsers);
  const { picture, film } = await publishLivelyPost(rig);
  const { manifest } = await capturePost(rig.job(), rig.tools, never);
  expect(manifest).toMatchObject({ outcome: 'complete', missing: [] });

  const wacz = await openArchive(rig, manifest);
  const respond = async (url: string, method = 'GET', body: Buffer | null = null) => {
    const found = await wacz.respond(
      { url, method, contentType: 'text/plain;charset=UTF-8', body },
      rig.clock.now(),
    );
    return found && Buffer.concat(await Array.fromAsync(found.body));
  };
  expect(await respond(`${rig.site.url}/picture.jpg`)).toEqual(picture);
  expect(await respond(`${rig.site.url}/film.mp4`)).toEqual(film);
  expect(`${await respond(`${rig.site.url}/words`, 'POST', Buffer.from('which=1'))}`).toBe(
    'Words that a script brings.',
  );
  for (const artifact of manifest.artifacts.filter(({ role }) => !['wacz', 'media'].includes(role))) {
    const kept = await respond(`urn:embed-archiver:${manifest.captureId}:${artifact.name}`);
    expect(kept, artifact.name).toHaveLength(artifact.bytes);
  }
  expect(`${await respond(`urn:embed-archiver:${manifest.captureId}:dom.html`)}`).toContain(
    'Words that a script brings.',
  );
  const [page] = await wacz.pages();
  expect(page).toMatchObject({ url: `${rig.site.url}/view/1/1`, title: 'A lively post' });
  expect(page?.text).toContain('The bridge at Karsin');
  expect(await rig.leftovers()).toEqual([]);
});

test('keeps a medium that the page then got with other bytes, and plays what the page showed', async () => {
  await using rig = await openRig(browsers);
  const { picture } = await publishLivelyPost(rig);
  const other = await photo(320, 240, '#993333');
  const job = rig.job();
  const changing = {
    ...job,
    async onRung(rung: Parameters<typeof job.onRung>[0]) {
      await job.onRung(rung);
      if (rung.name === 'media') {
        rig.site.routes.set('/picture.jpg', { type: 'image/jpeg', body: other });
      }
    },
  };
  const { manifest } = await capturePost(changing, rig.tools, never);

  const wacz = await openArchive(rig, manifest);
  const bytesAt = async (url: string) => {
    const found = await wacz.respond({ url, method: 'GET', contentType: null, body: null }, rig.clock.now());
    return found && Buffer.concat(await Array.fromAsync(found.body));
  };
  const held = manifest.artifacts.find(({ sourceUrl }) => sourceUrl === `${rig.site.url}/picture.jpg`);
  expect(await bytesAt(`${rig.site.url}/picture.jpg`)).toEqual(other);
  expect(await bytesAt(`urn:embed-archiver:${manifest.captureId}:${held?.name}`)).toEqual(picture);
});

test('is played again with no network, and says what is missing', async () => {
  await using rig = await openRig(browsers);
  await publishLivelyPost(rig);
  const { manifest } = await capturePost(rig.job(), rig.tools, never);
  rig.site.routes.clear();
  const asked = rig.site.requests.length;
  const verdict = await checkReplay(manifest, rig.tools, never);
  expect(verdict).toMatchObject({
    replay: 'replayable',
    shows: 'expected',
    words: 1,
    pictures: { shown: 1, broken: [] },
    missing: [],
  });
  expect(rig.site.requests).toHaveLength(asked);
});
