import { z } from 'zod';

/** Only the fields that we use, of a player response (`ytInitialPlayerResponse`, `youtubei/v1/player`). */

const textSchema = z.object({
  simpleText: z.string().optional(),
  runs: z.array(z.object({ text: z.string() })).optional(),
});
export type TextAnswer = z.infer<typeof textSchema>;

/** Renderers have many names, and texts by some of these; a text of another shape is no reason that we know. */
const errorScreenSchema = z.record(
  z.string(),
  z
    .object({
      reason: textSchema.optional().catch(undefined),
      subreason: textSchema.optional().catch(undefined),
      itemTitle: z.string().optional().catch(undefined),
      offerDescription: z.string().optional().catch(undefined),
      offerId: z.string().optional().catch(undefined),
    })
    .catch({}),
);

const playabilitySchema = z.object({
  status: z.string(),
  reason: z.string().optional(),
  messages: z.array(z.string()).optional(),
  playableInEmbed: z.boolean().optional(),
  desktopLegacyAgeGateReason: z.number().optional(),
  errorScreen: errorScreenSchema.optional(),
});
export type Playability = z.infer<typeof playabilitySchema>;

const thumbnailsSchema = z.object({
  thumbnails: z.array(
    z.object({ url: z.string(), width: z.number().optional(), height: z.number().optional() }),
  ),
});

const detailsSchema = z.object({
  videoId: z.string(),
  title: z.string(),
  author: z.string().optional(),
  channelId: z.string().optional(),
  lengthSeconds: z.string().regex(/^\d+$/).optional(),
  shortDescription: z.string().optional(),
  viewCount: z.string().regex(/^\d+$/).optional(),
  thumbnail: thumbnailsSchema.optional(),
  isLive: z.boolean().optional(),
  isUpcoming: z.boolean().optional(),
});

/** Of some clients the answer has a microformat of another name, with nothing in it that we use. */
const microformatSchema = z.object({
  playerMicroformatRenderer: z
    .object({
      thumbnail: thumbnailsSchema.optional(),
      embed: z.object({ width: z.number(), height: z.number() }).optional(),
      ownerProfileUrl: z.string().optional(),
      publishDate: z.string().optional(),
      isUnlisted: z.boolean().optional(),
      likeCount: z.string().regex(/^\d+$/).optional(),
      liveBroadcastDetails: z.object({ isLiveNow: z.boolean().optional() }).optional(),
    })
    .optional(),
});

const formatSchema = z.object({
  /** Absent where the address is hidden behind a script's signature. */
  url: z.string().optional(),
  mimeType: z.string(),
  bitrate: z.number().optional(),
  width: z.number().optional(),
  height: z.number().optional(),
});
const streamingSchema = z.object({
  formats: z.array(formatSchema).optional(),
  adaptiveFormats: z.array(formatSchema).optional(),
  hlsManifestUrl: z.string().optional(),
  dashManifestUrl: z.string().optional(),
});
export type StreamingAnswer = z.infer<typeof streamingSchema>;

const captionTrackSchema = z.object({
  baseUrl: z.string(),
  languageCode: z.string(),
  name: textSchema.optional().catch(undefined),
  /** `asr` where a machine listened. */
  kind: z.string().optional(),
});
/** Of another shape they are left out: the video is known without them. */
const captionsSchema = z.object({
  playerCaptionsTracklistRenderer: z
    .object({ captionTracks: z.array(captionTrackSchema).optional() })
    .optional(),
});
export type CaptionTrackAnswer = z.infer<typeof captionTrackSchema>;

export const playerSchema = z.object({
  playabilityStatus: playabilitySchema,
  videoDetails: detailsSchema.optional(),
  microformat: microformatSchema.optional(),
  streamingData: streamingSchema.optional(),
  captions: captionsSchema.optional().catch(undefined),
});
export type PlayerAnswer = z.infer<typeof playerSchema>;
