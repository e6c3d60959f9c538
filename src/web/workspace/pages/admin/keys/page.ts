import { html, type Markup } from '#card/html.ts';
import { type ApiKey, type Scope, scopes } from '#catalogue/catalogue.ts';
import { allowedBy, usualLimits } from '#domain/key-limits.ts';
import { onDay, since } from '../../../parts/time.ts';
import { countOf } from '../../../parts/words.ts';
import type { Page } from '../../../shell.ts';
import type { Viewer } from '../../../viewer.ts';
import { renderProblemBox } from '../../problem.ts';
import type { KeyForm, ShownForm } from '../keys.ts';
import { amount, renderSecret, renderTable } from '../parts.ts';

export interface KeysPage extends ShownForm {
  keys: readonly ApiKey[];
  viewer: Viewer;
  now: Date;
  at: (path: string) => string;
}

const scopeWords: Record<Scope, string> = {
  submit: 'have posts archived, note things of them, make collections',
  read: 'see everything that is held, restricted posts too',
  admin: 'keys, webhooks, who may see what, and these pages',
};

export function keysPage(page: KeysPage): Page {
  const { keys, form, problem, made } = page;
  const good = keys.filter(({ revokedAt }) => revokedAt === null);
  const revoked = keys.filter(({ revokedAt }) => revokedAt !== null);
  return {
    title: 'Keys',
    islands: made === undefined ? [] : ['copy-text'],
    body: html`<div class="bar"><h1>Keys</h1>${good.length > fewKeys && html`<a class="button end no-print" href="#make">Make a key</a>`}</div>
<p class="lead">Each program and each person has a key of their own, so that one can be taken back alone.</p>
${made && renderSecret(`This is the key of “${made.name}”.`, made.secret)}
${problem && renderProblemBox(problem)}
${
  good.length === 0
    ? html`<p class="empty">There is no key but <code>ADMIN_KEY</code>.</p>`
    : renderTable(
        'Keys',
        ['Key', 'May', 'At most', 'Made', 'Last used', html`<td></td>`],
        good.map((key) => renderKey(key, page)),
      )
}
${renderNewKey(form, page.at)}
${
  revoked.length > 0 &&
  html`<details><summary>Revoked keys (${revoked.length})</summary>${renderTable(
    'Revoked keys',
    ['Key', 'Could', 'Made', 'Last used', 'Revoked'],
    revoked.map((key) => renderRevoked(key, page)),
  )}</details>`
}`,
  };
}

/** So many leave the form within sight. */
const fewKeys = 10;

function renderKey(key: ApiKey, { viewer, now, at }: KeysPage): Markup {
  const isOwn = key.id === viewer.id;
  return html`<tr>${renderName(key)}<td>${renderScopes(key)}</td><td>${renderLimits(key, at)}</td>
<td class="nowrap">${onDay(key.createdAt)}</td><td class="nowrap">${lastUsed(key, now)}</td>
<td><details><summary>Revoke<span class="visually-hidden"> ${key.name}</span></summary>
<form method="post" action="${at(`/admin/keys/${encodeURIComponent(key.id)}/revoke`)}">
<p>${isOwn ? 'You are signed in with it, and would not be any more.' : 'Whoever uses it is refused at once. It cannot be undone.'}</p>
<button class="danger small">Revoke “<bdi>${key.name}</bdi>”</button></form></details></td></tr>`;
}

function renderRevoked(key: ApiKey, { now }: KeysPage): Markup {
  return html`<tr>${renderName(key)}<td>${renderScopes(key)}</td><td class="nowrap">${onDay(key.createdAt)}</td>
<td class="nowrap">${lastUsed(key, now)}</td><td class="nowrap">${since(key.revokedAt, now)}</td></tr>`;
}

function renderName({ name, id }: ApiKey): Markup {
  return html`<th scope="row"><bdi>${name}</bdi><br><code class="quiet">${id}</code></th>`;
}

function renderScopes({ scopes: given }: ApiKey): Markup {
  return html`${given.map((scope) => html`<span class="badge${scope === 'admin' && ' accent'}">${scope}</span> `)}`;
}

/** What it may ask for, and beneath it the way to change that. */
function renderLimits(key: ApiKey, at: (path: string) => string): Markup {
  const { requestsPerMinute, submissionsPerDay } = allowedBy(key);
  const words =
    requestsPerMinute === null && submissionsPerDay === null
      ? html`<span class="quiet">no limit</span>`
      : html`<span class="nowrap">${requestsPerMinute === null ? 'any number of requests' : countOf(requestsPerMinute, 'request')} a minute</span><br>
<span class="nowrap">${submissionsPerDay === null ? 'any number of posts' : countOf(submissionsPerDay, 'post')} a day</span>`;
  const set = (limit: number | null | undefined) =>
    limit === undefined ? '' : limit === null ? 'none' : String(limit);
  return html`<details><summary>${words}<span class="visually-hidden"> – change the limits of ${key.name}</span></summary>
<form method="post" action="${at(`/admin/keys/${encodeURIComponent(key.id)}/limits`)}">
${renderLimitFields({ requestsPerMinute: set(key.limits.requestsPerMinute), submissionsPerDay: set(key.limits.submissionsPerDay) }, `-${key.id}`)}
<button class="small">Set limits</button></form></details>`;
}

function renderLimitFields(
  { requestsPerMinute, submissionsPerDay }: Pick<KeyForm, 'requestsPerMinute' | 'submissionsPerDay'>,
  idEnding: string,
): Markup {
  const field = (name: keyof typeof usualLimits, label: string, value: string) =>
    html`<p class="field"><label for="${name}${idEnding}">${label}</label><input id="${name}${idEnding}" name="${name}" value="${value}" size="8" pattern="[0-9]+|none" title="A number, or none" placeholder="usual" autocomplete="off"></p>`;
  return html`${field('requestsPerMinute', 'Requests a minute', requestsPerMinute)}${field('submissionsPerDay', 'Posts a day', submissionsPerDay)}
<p class="help">Empty: the usual, ${amount(usualLimits.requestsPerMinute ?? 0)} and ${amount(usualLimits.submissionsPerDay ?? 0)}, and no limit for admins. <code>none</code>: no limit.</p>`;
}

function lastUsed({ lastUsedAt }: ApiKey, now: Date): Markup {
  return since(lastUsedAt, now) ?? html`<span class="quiet">never</span>`;
}

function renderNewKey({ name, scopes: chosen, ...limits }: KeyForm, at: (path: string) => string): Markup {
  return html`<form method="post" action="${at('/admin/keys')}" class="panel">
<h2 id="make">Make a key</h2>
<p class="field"><label for="name">Who uses it</label><input id="name" name="name" value="${name}" required maxlength="200" autocomplete="off"></p>
<fieldset class="field"><legend>May</legend><div>${scopes.map(
    (scope) =>
      html`<label class="check"><input type="checkbox" name="scopes" value="${scope}"${chosen.includes(scope) && html` checked`}> <span><strong>${scope}</strong> – ${scopeWords[scope]}</span></label>`,
  )}</div></fieldset>
${renderLimitFields(limits, '')}
<button class="primary">Make it</button></form>`;
}
