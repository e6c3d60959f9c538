import type { PostRecord, RecordCounts } from '#domain/record.ts';
import { dotted } from './dotted.ts';
import { fill } from './fill.ts';
import { html, type Markup } from './html.ts';
import type { Locale } from './locale.ts';
import { knownLabels } from './messages/messages.ts';

/** The small print of a post: when, how often liked, how labelled. */
export function renderFacts(record: PostRecord, locale: Locale): Markup {
  const { facts } = locale.messages;
  const published = locale.minute(record.publishedAt ?? record.idTime);
  const edited = locale.minute(record.editedAt);
  const counts = countsOf(record.counts, locale);
  const labels = labelsOf(record.labels, locale);
  const community = record.labels.find((label) => label.startsWith(communityPrefix));
  return dotted([
    published,
    community && html`<bdi>${community.slice(communityPrefix.length)}</bdi>`,
    edited && fill(facts.edited, { time: edited }),
    counts.length > 0 && fill(facts.asOfCapture, { counts: locale.list(counts) }),
    labels.length > 0 && fill(facts.labelled, { labels: locale.list(labels) }),
  ]);
}

/** `in:r/rivers`: where on the platform it was said. */
const communityPrefix = 'in:';

function countsOf(counts: RecordCounts, locale: Locale): Markup[] {
  const names = ['likes', 'reposts', 'replies', 'quotes', 'views'] as const;
  return names.flatMap((name) => {
    const count = counts[name];
    return count === null ? [] : [html`${locale.counted(locale.messages.facts[name], count)}`];
  });
}

/** The platform's own word where it is none that we know. */
function labelsOf(labels: readonly string[], locale: Locale): Markup[] {
  const { facts } = locale.messages;
  return labels
    .filter((label) => label.trim() !== '' && !label.startsWith(communityPrefix))
    .map((label) => {
      const known = knownLabels.find((each) => each === label);
      const region = /^withheld:([A-Z]{2})$/.exec(label)?.[1];
      return known
        ? html`${facts.labels[known]}`
        : region
          ? fill(facts.withheldIn, { region: locale.region(region) })
          : html`<bdi>${label}</bdi>`;
    });
}
