import type { RecordedAnswer, RecordedRequest, Site } from '../../support/recorded-web/recorded-web.ts';
import type { Addresses } from './network-process.ts';

/** Under which the accounts' server is reached, since its own address is one of this machine. */
export const serverHost = 'pds.alive.example';
/** Bluesky's own moderators, whose part the network's moderators take. */
const moderators = 'did:plc:ar7c4by46qjdydhdevvrndac';

/** The hosts of Bluesky, each led to the part of the network that is it. */
export class BlueskySites {
  readonly sites: Site[];
  /** What the AppView answers instead of what it knows. */
  trouble: RecordedAnswer | null = null;

  constructor(addresses: Addresses) {
    const { directory, server, appView, moderationDid } = addresses;
    const toAppView = (request: RecordedRequest) => {
      const url = request.url.href.replaceAll(
        encodeURIComponent(moderators),
        encodeURIComponent(moderationDid),
      );
      return this.trouble ?? pass({ ...request, url: new URL(url) }, appView);
    };
    this.sites = [
      { host: 'public.api.bsky.app', handle: toAppView },
      { host: 'cdn.bsky.app', handle: (request) => pass(request, appView) },
      { host: serverHost, handle: (request) => pass(request, server) },
      {
        host: 'plc.directory',
        async handle(request) {
          const answer = await pass(request, directory);
          const text = new TextDecoder().decode(answer.body);
          return { ...answer, body: Buffer.from(text.replaceAll(server, `https://${serverHost}`)) };
        },
      },
      // The network has no web client: this is what the site's page is where it knows nothing of the post.
      {
        host: 'bsky.app',
        handle: () => ({ body: '<!doctype html><title>Bluesky</title><div id="root"></div>' }),
      },
      // Nor does it have the page that is framed, nor the service that cuts films into pieces: nobody is there.
      { host: ['embed.bsky.app', 'video.bsky.app'], handle: () => ({ destroy: true }) },
    ];
  }
}

const ofTheConnection = [
  'connection',
  'keep-alive',
  'transfer-encoding',
  'content-encoding',
  'content-length',
];

type PassedAnswer = RecordedAnswer & { body: Uint8Array };

async function pass({ method, url, headers }: RecordedRequest, origin: string): Promise<PassedAnswer> {
  const kept = Object.entries(headers).filter(
    ([name]) => !['host', 'accept-encoding', ...ofTheConnection].includes(name),
  );
  try {
    const response = await fetch(new URL(url.pathname + url.search, origin), {
      method,
      headers: Object.fromEntries(kept),
      redirect: 'manual',
    });
    const told = [...response.headers].filter(([name]) => !ofTheConnection.includes(name));
    const body = new Uint8Array(await response.arrayBuffer());
    return { status: response.status, headers: Object.fromEntries(told), body };
  } catch (error) {
    if (!(error instanceof TypeError)) {
      throw error;
    }
    // Nobody listens there.
    return { destroy: true, body: new Uint8Array() };
  }
}
