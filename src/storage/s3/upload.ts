import type { Bucket, Part } from './bucket.ts';
import type { Content } from './content.ts';

/** S3 takes no more parts of one object, and none but the last below 5 MiB. */
const partsAtMost = 10_000;

export interface UploadOptions {
  ifAbsent: boolean;
  /** Whether the server knows those of parts. */
  checksums: boolean;
  /** What is sent at once and held in memory. */
  partBytes: number;
  signal?: AbortSignal | undefined;
}

/** Sends in one piece what is small, and part by part what is not: memory holds one part at a time. */
export async function upload(
  bucket: Bucket,
  key: string,
  content: Content,
  options: UploadOptions,
): Promise<'written' | 'present'> {
  const { ifAbsent, checksums, partBytes, signal } = options;
  if (content.bytes <= partBytes) {
    return await bucket.put(key, await content.read(0, content.bytes), { ifAbsent, signal });
  }
  const id = await bucket.beginUpload(key, checksums, signal);
  try {
    const parts = await putParts(bucket, { key, id }, content, options);
    return await bucket.endUpload(key, id, { parts, ifAbsent, checksums }, signal);
  } catch (error) {
    // Where that fails as well, the sweep finds the upload by its age.
    await bucket.abortUpload(key, id).catch(() => undefined);
    throw error;
  }
}

async function putParts(
  bucket: Bucket,
  { key, id }: { key: string; id: string },
  content: Content,
  { partBytes, signal }: UploadOptions,
): Promise<Part[]> {
  const size = Math.max(partBytes, Math.ceil(content.bytes / partsAtMost));
  const parts: Part[] = [];
  for (let start = 0; start < content.bytes; start += size) {
    const body = await content.read(start, Math.min(start + size, content.bytes));
    parts.push(await bucket.putPart(key, id, { number: parts.length + 1, body }, signal));
  }
  return parts;
}
