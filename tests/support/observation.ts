import type { ApiDependencies } from '#api/dependencies.ts';

/** For a service that nobody watches. */
export const unobserved: ApiDependencies['observation'] = {
  readMetrics: async () => ({ mediaType: 'text/plain', text: '' }),
  watchRequest: () => ({ run: (work) => work(), answered() {} }),
};
