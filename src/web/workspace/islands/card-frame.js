/** On paper a card spells its links out, and nobody can ask how high that makes it. */
const onPaperPx = 96;

/** Gives the frame of a card the height that the card tells, or that can be read from it. */
class CardFrame extends HTMLElement {
  /** @type {AbortController | null} */
  #away = null;

  connectedCallback() {
    const frame = this.querySelector('iframe');
    if (frame === null) {
      return;
    }
    this.#away = new AbortController();
    const { signal } = this.#away;
    const adjust = (/** @type {unknown} */ height) => {
      if (typeof height === 'number' && height > 0 && height < 100_000) {
        frame.height = String(Math.ceil(height));
      }
    };
    addEventListener(
      'message',
      ({ source, data }) => {
        if (source === frame.contentWindow && data?.message === 'height') {
          adjust(data.value);
        }
      },
      { signal },
    );
    const measure = () => adjust(frame.contentDocument?.body?.getBoundingClientRect().height);
    frame.addEventListener('load', measure, { signal });
    measure();
    const grow = (/** @type {number} */ byPx) => adjust(Number(frame.height) + byPx);
    addEventListener('beforeprint', () => grow(onPaperPx), { signal });
    addEventListener('afterprint', () => grow(-onPaperPx), { signal });
    // A card that loaded before this script did tells its height again.
    frame.contentWindow?.postMessage({ message: 'ready' }, '*');
  }

  disconnectedCallback() {
    this.#away?.abort();
  }
}

customElements.define('card-frame', CardFrame);
