import { html, type Markup } from '#card/html.ts';
import { may } from '../../viewer.ts';
import type { PostPage } from './post-page.ts';
import { postPath } from './shown-post.ts';

/** What can be done with the post, as far as the viewer may. */
export function renderActions(page: PostPage): Markup | null {
  const { viewer, reads, post, at } = page;
  if (!reads || !may(viewer, 'submit')) {
    return null;
  }
  return html`<section class="panel no-print" aria-labelledby="actions"><h2 id="actions">Look after it</h2>
<div class="actions">${renderButton(page, 'recheck', 'Re-check')}${renderButton(page, 'recapture', 'Capture again')}${
    post.watch === null
      ? renderButton(page, 'watch', 'Watch')
      : renderButton(page, 'unwatch', 'Stop watching')
  }<a class="button" href="${at(`/v1/exports?${new URLSearchParams({ item: post.postId, format: 'bag' })}`)}">Export (.zip)</a></div>
${renderMarks(page)}
${may(viewer, 'admin') && renderRestriction(page)}
</section>`;
}

/** What the archive notes of it, for those who read that. */
function renderMarks({ post, collectionNames, at }: PostPage): Markup {
  return html`<form method="post" action="${at(postPath(post.postId))}">
<input type="hidden" name="do" value="mark">
<p class="field"><label for="tags">Tags</label><input id="tags" name="tags" value="${post.tags.join(', ')}" aria-describedby="tags-help" autocomplete="off"></p>
<p class="help" id="tags-help">With commas between them.</p>
<p class="field"><label for="collection">Collection</label><input id="collection" name="collection" value="${post.collection}" list="collections" maxlength="200" autocomplete="off"></p>
<datalist id="collections">${collectionNames.map((name) => html`<option value="${name}"></option>`)}</datalist>
<p class="field"><label for="note">Note</label><textarea id="note" name="note" dir="auto" maxlength="20000">${post.note}</textarea></p>
<button>Save</button></form>`;
}

function renderRestriction({ post, at }: PostPage): Markup {
  const { restricted } = post;
  return html`<details><summary>${restricted ? 'Show it to the public' : 'Hide it from the public'}</summary>
<form method="post" action="${at(postPath(post.postId))}">
<input type="hidden" name="do" value="${restricted ? 'publish' : 'restrict'}">
<p class="field"><label for="reason">Reason</label><textarea id="reason" name="reason" dir="auto" maxlength="2000" aria-describedby="reason-help"></textarea></p>
<p class="help" id="reason-help">Kept in the signed log, which says what was hidden or shown, when and why.</p>
<button${!restricted && html` class="danger"`}>${restricted ? 'Show it' : 'Hide it'}</button></form></details>`;
}

function renderButton({ post, at }: PostPage, action: string, words: string): Markup {
  return html`<form method="post" action="${at(postPath(post.postId))}"><input type="hidden" name="do" value="${action}"><button>${words}</button></form>`;
}
