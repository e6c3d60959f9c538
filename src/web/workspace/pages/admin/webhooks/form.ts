import { z } from 'zod';
import { html, type Markup } from '#card/html.ts';

/** As forms send boxes: none, one, or several. */
const boxes = z.union([z.string().transform((one) => [one]), z.array(z.string())]).default([]);
export const webhookForm = z.object({
  url: z.string().default(''),
  description: z.string().default(''),
  events: boxes,
});
/** A form that is filled, or was. */
export type WebhookForm = z.output<typeof webhookForm>;

/** As the API takes it. */
export function bodyOfForm({ url, description, events }: WebhookForm) {
  return { url: url.trim(), description: description.trim(), events };
}

export function renderWebhookFields(
  { url, description, events }: WebhookForm,
  eventTypes: readonly string[],
): Markup {
  return html`<p class="field"><label for="url">Address</label><input id="url" name="url" type="url" value="${url}" required aria-describedby="url-help" autocomplete="off" spellcheck="false"></p>
<p class="help" id="url-help">Takes POST, best over https. Restricted posts are told of, too.</p>
<p class="field"><label for="description">What it is for</label><input id="description" name="description" value="${description}" maxlength="500" dir="auto" autocomplete="off"></p>
<fieldset class="field"><legend>Is told of</legend><div class="types">${eventTypes.map(
    (type) =>
      html`<label class="check"><input type="checkbox" name="events" value="${type}"${events.includes(type) && html` checked`}> <code>${type}</code></label>`,
  )}</div></fieldset>`;
}
