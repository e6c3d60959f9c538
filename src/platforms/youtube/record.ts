import type { PostRecord } from '#domain/record.ts';
import { segmentsOf } from '#domain/url.ts';
import type { Target } from '../platform.ts';
import { emptyRecord } from '../reading/empty-record.ts';
import { timeOf } from '../reading/stated-time.ts';
import { linksInText } from '../reading/text-links.ts';
import { readMedium } from './media.ts';
import type { PlayerAnswer } from './schemas.ts';

/** A record from a player response; null where it has no details of the video. */
export function recordOfPlayer(target: Target, player: PlayerAnswer, labels: string[]): PostRecord | null {
  const details = player.videoDetails;
  if (details === undefined) return null;
  const page = player.microformat?.playerMicroformatRenderer;
  const text = details.shortDescription ?? '';
  return {
    ...emptyRecord(target, 'youtube'),
    author: authorOf(details, page?.ownerProfileUrl),
    title: details.title,
    text,
    links: linksInText(text),
    publishedAt: timeOf(page?.publishDate),
    media: [readMedium(player)],
    counts: {
      likes: numberOf(page?.likeCount),
      reposts: null,
      replies: null,
      quotes: null,
      views: numberOf(details.viewCount),
    },
    labels,
  };
}

function authorOf(
  { author, channelId }: NonNullable<PlayerAnswer['videoDetails']>,
  profileUrl: string | undefined,
): PostRecord['author'] {
  const profile = profileUrl === undefined ? null : URL.parse(profileUrl, 'https://www.youtube.com/');
  if (profile !== null) profile.protocol = 'https:';
  const channel = channelId === undefined ? null : `https://www.youtube.com/channel/${channelId}`;
  return {
    name: author ?? null,
    handle: profile === null ? null : handleIn(profile),
    url: profile?.href ?? channel,
    id: channelId ?? null,
    avatarUrl: null,
  };
}

/** `/@handle`, or `/user/handle` as it was once. */
function handleIn(profile: URL): string | null {
  const [first = '', second] = segmentsOf(profile);
  if (first.startsWith('@')) return first.slice(1);
  return first === 'user' && second !== undefined ? second : null;
}

function numberOf(digits: string | undefined): number | null {
  return digits === undefined ? null : Number(digits);
}
