/** Signed in to a Ghost as its owner, as its editor's pages are. */
export class GhostOwner {
  readonly #url: string;
  readonly #origin: string;
  readonly #cookie: string;

  private constructor(url: string, origin: string, cookie: string) {
    this.#url = url;
    this.#origin = origin;
    this.#cookie = cookie;
  }

  /** Sets a new Ghost up, and makes the owner by it. `origin` is what it believes to be its address. */
  static async setUp(url: string, origin: string): Promise<GhostOwner> {
    // Nobody else reaches it.
    const [email, password] = ['owner@courier.example', 'of-this-test-alone-0815'];
    const owner = { name: 'An Editor', email, password, blogTitle: 'Morning Courier' };
    const visitor = new GhostOwner(url, origin, '');
    await visitor.admin('POST', '/authentication/setup/', { setup: [owner] });
    const session = await visitor.#ask('POST', '/session/', { username: email, password });
    const cookie = session.headers
      .getSetCookie()
      .map((each) => each.split(';')[0])
      .join('; ');
    return new GhostOwner(url, origin, cookie);
  }

  /** `route` as in `/posts/?source=html`. Rejects with what Ghost says where it refuses. */
  async admin<T>(method: string, route: string, body?: object): Promise<T> {
    const text = await (await this.#ask(method, route, body)).text();
    return (text === '' ? null : JSON.parse(text)) as T;
  }

  async #ask(method: string, route: string, body?: object): Promise<Response> {
    const response = await fetch(`${this.#url}/ghost/api/admin${route}`, {
      method,
      headers: {
        origin: this.#origin,
        'accept-version': 'v6.0',
        ...(this.#cookie !== '' && { cookie: this.#cookie }),
        ...(body !== undefined && { 'content-type': 'application/json' }),
      },
      ...(body !== undefined && { body: JSON.stringify(body) }),
    });
    if (!response.ok) {
      throw new Error(
        `${method} ${route} answered ${response.status}: ${(await response.text()).slice(0, 1000)}`,
      );
    }
    return response;
  }
}
