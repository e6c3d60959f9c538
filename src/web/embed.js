/**
 * Put beside an article's embeds, it asks the archive once which of their originals are gone, and puts cards in their place:
 *
 *     <script async src="https://archive.example.org/embed.js"></script>
 *
 * `data-mode="always"` shows every post from the archive that has it, `never` none; `data-lang` and `data-theme` (`light`,
 * `dark`, `auto`) say how cards look that would else be as the page is; `data-title` names the frames for screen readers.
 * `<blockquote class="archived-embed" cite="…">` is a card in any case. It tells of what it does by events that bubble from the embed: `embed-archiver:replace` (which may be prevented) and, from the
 * card's frame, `embed-archiver:replaced`; where the archive does not answer, nothing changes but for
 * `embed-archiver:unreachable` on the document. `embedArchiver.scan()` looks again at once.
 */
(() => {
  const script =
    document.currentScript instanceof HTMLScriptElement
      ? document.currentScript
      : document.querySelector('script[src*="/embed.js"]');
  if (!(script instanceof HTMLScriptElement) || 'embedArchiver' in window) {
    return;
  }
  const service = new URL('.', script.src).href;
  const { mode, title, theme } = script.dataset;
  const [lang] = /^[\w-]{2,35}$/.exec(script.dataset.lang ?? document.documentElement.lang) ?? [];

  const urlsPerRequest = 50;
  const patienceMs = 8000;
  /** Pages that draw themselves change often; one look serves many changes. */
  const settleMs = 150;
  const widestPx = 550;
  const narrowestPx = 160;
  const highestPx = 100_000;

  /**
   * @typedef {{ url: string, postId: string | null, state: string, gone: boolean, embedUrl: string | null, height: number | null, language: string | null, title: string | null }} Answer
   * @typedef {{ element: HTMLElement, url: string }} Found
   */

  /** What was asked already, by URL; null where the archive did not answer. @type {Map<string, Promise<Answer | null>>} */
  const answers = new Map();
  /** The URL that an element was last looked at with. @type {WeakMap<Element, string>} */
  const seen = new WeakMap();
  /** Scripts in whose place a card stands. @type {WeakSet<Element>} */
  const replaced = new WeakSet();
  /** How large a card's frame was made. @type {Map<HTMLIFrameElement, { width: number, height: number }>} */
  const frames = new Map();

  const players =
    /^https?:\/\/(?:[\w-]+\.)*(?:youtube(?:-nocookie)?\.com\/embed\/|player\.vimeo\.com\/|dailymotion\.com\/(?:embed|player)|streamable\.com\/|(?:clips|player)\.twitch\.tv\/|platform\.twitter\.com\/embed|instagram\.com\/|tiktok\.com\/|facebook\.com\/plugins\/|bsky\.app\/|t\.me\/|reddit(?:media)?\.com\/|threads\.(?:net|com)\/|truthsocial\.com\/|linkedin\.com\/embed\/|vk(?:video)?\.(?:com|ru)\/video_ext)|^https:\/\/[^/]+\/videos\/embed\//;

  const ours = 'blockquote.archived-embed[cite]';
  /** The embeds that platforms hand out, and where each says which post it shows. @type {[string, (element: HTMLElement) => string | null | undefined][]} */
  const forms = [
    [ours, (quote) => quote.getAttribute('cite')],
    ['blockquote.twitter-tweet, blockquote.twitter-video', (quote) => link(quote, '/status')],
    ['iframe[data-tweet-id]', ({ dataset }) => `https://x.com/i/status/${dataset.tweetId}`],
    ['.instagram-media[data-instgrm-permalink]', ({ dataset }) => dataset.instgrmPermalink],
    ['blockquote.tiktok-embed[cite]', (quote) => quote.getAttribute('cite')],
    ['blockquote.reddit-embed-bq, blockquote.reddit-card', (quote) => link(quote, '/comments/')],
    ['.fb-post[data-href], .fb-video[data-href]', ({ dataset }) => dataset.href],
    ['blockquote.bluesky-embed[data-bluesky-uri]', ({ dataset }) => fromAtUri(dataset.blueskyUri ?? '')],
    ['blockquote.mastodon-embed[data-embed-url]', ({ dataset }) => dataset.embedUrl],
    ['blockquote.text-post-media[data-text-post-permalink]', ({ dataset }) => dataset.textPostPermalink],
    ['script[data-telegram-post]', ({ dataset }) => `https://t.me/${dataset.telegramPost}`],
    [
      'div[id^=vk_post_]',
      ({ id }) => /^vk_post_(-?\d+_\d+)$/.exec(id)?.[1]?.replace(/^/, 'https://vk.com/wall'),
    ],
    ['lite-youtube[videoid]', (video) => `https://www.youtube.com/watch?v=${video.getAttribute('videoid')}`],
    ['iframe.mastodon-embed', sourceOf],
    ['iframe', (frame) => (players.test(sourceOf(frame)) ? sourceOf(frame) : null)],
  ];
  const whole = forms.map(([selector]) => selector).filter((selector) => !selector.startsWith('iframe'));

  /** Within a quotation the post's own link comes last. @param {Element} quote @param {string} part */
  function link(quote, part) {
    /** @type {NodeListOf<HTMLAnchorElement>} */
    const links = quote.querySelectorAll(`a[href*="${part}"]`);
    return links[links.length - 1]?.href;
  }

  /** @param {string} uri as in `at://did:plc:…/app.bsky.feed.post/3k…` */
  function fromAtUri(uri) {
    const [, repository, key] = /^at:\/\/([^/]+)\/app\.bsky\.feed\.post\/([^/]+)$/.exec(uri) ?? [];
    return repository && `https://bsky.app/profile/${repository}/post/${key}`;
  }

  /** Consent managers and lazy loaders keep the address aside. @param {HTMLElement} frame */
  function sourceOf(frame) {
    const { src, lazySrc } = frame.dataset;
    const given = [frame.getAttribute('src'), src, lazySrc].find((url) =>
      /^(?:https?:)?\/\//.test(url ?? ''),
    );
    return given ? new URL(given, location.href).href : '';
  }

  /** What is new since the last look; of an element the first form that fits it. @returns {Found[]} */
  function find() {
    const looked = new Set();
    return forms.flatMap(([selector, urlOf]) =>
      [...document.querySelectorAll(selector)].flatMap((element) => {
        if (!(element instanceof HTMLElement) || looked.has(element) || isPart(element)) {
          return [];
        }
        looked.add(element);
        const url = urlOf(element);
        if (!url || seen.get(element) === url) {
          return [];
        }
        seen.set(element, url);
        return [{ element, url }];
      }),
    );
  }

  /** Ours, or what a platform's script put into or beside its own embed. @param {HTMLElement} element */
  function isPart(element) {
    return (
      (element instanceof HTMLIFrameElement && (frames.has(element) || telegramScriptOf(element))) ||
      element.parentElement?.closest(whole.join()) != null
    );
  }

  /** Telegram's script stays, and its frame stands before it. @param {HTMLIFrameElement} frame */
  function telegramScriptOf({ src }) {
    const [, post] = /^https:\/\/t\.me\/([^?#]+)/.exec(src) ?? [];
    return post ? document.querySelector(`script[data-telegram-post="${CSS.escape(post)}"]`) : null;
  }

  function removeTelegramFrames() {
    for (const frame of document.querySelectorAll('iframe')) {
      const made = telegramScriptOf(frame);
      if (made && replaced.has(made)) {
        frame.remove();
      }
    }
  }

  async function scan() {
    if (mode === 'never') {
      return;
    }
    removeTelegramFrames();
    const found = find();
    const unknown = new Map(
      found.filter(({ url }) => !answers.has(url)).map(({ url, element }) => [url, roomFor(element)]),
    );
    const urls = [...unknown.keys()];
    for (let start = 0; start < urls.length; start += urlsPerRequest) {
      const some = urls.slice(start, start + urlsPerRequest);
      const asked = ask(
        some,
        some.map((url) => unknown.get(url) ?? widestPx),
      );
      some.forEach((url, index) => {
        answers.set(
          url,
          asked.then((all) => all?.[index] ?? null),
        );
      });
    }
    await Promise.all(
      found.map(async ({ element, url }) => {
        const answer = await answers.get(url);
        if (answer?.embedUrl && (answer.gone || mode === 'always' || element.matches(ours))) {
          replace(element, answer);
        }
      }),
    );
  }

  /** @param {string[]} urls @param {number[]} widths @returns {Promise<Answer[] | null>} */
  async function ask(urls, widths) {
    try {
      const response = await fetch(`${service}embed/resolve`, {
        method: 'POST',
        headers: { 'Content-Type': 'application/json' },
        body: JSON.stringify({ urls, widths, lang }),
        credentials: 'omit',
        referrerPolicy: 'no-referrer',
        signal: AbortSignal.timeout(patienceMs),
      });
      return response.ok ? await response.json() : null;
    } catch {
      // The article is to look as it would without us.
      document.dispatchEvent(new CustomEvent('embed-archiver:unreachable', { detail: { urls } }));
      return null;
    }
  }

  /** @param {HTMLElement} element */
  function roomFor(element) {
    const { parentElement } = element;
    const style = parentElement && getComputedStyle(parentElement);
    const room = style
      ? parentElement.clientWidth - parseFloat(style.paddingLeft) - parseFloat(style.paddingRight)
      : 0;
    return room > 0 ? Math.round(Math.min(Math.max(room, narrowestPx), widestPx)) : widestPx;
  }

  /** @param {HTMLElement} element @param {Answer} answer */
  function replace(element, answer) {
    const before = new CustomEvent('embed-archiver:replace', {
      bubbles: true,
      cancelable: true,
      detail: answer,
    });
    if (!element.isConnected || !element.dispatchEvent(before)) {
      return;
    }
    const place = placeOf(element);
    const height = answer.height ?? 0;
    const { top, bottom } = place.getBoundingClientRect();
    // What stands below and is being read stays where it is: there is a card as high as what it replaces.
    const isInView = bottom > 0 && top < innerHeight;
    const frame = makeFrame(answer, isInView ? Math.max(height, Math.round(bottom - top)) : height);
    takeLayout(frame, place);
    if (place instanceof HTMLScriptElement) {
      // A script that still loads must find itself in the page; what it makes then is removed.
      place.before(frame);
      replaced.add(place);
      removeTelegramFrames();
    } else {
      place.replaceWith(frame);
    }
    frames.set(frame, { width: frame.clientWidth, height });
    if (frame.clientHeight > height) {
      unseen.observe(frame);
    }
    const detail = { ...answer, original: element };
    frame.dispatchEvent(new CustomEvent('embed-archiver:replaced', { bubbles: true, detail }));
  }

  /** What stands in the article for the embed: its frame that keeps a film's proportions, the box that a script drew. @param {HTMLElement} element */
  function placeOf(element) {
    const drawn = element.closest('.twitter-tweet-rendered');
    const box = element.parentElement;
    const fillsBox = getComputedStyle(element).position === 'absolute' && box?.childElementCount === 1;
    return drawn instanceof HTMLElement ? drawn : fillsBox && box ? box : element;
  }

  /** @param {Answer} answer @param {number} height */
  function makeFrame({ url, state, embedUrl, ...answer }, height) {
    const [shown, scheme] = looks();
    const frame = document.createElement('iframe');
    frame.src = `${embedUrl}?format=frame&theme=${shown}${answer.language ? `&lang=${answer.language}` : ''}`;
    frame.title = title ?? answer.title ?? 'Archived post';
    frame.setAttribute('sandbox', 'allow-scripts allow-popups allow-popups-to-escape-sandbox');
    frame.allow = 'fullscreen';
    frame.referrerPolicy = 'no-referrer';
    frame.loading = 'lazy';
    frame.dataset.originalurl = url;
    frame.dataset.state = state;
    Object.assign(frame.style, {
      display: 'block',
      boxSizing: 'border-box',
      width: '100%',
      maxWidth: `${widestPx}px`,
      height: `${height}px`,
      border: '0',
      colorScheme: scheme,
    });
    return frame;
  }

  /** The card's theme and the scheme of its frame: where these differ, browsers paint a ground behind the card. */
  function looks() {
    const { colorScheme } = getComputedStyle(document.documentElement);
    const isDark = /dark/.test(colorScheme);
    const asPage = isDark ? (/light/.test(colorScheme) ? 'auto' : 'dark') : 'light';
    const shown = theme && /^(?:light|dark|auto)$/.test(theme) ? theme : asPage;
    return [shown, shown === 'auto' ? 'light dark' : shown];
  }

  /** Id, margins and side of the article. @param {HTMLIFrameElement} frame @param {HTMLElement} place */
  function takeLayout(frame, place) {
    const style = getComputedStyle(place);
    const { textAlign } = getComputedStyle(place.parentElement ?? place);
    const side =
      place.getAttribute('align') ?? place.dataset.align ?? /tw-align-(\w+)/.exec(place.className)?.[1];
    frame.id = place.id;
    frame.style.marginTop = style.marginTop;
    frame.style.marginBottom = style.marginBottom;
    frame.style.cssFloat = style.cssFloat;
    if (style.cssFloat !== 'none') {
      frame.style.marginLeft = style.marginLeft;
      frame.style.marginRight = style.marginRight;
    } else if (isCentred(place) || side === 'center' || textAlign === 'center') {
      frame.style.marginLeft = frame.style.marginRight = 'auto';
    } else if (side === 'right') {
      frame.style.marginLeft = 'auto';
    }
  }

  /** Margins are told as lengths, so that `auto` must be asked for in other ways. @param {HTMLElement} place */
  function isCentred(place) {
    const side = 'computedStyleMap' in place ? place.computedStyleMap().get('margin-left') : null;
    return /auto/.test(`${side ?? ''}${place.style.margin}${place.style.marginLeft}`);
  }

  /** A card in a higher place takes its own height when that moves nothing that is read. */
  const unseen = new IntersectionObserver((entries) => {
    for (const { target, isIntersecting } of entries) {
      const size = target instanceof HTMLIFrameElement && !isIntersecting && frames.get(target);
      if (size) {
        target.style.height = `${size.height}px`;
        unseen.unobserve(target);
      }
    }
  });

  /** @param {MessageEvent} event */
  function hear({ source, data }) {
    const frame = [...frames.keys()].find(
      ({ contentWindow }) => contentWindow !== null && contentWindow === source,
    );
    const size = frame && frames.get(frame);
    const height = Number(data?.value);
    if (!frame || !size || data?.message !== 'height' || !(height > 0 && height < highestPx)) {
      return;
    }
    // What was foretold for this width is enough; only too little of it, or another width, is worth a shift.
    if (height > size.height || frame.clientWidth !== size.width) {
      frames.set(frame, { width: frame.clientWidth, height });
      frame.style.height = `${height}px`;
    }
  }

  let timer = 0;
  function look() {
    clearTimeout(timer);
    timer = window.setTimeout(() => void scan(), settleMs);
  }

  function start() {
    void scan();
    new MutationObserver(look).observe(document.documentElement, {
      childList: true,
      subtree: true,
      attributes: true,
      attributeFilter: ['src', 'data-src', 'data-tweet-id'],
    });
  }

  Object.assign(window, { embedArchiver: { scan } });
  if (mode === 'never') {
    return;
  }
  addEventListener('message', hear);
  if (document.readyState === 'loading') {
    document.addEventListener('DOMContentLoaded', start);
  } else {
    start();
  }
})();
