import { z } from 'zod';
import type { CollectionState } from '#catalogue/catalogue.ts';

export const collectionSchema = z
  .object({
    name: z.string(),
    title: z.string().nullable(),
    description: z.string().nullable(),
    public: z.boolean().describe('Anybody may read its page; restricted posts are left out there'),
    restricted: z.boolean().describe('What is first submitted into it is hidden from the public'),
    watchEverySeconds: z
      .number()
      .nullable()
      .describe(
        'How often its posts are looked at that have no plan of their own; null for as often as seems right',
      ),
    createdAt: z.iso.datetime(),
    postCount: z.number(),
    publicPostCount: z.number().describe('Of those, the ones that are not restricted'),
    pageUrl: z.string(),
  })
  .meta({ id: 'Collection' });
export type CollectionRepresentation = z.output<typeof collectionSchema>;

export function representCollection(collection: CollectionState, baseUrl: string): CollectionRepresentation {
  return { ...collection, pageUrl: `${baseUrl}/collections/${encodeURIComponent(collection.name)}` };
}
