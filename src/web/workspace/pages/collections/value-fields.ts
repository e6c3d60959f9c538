import { html, type Markup } from '#card/html.ts';
import type { CollectionState } from '#catalogue/catalogue.ts';
import { may, type Viewer } from '../../viewer.ts';

/** What can be said of a collection; who may see it is for an admin to say. */
export function renderValueFields(collection: CollectionState | null, viewer: Viewer | null): Markup {
  const box = (name: 'public' | 'restricted', words: string) =>
    html`<label class="check"><input type="checkbox" name="${name}"${collection?.[name] && html` checked`}> ${words}</label>`;
  return html`<p class="field"><label for="title">Title</label><input id="title" name="title" dir="auto" value="${collection?.title}" maxlength="200" autocomplete="off"></p>
<p class="field"><label for="description">Description</label><textarea id="description" name="description" dir="auto" maxlength="5000">${collection?.description}</textarea></p>
${
  may(viewer, 'admin') &&
  html`<fieldset class="field"><legend>Who may see it</legend>
${box('public', 'Anybody may read its page; restricted posts are left out there')}
${box('restricted', 'Posts that first come in through it are hidden from the public')}</fieldset>`
}`;
}
