import type { CaptureTools } from '#capture/job.ts';
import type { Config } from '#config.ts';
import type { Fetch } from '#domain/fetch.ts';
import { platformFor, platforms } from '#platforms/registry.ts';
import { openAggregator } from '#recover/aggregator.ts';
import { recoverPost } from '#recover/recover-post.ts';
import { SavePageNow } from '#recover/save-page-now.ts';
import { openWayback } from '#recover/wayback.ts';

/** Whether any archive of the web is searched for posts that are gone. */
export function hasArchives({ waybackUrl, mementoAggregatorUrl }: Config): boolean {
  return waybackUrl !== null || mementoAggregatorUrl !== null;
}

/** Where posts that are gone are looked for, by the configuration. */
export function recoveryOf(config: Config): CaptureTools['recover'] {
  return (gone, fetch, signal) => {
    const { target } = gone;
    const platform = target && platformFor(target.postId);
    return recoverPost(
      { ...gone, platform },
      {
        archives: archivesOf(config, fetch),
        fetch,
        searchable: platforms.filter(({ archived }) => archived),
      },
      signal,
    );
  };
}

/** Where what is captured is handed to, by the configuration. */
export function secondArchiveOf({ waybackUrl, waybackSaveKey }: Config): SavePageNow | null {
  return waybackUrl === null || waybackSaveKey === null ? null : new SavePageNow(waybackUrl, waybackSaveKey);
}

function archivesOf({ waybackUrl, mementoAggregatorUrl }: Config, fetch: Fetch) {
  return [
    ...(waybackUrl === null ? [] : [openWayback(waybackUrl, fetch)]),
    ...(mementoAggregatorUrl === null ? [] : [openAggregator(mementoAggregatorUrl, fetch)]),
  ];
}
