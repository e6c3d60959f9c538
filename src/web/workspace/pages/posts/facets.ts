import { html, type Markup } from '#card/html.ts';
import type { FacetName, Facets } from '#catalogue/catalogue.ts';
import { captureStatusNames, platformName, stateNames } from '../../parts/words.ts';
import { type SearchQuery, searchPath } from './query.ts';

const names: Record<FacetName, string> = {
  platform: 'Platform',
  state: 'Original',
  outcome: 'Archive',
  author: 'Author',
  collection: 'Collection',
  tag: 'Tag',
};
const order = ['platform', 'state', 'outcome', 'collection', 'tag', 'author'] as const satisfies FacetName[];

const shownAtOnce = 8;

/** What the search can be narrowed by, with how much would be left. */
export function renderFacets(query: SearchQuery, facets: Facets, at: (path: string) => string): Markup {
  const groups = order.filter((name) => query[name] === undefined && facets.values[name].length > 0);
  return html`<aside aria-label="Narrow down" class="facets no-print"><details><summary>Narrow down</summary>
${groups.map((name) => renderGroup(name, query, facets, at))}
${facets.isBounded && html`<p class="help">Counts are of the newest ${new Intl.NumberFormat('en').format(facets.posts)}.</p>`}
</details></aside>`;
}

function renderGroup(
  name: FacetName,
  query: SearchQuery,
  facets: Facets,
  at: (path: string) => string,
): Markup {
  const items = facets.values[name].map(
    ({ value, posts }) =>
      html`<li><a href="${at(searchPath(query, { [name]: value }))}"><bdi>${valueName(name, value)}</bdi></a> <span class="quiet">${new Intl.NumberFormat('en').format(posts)}${facets.isBounded && '+'}</span></li>`,
  );
  const rest = items.slice(shownAtOnce);
  return html`<h2>${names[name]}</h2><ul>${items.slice(0, shownAtOnce)}</ul>${
    rest.length > 0 &&
    html`<details class="more"><summary>${rest.length} more</summary><ul>${rest}</ul></details>`
  }`;
}

/** What the search is narrowed by; each can be taken away. */
export function renderChosen(query: SearchQuery, at: (path: string) => string): Markup | null {
  const chosen = order.flatMap((name) => {
    const value = query[name];
    return value === undefined ? [] : [{ name, value }];
  });
  return chosen.length === 0
    ? null
    : html`<ul class="chosen" aria-label="Narrowed down by">${chosen.map(
        ({ name, value }) =>
          html`<li><a class="tag" href="${at(searchPath(query, { [name]: undefined }))}" title="Take this filter away">${names[name]}: <bdi>${valueName(name, value)}</bdi> <span aria-hidden="true">×</span><span class="visually-hidden"> (take away)</span></a></li>`,
      )}</ul>`;
}

function valueName(name: FacetName, value: string): string {
  switch (name) {
    case 'platform':
      return platformName(value);
    case 'state':
      return value in stateNames ? stateNames[value as keyof typeof stateNames] : value;
    case 'outcome':
      return value in captureStatusNames
        ? captureStatusNames[value as keyof typeof captureStatusNames]
        : value;
    default:
      return value;
  }
}
