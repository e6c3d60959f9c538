import type { Outbox } from './catalogue.ts';

type OutboxDocument = NonNullable<Awaited<ReturnType<Outbox['get']>>>;

const batch = 100;

/**
 * Writes documents of the outbox to storage and takes them out: all that wait, or those of `ids`. Written before taken
 * out, so a death in between writes it once more, which storage makes a no-op. Rejects as `write` does; the rest stays.
 */
export async function publishOutbox(
  outbox: Outbox,
  write: (key: string, body: Uint8Array) => Promise<unknown>,
  ids?: string[],
): Promise<void> {
  if (ids !== undefined) {
    for (const id of ids) {
      const document = await outbox.get(id);
      await publish(outbox, write, document === null ? [] : [document]);
    }
    return;
  }
  for (;;) {
    const documents = await outbox.pending(batch);
    if (documents.length === 0) {
      return;
    }
    await publish(outbox, write, documents);
  }
}

async function publish(
  outbox: Outbox,
  write: (key: string, body: Uint8Array) => Promise<unknown>,
  documents: OutboxDocument[],
): Promise<void> {
  for (const { id, key, body } of documents) {
    await write(key, new TextEncoder().encode(body));
    await outbox.written([id]);
  }
}
