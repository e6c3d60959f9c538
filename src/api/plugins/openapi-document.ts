import { STATUS_CODES } from 'node:http';

/** What is changed here of an OpenAPI 3.1 document. */
export interface DescribedApi {
  paths?: Record<string, Record<string, Operation> | undefined>;
  components?: { schemas?: Record<string, unknown> };
}

interface Operation {
  security?: unknown[];
  parameters?: { name: string; in: string; schema?: { title?: string } }[];
  responses: Record<string, { description?: string; content?: unknown; $ref?: string }>;
}

/** Says what routes leave unsaid for being the same everywhere: problems, the names of statuses, what a wildcard stands for. */
export function completeDocument(document: DescribedApi): void {
  const paths = Object.entries(document.paths ?? {}).map(([path, methods = {}]) => {
    const operations = Object.values(methods);
    for (const operation of operations) {
      describeStatuses(operation);
      addProblems(path, operation);
    }
    return [withNamedWildcard(path, operations), methods] as const;
  });
  document.paths = Object.fromEntries(paths);
  removeUnused(document);
}

function describeStatuses({ responses }: Operation): void {
  for (const [status, response] of Object.entries(responses)) {
    if (response.description === 'Default Response') {
      response.description = STATUS_CODES[status] ?? status;
    }
    if (status === '204') {
      // However a route says that it answers nothing.
      delete response.content;
    }
  }
}

export const problemResponses = {
  Unauthorized: 'No key, or one that is unknown or was revoked',
  Forbidden: 'The key may not do that',
  NotFound: 'Nothing is held there',
  Refused: 'What is wrong with the request, and how to mend it',
  Failed: 'What is wrong here',
} as const;

function addProblems(path: string, operation: Operation): void {
  const problems: Record<string, keyof typeof problemResponses> = {
    ...(operation.security && { 401: 'Unauthorized', 403: 'Forbidden' }),
    ...(path.includes('{') && { 404: 'NotFound' }),
    '4XX': 'Refused',
    '5XX': 'Failed',
  };
  for (const [status, name] of Object.entries(problems)) {
    operation.responses[status] ??= { $ref: `#/components/responses/${name}` };
  }
}

/** Templates know no parameter of several segments; one that is percent-encoded is understood as well. */
function withNamedWildcard(path: string, operations: Operation[]): string {
  const wildcards = operations
    .flatMap(({ parameters = [] }) => parameters)
    .filter((parameter) => parameter.in === 'path' && parameter.name === '*');
  const name = wildcards[0]?.schema?.title ?? 'path';
  for (const wildcard of wildcards) {
    wildcard.name = name;
  }
  return path.replace('{*}', `{${name}}`);
}

/** Every schema is offered as what goes in and as what comes out; most are only the one. */
function removeUnused({ paths, components }: DescribedApi): void {
  if (components?.schemas === undefined) {
    return;
  }
  const text = JSON.stringify({ paths, components });
  const used = Object.entries(components.schemas).filter(([name]) =>
    text.includes(`"#/components/schemas/${name}"`),
  );
  components.schemas = Object.fromEntries(used);
}
