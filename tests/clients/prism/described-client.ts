import { expect } from 'vitest';
import { worldAdminKey } from '../../support/world.ts';
import type { Prism } from './prism.ts';

export interface Document {
  paths: Record<string, Record<string, { responses: Record<string, unknown> }>>;
}

interface Described {
  method: string;
  path: string;
  pattern: RegExp;
  statuses: string[];
}

interface Call {
  /** As JSON, unless it is a string. */
  body?: unknown;
  headers?: Record<string, string>;
  /** Null for none. */
  key?: string | null;
}

export interface Answered<T> {
  headers: Headers;
  text: string;
  body: T;
}

/** Asks through Prism and remembers which operations of the description were asked for. */
export class DescribedClient {
  readonly #prism: Prism;
  readonly #serviceUrl: string;
  readonly #operations: Described[];
  readonly #called = new Set<string>();

  constructor(prism: Prism, document: Document, serviceUrl: string) {
    this.#prism = prism;
    this.#serviceUrl = serviceUrl;
    this.#operations = Object.entries(document.paths).flatMap(([path, methods]) =>
      Object.entries(methods).map(([method, { responses }]) => ({
        method: method.toUpperCase(),
        path,
        statuses: Object.keys(responses),
        pattern: new RegExp(`^${path.replaceAll('.', '\\.').replace(/\{[^}]+\}/g, '[^/]+')}$`),
      })),
    );
  }

  /** As in `GET /v1/posts`; every operation of the description that was never asked for. */
  get uncalled(): string[] {
    const all = this.#operations.map(({ method, path }) => `${method} ${path}`);
    return all.filter((name) => !this.#called.has(name)).sort();
  }

  /** Fails where the answer has another status, or Prism finds anything in request or answer to warn of. */
  async ask<T = Record<string, unknown>>(
    status: number,
    request: string,
    { body, headers = {}, key = worldAdminKey }: Call = {},
  ): Promise<Answered<T>> {
    const [method = 'GET', path = ''] = request.split(' ');
    this.#remember(method, path);
    const isText = typeof body === 'string';
    const response = await fetch(`${this.#prism.baseUrl}${path}`, {
      method,
      headers: {
        ...(key !== null && { authorization: `Bearer ${key}` }),
        ...(body !== undefined && !isText && { 'content-type': 'application/json' }),
        ...headers,
      },
      redirect: 'manual',
      ...(body !== undefined && { body: isText ? body : JSON.stringify(body) }),
    });
    const text = await response.text();
    const violations = response.headers.get('sl-violations');
    expect(violations, `${request} answered ${response.status}: ${text.slice(0, 2000)}`).toBeNull();
    expect(response.status, `${request}: ${text.slice(0, 2000)}`).toBe(status);
    const isJson = /[/+]json\b/.test(response.headers.get('content-type') ?? '') && text !== '';
    return { headers: response.headers, text, body: (isJson ? JSON.parse(text) : null) as T };
  }

  /** Not through Prism, which follows redirects and so never sees one. Returns where it leads. */
  async askForRedirect(request: string, headers: Record<string, string> = {}): Promise<string> {
    const [method = 'GET', path = ''] = request.split(' ');
    const described = this.#remember(method, path);
    expect(described?.statuses, request).toContain('302');
    const response = await fetch(`${this.#serviceUrl}${path}`, { method, headers, redirect: 'manual' });
    expect(response.status, request).toBe(302);
    return response.headers.get('location') ?? '';
  }

  #remember(method: string, path: string): Described | undefined {
    const [pathname = ''] = path.split('?');
    // Of two patterns that fit, the one with fewer blanks is meant.
    const [found] = this.#operations
      .filter((operation) => operation.method === method && operation.pattern.test(pathname))
      .sort((a, b) => a.path.split('{').length - b.path.split('{').length);
    expect(found, `${method} ${path} is not described`).toBeDefined();
    this.#called.add(`${found?.method} ${found?.path}`);
    return found;
  }
}
