import type { IncomingMessage } from 'node:http';
import { finished } from 'node:stream/promises';

const patienceMs = 30_000;

/**
 * Reads the rest of a body that nobody wants and throws it away, for a while. Answering and closing before the client has
 * sent it all would reset the connection, and the answer would be lost with it.
 */
export async function drainUnreadBody(request: IncomingMessage): Promise<void> {
  if (request.complete) {
    return;
  }
  const signal = AbortSignal.timeout(patienceMs);
  request.resume();
  try {
    await finished(request, { writable: false, signal });
  } catch (error) {
    // Who left hears no answer, and who is too slow gets it now.
    if (!signal.aborted && !request.destroyed) {
      throw error;
    }
  }
}
