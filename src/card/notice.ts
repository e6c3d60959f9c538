import { isGone, type PostState } from '#domain/post.ts';
import { renderDay } from './dates.ts';
import { html, type Markup } from './html.ts';
import { renderLink } from './text.ts';
import type { CardCapture, CardPost } from './view.ts';

/** The footer that tells the truth: when it was archived and how, and what became of the original. */
export function renderNotice(post: CardPost, capture: CardCapture | null): Markup {
  const parts = [
    renderArchived(capture),
    renderOriginal(post),
    post.editedAt && html`Edited by its author after capture (seen ${renderDay(post.editedAt)})`,
    renderLink(post.canonicalUrl, isGone(post.state) ? 'Original address' : 'See the original'),
  ].filter((part) => part instanceof Object);
  const missing = capture?.missing.filter(({ role }) => role === 'media') ?? [];
  return html`<footer>${missing.map(({ reason }) => html`<p class="aside">Not held: <span dir="auto">${reason}</span></p>`)}<p>${parts.map(
    (part, index) => html`${index > 0 && ' · '}${part}`,
  )}</p></footer>`;
}

function renderArchived(capture: CardCapture | null): Markup {
  const day = renderDay(capture?.takenAt);
  if (!capture || !day) {
    return html`Not archived yet`;
  }
  if (capture.source === 'archive') {
    const archived = renderDay(capture.provenance?.archivedAt);
    const from = renderLink(capture.provenance?.archiveUrl ?? null, 'a public web archive');
    return html`Recovered ${day} from ${from}${archived && html`, which kept it on ${archived}`}`;
  }
  if (capture.source === 'quotation') {
    return html`Quotation kept ${day}; the post was never captured`;
  }
  switch (capture.outcome) {
    case 'complete':
      return html`Archived ${day}`;
    case 'partial':
      return html`Archived ${day}, in part`;
    case 'absent':
      return html`Looked for ${day}, not there to capture`;
    case 'blocked':
      return html`Capture blocked by the platform ${day}`;
    case 'failed':
      return html`Capture failed ${day}`;
  }
}

const originals: Record<PostState, string | null> = {
  live: 'Original online when last checked',
  deleted: 'Original deleted',
  'account-gone': 'Original gone with its account',
  suspended: 'Author’s account suspended',
  protected: 'Original made private',
  removed: 'Original removed by the platform',
  'login-gated': 'Original now behind a login',
  'age-gated': 'Original now behind an age check',
  'geo-blocked': 'Original blocked in some countries',
  'not-found': 'Original no longer found',
  unknown: null,
};

function renderOriginal({ state, stateSince }: CardPost): Markup | null {
  const words = originals[state];
  if (words === null) {
    return null;
  }
  const seen = state === 'live' ? null : renderDay(stateSince);
  return html`${words}${seen && html` (seen ${seen})`}`;
}
