import swagger from '@fastify/swagger';
import swaggerUi from '@fastify/swagger-ui';
import type { FastifyInstance } from 'fastify';
import { jsonSchemaTransform, jsonSchemaTransformObject } from 'fastify-type-provider-zod';

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
      components: { securitySchemes: { key: { type: 'http', scheme: 'bearer' } } },
      tags: ['submissions', 'posts', 'captures', 'keys', 'log', 'public', 'operation'].map((name) => ({
        name,
      })),
    },
    transform: jsonSchemaTransform,
    transformObject: (document) => withoutUnused(jsonSchemaTransformObject(document)),
  });
  app.addHook('onRoute', (route) => {
    const scope = route.config?.access;
    if (scope && scope !== 'public' && route.schema) {
      route.schema.security = [{ key: [scope] }];
    }
  });
  await app.register(swaggerUi, { routePrefix: '/docs', staticCSP: documentationPolicy });
  app.get('/openapi.json', { schema: { hide: true } }, async () => app.swagger());
}

type SpecificationDocument = ReturnType<typeof jsonSchemaTransformObject>;

/** Every schema is offered as what goes in and as what comes out; most are only the one. */
function withoutUnused(document: SpecificationDocument): SpecificationDocument {
  if (!('components' in document) || document.components === undefined) {
    return document;
  }
  const text = JSON.stringify(document);
  const schemas = Object.entries(document.components.schemas ?? {}).filter(([name]) =>
    text.includes(`"#/components/schemas/${name}"`),
  );
  document.components.schemas = Object.fromEntries(schemas);
  return document;
}

/** Everything the page needs is served from here; its style sheets set inline styles. */
const documentationPolicy =
  "default-src 'self'; img-src 'self' data:; style-src 'self' 'unsafe-inline'; object-src 'none'; base-uri 'none'; frame-ancestors 'none'";
