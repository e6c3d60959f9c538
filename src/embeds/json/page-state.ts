import { parseHttpUrl } from '#domain/url.ts';
import { isPlayerUrl } from '../players.ts';
import type { JsonString } from './strings.ts';

const MAX_ADDRESS_CHARACTERS = 2000;
const MAX_TYPE_CHARACTERS = 80;

/** Keys that hold the address of what is embedded, whatever holds them. */
const embedKeys =
  /^(?:(?:o?embed|iframe|tweet)(?!.)|embed_?(?:url|src|uri|link|href)|oembed_?url|player_?(?:url|src)|iframe_?(?:url|src)|tweet_?(?:url|link)|post_?embed_?url|instagram_?url|youtube_?url|tiktok_?url|video_?embed_?url|social_?url)$/i;
const idKeys = /^(?:tweet_?id|youtube_?(?:video_?)?id|vimeo_?id)$/i;
const addressKeys =
  /^(?:url|src|href|source|link|permalink|uri|canonical_?url|original_?url|id|value|data|code|reference|content|_id|ref|embed|asset_?id|media_?id|video_?id|post_?url|link_?url)$/i;
const typeKeys = [
  'type',
  '_type',
  '__typename',
  'kind',
  'elementType',
  'blockName',
  'blockType',
  'subtype',
  'sub_type',
  'component',
  'name',
  'provider',
  'provider_name',
  'embedType',
  'role',
  'tag',
  'service',
];
/** Kinds of content blocks that show something of elsewhere. */
const embedTypes =
  /(?:embed|tweet|twitter|oembed|instagram|youtube|tiktok|facebook|bluesky|mastodon|telegram|vimeo|dailymotion|reddit|threads|social|\bx\b)/i;
const notEmbedTypes =
  /(?:share|follow|profile|account|link|button|author|nav|menu|handle|sameas|teaser|card)/i;

/** What an object of a page's state embeds: `{"type":"tweet","url":…}`, `{"embedUrl":…}`. Null where the string is no such address. */
export function embeddedByState(string: JsonString): { value: string; provider: string } | null {
  const { key, value, holder, outer } = string;
  if (value.length > MAX_ADDRESS_CHARACTERS) return null;
  if (embedKeys.test(key) || idKeys.test(key)) return { value, provider: key };
  if (/src$/i.test(key) && isPlayerAddress(value)) return { value, provider: key };
  if (holder === null || !addressKeys.test(key)) return null;
  const said = [...typesOf(holder), ...typesOf(outer)].join(' ');
  if (!embedTypes.test(said) || notEmbedTypes.test(said)) return null;
  return { value, provider: said };
}

function typesOf(holder: Readonly<Record<string, unknown>> | null): string[] {
  if (holder === null) return [];
  return typeKeys.flatMap((name) => {
    const type = holder[name];
    return typeof type === 'string' && type.length < MAX_TYPE_CHARACTERS ? [type] : [];
  });
}

/** A frame's address, whatever object carries it. */
function isPlayerAddress(value: string): boolean {
  const url = parseHttpUrl(value.startsWith('//') ? `https:${value}` : value);
  return url !== null && isPlayerUrl(url);
}
