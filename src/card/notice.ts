import { isGone } from '#domain/post.ts';
import { dotted } from './dotted.ts';
import { fill } from './fill.ts';
import { html, type Markup } from './html.ts';
import type { Locale } from './locale.ts';
import { linkTarget, ownPath } from './safe-url.ts';
import { renderLink } from './text.ts';
import type { CardCapture, CardView } from './view.ts';

/** The footer that tells the truth: when it was archived and how, what became of the original, and how that is known. */
export function renderNotice(view: CardView, cardUrl: string | null, locale: Locale): Markup {
  const { post, capture } = view;
  const { notice } = locale.messages;
  const edited = locale.day(post.editedAt);
  const statements = dotted([
    renderArchived(capture, locale),
    renderOriginal(view, locale),
    edited && fill(notice.editedAfter, { day: edited }),
    renderOriginalLink(view, cardUrl, locale),
    renderEvidence(view, cardUrl, locale),
  ]);
  const missing = capture?.missing.filter(({ role }) => role === 'media') ?? [];
  return html`<footer>${missing.map(
    ({ reason }) =>
      html`<p class="aside">${fill(notice.notHeld, { reason: html`<span lang="en" dir="auto">${reason}</span>` })}</p>`,
  )}<p>${statements}</p></footer>`;
}

function renderArchived(capture: CardCapture | null, locale: Locale): Markup {
  const { notice } = locale.messages;
  const day = locale.day(capture?.takenAt);
  if (!capture || !day) {
    return html`${notice.notYet}`;
  }
  switch (capture.source) {
    case 'original':
      return fill(notice.outcomes[capture.outcome], { day });
    case 'archive': {
      const kept = locale.day(capture.provenance?.archivedAt);
      const archive = renderLink(capture.provenance?.archiveUrl ?? null, notice.webArchive);
      return fill(kept ? notice.recoveredKept : notice.recovered, { day, archive, kept });
    }
    case 'quotation':
      return fill(notice.quotationKept, { day });
  }
}

function renderOriginal({ post }: CardView, locale: Locale): Markup | null {
  const { originals, seen } = locale.messages.notice;
  const what = originals[post.state];
  if (what === null) {
    return null;
  }
  const day = post.state === 'live' ? null : locale.day(post.stateSince);
  return day ? fill(seen, { what, day }) : html`${what}`;
}

/** With the attributes of Robust Links (https://robustlinks.mementoweb.org/spec/). */
function renderOriginalLink({ post, capture }: CardView, cardUrl: string | null, locale: Locale): Markup {
  const { originalAddress, seeOriginal } = locale.messages.notice;
  const words = isGone(post.state) ? originalAddress : seeOriginal;
  const target = linkTarget(post.canonicalUrl);
  const versionUrl = linkTarget(cardUrl);
  const robust =
    target === null
      ? null
      : html` data-originalurl="${target}"${versionUrl && html` data-versionurl="${versionUrl}"`}${
          capture && html` data-versiondate="${capture.takenAt.slice(0, 10)}"`
        }`;
  return renderLink(post.canonicalUrl, words, robust);
}

/** Absolute where our own address is known, so that it can be read on paper. */
function renderEvidence({ evidenceUrl }: CardView, cardUrl: string | null, locale: Locale): Markup | null {
  const path = ownPath(evidenceUrl);
  const base = linkTarget(cardUrl);
  return path === null
    ? null
    : html`<a href="${base ? new URL(path, base).href : path}" target="_blank" rel="noopener"><strong>${locale.messages.notice.evidence}</strong></a>`;
}
