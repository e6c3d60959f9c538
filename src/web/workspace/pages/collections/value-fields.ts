import { html, type Markup } from '#card/html.ts';
import type { CollectionState } from '#catalogue/catalogue.ts';
import { may, type Viewer } from '../../viewer.ts';

const daySeconds = 86_400;
const rhythms = new Map([
  [0, 'as often as seems right'],
  [3600, 'every hour'],
  [daySeconds, 'every day'],
  [7 * daySeconds, 'every week'],
  [30 * daySeconds, 'every month'],
]);

/** What can be said of a collection; who may see it is for an admin to say. */
export function renderValueFields(collection: CollectionState | null, viewer: Viewer | null): Markup {
  const box = (name: 'public' | 'restricted', words: string) =>
    html`<label class="check"><input type="checkbox" name="${name}"${collection?.[name] && html` checked`}> ${words}</label>`;
  return html`<p class="field"><label for="title">Title</label><input id="title" name="title" dir="auto" value="${collection?.title}" maxlength="200" autocomplete="off"></p>
<p class="field"><label for="description">Description</label><textarea id="description" name="description" dir="auto" maxlength="5000">${collection?.description}</textarea></p>
${renderRhythm(collection?.watchEverySeconds ?? null)}
${
  may(viewer, 'admin') &&
  html`<fieldset class="field"><legend>Who may see it</legend>
${box('public', 'Anybody may read its page; restricted posts are left out there')}
${box('restricted', 'Posts that first come in through it are hidden from the public')}</fieldset>`
}`;
}

/** A rhythm that somebody chose over the API is kept. */
function renderRhythm(chosen: number | null): Markup {
  const choices = new Map(rhythms).set(chosen ?? 0, rhythms.get(chosen ?? 0) ?? `every ${chosen} seconds`);
  return html`<p class="field"><label for="watch-every">Look at its posts again</label><select id="watch-every" name="watchEverySeconds">${[...choices].map(([seconds, words]) => html`<option value="${String(seconds)}"${seconds === (chosen ?? 0) && html` selected`}>${words}</option>`)}</select></p>`;
}
