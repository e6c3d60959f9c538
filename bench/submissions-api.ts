import { withApi } from './archive-api.ts';

/** An API process on the servers of its environment, until its parent lets go of it. */
const { DATABASE_URL = '', REDIS_URL = '' } = process.env;
await withApi({ DATABASE_URL, REDIS_URL }, async ({ url }) => {
  process.send?.({ url });
  await new Promise<void>((resolve) => process.once('disconnect', resolve));
});
