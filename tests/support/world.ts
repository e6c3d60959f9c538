import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect } from 'vitest';
import { type Clock, systemClock } from '#domain/clock.ts';
import { type Config, readConfig } from '../../src/config.ts';
import { type Context, openContext } from '../../src/context.ts';
import { type Service, startService } from '../../src/serve.ts';
import { type RecordedWeb, type Site, startRecordedWeb } from './recorded-web/recorded-web.ts';
import { environmentOfServers } from './test-servers.ts';

export const worldAdminKey = 'world-admin-key-world-admin-key';

export interface World extends AsyncDisposable {
  readonly baseUrl: string;
  readonly web: RecordedWeb;
  readonly config: Config;
  readonly context: Context;
  /** With it, a command works on the same archive. */
  readonly environment: Record<string, string>;
  /** With the admin key, unless `headers` say otherwise. */
  request(path: string, init?: RequestInit): Promise<Response>;
  getJson<T = Record<string, unknown>>(path: string): Promise<T>;
  postJson<T = Record<string, unknown>>(path: string, body: unknown): Promise<{ status: number; body: T }>;
  /** Submits, follows the events to their end and returns the finished submission and the events' names. */
  archive(body: unknown): Promise<{ submission: FinishedSubmission; events: string[] }>;
}

export interface FinishedSubmission {
  id: string;
  status: string;
  embeds: {
    position: number;
    form: string;
    platform: string;
    foundUrl: string;
    postId: string;
    captureId: string | null;
    captureStatus: string | null;
    currentCaptureId: string | null;
  }[];
  counts: Record<string, number>;
}

/** The whole system in one process on a temporary folder, with a recorded web as its internet. */
export async function createWorld(
  sites: Site[],
  environment: Record<string, string> = {},
  clock: Clock = systemClock,
): Promise<World> {
  const resources = new AsyncDisposableStack();
  try {
    const directory = await mkdtemp(join(tmpdir(), 'world-'));
    resources.defer(() => rm(directory, { recursive: true, force: true }));
    const web = resources.use(await startRecordedWeb({ sites }));
    const everything = {
      DATA_DIR: directory,
      PORT: '0',
      ADMIN_KEY: worldAdminKey,
      LOG_LEVEL: process.env.LOG_LEVEL ?? 'error',
      EGRESS_PROXY: web.proxyUrl,
      EGRESS_CA_FILE: web.caFile,
      // Archives of the web are searched where a test has one.
      WAYBACK_URL: 'off',
      ...(await environmentOfServers(resources)),
      ...environment,
    };
    const config = readConfig(everything);
    const context = resources.use(await openContext(config, { role: 'all', clock }));
    const service: Service = resources.use(
      await startService(context, { role: 'all', listen: { kind: 'tcp' } }),
    );
    return new RunningWorld(service.url ?? '', web, config, context, everything, resources.move());
  } catch (error) {
    await resources.disposeAsync();
    throw error;
  }
}

class RunningWorld implements World {
  readonly baseUrl: string;
  readonly web: RecordedWeb;
  readonly config: Config;
  readonly context: Context;
  readonly environment: Record<string, string>;
  readonly #resources: AsyncDisposableStack;

  constructor(
    baseUrl: string,
    web: RecordedWeb,
    config: Config,
    context: Context,
    environment: Record<string, string>,
    resources: AsyncDisposableStack,
  ) {
    this.baseUrl = baseUrl;
    this.web = web;
    this.config = config;
    this.context = context;
    this.environment = environment;
    this.#resources = resources;
  }

  request(path: string, init: RequestInit = {}): Promise<Response> {
    return fetch(`${this.baseUrl}${path}`, {
      ...init,
      headers: { authorization: `Bearer ${worldAdminKey}`, ...init.headers },
    });
  }

  async getJson<T>(path: string): Promise<T> {
    const response = await this.request(path);
    const body = await response.text();
    expect(response.status, `GET ${path}: ${body}`).toBe(200);
    return JSON.parse(body) as T;
  }

  async postJson<T>(path: string, body: unknown): Promise<{ status: number; body: T }> {
    const response = await this.request(path, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify(body),
    });
    return { status: response.status, body: (await response.json()) as T };
  }

  async archive(body: unknown): Promise<{ submission: FinishedSubmission; events: string[] }> {
    const accepted = await this.postJson<{ id: string }>('/v1/submissions', body);
    expect(accepted.status, JSON.stringify(accepted.body)).toBe(202);
    const stream = await this.request(`/v1/submissions/${accepted.body.id}/events`);
    const text = await stream.text();
    const events = [...text.matchAll(/^event: (.*)$/gm)].map(([, name]) => name ?? '');
    return { submission: await this.getJson(`/v1/submissions/${accepted.body.id}`), events };
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#resources.disposeAsync();
    // A request that no recording expects fails the test, wherever it came from.
    expect(this.web.unexpected).toEqual([]);
  }
}
