import type { Signal } from '#domain/look.ts';
import type { PostRecord } from '#domain/record.ts';
import type { ArchivedForms } from '#platforms/archived.ts';
import type { Target } from '#platforms/platform.ts';
import { type Memento, nearest } from './memento.ts';
import { openMemento } from './open-memento.ts';
import type { GonePost, Recovery, RecoveryTools } from './recover-post.ts';

/** Archives are slow, and what the nearest ones do not show the far ones seldom do. */
const mostOpened = 8;

/** The copies of what shows the post itself, data before pages, the nearest to the article's day first. */
export async function findAmongMementos(
  { target, platform, quotation }: GonePost,
  tools: RecoveryTools,
  signal: AbortSignal,
): Promise<Recovery> {
  const forms = platform?.archived;
  if (target === null || forms === undefined) {
    return { kind: 'nothing', signals: [] };
  }
  const handle = quotation?.authorHandle ?? null;
  const around = quotation?.date ?? forms.timeOf(target.postId);
  const { mementos, refusal } = await listAll(forms, { target, handle, around }, tools, signal);
  const expected = { target, forms, handle };
  const opened = await openUntilFound(
    inOrder(mementos, around).slice(0, mostOpened),
    expected,
    tools,
    signal,
  );
  return opened.kind === 'nothing' && refusal !== null ? { ...refusal, signals: opened.signals } : opened;
}

interface Expected {
  target: Target;
  forms: ArchivedForms;
  /** Without the `@`; null where nobody names the author. */
  handle: string | null;
}

/** The first of them that shows the expected post, by id and author. */
export async function openUntilFound(
  mementos: readonly Memento[],
  expected: Expected,
  tools: RecoveryTools,
  signal: AbortSignal,
): Promise<Recovery> {
  const signals: Signal[] = [];
  for (const memento of mementos) {
    const opened = await openMemento(memento, tools, signal);
    if (opened.kind === 'unopened') {
      signals.push(opened.signal);
      continue;
    }
    const record = await readExpected(opened.answer, expected);
    const says = record === null ? 'unreadable' : 'live';
    const detail =
      record === null ? 'The copy does not show the expected post.' : `by @${record.author.handle}`;
    signals.push({ ...opened.signal, says, detail });
    if (record !== null) {
      return { kind: 'recovered', record, memento, raw: [opened.raw], signals };
    }
  }
  return { kind: 'nothing', signals };
}

/** An id can be copied into a page by anybody; the author's name beside it is what makes it the post. */
async function readExpected(
  answer: Parameters<ArchivedForms['read']>[0],
  { target, forms, handle }: Expected,
): Promise<PostRecord | null> {
  const record = await forms.read(answer, target);
  const isOther = handle !== null && record?.author.handle?.toLowerCase() !== handle.toLowerCase();
  return isOther ? null : record;
}

/** Each body once; of equal ones the nearest. */
function inOrder(mementos: readonly Memento[], around: string | null): Memento[] {
  const seen = new Set<string>();
  const distinct = nearest(mementos, around).filter(({ digest, rawUrl }) => {
    const key = digest ?? rawUrl;
    return !seen.has(key) && seen.add(key);
  });
  const isData = ({ mediaType }: Memento) => (mediaType?.includes('json') ? 0 : 1);
  return distinct.toSorted((one, other) => isData(one) - isData(other));
}

async function listAll(
  forms: ArchivedForms,
  { target, handle, around }: { target: Target; handle: string | null; around: string | null },
  { archives }: RecoveryTools,
  signal: AbortSignal,
) {
  const mementos: Memento[] = [];
  let refusal: { kind: 'unanswered'; detail: string; retryAfterMs: number | null } | null = null;
  for (const archive of archives) {
    for (const address of forms.addresses(target, handle)) {
      const listing = await archive.list(address, around, signal);
      if (listing.kind === 'unanswered') {
        refusal ??= listing;
        // Asking an archive that is over its limit makes the wait longer.
        break;
      }
      mementos.push(...listing.mementos);
    }
  }
  return { mementos, refusal };
}
