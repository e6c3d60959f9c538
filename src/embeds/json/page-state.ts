import { parseHttpUrl } from '#domain/url.ts';
import { isPlayerUrl } from '../players.ts';
import type { JsonString } from './strings.ts';

const MAX_ADDRESS_CHARACTERS = 2000;
const MAX_TYPE_CHARACTERS = 80;

/** Keys that hold the address of what is embedded, whatever holds them. */
const embedKeys =
  /^(?:(?:o?embed|iframe|tweet)(?!.)|embed_?(?:url|src|uri|link|href)|oembed_?url|player_?(?:url|src)|iframe_?(?:url|src)|tweet_?(?:url|link)|post_?embed_?url|(?:twitter|facebook|instagram|youtube|tiktok|reddit|bluesky|threads|telegram|vimeo|dailymotion)_?(?:post_?|video_?)?url|video_?embed_?url|social_?url)$/i;
const idKeys =
  /^(?:tweet_?id|youtube_?(?:video_?)?id|vimeo_?(?:video_?)?id|dailymotion_?(?:video_?)?id|tiktok_?video_?id|instagram_?(?:post_?)?(?:id|(?:short_?)?code))$/i;
const addressKeys =
  /^(?:url|src|href|source|link|permalink|uri|canonical_?url|original_?url|id|value|data|code|reference|content|_id|ref|embed|asset_?id|media_?id|video_?id|post_?url|link_?url|post_?id|status_?id|short_?code|embed_?code|embed_?id)$/i;
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
  if (embedKeys.test(key) || idKeys.test(key)) return isUnused(key, holder) ? null : { value, provider: key };
  if (/src$/i.test(key) && isPlayerAddress(value)) return { value, provider: key };
  if (holder === null || !addressKeys.test(key)) return null;
  // `{"name":"twitter","id":"1072…"}` is as well somebody's account.
  const keys = value.includes('/') ? typeKeys : typeKeys.filter((name) => name !== 'name');
  const said = [...typesOf(holder, keys), ...typesOf(outer, keys)].join(' ');
  if (!embedTypes.test(said) || notEmbedTypes.test(said)) return null;
  return { value, provider: said };
}

/** Page builders keep an address of each platform, the unused ones as they were made: `{"video_type":"vimeo","youtube_url":…}`. */
function isUnused(key: string, holder: Readonly<Record<string, unknown>> | null): boolean {
  const used = holder?.video_type ?? holder?.videoType;
  const own = /^(?:youtube|vimeo|dailymotion)/i.exec(key)?.[0];
  return typeof used === 'string' && own !== undefined && used.toLowerCase() !== own.toLowerCase();
}

function typesOf(holder: Readonly<Record<string, unknown>> | null, keys: readonly string[]): string[] {
  if (holder === null) return [];
  return keys.flatMap((name) => {
    const type = holder[name];
    return typeof type === 'string' && type.length < MAX_TYPE_CHARACTERS ? [type] : [];
  });
}

/** A frame's address, whatever object carries it. */
function isPlayerAddress(value: string): boolean {
  const url = parseHttpUrl(value.startsWith('//') ? `https:${value}` : value);
  return url !== null && isPlayerUrl(url);
}
