export interface Envelope {
  type: string;
  timestamp: string;
  data: object;
}

/**
 * The message as JSON of at most so many bytes. What is too large loses the largest fields of its `data`, which are null or
 * empty then and named in `omitted`; the API has them.
 */
export function fitWithin(maxBytes: number, envelope: Envelope): string {
  const data: Record<string, unknown> = { ...envelope.data };
  const omitted: string[] = [];
  for (;;) {
    const text = JSON.stringify({ ...envelope, data, ...(omitted.length > 0 && { omitted }) });
    const largest = largestField(data);
    if (Buffer.byteLength(text) <= maxBytes || largest === null) {
      return text;
    }
    data[largest] = Array.isArray(data[largest]) ? [] : null;
    omitted.push(largest);
  }
}

/** Null where nothing is left that is worth leaving out: ids, times and states are small. */
const smallestBytes = 200;

function largestField(data: Record<string, unknown>): string | null {
  let largest: { name: string; bytes: number } | null = null;
  for (const [name, value] of Object.entries(data)) {
    const bytes = Buffer.byteLength(JSON.stringify(value) ?? '');
    if (bytes > (largest?.bytes ?? smallestBytes)) {
      largest = { name, bytes };
    }
  }
  return largest?.name ?? null;
}
