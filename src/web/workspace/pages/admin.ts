import type { FastifyInstance } from 'fastify';
import type { WorkspaceDependencies } from '../dependencies.ts';
import { addDeliveryPage } from './admin/delivery.ts';
import { addHealthPage } from './admin/health.ts';
import { addKeysPage } from './admin/keys.ts';
import { addQueuePages } from './admin/queues.ts';
import { addSourcePage } from './admin/source.ts';
import { addSourcesPage } from './admin/sources.ts';
import { addStoragePage } from './admin/storage.ts';
import { addWatchesPage } from './admin/watches.ts';
import { addWebhookPage } from './admin/webhook.ts';
import { addWebhooksPage } from './admin/webhooks.ts';

/** `/admin/…`: for whoever runs the archive. */
export function addAdminPages(app: FastifyInstance, dependencies: WorkspaceDependencies): void {
  const { at } = dependencies;
  app.get('/admin', { config: { viewer: 'admin' } }, async (_request, reply) =>
    reply.redirect(at('/admin/health'), 303),
  );
  addHealthPage(app, dependencies);
  addQueuePages(app, dependencies);
  addStoragePage(app, dependencies);
  addWatchesPage(app, dependencies);
  addSourcesPage(app, dependencies);
  addSourcePage(app, dependencies);
  addWebhooksPage(app, dependencies);
  addWebhookPage(app, dependencies);
  addDeliveryPage(app, dependencies);
  addKeysPage(app, dependencies);
}
