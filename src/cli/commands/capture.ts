import type { Command } from 'commander';
import { z } from 'zod';
import { captureStatuses } from '#domain/capture.ts';
import { CommandFailure } from '../failures.ts';
import { ProgressBars } from '../progress-bars.ts';
import { readSource, type Source } from '../read-source.ts';
import { expectAnswer, type ServiceClient } from '../service-client.ts';
import { note, printJson } from '../terminal.ts';
import { describeCapture, shownCaptureSchema } from './show.ts';

interface CaptureOptions {
  json?: boolean;
  tag?: string[];
  links?: boolean;
}

/** Archives now, follows it to its end, and prints each capture. */
export function addCapture(program: Command): void {
  program
    .command('capture')
    .description('archive posts, or the embeds of articles, now')
    .argument('<source...>', 'URLs, files, or - for the standard input')
    .option('--tag <tag...>', 'mark what is archived')
    .option('--links', 'also archive posts that an article merely links to')
    .option('--json', 'print a JSON document a line')
    .action(async (sources: string[], options: CaptureOptions) => {
      const requests = (await Promise.all(sources.map(readSource))).map((source) =>
        requestOf(source, options),
      );
      const { openService } = await import('#local-service.ts');
      await using service = await openService('all');
      using bars = new ProgressBars();
      const ended = await Promise.all(requests.map((request) => archive(request, service, bars)));
      const captures = await printCaptures(ended, service, options.json === true);
      reportGaps(ended, captures);
    });
}

function requestOf(source: Source, { tag, links }: CaptureOptions) {
  const marks = { ...(tag && { tags: tag }), ...(links && { links }) };
  if (source.kind === 'url') {
    return { url: source.url, ...marks };
  }
  return { [source.mediaType === 'text/html' ? 'html' : 'text']: source.body, ...marks };
}

const embedSchema = z.object({
  postId: z.string(),
  foundUrl: z.string(),
  captureId: z.string().nullable(),
  captureStatus: z.enum(captureStatuses).nullable(),
});
const submissionSchema = z.object({
  id: z.string(),
  embeds: z.array(embedSchema),
  articleError: z.string().nullable(),
});
type EndedSubmission = z.output<typeof submissionSchema>;

async function archive(
  request: unknown,
  service: ServiceClient,
  bars: ProgressBars,
): Promise<EndedSubmission> {
  const accepted = submissionSchema.parse(
    expectAnswer(await service.request('POST', '/v1/submissions', request)),
  );
  for await (const { event, data } of service.events(`/v1/submissions/${accepted.id}/events`)) {
    showEvent(event, data, bars);
  }
  return submissionSchema.parse(expectAnswer(await service.request('GET', `/v1/submissions/${accepted.id}`)));
}

const progressSchema = z.object({
  captureId: z.string(),
  postId: z.string().nullable().default(null),
  status: z.enum(captureStatuses).optional(),
  rung: z.string().nullish(),
  progress: z.number().nullish(),
});

function showEvent(event: string, data: unknown, bars: ProgressBars): void {
  const progress = event === 'capture' ? progressSchema.safeParse(data) : null;
  if (progress?.success) {
    const { captureId, postId, status, rung, progress: share } = progress.data;
    const ended = status !== undefined && status !== 'waiting' && status !== 'running';
    bars.update(captureId, {
      label: postId ?? captureId,
      words: ended ? status : [rung, share && `${Math.round(share * 100)} %`].filter(Boolean).join(' '),
      ...(ended ? { fraction: 1 } : rung && { fraction: fractionAt(rung, share ?? 0) }),
    });
  }
}

/** The rungs of a capture in their order, for the length of the bar only: an unknown one does not move it. */
const rungs = ['identify', 'look', 'media', 'screenshot', 'text', 'thumbnail', 'manifest'];

function fractionAt(rung: string, share: number): number {
  return Math.max(0, rungs.indexOf(rung) + share) / rungs.length;
}

type ShownCapture = z.output<typeof shownCaptureSchema>;

async function printCaptures(
  ended: EndedSubmission[],
  service: ServiceClient,
  json: boolean,
): Promise<ShownCapture[]> {
  const ids = new Set(ended.flatMap(({ embeds }) => embeds.flatMap(({ captureId }) => captureId ?? [])));
  const captures: ShownCapture[] = [];
  for (const id of ids) {
    const body = expectAnswer(await service.request('GET', `/v1/captures/${id}`));
    const capture = shownCaptureSchema.parse(body);
    captures.push(capture);
    if (json) {
      printJson(body);
    } else {
      describeCapture(capture);
    }
  }
  return captures;
}

/** Says on stderr what was not archived; that is exit code 1. */
function reportGaps(ended: EndedSubmission[], captures: ShownCapture[]): void {
  const gaps = [
    ...ended.flatMap(({ articleError }) => articleError ?? []),
    ...ended
      .filter(({ embeds, articleError }) => embeds.length === 0 && articleError === null)
      .map(() => 'Nothing was found to archive'),
    ...captures
      .filter(({ status }) => status !== 'complete')
      .map(({ postId, status, missing }) => {
        const without = missing.map(({ role, reason }) => `${role}: ${reason}`).join('; ');
        return `${postId}: ${status}${without && ` (${without})`}`;
      }),
  ];
  gaps.forEach(note);
  if (gaps.length > 0) {
    throw new CommandFailure('');
  }
}
