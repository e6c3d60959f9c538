import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Webhook } from 'standardwebhooks';
import { expect } from 'vitest';
import { createDemoWeb } from '../../demo/sites/index.ts';
import type { Site } from '../support/recorded-web/recorded-web.ts';
import { createWorld, type FinishedSubmission, type World } from '../support/world.ts';
import { type Relay, startRelay } from './relay.ts';
import { smallBluesky } from './small-bluesky.ts';

/** Where the newspaper is, for readers and for the archive. */
export const newspaperUrl = 'http://courier.example';

export interface Source {
  id: string;
  url: string;
  secret: string;
  inboundUrl: string;
  error: string | null;
}

export interface KnownArticle {
  key: string;
  url: string | null;
  postIds: string[];
  removed: { postId: string }[];
  withdrawnAt: string | null;
}

export interface Submission extends FinishedSubmission {
  externalId: string | null;
  origin: string;
  url: string | null;
}

const messagesHost = 'messages.courier.example';
/** Captures of several posts, on a machine that does other things as well. */
const patience = { timeout: 50_000, interval: 200 };

/** A newspaper's archive, which it reaches at one address through stops and starts. */
export class Newsroom implements AsyncDisposable {
  readonly relay: Relay;
  /** What its webhook was told, each verified. */
  readonly told: { type: string; data: Record<string, unknown> }[] = [];
  readonly #directory: string;
  readonly #sites: Site[];
  #world: World | null = null;
  #webhookSecret = '';

  private constructor(relay: Relay, directory: string, sites: Site[]) {
    this.relay = relay;
    this.#directory = directory;
    this.#sites = [...sites, ...smallBluesky, this.#messages()];
  }

  /** `sites` are those of the newspaper. */
  static async open(...sites: Site[]): Promise<Newsroom> {
    const directory = await mkdtemp(join(tmpdir(), 'newsroom-'));
    const demo = await createDemoWeb();
    const newsroom = new Newsroom(await startRelay(), directory, [...demo.sites, ...sites]);
    try {
      await newsroom.start();
      return newsroom;
    } catch (error) {
      await newsroom[Symbol.asyncDispose]();
      throw error;
    }
  }

  get world(): World {
    if (this.#world === null) {
      throw new Error('the archive is down');
    }
    return this.#world;
  }

  async start(): Promise<void> {
    this.#world = await createWorld(this.#sites, {
      DATA_DIR: this.#directory,
      PUBLIC_URL: this.relay.url,
    });
    this.relay.leadTo(this.#world.baseUrl);
  }

  async stop(): Promise<void> {
    this.relay.leadTo(null);
    const world = this.world;
    this.#world = null;
    await world[Symbol.asyncDispose]();
  }

  async addSource(source: object): Promise<Source> {
    const { status, body } = await this.world.postJson<Source>('/v1/sources', source);
    expect(status, JSON.stringify(body)).toBe(201);
    return body;
  }

  /** Has those events told to `told`. */
  async listen(...events: string[]): Promise<void> {
    const url = `https://${messagesHost}/`;
    const { status, body } = await this.world.postJson<{ secret: string }>('/v1/webhooks', { url, events });
    expect(status, JSON.stringify(body)).toBe(201);
    this.#webhookSecret = body.secret;
  }

  /** Asks the feed once and resolves when that poll is over. */
  async poll({ id }: Source): Promise<void> {
    const before = await this.#polledAt(id);
    expect((await this.world.request(`/v1/sources/${id}/poll`, { method: 'POST' })).status).toBe(202);
    await expect.poll(() => this.#polledAt(id), patience).not.toBe(before);
    expect(await this.world.getJson(`/v1/sources/${id}`)).toMatchObject({ error: null });
  }

  async #polledAt(id: string): Promise<string | null> {
    return (await this.world.getJson<{ polledAt: string | null }>(`/v1/sources/${id}`)).polledAt;
  }

  /** Of the article of that id in the newspaper's system: once there are so many, all finished, the newest first. */
  async submissionsOf(articleId: string | number, count = 1): Promise<Submission[]> {
    const find = async () => {
      const { items } = await this.world.getJson<{ items: Submission[] }>('/v1/submissions?limit=100');
      return items.filter(({ externalId }) => externalId === String(articleId));
    };
    await expect.poll(async () => (await find()).length, patience).toBe(count);
    for (const { id } of await find()) {
      // The stream of its events ends with it.
      await (await this.world.request(`/v1/submissions/${id}/events`)).text();
    }
    return await find();
  }

  async articleOf({ id }: Source, articleId: string | number): Promise<KnownArticle | undefined> {
    const { items } = await this.world.getJson<{ items: KnownArticle[] }>(`/v1/sources/${id}/articles`);
    return items.find(({ key }) => key === String(articleId));
  }

  async countSubmissions(): Promise<number> {
    return (await this.world.getJson<{ items: unknown[] }>('/v1/submissions?limit=100')).items.length;
  }

  /** Posts of that platform that are held, by their ids, sorted. */
  async postsOn(platform: string): Promise<string[]> {
    const { items } = await this.world.getJson<{ items: { postId: string }[] }>(
      `/v1/posts?platform=${platform}`,
    );
    return items.map(({ postId }) => postId).toSorted();
  }

  /** Once the archive is that far. */
  async expectArticle(source: Source, articleId: string | number, expected: object): Promise<void> {
    await expect.poll(() => this.articleOf(source, articleId), patience).toMatchObject(expected);
  }

  async expectTold(expected: object): Promise<void> {
    await expect.poll(() => this.told, patience).toContainEqual(expect.objectContaining(expected));
  }

  #messages(): Site {
    return {
      host: messagesHost,
      handle: ({ headers, body }) => {
        const text = Buffer.from(body).toString();
        new Webhook(this.#webhookSecret).verify(text, headers);
        this.told.push(JSON.parse(text));
        return { status: 204 };
      },
    };
  }

  async [Symbol.asyncDispose](): Promise<void> {
    // The world is disposed of first, and says what it did not expect; the rest goes all the same.
    await using resources = new AsyncDisposableStack();
    resources.defer(() => rm(this.#directory, { recursive: true, force: true }));
    resources.use(this.relay);
    resources.use(this.#world);
  }
}
