import swagger from '@fastify/swagger';
import swaggerUi from '@fastify/swagger-ui';
import type { FastifyInstance } from 'fastify';
import { jsonSchemaTransform, jsonSchemaTransformObject } from 'fastify-type-provider-zod';
import { completeDocument, type DescribedApi, problemResponses } from './openapi-document.ts';

/** Describes every route that follows, at `/openapi.json`, and shows it at `/docs`. */
export async function addOpenApi(app: FastifyInstance, version: string): Promise<void> {
  await app.register(swagger, {
    openapi: {
      openapi: '3.1.0',
      info: {
        title: 'embed-archiver',
        version,
        description:
          'Archives the posts that articles embed, and serves cards in their place when they are gone.',
        license: { name: 'Apache-2.0', identifier: 'Apache-2.0' },
      },
      servers: [{ url: '/' }],
      components: {
        securitySchemes: {
          key: {
            type: 'http',
            scheme: 'bearer',
            description: 'An API key; `Authorization: LOW <any name>:<key>` is understood as well',
          },
          link: {
            type: 'apiKey',
            in: 'query',
            name: 'signature',
            description: 'Of a signed link, with its `expires`, as captures name it',
          },
        },
        responses: Object.fromEntries(
          Object.entries(problemResponses).map(([name, description]) => [
            name,
            {
              description,
              content: { 'application/problem+json': { schema: { $ref: '#/components/schemas/Problem' } } },
            },
          ]),
        ),
      },
      tags: ['submissions', 'posts', 'captures', 'keys', 'log', 'public', 'operation'].map((name) => ({
        name,
      })),
    },
    transform: jsonSchemaTransform,
    transformObject: (given) => {
      const document = jsonSchemaTransformObject(given);
      completeDocument(document as DescribedApi);
      return document;
    },
    // Pages are no part of the interface; what is, has a tag.
    hideUntagged: true,
  });
  app.addHook('onRoute', (route) => {
    const { access, signedLink } = route.config ?? {};
    if (route.url.startsWith('/v1') && !route.schema?.hide && !route.schema?.tags?.length) {
      throw new Error(`The route ${route.url} has no tag, so that the description would leave it out`);
    }
    if (access && access !== 'public' && route.schema) {
      route.schema.security = [{ key: [access] }, ...(signedLink ? [{ link: [] }] : [])];
    }
  });
  await app.register(swaggerUi, {
    routePrefix: '/docs',
    staticCSP: documentationPolicy,
    theme: { title: 'The API of this archive' },
  });
  app.get('/openapi.json', { schema: { hide: true } }, async () => app.swagger());
}

/** Everything the page needs is served from here; its style sheets set inline styles. */
const documentationPolicy =
  "default-src 'self'; img-src 'self' data:; style-src 'self' 'unsafe-inline'; object-src 'none'; base-uri 'none'; frame-ancestors 'none'";
