import { Server } from 'node:net';

/** Runs on Node 22 in a process of its own: the network, and the few things that are done to it from within. */

interface Subject {
  $type: string;
  did?: string;
  uri?: string;
  cid?: string;
}

/** The parts of @atproto/dev-env's TestNetwork that are used here. */
interface TestNetwork {
  plc: { url: string };
  pds: { url: string };
  bsky: {
    url: string;
    server: { destroy(): Promise<void> };
    db: { db: { insertInto(table: 'label'): { values(row: object): { execute(): Promise<unknown> } } } };
  };
  ozone: {
    url: string;
    ctx: { cfg: { service: { did: string } } };
    getModClient(): { performTakedown(options: { subject: Subject }, role: string): Promise<unknown> };
  };
  processAll(): Promise<void>;
}
interface DevEnv {
  TestNetwork: { create(parameters: object): Promise<TestNetwork> };
}

export interface Addresses {
  directory: string;
  server: string;
  appView: string;
  moderation: string;
  moderationDid: string;
}

export type Command =
  /** Until the AppView has all that was written. */
  | { do: 'settle' }
  /** By the moderators: an account by its DID, a post by its URI and CID. */
  | { do: 'take-down'; subject: Subject }
  | { do: 'stop-appview' };

export type Answer =
  | { kind: 'ready'; addresses: Addresses }
  | { kind: 'done' }
  | { kind: 'failed'; why: string };

listenOnLoopbackAlone();
const [devEnvUrl = ''] = process.argv.slice(2);
const devEnv: DevEnv = await import(devEnvUrl);
const network = await devEnv.TestNetwork.create({
  dbPostgresSchema: 'alive',
  // The addresses in its answers are then those of the public network.
  bsky: {
    publicUrl: 'https://cdn.bsky.app',
    videoPlaylistUrlPattern: 'https://video.bsky.app/watch/%s/%s/playlist.m3u8',
    videoThumbnailUrlPattern: 'https://video.bsky.app/watch/%s/%s/thumbnail.jpg',
  },
});
await network.processAll();

process.on('message', (command: Command) => {
  carryOut(command).then(
    () => tell({ kind: 'done' }),
    (error: unknown) => tell({ kind: 'failed', why: String(error) }),
  );
});
// Whoever started it is gone.
process.on('disconnect', () => process.exit());
tell({
  kind: 'ready',
  addresses: {
    directory: network.plc.url,
    server: network.pds.url,
    appView: network.bsky.url,
    moderation: network.ozone.url,
    moderationDid: network.ozone.ctx.cfg.service.did,
  },
});

/** Its servers name no address and have well-known passwords: they would be open to every network of this machine. */
function listenOnLoopbackAlone(): void {
  const { listen } = Server.prototype;
  Object.defineProperty(Server.prototype, 'listen', {
    value(this: Server, ...parameters: unknown[]) {
      const [port, host] = parameters;
      const isOpen = typeof port === 'number' && typeof host !== 'string';
      return Reflect.apply(listen, this, isOpen ? [port, 'localhost', ...parameters.slice(1)] : parameters);
    },
  });
}

async function carryOut(command: Command): Promise<void> {
  switch (command.do) {
    case 'settle':
      return await network.processAll();
    case 'take-down':
      return await takeDown(command.subject);
    case 'stop-appview':
      return await network.bsky.server.destroy();
  }
}

/** Of accounts the moderators tell server and AppView; of posts they say so by a label alone, which the AppView follows. */
async function takeDown(subject: Subject): Promise<void> {
  await network.ozone.getModClient().performTakedown({ subject }, 'admin');
  await network.processAll();
  if (subject.uri === undefined) {
    return;
  }
  const url = new URL('/xrpc/com.atproto.label.queryLabels', network.ozone.url);
  url.searchParams.set('uriPatterns', subject.uri);
  const answer: { labels: { uri: string; cid: string; val: string; cts: string; src: string }[] } = await (
    await fetch(url)
  ).json();
  // In development nothing carries labels from the moderators to the AppView.
  for (const { uri, cid, val, cts, src } of answer.labels) {
    await network.bsky.db.db.insertInto('label').values({ uri, cid, val, cts, src, neg: false }).execute();
  }
}

function tell(answer: Answer): void {
  process.send?.(answer);
}
