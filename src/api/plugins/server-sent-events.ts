import { Readable } from 'node:stream';
import { setTimeout as delay } from 'node:timers/promises';
import type { FastifyInstance, FastifyReply } from 'fastify';

export interface ServerSentEvent {
  id: string;
  event: string;
  data: unknown;
}

/** News since the last call, and whether there can be no more. */
export type PollEvents = () => Promise<{ events: ServerSentEvent[]; ended: boolean }>;

export interface EventStreamTiming {
  pollMs: number;
  heartbeatMs: number;
}

declare module 'fastify' {
  interface FastifyInstance {
    /** Aborted when the application closes, so that open streams end. */
    closing: AbortSignal;
  }
}

/** Lets `app.close()` end the streams that are open, which would hold it up for ever. */
export function addServerSentEvents(app: FastifyInstance): void {
  const closing = new AbortController();
  app.decorate('closing', closing.signal);
  app.addHook('preClose', async () => closing.abort());
}

/** Answers with a stream of events (WHATWG HTML, section 9.2) that ends with `ended`, the client or the application. */
export function sendEvents(reply: FastifyReply, poll: PollEvents, timing: EventStreamTiming): FastifyReply {
  const left = new AbortController();
  reply.raw.once('close', () => left.abort());
  const signal = AbortSignal.any([left.signal, reply.server.closing]);
  return (
    reply
      .header('content-type', 'text/event-stream; charset=utf-8')
      .header('cache-control', 'no-store')
      .header('x-content-type-options', 'nosniff')
      // Proxies of the nginx kind hold small answers back otherwise.
      .header('x-accel-buffering', 'no')
      .send(Readable.from(writeEvents(poll, timing, signal), { objectMode: false }))
  );
}

async function* writeEvents(
  poll: PollEvents,
  timing: EventStreamTiming,
  signal: AbortSignal,
): AsyncGenerator<string> {
  yield `retry: ${reconnectMs}\n\n`;
  let silentMs = 0;
  while (!signal.aborted) {
    const { events, ended } = await poll();
    for (const { id, event, data } of events) {
      yield `id: ${id}\nevent: ${event}\ndata: ${JSON.stringify(data)}\n\n`;
    }
    if (ended) {
      return;
    }
    silentMs = events.length > 0 ? 0 : silentMs + timing.pollMs;
    if (silentMs >= timing.heartbeatMs) {
      silentMs = 0;
      yield ': still here\n\n';
    }
    await sleep(timing.pollMs, signal);
  }
}

const reconnectMs = 2000;

async function sleep(ms: number, signal: AbortSignal): Promise<void> {
  try {
    await delay(ms, undefined, { signal });
  } catch (error) {
    if (!signal.aborted) {
      throw error;
    }
  }
}
