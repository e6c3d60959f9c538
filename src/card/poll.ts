import type { PostRecord } from '#domain/record.ts';
import { dotted } from './dotted.ts';
import { fill } from './fill.ts';
import { html, type Markup } from './html.ts';
import type { Locale } from './locale.ts';

/** The options with their votes as of capture, and their shares where all votes are known. */
export function renderPoll({ poll }: PostRecord, locale: Locale): Markup | null {
  if (!poll) {
    return null;
  }
  const counts = poll.options.map(({ count }) => count ?? Number.NaN);
  const total = counts.reduce((sum, count) => sum + count, 0);
  const options = poll.options.map(({ label, count }) => {
    const share = count === null || !(total > 0) ? null : count / total;
    const told = dotted([share !== null && locale.percent(share), count !== null && locale.number(count)]);
    const bar = html`<progress max="100" value="${Math.round((share ?? 0) * 100)}" aria-hidden="true"></progress>`;
    return html`<li><bdi>${label}</bdi> <span class="share">${told}</span>${share !== null && bar}</li>`;
  });
  const { title, votes, until } = locale.messages.poll;
  const end = locale.minute(poll.endsAt);
  const facts = dotted([total > 0 && locale.counted(votes, total), end && fill(until, { time: end })]);
  return html`<ul class="poll" aria-label="${title}">${options}</ul><p class="aside">${facts}</p>`;
}
