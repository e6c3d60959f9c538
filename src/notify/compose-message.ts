import { createHash } from 'node:crypto';
import { fitWithin } from './fit-within.ts';

/** As the catalogue tells it. */
export interface HappenedEvent {
  id: string;
  at: string;
  submissionId: string | null;
  captureId: string | null;
  postId: string | null;
  data: Record<string, unknown>;
}

/** Things as the API shows them now; null where they were purged. */
export interface ShownThings {
  submission(id: string): Promise<object | null>;
  capture(id: string): Promise<object | null>;
  post(id: string): Promise<({ postId: string } & object) | null>;
}

export interface Message {
  id: string;
  type: string;
  at: string;
  postId: string | null;
  body: string;
}

/** Standard Webhooks asks for less than 20 kB. */
const maxBodyBytes = 20_000;

/**
 * What webhooks are told of an event: `{type, timestamp, data}`, where `data` is the thing as the API shows it, and beside
 * it what the event itself says. Null where there is nothing left to tell.
 */
export async function composeMessage(
  event: HappenedEvent,
  type: string,
  shown: ShownThings,
): Promise<Message | null> {
  const subject = await subjectOf(event, type, shown);
  return subject === null ? null : messageOf(event, type, subject);
}

/** Of what is known to be told. */
export function messageOf(
  event: HappenedEvent,
  type: string,
  { postId, data }: { postId: string | null; data: object },
): Message {
  const { at } = event;
  const body = fitWithin(maxBodyBytes, { type, timestamp: at, data });
  return { id: messageId(event, type), type, at, postId, body };
}

interface Subject {
  postId: string | null;
  data: object;
}

async function subjectOf(
  { submissionId, captureId, postId, data }: HappenedEvent,
  type: string,
  shown: ShownThings,
): Promise<Subject | null> {
  if (type.startsWith('submission.') && submissionId !== null) {
    return withData(await shown.submission(submissionId), null);
  }
  if (type.startsWith('capture.') && captureId !== null) {
    return withData(await shown.capture(captureId), postId);
  }
  if (type.startsWith('post.') && postId !== null) {
    const post = await shown.post(postId);
    return post === null ? null : { postId: post.postId, data: { ...data, ...post } };
  }
  return { postId: null, data: { ...data, ...(submissionId !== null && { submissionId }) } };
}

function withData(thing: object | null, postId: string | null): Subject | null {
  return thing === null ? null : { postId, data: thing };
}

/**
 * The same whenever it is made of the same event. Events of a database that was made anew may have the same ids, so what
 * they say of themselves is part of it.
 */
function messageId({ id, at, submissionId, captureId, postId }: HappenedEvent, type: string): string {
  const identity = JSON.stringify([id, at, type, submissionId, captureId, postId]);
  return `msg_${createHash('sha256').update(identity).digest('hex').slice(0, 32)}`;
}
