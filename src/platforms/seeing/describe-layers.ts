import type { LayersFound } from './find-layers.ts';
import type { Overlay, OverlayKind, OverlaySurvey, SurveyQuestion } from './overlays.ts';

/**
 * Runs in the page and may use nothing from here. Tells of each layer what it is, by the markup of known products or by
 * its words, and finds the button that a reader would press.
 */
export function describeLayers(found: LayersFound | null, question: SurveyQuestion): OverlaySurvey {
  const layers = found?.layers ?? [];
  const limits = { elements: 3000, buttons: 200, labelLength: 60, textLength: 6000 };
  const words = Object.fromEntries(
    Object.entries(question.words).map(([name, source]) => [name, new RegExp(source, 'iu')]),
  ) as Record<keyof typeof question.words, RegExp>;

  const parentOf = (element: Element): Element | null => {
    const root = element.getRootNode();
    return element.assignedSlot ?? element.parentElement ?? (root instanceof ShadowRoot ? root.host : null);
  };
  const isIn = (element: Element, outer: Element): boolean => {
    for (let at: Element | null = element; at !== null; at = parentOf(at)) if (at === outer) return true;
    return false;
  };
  const isModal = (element: Element) =>
    /^(?:alert)?dialog$/.test(element.getAttribute('role') ?? '') ||
    element.getAttribute('aria-modal') === 'true' ||
    element.matches('dialog[open]');

  const walk = (root: Element, visit: (element: Element) => void) => {
    let left = limits.elements;
    const into = (node: Element | ShadowRoot) => {
      const walker = document.createTreeWalker(node, NodeFilter.SHOW_ELEMENT);
      while (left > 0 && walker.nextNode()) {
        const element = walker.currentNode as Element;
        left -= 1;
        visit(element);
        if (element.shadowRoot) into(element.shadowRoot);
      }
    };
    if (root.shadowRoot) into(root.shadowRoot);
    into(root);
  };
  const wordsOf = (element: Element) => (element instanceof HTMLElement ? element.innerText : '') ?? '';
  const textOf = (layer: Element): string => {
    // What is hidden is not shown; but to tell would take seconds where there is that much.
    if (layer.getElementsByTagName('*').length > limits.elements) {
      return (layer.textContent ?? '').slice(0, limits.textLength);
    }
    const texts = [wordsOf(layer)];
    const addShadow = (element: Element) => {
      for (const child of element.shadowRoot?.children ?? []) {
        if (!child.matches('style, script, link')) texts.push(wordsOf(child));
      }
    };
    addShadow(layer);
    walk(layer, addShadow);
    return texts.join('\n').slice(0, limits.textLength);
  };
  const isShown = (element: Element) => {
    const box = element.getBoundingClientRect();
    return (
      box.width >= 4 &&
      box.height >= 4 &&
      element.checkVisibility({ visibilityProperty: true, opacityProperty: true })
    );
  };
  const labelOf = (element: Element): string => {
    const named = (part: Element) => part.getAttribute('aria-label') ?? part.getAttribute('title') ?? '';
    const inside = Array.from(element.querySelectorAll('[aria-label], [title], img[alt]')).slice(0, 3);
    const candidates = [
      named(element),
      wordsOf(element),
      element instanceof HTMLInputElement ? element.value : '',
      ...inside.map((part) => named(part) || (part.getAttribute('alt') ?? '')),
    ];
    return candidates.map((text) => text.replace(/\s+/g, ' ').trim()).find((text) => text !== '') ?? '';
  };
  const leadsAway = (element: Element): boolean => {
    const link = element.closest('a[href]');
    if (!(link instanceof HTMLAnchorElement) || /^(?:#|javascript:)/i.test(link.getAttribute('href') ?? '')) {
      return false;
    }
    return link.href.split('#')[0] !== location.href.split('#')[0];
  };

  interface Button {
    element: Element;
    label: string;
    mark: string;
  }
  const pressable =
    'button, a, input[type=button], input[type=submit], [role=button], [role=link], [onclick], [aria-label], [tabindex], [class*=btn i], [class*=button i], [class*=close i], [class*=dismiss i], [id*=close i], [data-testid*=close i], [data-e2e*=close i]';
  const buttonsOf = (layer: Element): Button[] => {
    const found: Button[] = [];
    const consider = (element: Element) => {
      if (found.length >= limits.buttons || !element.matches(pressable) || !isShown(element)) return;
      const label = labelOf(element);
      const marks = ['class', 'id', 'data-testid', 'data-e2e'].map(
        (name) => element.getAttribute(name) ?? '',
      );
      const mark = label.length <= 1 ? marks.join(' ') : '';
      const isUsable = label.length <= limits.labelLength && (label !== '' || mark.trim() !== '');
      if (
        isUsable &&
        !question.spent.includes(label || mark.trim().slice(0, limits.labelLength)) &&
        !leadsAway(element)
      )
        // A picture of a cross is told by its mark.
        found.push({ element, label: label || mark.trim().slice(0, limits.labelLength), mark });
    };
    consider(layer);
    walk(layer, consider);
    return found;
  };
  const isRefusal = ({ label }: Button) => words.reject.test(label) && !words.pay.test(label);
  const isNecessary = ({ label }: Button) => words.necessary.test(label) && !words.pay.test(label);
  const isAcceptance = ({ label }: Button) =>
    words.accept.test(label) && ![words.reject, words.settings, words.pay].some((other) => other.test(label));
  const isClosing = ({ label, mark }: Button) =>
    words.close.test(label) || new RegExp(question.words.closeMark, 'u').test(mark);
  const bySelector = (layer: Element, selector: string): Button | null => {
    let found: Button | null = null;
    const consider = (element: Element) => {
      if (found !== null || selector === '' || !element.matches(selector) || !isShown(element)) return;
      const label = labelOf(element).slice(0, limits.labelLength);
      if (!question.spent.includes(label)) found = { element, label, mark: '' };
    };
    consider(layer);
    walk(layer, consider);
    return found;
  };
  const managerOf = (layer: Element) =>
    question.managers.find(({ root }) => {
      for (let at: Element | null = layer; at !== null; at = parentOf(at)) if (at.matches(root)) return true;
      const { width, height } = layer.getBoundingClientRect();
      return Array.from(layer.querySelectorAll(root)).some((inner) => {
        const box = inner.getBoundingClientRect();
        return isShown(inner) && box.width * box.height >= 0.4 * width * height;
      });
    }) ?? null;

  const kindOf = (layer: Element, text: string, buttons: Button[]): OverlayKind | null => {
    const asksConsent = words.consent.test(text);
    if (
      asksConsent &&
      buttons.some((button) => isRefusal(button) || isNecessary(button) || isAcceptance(button))
    ) {
      return 'consent';
    }
    const isFurniture =
      layer.matches('nav, header, footer') ||
      layer.querySelector('nav, [role=navigation], [role=search]') !== null;
    if (isFurniture && !isModal(layer)) return null;
    if (words.paywall.test(text)) return 'paywall';
    if (layer.querySelector('input[type=password], input[autocomplete=username]') !== null) return 'login';
    if (words.newsletter.test(text) && layer.querySelector('input[type=email]') !== null) return 'newsletter';
    if (words.app.test(text)) return 'app';
    if (words.login.test(text)) return 'login';
    if (words.newsletter.test(text)) return 'newsletter';
    // A link to the rules on privacy is on most pages; a layer about little else asks, if only for attention.
    const mentions = text.match(new RegExp(question.words.consent, 'giu'))?.length ?? 0;
    if (mentions * 150 >= text.length && mentions > 0) return 'consent';
    return isModal(layer) ? 'dialog' : null;
  };
  const buttonOf = (layer: Element, kind: OverlayKind | null, buttons: Button[]): Button | null => {
    // What is for sale is not taken.
    if (kind === null || kind === 'paywall') return null;
    if (kind !== 'consent') return buttons.find(isClosing) ?? null;
    const manager = managerOf(layer);
    const refusal = manager === null ? null : bySelector(layer, manager.reject);
    if (refusal !== null && !words.pay.test(refusal.label)) return refusal;
    const spoken = buttons.find(isRefusal) ?? buttons.find(isNecessary);
    if (spoken !== undefined) return spoken;
    const acceptance = manager === null ? null : bySelector(layer, manager.accept);
    return acceptance ?? buttons.find(isAcceptance) ?? buttons.find(isClosing) ?? null;
  };
  const frameIn = (layer: Element): Element | null => {
    const box = layer.getBoundingClientRect();
    const frames = layer.matches('iframe')
      ? [layer]
      : Array.from(layer.querySelectorAll('iframe')).slice(0, 20);
    return (
      frames.find((frame) => {
        const inner = frame.getBoundingClientRect();
        return (
          isShown(frame) &&
          inner.width * inner.height >= 0.4 * box.width * box.height &&
          inner.width * inner.height >= 2500
        );
      }) ?? null
    );
  };
  const describe = (layer: Element, share: number): Overlay => {
    const text = textOf(layer);
    const buttons = text.length === 0 ? [] : buttonsOf(layer);
    const manager = managerOf(layer);
    // What sticks is in its own place until the page is scrolled, and covers nothing.
    const isSticky = getComputedStyle(layer).position === 'sticky' && !isModal(layer);
    let kind = kindOf(layer, text, buttons);
    if (isSticky && (kind !== 'consent' || buttonOf(layer, kind, buttons) === null)) kind = null;
    if (manager !== null && (kind !== null || text.trim() !== '')) kind = 'consent';
    if (question.isWhole && kind !== 'consent' && kind !== 'paywall' && kind !== 'login') kind = null;
    const button = buttonOf(layer, kind, buttons);
    const name = manager?.name ?? null;
    const says = text.replace(/\s+/g, ' ').trim().slice(0, 150);
    const frame = kind === null && !question.isWhole ? frameIn(layer) : null;
    return {
      kind,
      manager: name,
      says,
      share: isSticky && kind === null ? 0 : share,
      isModal: isModal(layer),
      label: button?.label ?? null,
      button: button?.element ?? null,
      layer,
      frame,
    };
  };

  const overlays = layers.map(({ element, share }) => describe(element, share));
  // A veil without words counts with whatever lies on it.
  const isVeil = ({ kind, frame, says, layer }: Overlay) =>
    kind === null &&
    frame === null &&
    says === '' &&
    !layer.matches('img, video, canvas') &&
    layer.querySelector('img, video, canvas, svg') === null;
  const veiled = Math.max(0, ...overlays.filter(isVeil).map(({ share }) => share));
  const told = overlays
    .filter((overlay) => !isVeil(overlay))
    .map((overlay) =>
      overlay.isModal || overlay.kind === 'consent'
        ? { ...overlay, share: Math.min(1, overlay.share + veiled) }
        : overlay,
    );
  // Of layers in layers that are alike, the inner one has the button.
  const isOuter = (one: Overlay) =>
    told.some(
      (other) =>
        other !== one &&
        other.kind === one.kind &&
        other.button !== null &&
        isIn(other.layer, one.layer) &&
        (other.button === one.button || one.button === null),
    );
  const distinct = told.filter((overlay) => !isOuter(overlay)).sort((one, other) => other.share - one.share);
  const asks = distinct.some(({ kind }) => kind === 'consent');
  return { overlays: distinct, layers: layers.length, isExpected: found?.isExpected === true && !asks };
}
