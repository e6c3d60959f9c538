import { afterAll, beforeAll, describe } from 'vitest';
import { startTestService, startTimeoutMs, type TestService } from '../api/service.ts';
import { describeAuthorisation } from './authorisation.ts';
import { describeWhatWasFound } from './found.ts';
import { fuzzRuns } from './fuzz-runs.ts';
import { describeHostileRequests } from './hostile-requests.ts';
import { describeKeys } from './keys.ts';
import { noteRoutes, type Route } from './routes.ts';

let service: TestService;
let routes: Route[];
beforeAll(async () => {
  routes = noteRoutes();
  service = await startTestService();
}, startTimeoutMs);
afterAll(async () => {
  await service?.[Symbol.asyncDispose]();
});

describe('who may do what', () => {
  describeAuthorisation(
    () => service,
    () => routes,
  );
  describeKeys(() => service);
});

describe('whatever is sent', () => {
  describeHostileRequests(
    () => service,
    () => routes,
    fuzzRuns,
  );
  describeWhatWasFound(() => service);
});
