/** Signed in to a WordPress as a person is, by its form, with a person's rights over its REST interface. */
export class Administrator {
  readonly #url: string;
  readonly #cookies: string;
  readonly #nonce: string;

  private constructor(url: string, cookies: string, nonce: string) {
    this.#url = url;
    this.#cookies = cookies;
    this.#nonce = nonce;
  }

  /** Finishes the installation, and makes the administrator by it. */
  static async install(url: string, name: string): Promise<Administrator> {
    // Nobody else reaches it.
    const password = 'of-this-test-alone';
    const installed = await postForm(`${url}/wp-admin/install.php?step=2`, {
      ...{ weblog_title: 'Morning Courier', user_name: name, admin_email: 'editor@courier.example' },
      ...{
        admin_password: password,
        admin_password2: password,
        pw_weak: '1',
        blog_public: '0',
        language: '',
      },
    });
    const said = await installed.text();
    if (!said.includes('wp-login.php')) {
      throw new Error(`WordPress was not installed: ${said.replace(/<[^>]*>/g, ' ').slice(0, 2000)}`);
    }
    const login = await postForm(
      `${url}/wp-login.php`,
      { log: name, pwd: password, testcookie: '1' },
      'wordpress_test_cookie=WP%20Cookie%20check',
    );
    const cookies = login.headers
      .getSetCookie()
      .map((cookie) => cookie.split(';')[0])
      .join('; ');
    const nonceUrl = `${url}/wp-admin/admin-ajax.php?action=rest-nonce`;
    const nonce = await (await fetch(nonceUrl, { headers: { cookie: cookies } })).text();
    return new Administrator(url, cookies, nonce);
  }

  /** `route` as in `/wp/v2/posts`. Rejects with what WordPress says where it refuses. */
  async rest<T>(method: string, route: string, body?: object): Promise<T> {
    const [path = '', query = ''] = route.split('?');
    const response = await fetch(`${this.#url}/?rest_route=${encodeURIComponent(path)}&${query}`, {
      method,
      headers: {
        cookie: this.#cookies,
        'x-wp-nonce': this.#nonce,
        ...(body !== undefined && { 'content-type': 'application/json' }),
      },
      ...(body !== undefined && { body: JSON.stringify(body) }),
    });
    const text = await response.text();
    if (!response.ok) {
      throw new Error(`${method} ${route} answered ${response.status}: ${text.slice(0, 1000)}`);
    }
    return JSON.parse(text) as T;
  }
}

function postForm(url: string, fields: Record<string, string>, cookie = ''): Promise<Response> {
  return fetch(url, {
    method: 'POST',
    headers: { cookie },
    body: new URLSearchParams(fields),
    redirect: 'manual',
  });
}
