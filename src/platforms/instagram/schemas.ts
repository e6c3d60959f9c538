import { z } from 'zod';

/** Only the fields that we use of `contextJSON`, the data in the embed page of films and of posts with several pictures. */

const countSchema = z.object({ count: z.number() }).nullish();
const mediaFields = {
  __typename: z.string().nullish(),
  is_video: z.boolean().nullish(),
  display_url: z.string(),
  display_resources: z
    .array(z.object({ src: z.string(), config_width: z.number(), config_height: z.number() }))
    .nullish(),
  dimensions: z.object({ width: z.number(), height: z.number() }).nullish(),
  accessibility_caption: z.string().nullish(),
  video_url: z.string().nullish(),
  /** Seconds. */
  video_duration: z.number().nullish(),
};
const mediaSchema = z.object(mediaFields);
export type MediaAnswer = z.infer<typeof mediaSchema>;

export const postSchema = z.object({
  ...mediaFields,
  shortcode: z.string(),
  owner: z.object({
    id: z.string().nullish(),
    username: z.string(),
    full_name: z.string().nullish(),
    profile_pic_url: z.string().nullish(),
  }),
  edge_media_to_caption: z.object({ edges: z.array(z.object({ node: z.object({ text: z.string() }) })) }),
  edge_liked_by: countSchema,
  edge_media_preview_like: countSchema,
  edge_media_to_comment: countSchema,
  video_view_count: z.number().nullish(),
  /** Seconds since 1970. */
  taken_at_timestamp: z.number().nullish(),
  edge_sidecar_to_children: z.object({ edges: z.array(z.object({ node: mediaSchema })) }).nullish(),
});
export type PostAnswer = z.infer<typeof postSchema>;

const dataSchema = z
  .object({ shortcode_media: z.unknown().optional(), xdt_shortcode_media: z.unknown().optional() })
  .nullish();
/** Of single pictures the data are null, and the markup is all there is. */
export const contextSchema = z.object({ gql_data: dataSchema });
