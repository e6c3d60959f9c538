import type { Socket } from 'node:net';
import fastify, { type FastifyBaseLogger, type FastifyInstance, LogController } from 'fastify';
import { serializerCompiler, validatorCompiler } from 'fastify-type-provider-zod';
import { addEmbedRoutes } from '#web/embed-routes.ts';
import { addEmbedScript } from '#web/embed-script.ts';
import { addVerifyPage } from '#web/verify-page/routes.ts';
import { addWorkspace } from '#web/workspace/index.ts';
import { baseUrlOf, pathPrefixOf } from './base-url.ts';
import { isControlSocket } from './control-socket.ts';
import type { ApiDependencies } from './dependencies.ts';
import { findPostIn } from './find-post.ts';
import { inboundRoutes } from './inbound/routes.ts';
import { onceRead } from './once-read.ts';
import { addAuthentication } from './plugins/authentication.ts';
import { addCrossOrigin } from './plugins/cross-origin.ts';
import { addJsonBodies } from './plugins/json-bodies.ts';
import { addOpenApi } from './plugins/openapi.ts';
import { addProblems, answerClientError, answerFrameworkError, explain } from './plugins/problems.ts';
import { addQuotas } from './plugins/quotas.ts';
import { addRateLimits } from './plugins/rate-limits.ts';
import { addRequestLog } from './plugins/request-log.ts';
import { addRequestWatch } from './plugins/request-watch.ts';
import { addRoom } from './plugins/room.ts';
import { addSafeHeaders } from './plugins/safe-headers.ts';
import { addServerSentEvents } from './plugins/server-sent-events.ts';
import { addSessions } from './plugins/sessions.ts';
import { addQueueBoard } from './queue-board.ts';
import { auditRoutes } from './routes/audit.ts';
import { captureRoutes } from './routes/captures.ts';
import { cardPictureRoutes } from './routes/card-pictures.ts';
import { collectionRoutes } from './routes/collections.ts';
import { dumpRoutes } from './routes/dump.ts';
import { exportRoutes } from './routes/exports.ts';
import { gcRoutes } from './routes/gc.ts';
import { healthRoutes } from './routes/health.ts';
import { keyRoutes } from './routes/keys.ts';
import { logRoutes } from './routes/log.ts';
import { mementoRoutes } from './routes/memento.ts';
import { metricsRoutes } from './routes/metrics.ts';
import { oembedRoutes } from './routes/oembed.ts';
import { pageArchiveRoutes } from './routes/page-archives.ts';
import { platformHealthRoutes } from './routes/platform-health.ts';
import { postRoutes } from './routes/posts.ts';
import { purgeRoutes } from './routes/purge.ts';
import { reindexRoutes } from './routes/reindex.ts';
import { reportRoutes } from './routes/reports.ts';
import { resolveRoutes } from './routes/resolve.ts';
import { saveRoutes } from './routes/save.ts';
import { sheetRoutes, sheetsAmongSubmissions } from './routes/sheets.ts';
import { signingKeyRoutes } from './routes/signing-keys.ts';
import { sourceRoutes } from './routes/sources.ts';
import { submissionRoutes } from './routes/submissions.ts';
import { watchRoutes } from './routes/watches.ts';
import { webhookRoutes } from './routes/webhooks.ts';
import { SignedLinks } from './signed-links.ts';
import { openWebhookDesk } from './webhook-desk.ts';
import { adminGroundOf, callApiOf, pageSessionsOf } from './workspace.ts';

const maxBodyBytes = 12_000_000;
/** For a whole request to arrive, as Node has it and Fastify has not: who sends a byte now and again holds nothing for ever. */
const requestTimeoutMs = 300_000;
/** A URL of the longest kind, percent-encoded, may stand where an id stands. */
const maxParameterCharacters = 3 * 8192;

