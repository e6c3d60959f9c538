import { html } from '#card/html.ts';
import type { Page } from '../../shell.ts';

/** For whoever is not signed in. `missed` is a URL of which nothing is held, or not for everybody. */
export function visitorPage(at: (path: string) => string, missed: string | undefined): Page {
  return {
    title: 'Look up a post',
    body: html`<h1>What was posted, kept</h1>
<p class="lead">Articles show posts that others may delete. This archive keeps what was there – words, pictures, video, and the proof of
when and how it was seen – and stands in for it when it is gone.</p>
${
  missed !== undefined &&
  html`<p class="notice bad" role="status">Of <bdi>${missed}</bdi> this archive holds nothing that everybody may see.</p>`
}
<form method="get" action="${at('/')}" class="panel look-up">
<p class="field"><label for="url">Is a post held here?</label>
<span class="inline"><input id="url" name="url" type="url" required placeholder="https://…" value="${missed}"
 aria-describedby="url-help"><button class="primary">Look up</button></span></p>
<p class="help" id="url-help">Any address of the post will do.</p>
</form>
<ul class="plain-list">
<li><a href="${at('/collections')}">Collections</a> that are open to everybody</li>
<li><a href="${at('/verify')}">Check a file</a> from this archive, in your own browser</li>
<li><a href="${at('/docs')}">The API</a> and the <a href="${at('/checkpoint')}">signed log</a> of everything captured</li>
<li><a href="${at('/sign-in')}">Sign in</a> to archive and to search</li>
</ul>`,
  };
}
