import { z } from 'zod';
import { html, type Markup } from '#card/html.ts';
import { type SourceKind, sourceKinds } from '#catalogue/catalogue.ts';

export const sourceForm = z.object({
  kind: z.enum(sourceKinds).catch('feed'),
  url: z.string().default(''),
  name: z.string().default(''),
  minutes: z.string().default(''),
  tags: z.string().default(''),
  collection: z.string().default(''),
  existing: z.literal('yes').optional().catch(undefined),
});
/** A form that is filled, or was. */
export type SourceForm = z.output<typeof sourceForm>;

export const emptyForm: SourceForm = sourceForm.parse({ kind: 'feed', minutes: '15', existing: 'yes' });

/** As the API takes it: what is no number is sent as it is, for the API to say so. */
export function bodyOfForm({ kind, url, name, minutes, tags, collection, existing }: SourceForm) {
  const everySeconds = minutes.trim() === '' ? undefined : Math.round(Number(minutes) * 60);
  return {
    kind,
    url: url.trim() || undefined,
    name: name.trim() || null,
    everySeconds,
    tags: tags.split(/[,\n]/).flatMap((tag) => tag.trim() || []),
    collection: collection.trim() || null,
    existing: existing === 'yes',
  };
}

export const kindNames: Record<SourceKind, string> = {
  feed: 'a feed (RSS, Atom, JSON Feed)',
  sitemap: 'a sitemap, or an index of sitemaps',
  ghost: 'Ghost, which reports what it publishes',
  wordpress: 'WordPress, which reports what it publishes',
  generic: 'another publishing system, which sends JSON',
};

export function renderSourceFields(form: SourceForm): Markup {
  const { url, name, minutes, tags, collection, existing } = form;
  return html`<fieldset><legend><strong>It is</strong></legend>${Object.entries(kindNames).map(
    ([kind, label]) =>
      html`<label class="check"><input type="radio" name="kind" value="${kind}"${kind === form.kind && html` checked`}> ${label}</label>\n`,
  )}</fieldset>
<p class="field"><label for="url">Address</label><input id="url" name="url" type="url" value="${url}" aria-describedby="url-help" autocomplete="off" spellcheck="false"></p>
<p class="help" id="url-help">Of the feed or sitemap. Of a Ghost or WordPress site, the site: its feed is asked too, for what it failed to report. None for another system.</p>
<p class="field"><label for="name">Name</label><input id="name" name="name" value="${name}" maxlength="200" dir="auto" autocomplete="off"></p>
<p class="field"><label for="minutes">Asked every … minutes</label><input id="minutes" name="minutes" type="number" min="1" max="43200" step="any" value="${minutes}"></p>
<p class="field"><label for="tags">Tags, with commas between</label><input id="tags" name="tags" value="${tags}" dir="auto" autocomplete="off"></p>
<p class="field"><label for="collection">Collection</label><input id="collection" name="collection" value="${collection}" dir="auto" autocomplete="off"></p>
<label class="check"><input type="checkbox" name="existing" value="yes"${existing && html` checked`}> Also what is there already, not only what is new</label>`;
}
