import { z } from 'zod';

/** Only the fields that we use, of the JSON in a page of tiktok.com and of www.tiktok.com/oembed. */

/** Numbers are written as numbers or as strings, without order. */
const count = z.union([z.number(), z.string().regex(/^\d+$/).transform(Number)]);
const url = z.string();
const addressSchema = z.object({
  UrlList: z.array(url).optional(),
  Width: z.number().optional(),
  Height: z.number().optional(),
});

const subtitleSchema = z.object({
  Url: url,
  /** Three letters and a country, `eng-US`. */
  LanguageCodeName: z.string().nullish(),
  /** `webvtt`, and others for its own apps. */
  Format: z.string().nullish(),
  /** `ASR` a machine listened, `MT` a machine translated what one heard. */
  Source: z.string().nullish(),
});

const videoSchema = z.object({
  width: z.number().nullish(),
  height: z.number().nullish(),
  duration: z.number().nullish(),
  cover: url.nullish(),
  originCover: url.nullish(),
  playAddr: url.nullish(),
  downloadAddr: url.nullish(),
  subtitleInfos: z.array(subtitleSchema).nullish().catch(null),
  bitrateInfo: z.array(z.object({ Bitrate: z.number().nullish(), PlayAddr: addressSchema })).nullish(),
});
export type VideoAnswer = z.infer<typeof videoSchema>;

const imagePostSchema = z.object({
  title: z.string().nullish(),
  images: z.array(
    z.object({
      imageURL: z.object({ urlList: z.array(url) }),
      imageWidth: z.number().nullish(),
      imageHeight: z.number().nullish(),
    }),
  ),
});
export type ImagePostAnswer = z.infer<typeof imagePostSchema>;

const authorSchema = z.object({
  id: z.string().nullish(),
  uniqueId: z.string(),
  nickname: z.string(),
  avatarLarger: url.nullish(),
});

const statsSchema = z.object({
  diggCount: count.nullish(),
  commentCount: count.nullish(),
  playCount: count.nullish(),
  repostCount: count.nullish(),
});

export const itemSchema = z.object({
  id: z.string().regex(/^\d+$/),
  desc: z.string(),
  createTime: count,
  textLanguage: z.string().nullish(),
  author: authorSchema,
  video: videoSchema.nullish(),
  imagePost: imagePostSchema.nullish(),
  stats: statsSchema.nullish(),
  statsV2: statsSchema.nullish(),
  isContentClassified: z.boolean().nullish(),
});
export type ItemAnswer = z.infer<typeof itemSchema>;

/** Pages since 2023: `webapp.video-detail` of `__UNIVERSAL_DATA_FOR_REHYDRATION__`. */
export const detailSchema = z.object({
  statusCode: z.number(),
  statusMsg: z.string().nullish(),
  itemInfo: z.object({ itemStruct: z.unknown() }).nullish(),
});
export const rehydrationSchema = z.object({
  __DEFAULT_SCOPE__: z.object({
    'webapp.video-detail': detailSchema.optional(),
    'webapp.reflow.video.detail': detailSchema.optional(),
  }),
});

/** Older pages: `SIGI_STATE`, where the author is named and described elsewhere. */
export const sigiSchema = z.object({
  ItemModule: z.record(z.string(), z.looseObject({ author: z.unknown() })).optional(),
  UserModule: z.object({ users: z.record(z.string(), z.unknown()) }).optional(),
  VideoPage: z.object({ statusCode: z.number(), statusMsg: z.string().nullish() }).optional(),
});

/** Pages before 2021, as web archives keep them: `__NEXT_DATA__`. */
export const nextSchema = z.object({
  props: z.object({ pageProps: detailSchema.partial({ statusCode: true }) }),
});

export const oembedSchema = z.object({
  title: z.string(),
  author_name: z.string(),
  author_url: z.string(),
  html: z.string(),
  thumbnail_url: url.nullish(),
  embed_type: z.string().nullish(),
});
export type OembedAnswer = z.infer<typeof oembedSchema>;
