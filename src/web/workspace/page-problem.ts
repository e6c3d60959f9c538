import type { z } from 'zod';

export interface ProblemItem {
  /** The field, as in `urls.3`; empty for the whole. */
  path: string;
  message: string;
}

/** Thrown by pages; answered as a page. */
export class PageProblem extends Error {
  override readonly name = 'PageProblem';
  readonly status: number;
  readonly title: string;
  readonly items: readonly ProblemItem[];

  constructor(status: number, title: string, detail = '', items: readonly ProblemItem[] = []) {
    super(detail);
    this.status = status;
    this.title = title;
    this.items = items;
  }
}

export function pageNotFound(what: string): PageProblem {
  return new PageProblem(404, 'Nothing here', `No such ${what} is held here, or not for everybody to see.`);
}

/** A query, parameters or a form, as `schema` has it. Throws a `PageProblem` that names what is wrong. */
export function parseInput<T extends z.ZodType>(schema: T, input: unknown): z.output<T> {
  const values = Object.values(input ?? {}).flat();
  if (values.some((value) => typeof value === 'string' && value.includes('\0'))) {
    throw new PageProblem(
      400,
      'This could not be taken',
      'It holds a NUL character, which no text here does.',
    );
  }
  const parsed = schema.safeParse(input ?? {});
  if (!parsed.success) {
    const items = parsed.error.issues.map(({ path, message }) => ({ path: path.join('.'), message }));
    throw new PageProblem(400, 'This could not be taken', 'Mend what is named, and send it again.', items);
  }
  return parsed.data;
}
