import { html, type Markup } from '#card/html.ts';
import { likenessOf } from '#card/likeness.ts';
import type { CaptureStatus, Outcome } from '#domain/capture.ts';
import { isGone, type PostState } from '#domain/post.ts';
import type { Origin } from '#domain/submission.ts';

/** As a filter or a column names it. */
export const stateNames: Record<PostState, string> = {
  live: 'Online',
  deleted: 'Deleted',
  'account-gone': 'Account gone',
  suspended: 'Suspended',
  protected: 'Made private',
  removed: 'Removed',
  'login-gated': 'Behind a login',
  'age-gated': 'Behind an age check',
  'geo-blocked': 'Blocked in places',
  'not-found': 'Not found',
  unknown: 'Not known',
};

export const captureStatusNames: Record<CaptureStatus, string> = {
  waiting: 'Waiting',
  running: 'Capturing',
  complete: 'Archived',
  partial: 'In part',
  absent: 'Not there',
  blocked: 'Blocked',
  failed: 'Failed',
};

export const originNames: Record<Origin, string> = {
  api: 'API',
  cli: 'Command line',
  inbound: 'Publishing system',
  feed: 'Feed',
  web: 'Workspace',
  spn: 'Save Page Now',
  recheck: 'Scheduled look',
};

const statusKinds: Record<CaptureStatus, string> = {
  waiting: '',
  running: 'accent',
  complete: 'good',
  partial: 'warn',
  absent: 'warn',
  blocked: 'bad',
  failed: 'bad',
};

/** What is believed of the original. */
export function stateBadge(state: PostState): Markup {
  const kind = state === 'live' ? 'good' : isGone(state) ? 'bad' : state === 'unknown' ? '' : 'warn';
  return html`<span class="badge ${kind}" title="The original">${saysWhat('Original')}${stateNames[state]}</span>`;
}

/** How a capture stands. */
export function statusBadge(status: CaptureStatus): Markup {
  return html`<span class="badge ${statusKinds[status]}">${captureStatusNames[status]}</span>`;
}

/** How the best that is held of a post came out. */
export function outcomeBadge({ outcome, purged }: { outcome: Outcome | null; purged: boolean }): Markup {
  const none = purged ? 'Removed for good' : 'Not captured yet';
  return html`${saysWhat('Archive')}${outcome === null ? html`<span class="badge">${none}</span>` : statusBadge(outcome)}`;
}

/** For who hears the badges one after the other. */
function saysWhat(whose: string): Markup {
  return html`<span class="visually-hidden">${whose}: </span>`;
}

/** As people call the site: `X`, `Truth Social`; of a web page, `Web page`. */
export function platformName(platform: string): string {
  return likenessOf(platform).name ?? (platform === 'web' ? 'Web page' : platform);
}

/** `1 post`, `3 posts`, `12,000 posts`. */
export function countOf(count: number, one: string, many = `${one}s`): string {
  return `${new Intl.NumberFormat('en').format(count)} ${count === 1 ? one : many}`;
}

/** `1.2 MB`, in powers of ten as file managers count. */
export function fileSize(bytes: number): string {
  const units = ['bytes', 'kB', 'MB', 'GB', 'TB'];
  const power = Math.min(units.length - 1, Math.floor(Math.log10(Math.max(bytes, 1)) / 3));
  const digits = power === 0 ? 0 : 1;
  return `${(bytes / 1000 ** power).toFixed(digits)} ${units[power]}`;
}

/** No longer than so many characters, none of them halved. */
export function shortened(text: string, longest: number): string {
  const characters = [...text];
  return characters.length > longest ? `${characters.slice(0, longest).join('')}…` : text;
}
