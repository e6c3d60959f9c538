import type { FastifyInstance, FastifyRequest } from 'fastify';
import { z } from 'zod';
import type { CollectionState } from '#catalogue/catalogue.ts';
import { bodyOf } from '../api-answer.ts';
import type { WorkspaceDependencies } from '../dependencies.ts';
import { PageProblem, pageNotFound, parseInput } from '../page-problem.ts';
import type { Notice } from '../shell.ts';
import { may } from '../viewer.ts';
import { renderCollection } from './collections/collection.ts';
import { renderList } from './collections/list.ts';
import { findMembers } from './collections/members.ts';

const cursor = z.string().max(1000).nullable().default(null);
const query = z.object({ cursor, done: z.string().optional() });
const parameters = z.object({ name: z.string().max(200) });
const text = z.string().default('');
const described = {
  title: text,
  description: text,
  public: z.string().optional(),
  restricted: z.string().optional(),
  watchEverySeconds: z.coerce.number().optional(),
};
const newForm = z.object({ name: text, ...described });
const changeForm = z.discriminatedUnion('do', [
  z.object({ do: z.literal('describe'), ...described }),
  z.object({ do: z.literal('dissolve') }),
]);

const doneNotices: Record<string, Notice> = {
  described: { kind: 'good', text: 'Saved.' },
  dissolved: { kind: 'good', text: 'The collection is dissolved; its posts are still here.' },
};

const listLength = 50;

/** `/collections` and `/collections/{name}`: for anybody where a collection is public, else for those who read here. */
export function addCollectionPages(app: FastifyInstance, dependencies: WorkspaceDependencies): void {
  const { catalogue, callApi, sendPage, at } = dependencies;

  app.get('/collections', async (request, reply) => {
    const asked = parseInput(query, request.query);
    await assertRead(request);
    const page = { limit: listLength, cursor: asked.cursor };
    const collections = await catalogue.collections.list(page, !may(request.viewer, 'read'));
    return sendPage(request, reply, {
      title: 'Collections',
      notice: doneNotices[asked.done ?? ''] ?? null,
      body: renderList({ collections, viewer: request.viewer, at }),
    });
  });

  app.post('/collections', { config: { viewer: 'submit' } }, async (request, reply) => {
    const { name, ...values } = parseInput(newForm, request.body);
    const body = { name: name.trim(), ...valuesOf(values, request) };
    bodyOf(z.unknown(), await callApi(request, { method: 'POST', path: '/v1/collections', body }));
    return reply.redirect(at(`${collectionPath(body.name)}?done=described`), 303);
  });

  app.get('/collections/:name', async (request, reply) => {
    const collection = await findShown(request);
    const asked = parseInput(query, request.query);
    const reads = may(request.viewer, 'read');
    const members = await findMembers(dependencies, collection.name, { cursor: asked.cursor, reads });
    return sendPage(request, reply, {
      title: collection.title ?? collection.name,
      notice: doneNotices[asked.done ?? ''] ?? null,
      body: renderCollection({ collection, members, viewer: request.viewer, at }),
    });
  });

  app.post('/collections/:name', { config: { viewer: 'submit' } }, async (request, reply) => {
    const { name } = await findShown(request);
    const path = `/v1/collections/${encodeURIComponent(name)}`;
    const form = parseInput(changeForm, request.body);
    if (form.do === 'dissolve') {
      bodyOf(z.unknown(), await callApi(request, { method: 'DELETE', path }));
      return reply.redirect(at('/collections?done=dissolved'), 303);
    }
    bodyOf(z.unknown(), await callApi(request, { method: 'PATCH', path, body: valuesOf(form, request) }));
    return reply.redirect(at(`${collectionPath(name)}?done=described`), 303);
  });

  async function findShown(request: FastifyRequest): Promise<CollectionState> {
    await assertRead(request);
    const collection = await catalogue.collections.get(parseInput(parameters, request.params).name);
    if (collection === null || !(collection.public || may(request.viewer, 'read'))) {
      throw pageNotFound('collection');
    }
    return collection;
  }

  /** While a lost catalogue is read back, nobody can tell yet what is for everybody. */
  async function assertRead({ viewer }: FastifyRequest): Promise<void> {
    if (!may(viewer, 'read') && !(await catalogue.reindex.isRead())) {
      throw new PageProblem(
        503,
        'Not yet',
        'The archive is being read back from its storage; come again in a while.',
      );
    }
  }
}

export function collectionPath(name: string): string {
  return `/collections/${encodeURIComponent(name)}`;
}

/** A form without the boxes for who may see it leaves that as it is. */
function valuesOf(
  values: {
    title: string;
    description: string;
    public?: string | undefined;
    restricted?: string | undefined;
    watchEverySeconds?: number | undefined;
  },
  { viewer }: FastifyRequest,
) {
  return {
    title: values.title.trim() || null,
    description: values.description.trim() || null,
    ...(values.watchEverySeconds !== undefined && { watchEverySeconds: values.watchEverySeconds || null }),
    ...(may(viewer, 'admin') && {
      public: values.public !== undefined,
      restricted: values.restricted !== undefined,
    }),
  };
}
