import type { HtmlDocument } from '#domain/html.ts';
import { linkedDataObjects } from '../reading/linked-data-objects.ts';
import { type LinkedData, linkedDataSchema } from './schemas.ts';

const pageTypes = /(?:Article|BlogPosting|Report|SocialMediaPosting|WebPage|Review|Recipe)$/;

export interface PageData {
  page: LinkedData | null;
  videos: LinkedData[];
}

/** The first article (else page) and all videos that the page describes in JSON-LD. */
export function readLinkedData(document: HtmlDocument): PageData {
  const objects = linkedDataObjects(document).flatMap(parsed);
  const ofType = (pattern: RegExp) =>
    objects.filter((object) => object['@type'].some((type) => pattern.test(type)));
  const pages = ofType(pageTypes);
  return {
    page: pages.find((page) => !page['@type'].includes('WebPage')) ?? pages[0] ?? null,
    videos: ofType(/^VideoObject$/),
  };
}

function parsed(value: object): LinkedData[] {
  const result = linkedDataSchema.safeParse(value);
  return result.success && result.data['@type'].length > 0 ? [result.data] : [];
}
