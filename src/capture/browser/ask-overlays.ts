import type { ElementHandle, Frame, JSHandle, Page } from 'playwright';
import { z } from 'zod';
import { describeLayers } from '#platforms/seeing/describe-layers.ts';
import { findLayers, type LayersFound } from '#platforms/seeing/find-layers.ts';
import { layerQuestion, type OverlaySurvey, surveyQuestion } from '#platforms/seeing/overlays.ts';

/** The page may have put anything into the answer. */
const factsSchema = z.object({
  kind: z.enum(['consent', 'login', 'app', 'newsletter', 'paywall', 'dialog']).nullable(),
  manager: z.string().max(100).nullable(),
  says: z.string().max(200).transform(plain),
  share: z.number().min(0).max(2),
  isModal: z.boolean(),
  label: z.string().max(100).transform(plain).nullable(),
  hasFrame: z.boolean(),
});
const surveySchema = z.object({
  overlays: z.array(factsSchema).max(100),
  layers: z.number(),
  isExpected: z.boolean(),
});
export type OverlayFacts = z.infer<typeof factsSchema>;

/** An overlay, with ways to its elements; they give null where it is gone meanwhile. */
export interface FoundOverlay {
  facts: OverlayFacts;
  /** Of the document that it was found in. */
  url: string;
  button(): Promise<ElementHandle<Element> | null>;
  layer(): Promise<ElementHandle<Element> | null>;
  frame(): Promise<Frame | null>;
}
export interface FoundSurvey {
  overlays: FoundOverlay[];
  /** How many layers there are, told or not. */
  layers: number;
  isExpected: boolean;
}

export interface OverlayQuestion {
  /** CSS selector of the post; null where the post is the page. */
  postSelector: string | null;
  /** The document as a whole is the overlay. */
  isWhole: boolean;
  /** Labels of buttons that were pressed already. */
  spent: readonly string[];
}

/** For one question to a document, which may hang. */
const answerWithinMs = 1_500;
const pollMs = 100;

/** What lies over the page. Null where it gives no answer. */
export function askPage(page: Page, question: OverlayQuestion): Promise<FoundSurvey | null> {
  return askFrame(page.mainFrame(), question);
}

/** The same, as soon as there are more layers than there were. Null where none comes within the time. */
export async function askLater(
  page: Page,
  question: OverlayQuestion,
  { layers, withinMs }: { layers: number; withinMs: number },
): Promise<FoundSurvey | null> {
  if (withinMs <= 0) {
    return null;
  }
  const { postSelector, isWhole } = question;
  const asked = page.waitForFunction(findLayers, layerQuestion({ postSelector, isWhole, moreThan: layers }), {
    polling: pollMs,
    timeout: withinMs,
  });
  const found = await answerOf(asked, withinMs + answerWithinMs);
  return found && (await describe(page.mainFrame(), found, question));
}

export async function askFrame(frame: Frame, question: OverlayQuestion): Promise<FoundSurvey | null> {
  const { postSelector, isWhole } = question;
  const asked = frame.evaluateHandle(findLayers, layerQuestion({ postSelector, isWhole, moreThan: null }));
  const found = await answerOf(asked, answerWithinMs);
  return found && (await describe(frame, found, question));
}

async function describe(
  frame: Frame,
  found: JSHandle<LayersFound | null>,
  { isWhole, spent }: OverlayQuestion,
): Promise<FoundSurvey | null> {
  const survey = found.evaluateHandle(describeLayers, surveyQuestion({ isWhole, spent }));
  const handle = await answerOf(survey, answerWithinMs);
  if (handle === null) {
    return null;
  }
  const parsed = surveySchema.safeParse(await answerOf(handle.evaluate(describeAll), answerWithinMs));
  if (!parsed.success) {
    return null;
  }
  const url = frame.url();
  const overlays = parsed.data.overlays.map((facts, index) => {
    const element = async (part: 'button' | 'layer' | 'frame') => {
      const one = handle.evaluateHandle(pick, { index, part });
      return (await answerOf(one, answerWithinMs))?.asElement() ?? null;
    };
    return {
      facts,
      url,
      button: () => element('button'),
      layer: () => element('layer'),
      frame: async () => {
        const owner = await element('frame');
        return owner === null ? null : await answerOf(owner.contentFrame(), answerWithinMs);
      },
    };
  });
  return { ...parsed.data, overlays };
}

const kindWords = {
  consent: 'consent banner',
  login: 'log-in sheet',
  app: 'banner for an app',
  newsletter: 'newsletter pop-up',
  paywall: 'paywall',
  dialog: 'dialog',
};

export function wordsFor({ facts, url }: FoundOverlay): string {
  const owner = facts.manager ?? URL.parse(url)?.host;
  return `${facts.kind === null ? 'layer' : kindWords[facts.kind]}${owner ? ` of ${owner}` : ''}`;
}

/**
 * Null where a document hangs, goes away or breaks under the question. It then has nothing to say of overlays; what is
 * wrong with it shows in what is asked of it next.
 */
export async function answerOf<T>(asked: Promise<T>, withinMs: number): Promise<T | null> {
  const { promise: late, resolve } = Promise.withResolvers<null>();
  const timer = setTimeout(resolve, withinMs, null);
  try {
    return await Promise.race([asked.catch(() => null), late]);
  } finally {
    clearTimeout(timer);
  }
}

/** Words of a page in ours: no control or direction characters. */
function plain(text: string): string {
  return text.replace(/[\p{Cc}\p{Cf}]/gu, '').trim();
}

/* What follows runs in the page and may use nothing from here. */

function describeAll(survey: OverlaySurvey) {
  return {
    layers: survey.layers,
    isExpected: survey.isExpected,
    overlays: survey.overlays.map(({ button: _button, layer: _layer, frame, ...facts }) => ({
      ...facts,
      hasFrame: frame !== null,
    })),
  };
}

function pick(survey: OverlaySurvey, { index, part }: { index: number; part: 'button' | 'layer' | 'frame' }) {
  return survey.overlays[index]?.[part] ?? null;
}

/** Nothing of the layer is seen any more. */
export function isGone(layer: Element): boolean {
  const box = layer.getBoundingClientRect();
  const [x, y] = [box.left + box.width / 2, box.top + box.height / 2];
  if (!layer.isConnected || !layer.checkVisibility({ visibilityProperty: true, opacityProperty: true }))
    return true;
  if (box.width === 0 || box.height === 0) return true;
  if (x < 0 || y < 0 || x > innerWidth || y > innerHeight) return true;
  const topmost = document.elementFromPoint(x, y);
  for (let at: Element | null = topmost; at !== null; ) {
    if (at === layer) return false;
    const root: Node = at.getRootNode();
    at = at.parentElement ?? (root instanceof ShadowRoot ? root.host : null);
  }
  // The layer may be in the shadow of what is topmost.
  const root = layer.getRootNode();
  return !(root instanceof ShadowRoot && topmost === root.host);
}
