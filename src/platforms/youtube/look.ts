import type { Fetch } from '#domain/fetch.ts';
import type { Look } from '#domain/look.ts';
import { all } from '../asking/all.ts';
import { lookInOrder } from '../asking/conclude-in-order.ts';
import type { Finding } from '../asking/finding.ts';
import type { Target } from '../platform.ts';
import { askOembed, refusesEmbedding } from './oembed.ts';
import { askWatch } from './watch.ts';

/** Asks the watch page and oEmbed at once; the page tells more, oEmbed stands in where the page is walled. */
export async function look(target: Target, fetch: Fetch, signal: AbortSignal): Promise<Look> {
  const [watch, oembed] = await all([askWatch(target, fetch, signal), askOembed(target, fetch, signal)]);
  return lookInOrder([refusesEmbedding(oembed) ? labelled(watch, 'not-embeddable') : watch, oembed]);
}

function labelled(finding: Finding, label: string): Finding {
  const { outcome } = finding;
  if (outcome.kind !== 'live' || outcome.record === null || outcome.record.labels.includes(label)) {
    return finding;
  }
  const record = { ...outcome.record, labels: [...outcome.record.labels, label] };
  return { ...finding, outcome: { kind: 'live', record } };
}
