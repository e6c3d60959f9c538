import { html, type Markup } from '#card/html.ts';
import { onDay, since, when } from '../../../parts/time.ts';
import { countOf } from '../../../parts/words.ts';
import { amount, renderTable } from '../parts.ts';
import type { StorageGround, StorageState } from './page.ts';

/** What proves to others what was held when, and by which keys. */
export function renderLog({ log, signingKeys }: StorageState, { now, at }: StorageGround): Markup {
  const { origin, size, published } = log;
  const waiting = size - (published?.size ?? 0);
  return html`<dl class="facts"><dt>Entries</dt><dd>${amount(size)}: captures, and statements on posts</dd>
<dt>Checkpoint</dt><dd>${
    published === null
      ? 'none yet'
      : html`<a href="${at('/checkpoint')}">of ${countOf(published.size, 'entry', 'entries')}</a>, signed ${since(published.at, now)} (${when(published.at)})`
  }${waiting > 0 && html`; ${countOf(waiting, 'entry waits', 'entries wait')} for the next`}</dd>
<dt>Name</dt><dd><code>${origin}</code></dd>
<dt>Timestamps</dt><dd><a href="${at('/admin/health#authorities')}">${countOf(log.authorities.length, 'authority', 'authorities')}</a></dd></dl>
${renderTable(
  'Signing keys',
  ['Signing key', 'Since', 'Signs'],
  signingKeys.map(
    ({ keyId, createdAt, current }) =>
      html`<tr><th scope="row"><code>${keyId}</code></th><td class="nowrap">${onDay(createdAt)}</td><td>${current ? html`<span class="badge good">Now</span>` : html`<span class="quiet">no more; what it signed stays valid</span>`}</td></tr>`,
  ),
)}
<p class="quiet"><a href="${at('/signing-keys')}">The public keys</a>, for whoever checks by hand.</p>`;
}
