import type { Fetch, FetchResponse } from '#domain/fetch.ts';
import { parseHtml } from '#domain/html.ts';
import { decodeText } from '#domain/text-encoding.ts';
import { hostOf, isWithin } from '#domain/url.ts';
import type { Question } from '../asking/ask.ts';
import { askAndRead, refusal } from '../asking/ask-and-read.ts';
import { absent, type Finding, live, unknown } from '../asking/finding.ts';
import { pathOf } from '../asking/schema-path.ts';
import type { Target } from '../platform.ts';
import { embeddedJson } from '../reading/embedded-json.ts';
import { recordOfHead } from './page-tags.ts';
import { readPlayability } from './playability.ts';
import { recordOfPlayer } from './record.ts';
import { playerSchema } from './schemas.ts';
import { canonicalUrl, videoIdOf } from './urls.ts';

const SOURCE = 'youtube/watch';
const MAX_BYTES = 8_000_000;
const TIMEOUT_MS = 20_000;

/** Asks the watch page, whose script carries the player response. In English, since some reasons are told in words alone. */
export async function askWatch(target: Target, fetch: Fetch, signal: AbortSignal): Promise<Finding> {
  const url = new URL(canonicalUrl(target.postId));
  url.searchParams.set('hl', 'en');
  const question: Question = {
    source: SOURCE,
    url: url.href,
    request: {
      headers: {
        accept: 'text/html',
        'accept-language': 'en',
        // What the consent page sets where all is rejected; without it, readers in Europe are sent there.
        cookie: 'SOCS=CAI',
      },
      maxBytes: MAX_BYTES,
      timeoutMs: TIMEOUT_MS,
    },
  };
  return await askAndRead(question, fetch, signal, (response) => read(question, response, target));
}

function read(question: Question, response: FetchResponse, target: Target): Finding {
  if (response.status !== 200) return refusal(question, response);
  const html = decodeText(response.body, response.headers['content-type'] ?? null);
  if (isConsent(response.finalUrl, html)) return unknown(question, response, 'walled', 'asks for consent');
  const json = embeddedJson(html, /\bytInitialPlayerResponse(?:["']\])?\s*=\s*/);
  if (json === undefined) {
    const record = recordOfHead(target, parseHtml(html));
    if (record !== null) return live(question, response, record, 'by the head of the page');
    return unknown(question, response, 'unreadable', 'no player response in the page');
  }
  return readPlayer(question, response, target, json);
}

function readPlayer(question: Question, response: FetchResponse, target: Target, json: unknown): Finding {
  const parsed = playerSchema.safeParse(json);
  if (!parsed.success) return unknown(question, response, 'unreadable', pathOf(parsed.error));
  const player = parsed.data;
  const about = player.videoDetails?.videoId;
  if (about !== undefined && about !== videoIdOf(target.postId)) {
    return unknown(question, response, 'unreadable', `videoDetails.videoId: the answer is about ${about}`);
  }
  const playing = readPlayability(player);
  if (playing.kind === 'unknown') return unknown(question, response, playing.obstacle, playing.words);
  const record = recordOfPlayer(target, player, playing.kind === 'live' ? playing.labels : []);
  if (playing.kind === 'absent') {
    const finding = absent(question, response, playing.absence, playing.positive, playing.words);
    // What cannot be played here may still be told about: title and author of age-gated and members-only videos.
    return record === null ? finding : { ...finding, outcome: { ...playing, record } };
  }
  if (record === null) return unknown(question, response, 'unreadable', 'videoDetails: none in the answer');
  return live(question, response, record, playing.words);
}

function isConsent(finalUrl: string, html: string): boolean {
  const url = URL.parse(finalUrl);
  if (url !== null && isWithin(hostOf(url), 'consent.youtube.com')) return true;
  return /<(?:base|link|form)\b[^>]{0,200}\b(?:href|action)="https:\/\/consent\.(?:youtube|google)\.com\//i.test(
    html.slice(0, 5000),
  );
}
