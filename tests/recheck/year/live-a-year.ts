import { createHash } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { CaptureJob, FinishedCapture } from '#capture/job.ts';
import type { Catalogue } from '#catalogue/catalogue.ts';
import { openEmbeddedCatalogue } from '#catalogue/open-embedded.ts';
import type { Fetch } from '#domain/fetch.ts';
import { isGone, type PostState } from '#domain/post.ts';
import { createLogger } from '#logger.ts';
import { x } from '#platforms/x/index.ts';
import type { Storage } from '#storage/storage.ts';
import { breakerTick } from '../../../src/workers/breaker-tick.ts';
import { captureJob } from '../../../src/workers/capture-job.ts';
import { recheckJob } from '../../../src/workers/recheck-job.ts';
import { reportingLooks } from '../../../src/workers/report-looks.ts';
import { watchTick } from '../../../src/workers/watch-tick.ts';
import { embedOf, manifestOf, submissionOf, TestClock } from '../../catalogue/samples.ts';
import { createMemoryStorage } from '../../support/memory-storage.ts';
import { ActedWeb } from './acted-web.ts';
import { type DeliveryReport, ToldNewsroom } from './deliveries.ts';
import { type ActedPost, actedPost, dayMs, type Phase, phaseOf } from './stories.ts';

const minuteMs = 60_000;
/** What is due within it is looked at together, as by a service that was busy: being late must make nothing wrong. */
const turnMs = 30 * minuteMs;
const atATime = 400;

export interface YearReport {
  posts: number;
  looks: number;
  requests: number;
  captures: number;
  /** Believed gone while it was there. */
  falseDeletions: string[];
  /** Not believed when the evidence was there. */
  missed: string[];
  /** Any other state than what was to be believed. */
  wrong: string[];
  /** Posts whose events are others than their story tells of. */
  misreported: string[];
  /** Posts captured more often, or less, than they changed. */
  miscaptured: string[];
  /** What a newsroom was told, by a webhook whose server is down now and then. */
  told: DeliveryReport;
  byStory: Map<string, { posts: number; looks: number; captures: number; events: number; wrong: number }>;
}

export interface YearOptions {
  /** One post an account, rather than several. */
  alone: boolean;
  /** All stories have been told after 190. */
  days?: number;
  onDay?: (day: number, looks: number) => void;
}

/** Archives posts at the begin of a year and lives through it on a virtual clock, with the real catalogue, jobs and plans. */
export async function liveAYear(
  count: number,
  { alone, days = 365, onDay }: YearOptions,
): Promise<YearReport> {
  await using opened = new AsyncDisposableStack();
  const directory = await mkdtemp(join(tmpdir(), 'archiver-year-'));
  opened.defer(() => rm(directory, { recursive: true, force: true }));
  const logger = createLogger({ level: 'silent', pretty: false });
  const clock = new TestClock();
  const storage = createMemoryStorage();
  const { catalogue } = await openEmbeddedCatalogue({
    ...{ directory: join(directory, 'pg'), source: storage, clock, logger },
  });
  opened.use(catalogue);
  const year = new Year(
    { catalogue, storage, clock, logger },
    Array.from({ length: count }, (_, n) => actedPost(n, alone)),
  );
  await year.archive();
  await year.live(days, onDay);
  return await year.report();
}

interface Ground {
  catalogue: Catalogue;
  storage: Storage;
  clock: TestClock;
  logger: ReturnType<typeof createLogger>;
}

class Year {
  readonly #ground: Ground;
  readonly #beganAt: number;
  readonly #posts: ReadonlyMap<string, ActedPost>;
  readonly #web: ActedWeb;
  readonly #newsroom: ToldNewsroom;
  readonly #signal = new AbortController().signal;
  /** Looks of the present phase that told something of it. */
  readonly #told = new Map<string, { phase: Phase; at: number[] }>();
  readonly #looks = new Map<string, number>();
  readonly #found = { falseDeletions: [] as string[], missed: [] as string[], wrong: [] as string[] };

  constructor(ground: Ground, posts: readonly ActedPost[]) {
    this.#ground = ground;
    this.#beganAt = ground.clock.now().getTime();
    this.#posts = new Map(posts.map((post) => [post.postId, post]));
    this.#web = new ActedWeb(posts, () => this.#sinceMs());
    this.#newsroom = new ToldNewsroom(ground, () => this.#sinceMs());
  }

