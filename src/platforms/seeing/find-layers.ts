/** What lies over a page, wherever it comes from, before anybody knows what it is. */
export interface LayersFound {
  /** `share`: of the post's visible box, or of the window where the post is the page, 0 to 1. */
  layers: { element: Element; share: number }[];
  /** Whether a script of the page asks for consent, at once or later. */
  isExpected: boolean;
}

export interface LayerQuestion {
  /** CSS selector of the post; null where the post is the page. */
  postSelector: string | null;
  /** The document as a whole is the layer: it is in a frame over the page, or stands in its place. */
  isWhole: boolean;
  /** Source of a regular expression that knows the scripts of consent products. */
  scripts: string;
  /** Answer null, to be asked again, while there are no more layers than so many; null answers at once. */
  moreThan: number | null;
}

/**
 * Runs in the page and may use nothing from here. Finds layers by asking what is topmost at points of a grid, which costs
 * the same on pages of any size.
 */
export function findLayers(question: LayerQuestion): LayersFound | null {
  const limits = { columns: 9, rows: 12, layers: 60, scripts: 500 };
  const selected = question.postSelector === null ? null : document.querySelector(question.postSelector);
  // Of a page that is the post, everything is within it.
  const post = selected === document.body || selected === document.documentElement ? null : selected;

  const parentOf = (element: Element): Element | null => {
    const root = element.getRootNode();
    return element.assignedSlot ?? element.parentElement ?? (root instanceof ShadowRoot ? root.host : null);
  };
  const isIn = (element: Element, outer: Element): boolean => {
    for (let at: Element | null = element; at !== null; at = parentOf(at)) if (at === outer) return true;
    return false;
  };
  const topmostAt = (x: number, y: number): Element | null => {
    let hit = document.elementFromPoint(x, y);
    for (let root = hit?.shadowRoot; root; root = hit?.shadowRoot) {
      const inner: Element | null = root.elementFromPoint(x, y);
      if (inner === null || inner === hit || inner.getRootNode() !== root) break;
      hit = inner;
    }
    return hit;
  };
  const isModal = (element: Element) =>
    /^(?:alert)?dialog$/.test(element.getAttribute('role') ?? '') ||
    element.getAttribute('aria-modal') === 'true' ||
    element.matches('dialog[open]');
  const layerMemory = new Map<Element, boolean>();
  const isLayer = (element: Element): boolean => {
    let known = layerMemory.get(element);
    if (known === undefined) {
      const { position, zIndex } = getComputedStyle(element);
      const isAbove = position === 'absolute' && Number(zIndex) >= 100;
      known = position === 'fixed' || position === 'sticky' || isAbove || isModal(element);
      layerMemory.set(element, known && element !== document.body && element !== document.documentElement);
    }
    return layerMemory.get(element) === true;
  };
  /** Inner layers first; none where the hit is part of the post, or the layer holds the post or the page's article. */
  const layersOf = (hit: Element): Element[] => {
    const layers: Element[] = [];
    for (let at: Element | null = hit; at !== null; at = parentOf(at)) {
      if (at === post) return [];
      if (at.matches('main, article')) break;
      if (!isLayer(at)) continue;
      if (post === null ? at.querySelector('main, article') !== null : isIn(post, at)) break;
      layers.push(at);
    }
    return layers;
  };

  /** Which share of the points within a box each layer has. */
  const sharesOver = (left: number, top: number, right: number, bottom: number) => {
    const shares = new Map<Element, number>();
    const one = 1 / (limits.columns * limits.rows);
    for (let column = 0; column < limits.columns; column += 1) {
      for (let row = 0; row < limits.rows; row += 1) {
        // Near the edges too, where banners lie.
        const x = left + 6 + ((right - left - 12) * column) / (limits.columns - 1);
        const y = top + 12 + ((bottom - top - 24) * row) / (limits.rows - 1);
        const hit = topmostAt(x, y);
        for (const layer of hit === null ? [] : layersOf(hit))
          shares.set(layer, (shares.get(layer) ?? 0) + one);
      }
    }
    return shares;
  };

  const isExpected = () =>
    Array.from(document.scripts)
      .slice(0, limits.scripts)
      .some(({ src }) => new RegExp(question.scripts, 'i').test(src)) ||
    typeof (window as { __tcfapi?: unknown }).__tcfapi === 'function';

  if (question.isWhole) {
    return {
      layers: document.body === null ? [] : [{ element: document.body, share: 1 }],
      isExpected: false,
    };
  }
  const seen = sharesOver(0, 0, innerWidth, innerHeight);
  const box = post?.getBoundingClientRect();
  const visible =
    box &&
    ([
      Math.max(0, box.left),
      Math.max(0, box.top),
      Math.min(innerWidth, box.right),
      Math.min(innerHeight, box.bottom),
    ] as const);
  const hasBox = visible !== undefined && visible[2] > visible[0] && visible[3] > visible[1];
  // A post that is not there yet has all of the window.
  const covering = hasBox ? sharesOver(...visible) : seen;
  for (const layer of covering.keys()) if (!seen.has(layer)) seen.set(layer, 0);
  if (question.moreThan !== null && seen.size <= question.moreThan) return null;
  const found = Array.from(seen.keys(), (element) => ({ element, share: covering.get(element) ?? 0 }));
  return { layers: found.slice(0, limits.layers), isExpected: isExpected() };
}
