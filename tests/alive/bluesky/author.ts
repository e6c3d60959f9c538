import type { BlueskyNetwork } from './network.ts';

/** Blobs are named by the hash of their bytes. */
export interface Blob {
  $type: 'blob';
  ref: { $link: string };
  mimeType: string;
  size: number;
}

export interface Reference {
  uri: string;
  cid: string;
}

interface Session {
  did: string;
  handle: string;
  accessJwt: string;
}

const password = 'a password of nobody';

/** Someone with an account, who writes to their own server as the platform's own applications do. */
export class Author {
  readonly did: string;
  readonly handle: string;
  readonly #server: string;
  readonly #token: string;

  private constructor(server: string, { did, handle, accessJwt }: Session) {
    this.did = did;
    this.handle = handle;
    this.#server = server;
    this.#token = accessJwt;
  }

  static async signUp({ addresses }: BlueskyNetwork, name: string): Promise<Author> {
    const account = { handle: `${name}.test`, email: `${name}@alive.example`, password };
    const method = 'com.atproto.server.createAccount';
    const session = await call<Session>(addresses.server, method, JSON.stringify(account), {
      'content-type': 'application/json',
    });
    return new Author(addresses.server, session);
  }

  async upload(bytes: Uint8Array<ArrayBuffer>, mediaType: string): Promise<Blob> {
    const headers = { ...this.#authorization(), 'content-type': mediaType };
    const { blob } = await call<{ blob: Blob }>(this.#server, 'com.atproto.repo.uploadBlob', bytes, headers);
    return blob;
  }

  async post(record: { text: string; [field: string]: unknown }): Promise<Reference> {
    const createdAt = new Date().toISOString();
    return await this.#create('app.bsky.feed.post', { createdAt, ...record });
  }

  async like(subject: Reference): Promise<void> {
    await this.#create('app.bsky.feed.like', { subject, createdAt: new Date().toISOString() });
  }

  async editProfile(profile: { displayName: string; avatar?: Blob }): Promise<void> {
    const record = { $type: 'app.bsky.actor.profile', ...profile };
    const collection = 'app.bsky.actor.profile';
    await this.#write('com.atproto.repo.putRecord', { collection, rkey: 'self', record });
  }

  async delete({ uri }: Reference): Promise<void> {
    const [rkey = '', collection = ''] = uri.split('/').reverse();
    await this.#write('com.atproto.repo.deleteRecord', { collection, rkey });
  }

  async deactivate(): Promise<void> {
    await this.#write('com.atproto.server.deactivateAccount', {});
  }

  async #create(collection: string, record: object): Promise<Reference> {
    return await this.#write<Reference>('com.atproto.repo.createRecord', {
      collection,
      record: { $type: collection, ...record },
    });
  }

  async #write<T>(method: string, body: object): Promise<T> {
    const headers = { ...this.#authorization(), 'content-type': 'application/json' };
    return await call<T>(this.#server, method, JSON.stringify({ repo: this.did, ...body }), headers);
  }

  #authorization(): Record<string, string> {
    return { authorization: `Bearer ${this.#token}` };
  }
}

/** As the administrator of the server, who alone may delete an account without a mail to its owner. */
export async function deleteAccount({ addresses }: BlueskyNetwork, { did }: Author): Promise<void> {
  await call(addresses.server, 'com.atproto.admin.deleteAccount', JSON.stringify({ did }), {
    authorization: `Basic ${Buffer.from('admin:admin-pass').toString('base64')}`,
    'content-type': 'application/json',
  });
}

async function call<T>(
  server: string,
  method: string,
  body: string | Uint8Array<ArrayBuffer>,
  headers: Record<string, string>,
): Promise<T> {
  const response = await fetch(`${server}/xrpc/${method}`, { method: 'POST', headers, body });
  const text = await response.text();
  if (!response.ok) {
    throw new Error(`${method}: HTTP ${response.status} ${text}`);
  }
  return (text === '' ? {} : JSON.parse(text)) as T;
}