/** The whole HTTP application but listening: see `startApi` and `listenControl`. */
export async function createApp(dependencies: ApiDependencies): Promise<FastifyInstance> {
  const { catalogue, storage, clock, adminKeySha256, publicUrl, trustProxy, version } = dependencies;
  const loggerInstance: FastifyBaseLogger = dependencies.logger;
  const app = fastify({
    loggerInstance,
    logController: new LogController({ disableRequestLogging: true }),
    bodyLimit: maxBodyBytes,
    requestTimeout: requestTimeoutMs,
    routerOptions: { maxParamLength: maxParameterCharacters },
    trustProxy,
    rewriteUrl: sheetsAmongSubmissions,
    frameworkErrors: answerFrameworkError,
    clientErrorHandler: (error: Error, socket: Socket) => answerClientError(error, socket),
  });
  app.setValidatorCompiler(validatorCompiler);
  app.setSerializerCompiler(serializerCompiler);
  addRequestWatch(app, dependencies.observation);
  addProblems(app);
  addJsonBodies(app);
  addRequestLog(app);
  addSafeHeaders(app);
  addServerSentEvents(app);
  addCrossOrigin(app);
  const links = new SignedLinks(dependencies.linkKey, clock);
  const keyGround = { keys: catalogue.keys, clock, adminKeySha256 };
  const sessions = await addSessions(app, { ...keyGround, sessions: catalogue.sessions, publicUrl });
  addRateLimits(app, { clock, requestsPerMinute: dependencies.publicRequestsPerMinute });
  addAuthentication(app, { ...keyGround, isControlSocket, links, sessions });
  const quotas = addQuotas(app, { allowances: catalogue.allowances, clock });
  addRoom(app, dependencies);
  await addOpenApi(app, version);

  const findPost = findPostIn(catalogue);
  const findPublicly = onceRead(catalogue, findPost);
  await app.register(healthRoutes(dependencies));
  await app.register(metricsRoutes(dependencies));
  await app.register(submissionRoutes(dependencies, quotas));
  await app.register(postRoutes(dependencies, findPost));
  await app.register(watchRoutes(dependencies));
  await app.register(platformHealthRoutes(dependencies));
  await app.register(captureRoutes(dependencies, links));
  await app.register(pageArchiveRoutes(dependencies));
  await app.register(exportRoutes(dependencies, findPost));
  await app.register(collectionRoutes(dependencies));
  await app.register(sheetRoutes(dependencies, links, quotas));
  await app.register(reportRoutes(dependencies));
  await app.register(sourceRoutes(dependencies));
  await app.register(inboundRoutes(dependencies));
  await app.register(keyRoutes(dependencies));
  const webhookDesk = openWebhookDesk(dependencies);
  await app.register(webhookRoutes(dependencies, webhookDesk));
  await app.register(signingKeyRoutes(dependencies));
  await app.register(logRoutes(dependencies));
  await app.register(auditRoutes(dependencies));
  await app.register(purgeRoutes(dependencies, findPost));
  await app.register(reindexRoutes(dependencies));
  await app.register(dumpRoutes(dependencies));
  await app.register(gcRoutes(dependencies));
  await app.register(resolveRoutes(dependencies, findPublicly));
  await app.register(oembedRoutes(dependencies, findPublicly));
  await app.register(cardPictureRoutes(dependencies, findPublicly));
  await app.register(mementoRoutes(dependencies, findPublicly));
  await app.register(saveRoutes(dependencies, quotas));
  addEmbedScript(app);
  addEmbedRoutes(app, {
    ...{ catalogue, storage, findPost: findPublicly, pathPrefix: pathPrefixOf(publicUrl) },
    baseUrl: (request) => baseUrlOf(request, publicUrl),
  });
  addVerifyPage(app, { listKeys: () => dependencies.notary.keys.list() });
  const queueBoard = addQueueBoard(app, dependencies);
  await addWorkspace(app, {
    ...{ catalogue, storage, clock, findPost: findPublicly, pathPrefix: pathPrefixOf(publicUrl), explain },
    ...{
      sessions: pageSessionsOf(sessions),
      callApi: callApiOf(app),
      admin: adminGroundOf(dependencies, queueBoard),
    },
    baseUrl: (request) => baseUrlOf(request, publicUrl),
    organization: dependencies.exporting.organization,
  });
  await app.ready();
  return app;
}
