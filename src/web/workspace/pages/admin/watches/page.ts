import { html, type Markup } from '#card/html.ts';
import type { Page as ListPage, PostLine, WatchedPost, WatchLoad } from '#catalogue/catalogue.ts';
import { excerptOf } from '../../../parts/post-lines.ts';
import { since } from '../../../parts/time.ts';
import { countOf, platformName, stateBadge } from '../../../parts/words.ts';
import type { Page } from '../../../shell.ts';
import { amount, renderFigures, renderPager, renderTable } from '../parts.ts';
import type { WatchesQuery } from '../watches.ts';

export interface WatchesPage {
  asked: WatchesQuery;
  load: WatchLoad;
  watches: ListPage<WatchedPost>;
  lines: readonly PostLine[];
  now: Date;
  at: (path: string) => string;
}

export function watchesPage(page: WatchesPage): Page {
  const { asked, load, watches, lines, at } = page;
  const byId = new Map(lines.map((line) => [line.postId, line]));
  const { due, overdue, planned, nextDay, isBounded } = load;
  const counted = (posts: number) => amount(posts, isBounded && posts === planned);
  return {
    title: 'Watches',
    body: html`<h1>Watches</h1>
<p class="lead">Posts are looked at again: often while they are new, then more and more seldom.</p>
${renderFigures([
  { value: counted(due), of: 'due now', kind: null },
  { value: counted(overdue), of: 'overdue by more than an hour', kind: overdue > 0 ? 'warn' : null },
  { value: amount(nextDay), of: 'more within a day', kind: null },
  { value: counted(planned), of: 'watched in all', kind: null },
])}
${
  overdue > 0 &&
  html`<p class="quiet">Each site is asked so often a minute and no more; while one is at rest, its posts wait. <a href="${at('/admin/health')}">How the sites answer</a>.</p>`
}
${renderPlans(load)}
<div class="bar"><h2 id="posts">Posts</h2><nav class="views" aria-label="Which posts">${(
      ['due', 'all'] as const
    ).map(
      (show) =>
        html`<a href="${at(watchesPath({ show, cursor: null }))}"${show === asked.show && html` aria-current="true"`}>${show === 'due' ? 'Due' : 'All, the soonest first'}</a>`,
    )}</nav>${
      due > 0 &&
      html`<form class="end no-print" method="post" action="${at('/admin/watches')}"><input type="hidden" name="do" value="look-due"><button>Look at what is due</button></form>`
    }</div>
${
  watches.items.length === 0
    ? html`<p class="empty">${asked.show === 'due' ? 'Nothing is due.' : 'No post is watched.'}</p>`
    : renderTable(
        'Watched posts',
        ['Post', 'Original', 'Last look', 'Next look', 'Then', html`<td></td>`],
        watches.items.map((watch) => renderWatch(watch, byId.get(watch.postId), page)),
      )
}
${renderPager({
  first: asked.cursor === null ? null : at(watchesPath({ show: asked.show, cursor: null })),
  next: watches.nextCursor && at(watchesPath({ show: asked.show, cursor: watches.nextCursor })),
})}`,
  };
}

export function watchesPath({ show, cursor, done }: WatchesQuery): string {
  const given = Object.entries({ show: show === 'due' ? null : show, cursor, done });
  const parameters = given.filter((entry): entry is [string, string] => typeof entry[1] === 'string');
  return parameters.length === 0 ? '/admin/watches' : `/admin/watches?${new URLSearchParams(parameters)}`;
}

const planNames = [
  'Every hour or so',
  'Several times a day',
  'Every day or two',
  'Every week or so',
  'Every month or so',
];

function renderPlans({ plans, planned, isBounded }: WatchLoad): Markup | null {
  if (planned === 0) {
    return null;
  }
  return html`<details><summary>How often</summary>
${isBounded && html`<p class="quiet">Of the ${amount(planned)} that come next.</p>`}
<dl class="facts">${plans.map(
    ({ posts }, index) => html`<dt>${planNames[index]}</dt><dd>${countOf(posts, 'post')}</dd>`,
  )}</dl></details>`;
}

function renderWatch(
  watch: WatchedPost,
  line: PostLine | undefined,
  { asked, now, at }: WatchesPage,
): Markup {
  const { postId, platform, state, lookedAt, nextAt, everySeconds, waiting, canonicalUrl } = watch;
  const isDue = Date.parse(nextAt) <= now.getTime();
  const name = line === undefined ? canonicalUrl : shortened(excerptOf(line));
  const action = at(watchesPath({ ...asked, done: undefined }));
  const button = (what: string, words: string) =>
    html`<form method="post" action="${action}"><input type="hidden" name="do" value="${what}"><input type="hidden" name="postId" value="${postId}"><button class="small">${words}<span class="visually-hidden">: ${name}</span></button></form>`;
  return html`<tr><th scope="row" class="what"><a href="${at(`/posts/${encodeURIComponent(postId)}`)}" dir="auto">${name}</a><br><span class="quiet">${platformName(platform)}${
    line?.authorName && html` · <bdi>${line.authorName}</bdi>`
  }</span></th>
<td>${stateBadge(state)}</td><td class="nowrap">${since(lookedAt, now) ?? html`<span class="quiet">none yet</span>`}</td>
<td class="nowrap">${waiting ? html`<span class="badge accent">Asked for</span>` : isDue ? html`<span class="badge warn">Due</span> <span class="quiet">${since(nextAt, now)}</span>` : since(nextAt, now)}</td>
<td class="nowrap">every ${spanOf(everySeconds)}</td>
<td><div class="actions no-print">${!waiting && button('look', 'Look now')}${button('unwatch', 'Unwatch')}</div></td></tr>`;
}

const longestName = 120;

function shortened(text: string): string {
  return text.length > longestName ? `${text.slice(0, longestName).toWellFormed()}…` : text;
}

/** `12 hours`; `hour` for one. */
function spanOf(seconds: number): string {
  const [unit, length] = (
    [
      ['day', 86_400],
      ['hour', 3600],
      ['minute', 60],
    ] as const
  ).find(([, each]) => seconds >= each) ?? ['second', 1];
  const count = Math.round(seconds / length);
  return count === 1 ? unit : countOf(count, unit);
}