  async archive(): Promise<void> {
    const { catalogue, clock } = this.#ground;
    const embeds = [...this.#posts.keys()].map((postId) => embedOf(postId, { form: 'submitted' }));
    await this.#newsroom.subscribe();
    await catalogue.submissions.accept(submissionOf(clock, embeds), null);
    await this.#capture();
  }

  async live(days: number, onDay: YearOptions['onDay']): Promise<void> {
    let day = 0;
    while (this.#sinceMs() < days * dayMs) {
      const looks = await this.#turn();
      await this.#newsroom.advance(looks > 0 ? turnMs : await this.#waitMs());
      const now = Math.floor(this.#sinceMs() / dayMs);
      if (now > day) {
        day = now;
        onDay?.(day, sum(this.#looks.values()));
      }
    }
  }

  /** What a worker does in a moment; how many looks there were. What they change of the plan is planned by the next. */
  async #turn(): Promise<number> {
    const { catalogue } = this.#ground;
    const dependencies = this.#dependencies();
    await breakerTick({ ...dependencies, canaries: {}, identify: noIdentity })(this.#signal);
    await watchTick(dependencies, { waiting: atATime, perSiteAMinute: atATime })(this.#signal);
    const recheck = recheckJob(dependencies);
    const due = await catalogue.rechecks.admit(atATime);
    for (const { id } of due) {
      await recheck(id, this.#signal);
      await this.#judge(id);
    }
    await this.#capture();
    return due.length;
  }

  async #capture(): Promise<void> {
    const { catalogue } = this.#ground;
    const job = captureJob({ ...this.#dependencies(), storage: createMemoryStorage() });
    for (const { id } of await catalogue.captures.admit(atATime)) {
      await job(id, this.#signal);
    }
  }

  #dependencies() {
    const { catalogue, clock, logger } = this.#ground;
    const reports = { breakers: catalogue.breakers, clock, logger };
    const fetch: Fetch = this.#web.fetch;
    return {
      ...{
        catalogue,
        clock,
        logger,
        patienceMs: 0,
        stop: () => {},
        searchArchives: false,
        secondArchive: null,
      },
      platformFor: () => reportingLooks(x, reports),
      openScope: () => ({ fetch, async [Symbol.asyncDispose]() {} }),
      capture: (job: CaptureJob) => this.#captureOnce(job),
      giveUp: async () => {
        throw new Error('no capture is given up in this year');
      },
      publishOutbox: async () => {},
    };
  }

  /** The record and nothing else: what the browser sees is tried elsewhere. */
  async #captureOnce({ work }: CaptureJob): Promise<FinishedCapture> {
    const { clock } = this.#ground;
    const look = await x.look(work, this.#web.fetch, this.#signal);
    if (look.conclusion.kind !== 'live') {
      throw new Error(`a capture of ${work.postId} met ${look.conclusion.kind}`);
    }
    const { captureId, postId } = work;
    const manifest = manifestOf(clock, captureId, postId, {
      record: look.conclusion.record,
      signals: look.signals,
    });
    const manifestSha256 = createHash('sha256').update(JSON.stringify(manifest)).digest('hex');
    return { manifest, manifestSha256, state: 'live' };
  }

  /** Until something is due, or a site may be asked again. */
  async #waitMs(): Promise<number> {
    const { catalogue, clock } = this.#ground;
    const now = clock.now().getTime();
    const [site] = await catalogue.breakers.list();
    if (site?.open && Date.parse(site.open.until) > now) {
      return Math.max(turnMs, Date.parse(site.open.until) - now);
    }
    const { items } = await catalogue.watches.list({ due: false }, { limit: 1, cursor: null });
    const nextAt = items[0] === undefined ? now + dayMs : Date.parse(items[0].nextAt);
    return Math.max(turnMs, nextAt - now);
  }

  #sinceMs(): number {
    return this.#ground.clock.now().getTime() - this.#beganAt;
  }

  /** After each look: is what is believed what the evidence allows, no more and no less? */
  async #judge(postId: string): Promise<void> {
    const { catalogue, clock } = this.#ground;
    const post = this.#posts.get(postId);
    const held = await catalogue.rechecks.known(postId);
    const [look] = held?.past ?? [];
    if (post === undefined || held === null || look === undefined) {
      throw new Error(`${postId} was not looked at`);
    }
    this.#looks.set(postId, (this.#looks.get(postId) ?? 0) + 1);
    const phase = phaseOf(post.story, this.#sinceMs());
    const told = this.#told.get(postId);
    const times = told?.phase === phase ? told.at : [];
    if (look.told !== null) {
      times.push(clock.now().getTime());
    }
    this.#told.set(postId, { phase, at: times });
    this.#note(post, phase, held.state, isEvident(phase, times));
  }

  #note({ postId, story }: ActedPost, phase: Phase, state: PostState, evident: boolean): void {
    const day = (this.#sinceMs() / dayMs).toFixed(1);
    const words = `day ${day}: ${postId}, which ${story.name}, is believed ${state} and is ${phase.truth}`;
    if (isGone(state) && phase.truth === 'live' && evident) {
      this.#found.falseDeletions.push(words);
    } else if (isGone(phase.truth) && evident && !isGone(state)) {
      this.#found.missed.push(words);
    } else if (evident && state !== phase.truth) {
      this.#found.wrong.push(words);
    } else if (phase.says === 'hiccup' && state !== 'live') {
      this.#found.falseDeletions.push(words);
    }
  }

  async report(): Promise<YearReport> {
    const { catalogue } = this.#ground;
    const events = await this.#eventsByPost();
    const report: YearReport = {
      ...{
        posts: this.#posts.size,
        looks: sum(this.#looks.values()),
        requests: this.#web.requests,
        captures: 0,
      },
      ...this.#found,
      told: await this.#newsroom.report(events),
      ...{ misreported: [], miscaptured: [], byStory: new Map() },
    };
    // What an account calls itself is captured, and told, by one of its posts.
    const renamed = new Set(
      [...this.#posts.values()]
        .filter(({ postId, story }) => isRenamed(story) && events.get(postId)?.includes('post.edited'))
        .map(({ author }) => author.id),
    );
    for (const { postId, author, story } of this.#posts.values()) {
      const captures = (await catalogue.posts.get(postId))?.captures.length ?? 0;
      const told = events.get(postId) ?? [];
      const isToldByAnother = isRenamed(story) && renamed.has(author.id) && !told.includes('post.edited');
      const expected = isToldByAnother ? { events: [], captures: 1 } : story;
      report.captures += captures;
      if (told.join() !== ['post.state-changed', ...expected.events].join()) {
        report.misreported.push(`${postId}, which ${story.name}: ${told.join(', ') || 'nothing'}`);
      }
      if (captures !== expected.captures) {
        report.miscaptured.push(`${postId}, which ${story.name}: ${captures} captures`);
      }
      const line = report.byStory.get(story.name) ?? { posts: 0, looks: 0, captures: 0, events: 0, wrong: 0 };
      report.byStory.set(story.name, {
        posts: line.posts + 1,
        looks: line.looks + (this.#looks.get(postId) ?? 0),
        captures: line.captures + captures,
        events: line.events + told.length,
        wrong: [...report.wrong, ...report.missed, ...report.falseDeletions].filter((words) =>
          words.includes(`which ${story.name},`),
        ).length,
      });
    }
    return report;
  }

  async #eventsByPost(): Promise<Map<string, string[]>> {
    const byPost = new Map<string, string[]>();
    let after: string | null = null;
    for (;;) {
      const events = await this.#ground.catalogue.events.since(after, 1000);
      for (const { type, postId } of events) {
        if (postId !== null && type.startsWith('post.')) {
          byPost.set(postId, [...(byPost.get(postId) ?? []), type]);
        }
      }
      const last = events.at(-1);
      if (last === undefined) {
        return byPost;
      }
      after = last.id;
    }
  }
}

/** Two sources are believed at once; one is, when it said so twice, half an hour apart. */
function isEvident({ truth, sources }: Phase, times: readonly number[]): boolean {
  if (truth === 'live' || sources === 2) {
    return times.length > 0;
  }
  const [first = 0] = times;
  return times.some((at) => at - first >= 30 * minuteMs);
}

function isRenamed({ phases }: ActedPost['story']): boolean {
  return phases.some(({ handle }) => handle !== undefined);
}

const noIdentity = () => {
  throw new Error('there are no canaries in this year');
};

function sum(numbers: Iterable<number>): number {
  return [...numbers].reduce((total, number) => total + number, 0);
}
