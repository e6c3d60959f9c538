import type { Catalogue, CatalogueEvent } from '#catalogue/catalogue.ts';
import type { PollEvents, ServerSentEvent } from './plugins/server-sent-events.ts';
import { representSubmission } from './representations/submission.ts';

const batch = 200;

/**
 * The events of a submission, as API clients know them: `submission` and `done` carry the whole submission, `capture`
 * what changed of one capture. Ends with `done`, or where the submission was done before `after`.
 */
export function pollSubmission(
  catalogue: Pick<Catalogue, 'submissions' | 'events'>,
  submissionId: string,
  after: string | null,
): PollEvents {
  let last = after;
  let wasOpen = false;
  return async () => {
    // The state is read first: were it read after an empty page, the last events could lie between the two. One that was
    // open ends with an event, so that it is not read again: it may have a thousand embeds.
    wasOpen ||= await isOpen(catalogue, submissionId);
    const found = await catalogue.events.forSubmission(submissionId, last, batch);
    last = found.at(-1)?.id ?? last;
    const events: ServerSentEvent[] = [];
    for (const event of found) {
      events.push(await translate(event, catalogue, submissionId));
    }
    const nothingLeft = found.length === 0 && !wasOpen;
    return { events, ended: nothingLeft || found.some(({ type }) => type === 'done') };
  };
}

async function isOpen(
  { submissions }: Pick<Catalogue, 'submissions'>,
  submissionId: string,
): Promise<boolean> {
  const state = await submissions.get(submissionId);
  return state !== null && state.status !== 'done';
}

async function translate(
  event: CatalogueEvent,
  { submissions }: Pick<Catalogue, 'submissions'>,
  submissionId: string,
): Promise<ServerSentEvent> {
  if (event.type === 'submission' || event.type === 'done') {
    const state = await submissions.get(submissionId);
    return { id: event.id, event: event.type, data: state && representSubmission(state) };
  }
  const { at, captureId, postId, data } = event;
  return { id: event.id, event: event.type, data: { at, captureId, postId, ...data } };
}
