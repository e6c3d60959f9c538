import type { FastifyRequest } from 'fastify';
import type { z } from 'zod';
import { PageProblem, type ProblemItem } from './page-problem.ts';

export interface ApiCall {
  method: 'GET' | 'POST' | 'PATCH' | 'PUT' | 'DELETE';
  /** As in `/v1/posts/x%3A1`. */
  path: string;
  /** Sent as JSON. */
  body?: unknown;
}

export type ApiAnswer =
  | { ok: true; status: number; body: unknown }
  | { ok: false; status: number; problem: ApiProblem };

export interface ApiProblem {
  title: string;
  detail: string | null;
  errors: ProblemItem[];
}

/**
 * Asks the API of this very service, as the viewer of the page: pages change things through the door that everybody else
 * uses, with its rights, its checks and its errors.
 */
export type CallApi = (request: FastifyRequest, call: ApiCall) => Promise<ApiAnswer>;

/** What the API answered, as `schema` has it; its problem becomes the page's. */
export function bodyOf<T extends z.ZodType>(schema: T, answer: ApiAnswer): z.output<T> {
  if (!answer.ok) {
    const { title, detail, errors } = answer.problem;
    throw new PageProblem(answer.status, title, detail ?? '', errors);
  }
  return schema.parse(answer.body);
}
