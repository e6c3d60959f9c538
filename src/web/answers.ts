import { z } from 'zod';

/** What `schema.response` says of an answer that is no JSON: for the description alone, the bytes go as they are. */
interface Answer {
  description: string;
  content: Record<string, { schema: z.ZodType }>;
}

/** Media types may be ranges, as in `image/*`. */
export function answerOf(description: string, ...mediaTypes: string[]): Answer {
  const content = mediaTypes.map((mediaType) => {
    // What may be JSON may be more than text.
    const schema = /\*|json/.test(mediaType) ? z.unknown() : z.string();
    return [mediaType, { schema }] as const;
  });
  return { description, content: Object.fromEntries(content) };
}

export function nothing(description: string): z.ZodType<undefined> {
  return z.undefined().describe(description);
}

export const unchanged = nothing('It is one of those that If-None-Match names');

export const pageAnswers = { 200: answerOf('The page', 'text/html'), 304: unchanged };

/** Of routes that answer as `sendBytes` does. */
export function fileAnswers(...mediaTypes: string[]) {
  return {
    200: answerOf('The whole', ...mediaTypes),
    206: answerOf('The part that Range asks for', ...mediaTypes),
    304: unchanged,
    416: answerOf('Range names nothing of it; Content-Range says how long it is', 'text/plain'),
  };
}
