import { z } from 'zod';
import { pathOf } from '../asking/schema-path.ts';
import { readResult } from './graphql-record.ts';
import type { Reading } from './record.ts';
import { linkSchema, mediaSchema, rangeSchema } from './schemas.ts';

/**
 * Posts as X's programming interfaces told them, which the Wayback Machine keeps under the posts' own URLs: version 1.1
 * (`statuses/show`, the streams) until 2023, and version 2 (`tweets/:id` with expansions).
 */

const version1UserSchema = z.object({
  id_str: z.string().optional(),
  name: z.string(),
  screen_name: z.string(),
  profile_image_url_https: z.string().optional(),
});
const entitiesSchema = z.object({
  urls: z.array(linkSchema).optional(),
  media: z.array(linkSchema).optional(),
});
const version1Schema = z.looseObject({
  id_str: z.string().regex(/^\d+$/),
  created_at: z.string(),
  full_text: z.string().optional(),
  text: z.string().optional(),
  user: version1UserSchema,
  truncated: z.boolean().optional(),
  display_text_range: rangeSchema.nullish(),
  entities: entitiesSchema.nullish(),
  extended_entities: z.object({ media: z.array(mediaSchema).optional() }).nullish(),
  /** The streams' form of a post longer than 140 characters. */
  extended_tweet: z
    .object({
      full_text: z.string(),
      display_text_range: rangeSchema.nullish(),
      entities: entitiesSchema.nullish(),
      extended_entities: z.object({ media: z.array(mediaSchema).optional() }).nullish(),
    })
    .nullish(),
  quoted_status: z.unknown().optional(),
});

/** The same fields as X's own pages ask for today lie one level deeper there. */
export function readVersion1(json: unknown): Reading {
  const answer = asToday(json);
  return answer.kind === 'unreadable' ? answer : readRecordOf(answer.result);
}

type Today = { kind: 'today'; result: Record<string, unknown> } | { kind: 'unreadable'; path: string };

function asToday(json: unknown): Today {
  const parsed = version1Schema.safeParse(json);
  if (!parsed.success) return { kind: 'unreadable', path: pathOf(parsed.error) };
  const { id_str, user, quoted_status, extended_tweet: long, ...post } = parsed.data;
  const quoted = quoted_status === undefined || quoted_status === null ? null : asToday(quoted_status);
  const { id_str: userId, ...names } = user;
  return {
    kind: 'today',
    result: {
      rest_id: id_str,
      core: { user_results: { result: { rest_id: userId, legacy: names } } },
      legacy: {
        ...post,
        full_text: long?.full_text ?? post.full_text ?? post.text ?? '',
        display_text_range: long ? long.display_text_range : post.display_text_range,
        entities: (long ? long.entities : post.entities) ?? undefined,
        extended_entities: (long ? long.extended_entities : post.extended_entities) ?? undefined,
      },
      ...(quoted?.kind === 'today' && { quoted_status_result: { result: quoted.result } }),
    },
  };
}

function readRecordOf(result: unknown): Reading {
  const reading = readResult(result);
  return reading.kind === 'absent' ? { kind: 'unreadable', path: `post: ${reading.said}` } : reading;
}

const version2Schema = z.object({
  data: z.object({
    id: z.string().regex(/^\d+$/),
    text: z.string(),
    created_at: z.string(),
    author_id: z.string(),
    lang: z.string().nullish(),
    possibly_sensitive: z.boolean().nullish(),
    entities: z
      .object({
        urls: z.array(z.looseObject({ url: z.string(), expanded_url: z.string().optional() })).optional(),
      })
      .nullish(),
    attachments: z.object({ media_keys: z.array(z.string()).optional() }).nullish(),
    public_metrics: z
      .object({
        like_count: z.number().optional(),
        reply_count: z.number().optional(),
        retweet_count: z.number().optional(),
        quote_count: z.number().optional(),
      })
      .nullish(),
  }),
  includes: z.object({
    users: z.array(
      z.object({
        id: z.string(),
        name: z.string(),
        username: z.string(),
        profile_image_url: z.string().optional(),
      }),
    ),
    media: z
      .array(
        z.object({
          media_key: z.string(),
          type: z.enum(['photo', 'video', 'animated_gif']),
          url: z.string().optional(),
          preview_image_url: z.string().optional(),
          alt_text: z.string().optional(),
          width: z.number().optional(),
          height: z.number().optional(),
          duration_ms: z.number().optional(),
          variants: z
            .array(
              z.object({
                url: z.string(),
                content_type: z.string().optional(),
                bit_rate: z.number().optional(),
              }),
            )
            .optional(),
        }),
      )
      .optional(),
  }),
});

export function readVersion2(json: unknown): Reading {
  const parsed = version2Schema.safeParse(json);
  if (!parsed.success) return { kind: 'unreadable', path: pathOf(parsed.error) };
  const { data, includes } = parsed.data;
  const user = includes.users.find(({ id }) => id === data.author_id);
  if (user === undefined) return { kind: 'unreadable', path: 'includes.users: the author is not among them' };
  const keys = data.attachments?.media_keys ?? [];
  const media = keys.flatMap((key) => includes.media?.find(({ media_key }) => media_key === key) ?? []);
  // Short links of attached media end the text; their expansion says that they are media.
  const links = data.entities?.urls ?? [];
  const ofMedia = links.filter(({ expanded_url }) =>
    /\/status\/\d+\/(?:photo|video)\//.test(expanded_url ?? ''),
  );
  return readRecordOf({
    rest_id: data.id,
    core: {
      user_results: {
        result: {
          rest_id: user.id,
          legacy: {
            name: user.name,
            screen_name: user.username,
            profile_image_url_https: user.profile_image_url,
          },
        },
      },
    },
    legacy: {
      full_text: data.text,
      created_at: data.created_at,
      lang: data.lang,
      possibly_sensitive: data.possibly_sensitive,
      entities: { urls: links.filter((link) => !ofMedia.includes(link)), media: ofMedia },
      extended_entities: { media: media.map(asVersion1Medium) },
      favorite_count: data.public_metrics?.like_count,
      reply_count: data.public_metrics?.reply_count,
      retweet_count: data.public_metrics?.retweet_count,
      quote_count: data.public_metrics?.quote_count,
    },
  });
}

type Version2Medium = NonNullable<z.infer<typeof version2Schema>['includes']['media']>[number];

function asVersion1Medium(medium: Version2Medium) {
  const { type, width, height, duration_ms, variants } = medium;
  return {
    type,
    media_url_https: medium.url ?? medium.preview_image_url ?? '',
    ext_alt_text: medium.alt_text,
    original_info: width === undefined || height === undefined ? null : { width, height },
    ...(variants && {
      video_info: {
        duration_millis: duration_ms,
        variants: variants.map(({ bit_rate, ...variant }) => ({ ...variant, bitrate: bit_rate })),
      },
    }),
  };
}
