import type { Fetch } from '#domain/fetch.ts';
import type { Look } from '#domain/look.ts';
import { all } from '../asking/all.ts';
import type { Target } from '../platform.ts';
import { type Answers, conclude, findingsOf } from './conclude.ts';
import { asksGraphql, asksPage } from './further-questions.ts';
import { askGraphql } from './graphql.ts';
import { askOembed } from './oembed.ts';
import { askPage } from './page.ts';
import { askSyndication } from './syndication.ts';
import { statusIdOf } from './urls.ts';

/** Asks two sources at once, others only where these leave something open, and concludes from what all say together. */
export async function look(target: Target, fetch: Fetch, signal: AbortSignal): Promise<Look> {
  const statusId = statusIdOf(target.postId);
  if (statusId === null) throw new Error(`"${target.postId}" must be resolved before it can be looked at`);
  const [syndication, oembed] = await all([
    askSyndication(statusId, fetch, signal),
    askOembed(statusId, fetch, signal),
  ]);
  const answers: Answers = { syndication, oembed, graphql: null, page: null };
  if (asksGraphql(answers)) answers.graphql = await askGraphql(statusId, fetch, signal);
  if (asksPage(answers)) answers.page = await askPage(target, fetch, signal);
  const findings = findingsOf(answers);
  return {
    signals: findings.map((finding) => finding.signal),
    conclusion: conclude(answers),
    raw: findings.flatMap(({ raw }) => raw),
  };
}
