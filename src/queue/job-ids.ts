/**
 * BullMQ refuses ids with a colon and ids that look like integers, and a post's id has colons. The encoding is injective
 * and leaves a UUID as it is; the real id travels in the job's data.
 */
export function toJobId(id: string): string {
  const encoded = id.replace(/[%:]/g, (character) => (character === ':' ? '%3A' : '%25'));
  return /^-?\d+$/.test(encoded) ? `%${encoded}` : encoded;
}
