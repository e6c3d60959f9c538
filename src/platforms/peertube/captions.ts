import type { Fetch } from '#domain/fetch.ts';
import type { Look, RawResponse, Signal } from '#domain/look.ts';
import type { Medium } from '#domain/record.ts';
import { ask } from '../asking/ask.ts';
import { parsedAs, refusal } from '../asking/ask-and-read.ts';
import { captionsOf } from '../reading/caption-track.ts';
import { apiQuestion } from './question.ts';
import { type CaptionsAnswer, captionsSchema } from './schemas.ts';

interface Told {
  captions: Pick<Medium, 'captions'>;
  /** Where there was no answer to read; it says nothing of the video. */
  signals: Signal[];
  raw: RawResponse[];
}

/** Of a video that is there, the server's list of its captions, which its own answer leaves out. */
export async function withCaptions(
  look: Look,
  { host, uuid }: { host: string; uuid: string },
  fetch: Fetch,
  signal: AbortSignal,
): Promise<Look> {
  const { conclusion } = look;
  if (conclusion.kind !== 'live') return look;
  const { captions, signals, raw } = await askCaptions(host, uuid, fetch, signal);
  const media = conclusion.record.media.map((medium) => ({ ...medium, ...captions }));
  return {
    ...look,
    conclusion: { kind: 'live', record: { ...conclusion.record, media } },
    signals: [...look.signals, ...signals],
    raw: [...look.raw, ...raw],
  };
}

async function askCaptions(host: string, uuid: string, fetch: Fetch, signal: AbortSignal): Promise<Told> {
  const question = apiQuestion('peertube/captions', `https://${host}/api/v1/videos/${uuid}/captions`);
  const answer = await ask(question, fetch, signal);
  if (answer.kind === 'obstacle') {
    return { captions: {}, signals: [answer.signal], raw: answer.raw === null ? [] : [answer.raw] };
  }
  const { response, raw } = answer;
  if (response.status !== 200) {
    return { captions: {}, signals: [refusal(question, response).signal], raw: [raw] };
  }
  const said = parsedAs(captionsSchema, question, response);
  return said.kind === 'unreadable'
    ? { captions: {}, signals: [said.finding.signal], raw: [raw] }
    : { captions: tracksOf(said.data, host), signals: [], raw: [raw] };
}

function tracksOf({ data }: CaptionsAnswer, host: string): Pick<Medium, 'captions'> {
  return captionsOf(
    data.map(({ language, fileUrl, captionPath, automaticallyGenerated }) => ({
      url: fileUrl || captionPath,
      base: `https://${host}/`,
      language: language.id,
      label: language.label,
      automatic: automaticallyGenerated,
    })),
  );
}
