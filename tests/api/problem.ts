import type { LightMyRequestResponse } from 'fastify';
import { expect } from 'vitest';

export interface ProblemBody {
  type: string;
  title: string;
  status: number;
  detail?: string;
  errors?: { path: string; message: string }[];
}

/** The problem that an answer is; fails where it is none, or not of that status. */
export function expectProblem(response: LightMyRequestResponse, status: number): ProblemBody {
  expect(response.statusCode, response.body).toBe(status);
  expect(response.headers['content-type']).toBe('application/problem+json');
  const problem = response.json<ProblemBody>();
  expect(problem.status).toBe(status);
  expect(problem.type).toMatch(/^urn:embed-archiver:problem:[a-z-]+$/);
  expect(problem.title).not.toBe('');
  return problem;
}
