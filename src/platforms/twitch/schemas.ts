import { z } from 'zod';

/** Only the fields that we use, of gql.twitch.tv. */

const userSchema = z.object({
  id: z.string().nullish(),
  login: z.string().nullish(),
  displayName: z.string(),
  profileImageURL: z.string().nullish(),
});
export type UserAnswer = z.infer<typeof userSchema>;

export const clipSchema = z.object({
  slug: z.string().nullish(),
  title: z.string(),
  broadcaster: userSchema.nullish(),
  createdAt: z.iso.datetime({ offset: true }),
  durationSeconds: z.number().nullish(),
  viewCount: z.number().nullish(),
  language: z.string().nullish(),
  thumbnailURL: z.string().nullish(),
  playbackAccessToken: z.object({ signature: z.string(), value: z.string() }).nullish(),
  videoQualities: z.array(z.object({ quality: z.string().nullish(), sourceURL: z.string() })).nullish(),
});
export type ClipAnswer = z.infer<typeof clipSchema>;

export const vodSchema = z.object({
  id: z.string(),
  title: z.string().nullish(),
  description: z.string().nullish(),
  owner: userSchema.nullish(),
  publishedAt: z.iso.datetime({ offset: true }).nullish(),
  lengthSeconds: z.number().nullish(),
  viewCount: z.number().nullish(),
  language: z.string().nullish(),
  previewThumbnailURL: z.string().nullish(),
  /** `RECORDING` while the stream still runs. */
  status: z.string().nullish(),
});
export type VodAnswer = z.infer<typeof vodSchema>;

const errorsSchema = z.array(z.object({ message: z.string() })).optional();

/** One answer, or a list that begins with it where several were asked at once. */
function answerSchema<T extends z.ZodRawShape>(shape: T) {
  const one = z.object({ data: z.object(shape).nullish(), errors: errorsSchema });
  return z.union([one, z.tuple([one], z.unknown()).transform(([first]) => first)]);
}

export const clipAnswerSchema = answerSchema({ clip: clipSchema.nullable() });
export const vodAnswerSchema = answerSchema({ video: vodSchema.nullable() });
