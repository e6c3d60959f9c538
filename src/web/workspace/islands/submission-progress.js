/**
 * Follows a submission while it runs: what each capture works on, how each ended. The words come with the page, as
 * templates; when there is more to say than they can, the page is asked for again.
 */
/** Where the news are not for this viewer, the page is asked for anew. */
const reloadAfterMs = 5000;
const section = document.querySelector('[data-events]');

if (section instanceof HTMLElement && section.dataset.events) {
  const events = new EventSource(section.dataset.events);
  const embeds = Number(section.dataset.embeds);

  /** @param {string} kind @param {string} name */
  const wordsFor = (kind, name) => {
    const template = section.querySelector(`template[data-${kind}="${CSS.escape(name)}"]`);
    return template instanceof HTMLTemplateElement ? template.content.cloneNode(true) : name;
  };

  /** @param {{ captureId: string, status: string, rung?: string, progress?: number | null }} news */
  const show = ({ captureId, status, rung, progress }) => {
    const row = section.querySelector(`[data-capture="${CSS.escape(captureId)}"]`);
    row?.querySelector('[data-part="status"]')?.replaceChildren(wordsFor('status', status));
    row?.querySelector('[data-part="rung"]')?.replaceChildren(rung ? wordsFor('rung', rung) : '');
    const bar = row?.querySelector('progress');
    if (bar) {
      bar.hidden = typeof progress !== 'number';
      bar.value = progress ?? 0;
    }
  };

  events.addEventListener('capture', (event) => show(JSON.parse(event.data)));
  events.addEventListener('submission', (event) => {
    // The article was read: its posts are to be shown.
    if (JSON.parse(event.data)?.embeds.length !== embeds) {
      location.reload();
    }
  });
  events.addEventListener('error', () => {
    if (events.readyState === EventSource.CLOSED) {
      setTimeout(() => location.reload(), reloadAfterMs);
    }
  });
  events.addEventListener('done', () => {
    events.close();
    location.reload();
  });
}
