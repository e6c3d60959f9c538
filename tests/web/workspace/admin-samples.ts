import { finishPurges } from '#catalogue/finish-purges.ts';
import { capturePost } from '../../api/captured.ts';
import { publishAll, type TestService } from '../../api/service.ts';
import { recordWith } from '../../card/card-views.ts';

const hourMs = 3_600_000;
const agoIso = (ms: number) => new Date(Date.now() - ms).toISOString();
const { author: anybody } = recordWith();
const address = (n: number) => `https://x.com/reporter/status/10728570000000060${n}`;
export const samplePost = (n: number) => `x:10728570000000060${n}`;

export interface AdminSamples {
  webhookId: string;
  /** Of a message that was tried twice and never taken. */
  deliveryId: string;
}

/** An archive with something of everything that an admin is to see. */
export async function fillForAdmin(service: TestService): Promise<AdminSamples> {
  await keepPosts(service);
  await planWatches(service);
  await meetTrouble(service);
  await audit(service);
  return sendMessages(service);
}

/** The third is restricted, the fourth purged, and the fifth waits. */
async function keepPosts(service: TestService): Promise<void> {
  const texts = ['The bridge is open again.', 'قوات سوريا الديمقراطية', '橋がまた開いた', 'To be forgotten'];
  for (const [index, text] of texts.entries()) {
    const author = { ...anybody, name: 'A Witness', handle: 'witness' };
    await capturePost(service, { url: address(index + 1), record: { author, text } });
  }
  await service.inject({
    ...{ method: 'PATCH', url: `/v1/posts/${encodeURIComponent(samplePost(3))}` },
    payload: { restricted: true, reason: 'A minor' },
  });
  const { purges } = service.catalogue;
  await purges.purge(samplePost(4), 'control', 'The family asked for it', await service.notary.sealer());
  await publishAll(service);
  await finishPurges(purges, [service.storage]);
  await service.post('/v1/submissions', { url: address(5) });
}

/** The first is overdue, the second due, the others come in a month. */
async function planWatches({ catalogue: { watches } }: TestService): Promise<void> {
  const plans = new Map([
    [samplePost(1), { inMs: -5 * hourMs, everyMs: hourMs }],
    [samplePost(2), { inMs: -60_000, everyMs: 24 * hourMs }],
  ]);
  await watches.plan(
    (await watches.unplanned(100)).map(({ postId, version }) => {
      const { inMs, everyMs } = plans.get(postId) ?? { inMs: 720 * hourMs, everyMs: 720 * hourMs };
      return { postId, version, nextAt: Date.now() + inMs, everyMs };
    }),
  );
}

async function meetTrouble({ catalogue: { breakers, workers } }: TestService): Promise<void> {
  await breakers.succeeded('x', ['text', 'media', 'screenshot']);
  await breakers.succeeded('mastodon:social.example.org', ['text']);
  await breakers.update('instagram', (breaker) => ({
    ...breaker,
    ...{ strikes: 5, openings: 1 },
    open: {
      ...{ at: agoIso(hourMs), until: new Date(Date.now() + hourMs).toISOString() },
      ...{ holds: 'everything', reason: 'it limits: 429, five times in a row' },
    },
  }));
  const canary = { at: agoIso(600_000), url: 'https://bsky.app/profile/example.org/post/3k' };
  await breakers.canaries(
    'bluesky',
    [
      { ...canary, kind: 'living', told: 'live', isRight: true },
      { ...canary, kind: 'deleted', told: 'live', isRight: false },
    ],
    true,
  );
  await workers.beat('desk-1', { browser: 'Chromium 156', sandboxed: true });
}

async function audit({ catalogue: { audits } }: TestService): Promise<void> {
  await audits.advance('objects:0', { files: 1234, bytes: 5_600_000_000 });
  await audits.endTurn();
  await audits.advance('documents:a', { files: 300, bytes: 1_400_000_000 });
  await audits.found({
    ...{ key: 'objects/ab/abcdef', problem: 'does not hash to its name' },
    ...{ repaired: false, reason: 'the second storage does not have it' },
  });
}

async function sendMessages(service: TestService): Promise<AdminSamples> {
  const { deliveries } = service.catalogue;
  const make = async (url: string, description: string) =>
    (await service.post('/v1/webhooks', { url, description })).json<{ id: string }>().id;
  const webhookId = await make('https://hooks.example.org/desk', 'The news desk');
  await make('https://hooks.example.com/spare', '');
  const test = async () =>
    (await service.post(`/v1/webhooks/${webhookId}/test`, {})).json<{ id: string }>().id;
  const attempt = async (id: string, status: number, isLast: boolean) => {
    await deliveries.admit(10, 10);
    const claim = await deliveries.claim(id, 60_000);
    if (claim.kind !== 'claimed') {
      throw new Error(`The delivery is ${claim.kind}`);
    }
    const error = status < 300 ? null : `answered ${status}`;
    const told = { at: new Date().toISOString(), status, error, durationMs: 38, response: '<h1>No</h1>' };
    const next =
      error === null
        ? ({ kind: 'delivered' } as const)
        : isLast
          ? ({ kind: 'given-up', gone: false } as const)
          : ({ kind: 'again', dueAt: new Date().toISOString(), throttledUntil: null } as const);
    await deliveries.finish(id, claim.token, told, next);
  };
  await attempt(await test(), 204, true);
  const deliveryId = await test();
  await attempt(deliveryId, 503, false);
  await attempt(deliveryId, 500, true);
  return { webhookId, deliveryId };
}
