import type { Fetch } from '#domain/fetch.ts';
import type { Look } from '#domain/look.ts';
import { all } from '../asking/all.ts';
import { lookInOrder } from '../asking/conclude-in-order.ts';
import type { Finding } from '../asking/finding.ts';
import { withTextOf } from '../asking/video-oembed.ts';
import type { Target } from '../platform.ts';
import { askConfig, refusesEmbedding } from './config.ts';
import { askOembed } from './oembed.ts';
import { askPage } from './page.ts';
import { joined } from './record.ts';

/** Asks page, oEmbed and player at once: the first two tell of the video, the player names its files. */
export async function look(target: Target, fetch: Fetch, signal: AbortSignal): Promise<Look> {
  const findings = await all([
    askPage(target, fetch, signal),
    askOembed(target, fetch, signal),
    askConfig(target, fetch, signal),
  ]);
  const [, oembed, config] = findings;
  return lookInOrder(findings.map((finding) => withConfig(withTextOf(finding, oembed), config)));
}

function withConfig(finding: Finding, config: Finding | undefined): Finding {
  const { outcome } = finding;
  if (outcome.kind !== 'live' || outcome.record === null || config === undefined) return finding;
  const played = config.outcome.kind === 'live' ? config.outcome.record : null;
  const record = joined(outcome.record, played);
  const labels = refusesEmbedding(config.signal.detail)
    ? [...record.labels, 'not-embeddable']
    : record.labels;
  return { ...finding, outcome: { kind: 'live', record: { ...record, labels } } };
}
