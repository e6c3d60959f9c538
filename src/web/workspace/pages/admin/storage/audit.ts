import { html, type Markup } from '#card/html.ts';
import type { AuditTurn, FoundDamage } from '#catalogue/catalogue.ts';
import { since, when } from '../../../parts/time.ts';
import { countOf, fileSize } from '../../../parts/words.ts';
import { amount, renderFigures, renderTable } from '../parts.ts';
import type { StorageGround, StorageState } from './page.ts';
import { renderReplica } from './replica.ts';

/** How much there is, as the last whole audit met it, and how far the present one is. */
export function renderAudit({ turn, damage, replica }: StorageState, { now }: StorageGround): Markup {
  const open = damage.filter(({ repairedAt }) => repairedAt === null).length;
  const { last } = turn;
  return html`${renderFigures([
    { value: last === null ? '–' : amount(last.files), of: 'files held, by the last whole audit' },
    { value: last === null ? '–' : fileSize(last.bytes), of: 'in them' },
    {
      value: amount(open),
      of: open === 1 ? 'file damaged' : 'files damaged',
      kind: open > 0 ? 'bad' : 'good',
    },
  ])}
<dl class="facts"><dt>Last whole audit</dt><dd>${
    last === null
      ? 'none has ended yet'
      : html`ended ${when(last.finishedAt)}, after ${spanBetween(last.startedAt, last.finishedAt)}`
  }</dd>
<dt>Under way</dt><dd>${renderTurn(turn, now)}</dd>
<dt id="replica">A second storage</dt><dd>${
    replica === null
      ? html`none: <code>STORAGE_REPLICA_URL</code> names none, so that nothing damaged can be made good by itself`
      : renderReplica(replica, now)
  }</dd></dl>`;
}

function renderTurn({ startedAt, files, bytes, last }: AuditTurn, now: Date): Markup {
  if (startedAt === null) {
    return html`nothing${last !== null && '; the next begins a day after the last began'}`;
  }
  const share = last === null || last.bytes === 0 ? null : Math.min(1, bytes / last.bytes);
  return html`since ${since(startedAt, now)}: ${countOf(files, 'file')}, ${fileSize(bytes)}${
    share !== null &&
    html` <progress value="${share}" aria-label="Audit under way">${Math.round(share * 100)} %</progress> about ${Math.round(share * 100)} %`
  }`;
}

function spanBetween(from: string, to: string): string {
  const minutes = Math.round((Date.parse(to) - Date.parse(from)) / 60_000);
  return minutes < 1
    ? 'less than a minute'
    : minutes < 120
      ? countOf(minutes, 'minute')
      : countOf(Math.round(minutes / 60), 'hour');
}

export function renderDamage({ damage, replica }: StorageState, { now }: StorageGround): Markup {
  if (damage.length === 0) {
    return html`<p class="empty">None is known.</p>`;
  }
  return html`${damage.some(({ repairedAt }) => repairedAt === null) && renderAdvice(replica !== null)}
${renderTable(
  'Damage',
  ['File', 'What is wrong', 'Found', 'Stands'],
  damage.map((each) => renderFound(each, now)),
)}`;
}

function renderAdvice(hasReplica: boolean): Markup {
  return html`<p class="quiet">${hasReplica ? 'What the second storage has whole is put back from there.' : ''} A file that is put in its place from a backup counts as good after the next whole audit; <code>embed-archiver audit</code> checks it at once.</p>`;
}

function renderFound({ key, problem, foundAt, seenAt, repairedAt, reason }: FoundDamage, now: Date): Markup {
  return html`<tr><th scope="row" class="what"><code>${key}</code></th><td class="what">${problem}</td><td class="nowrap">${since(foundAt, now)}</td>
<td class="what">${
    repairedAt !== null
      ? html`<span class="badge good">Good again</span><br><span class="quiet">${since(repairedAt, now)}</span>`
      : html`<span class="badge bad">Damaged</span><br><span class="quiet">last met ${since(seenAt, now)}${reason && html`; ${reason}`}</span>`
  }</td></tr>`;
}
