/** Larger bodies never pass through this process' memory: they are let through and fetched once more, straight to disk. */
export const largestBodyBytes = 8_000_000;

/** What is known of a response before its body. Header names in lower case. */
export interface ResponseHead {
  method: string;
  status: number;
  resourceType: string;
  requestHeaders: ReadonlyMap<string, string>;
  headers: ReadonlyMap<string, string>;
}

/**
 * How a response's body comes into the archive. `none`: it has none. `whole`: its length is stated and small. `stream`:
 * read until its end, for its real length is not known before (a few kilobytes can decode to gigabytes).
 * `once-more`: let through, and fetched again without Range. `endless`: let through; it has no end to wait for.
 */
export type BodyPlan = 'none' | 'whole' | 'stream' | 'once-more' | 'endless';

const bodiless = new Set([101, 204, 205, 304]);

export function planBody({ method, status, resourceType, requestHeaders, headers }: ResponseHead): BodyPlan {
  const mediaType = headers.get('content-type')?.split(';', 1)[0]?.trim().toLowerCase() ?? '';
  if (method === 'HEAD' || bodiless.has(status) || (isRedirect(status) && headers.has('location'))) {
    return 'none';
  }
  if (resourceType === 'EventSource' || mediaType === 'text/event-stream') {
    return 'endless';
  }
  const length = Number(headers.get('content-length') ?? Number.NaN);
  const isPart = status === 206 || requestHeaders.has('range');
  if (isPart || resourceType === 'Media' || /^(video|audio)\//.test(mediaType) || length > largestBodyBytes) {
    return 'once-more';
  }
  return Number.isFinite(length) && !headers.has('content-encoding') ? 'whole' : 'stream';
}

export function isRedirect(status: number): boolean {
  return status >= 300 && status < 400 && status !== 304;
}
