import { z } from 'zod';

const cookieSchema = z.object({
  name: z.string().min(1),
  value: z.string(),
  /** With a leading dot where subdomains get it too. */
  domain: z.string().regex(/^\.?[\w-]+(?:\.[\w-]+)*$/, { error: 'is not a host' }),
  path: z.string().startsWith('/').default('/'),
  /** Seconds since 1970; -1 ends with the session. */
  expires: z.number().min(-1).default(-1),
  httpOnly: z.boolean().default(false),
  secure: z.boolean().default(false),
  sameSite: z.enum(['Strict', 'Lax', 'None']).default('Lax'),
});
export type LoginCookie = z.infer<typeof cookieSchema>;

const loginStateSchema = z.object({
  cookies: z.array(cookieSchema).default([]),
  origins: z
    .array(
      z.object({
        origin: z.url({ protocol: /^https?$/, error: 'is not an origin' }),
        localStorage: z.array(z.object({ name: z.string(), value: z.string() })).default([]),
      }),
    )
    .default([]),
});
/** What a browser session starts with, in the shape of Playwright's storage state. */
export type LoginState = z.infer<typeof loginStateSchema>;

/** What is wrong with a file, in words that hold nothing of its content. */
export class LoginFileError extends Error {
  override readonly name = 'LoginFileError';
  /** Counted from 1; null where it is the whole file. */
  readonly line: number | null;

  constructor(message: string, line: number | null = null) {
    super(message);
    this.line = line;
  }
}

/** Playwright's storage state: `{cookies: […], origins: [{origin, localStorage: […]}]}`. Throws `LoginFileError`. */
export function readStorageState(text: string): LoginState {
  let json: unknown;
  try {
    json = JSON.parse(text);
  } catch (error) {
    // The parser's own message quotes the text around the mistake.
    throw new LoginFileError('is not JSON', lineOfMistake(error, text));
  }
  const parsed = loginStateSchema.safeParse(json);
  if (!parsed.success) {
    const [issue] = parsed.error.issues;
    const path = issue?.path.join('.') ?? '';
    throw new LoginFileError(
      `is not a storage state: ${path === '' ? 'the whole' : path} ${wordsFor(issue?.code)}`,
      lineOfPath(text, issue?.path ?? []),
    );
  }
  return parsed.data;
}

function wordsFor(code: string | undefined): string {
  return code === 'invalid_type' ? 'is missing or of another type' : 'has a value that does not fit';
}

function lineOfMistake(error: unknown, text: string): number {
  const position = error instanceof Error ? /position (\d+)/.exec(error.message)?.[1] : undefined;
  return lineAt(text, position === undefined ? text.length : Number(position));
}

/** Where the nth cookie or origin begins, as browsers write them: each has one `"name"` and `"domain"`, or `"origin"`. */
function lineOfPath(text: string, [list, index]: PropertyKey[]): number | null {
  if (typeof index !== 'number' || (list !== 'cookies' && list !== 'origins')) {
    return null;
  }
  const start = text.indexOf(`"${list}"`);
  let depth = 0;
  let seen = -1;
  let inString = false;
  for (let at = text.indexOf('[', start); at >= 0 && at < text.length; at += 1) {
    const character = text[at];
    if (inString) {
      if (character === '\\') at += 1;
      else if (character === '"') inString = false;
    } else if (character === '"') inString = true;
    else if (character === '{') {
      seen += depth === 0 ? 1 : 0;
      depth += 1;
      if (seen === index) return lineAt(text, at);
    } else if (character === '}') depth -= 1;
  }
  return null;
}

function lineAt(text: string, position: number): number {
  return text.slice(0, position).split('\n').length;
}
