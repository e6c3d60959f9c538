import { html, type Markup } from '#card/html.ts';
import { renderPostRows } from '../../../parts/post-lines.ts';
import { when } from '../../../parts/time.ts';
import { countOf } from '../../../parts/words.ts';
import { amount, renderPager, renderTable } from '../parts.ts';
import type { StorageGround, StorageState } from './page.ts';

/** Posts that the public does not see. */
export function renderHidden({ restricted, asked }: StorageState, { now, at }: StorageGround): Markup {
  const { items, nextCursor, count, isBounded } = restricted;
  if (items.length === 0) {
    return html`<p class="empty">${count > 0 ? 'No more of them.' : 'The public may see every post that is held.'}</p>`;
  }
  return html`<p class="quiet">${amount(count, isBounded)} ${count === 1 ? 'post is' : 'posts are'} hidden from the public, purged ones among them; the newest first.</p>
${renderPostRows(items, { at, now })}
${renderPager({
  first: asked.restricted === null ? null : at('/admin/storage#restricted'),
  next: nextCursor && at(`/admin/storage?${new URLSearchParams({ restricted: nextCursor })}#restricted`),
})}`;
}

/** Posts whose bytes were removed, each with the signed statement that stands in their place. */
export function renderPurged({ purged, asked, names }: StorageState, { at }: StorageGround): Markup {
  const { items, nextCursor } = purged;
  if (items.length === 0) {
    return html`<p class="empty">Nothing was removed for good.</p>`;
  }
  return html`${renderTable(
    'Purged posts',
    ['Post', 'Purged', 'Why', 'Removed'],
    items.map(
      ({ purge: { postId, at: time, by, reason, captures, objects }, isDone }) =>
        html`<tr><th scope="row"><bdi>${postId}</bdi></th><td>${when(time)}<br><span class="quiet">by <bdi>${names.get(by) ?? by}</bdi></span></td><td class="what" dir="auto">${reason}</td>
<td>${isDone ? countOf(objects.length, 'file') : html`<span class="badge warn">Under way</span>`}<br><span class="quiet">of ${countOf(captures.length, 'capture')}</span></td></tr>`,
    ),
  )}
${renderPager({
  first: asked.purged === null ? null : at('/admin/storage#purged'),
  next: nextCursor && at(`/admin/storage?${new URLSearchParams({ purged: nextCursor })}#purged`),
})}`;
}
