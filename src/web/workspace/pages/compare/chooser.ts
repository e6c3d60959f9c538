import { html, type Markup } from '#card/html.ts';
import { toTheMinute, when } from '../../parts/time.ts';
import { captureStatusNames } from '../../parts/words.ts';
import { postPath } from '../post/shown-post.ts';
import { sourceNames } from '../post/words.ts';
import type { Pair } from './pair.ts';

/** Says which two they are, and takes others. */
export function renderChooser({ post, before, after, at }: Pair): Markup {
  const choices = post.captures.flatMap(({ takenAt, ...capture }) =>
    takenAt === null ? [] : [{ ...capture, takenAt: new Date(takenAt) }],
  );
  const select = (name: string, label: string, chosen: string) =>
    html`<p class="field"><label for="${name}">${label}</label><select id="${name}" name="${name}">${choices.map(
      ({ id, takenAt, outcome, source }) =>
        html`<option value="${id}"${id === chosen && html` selected`}>${toTheMinute(takenAt)} · ${captureStatusNames[outcome]} · ${sourceNames[source]}</option>`,
    )}</select></p>`;
  return html`<p class="lead">From ${when(before.takenAt)} to ${when(after.takenAt)}.</p>
<form method="get" action="${at(postPath(post.postId, '/compare'))}" class="panel no-print">
<div class="fields">${select('a', 'One capture', before.id)}${select('b', 'Another', after.id)}</div>
<button>Compare</button>
</form>`;
}
