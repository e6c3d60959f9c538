import { type Logger, pino } from 'pino';

export type { Logger };

const secretKeys = [
  'authorization',
  'cookie',
  'password',
  'secret',
  'token',
  'secretKey',
  'adminKey',
  'apiKey',
];
const secretParameters = /([?&](?:token|key|sig|signature|auth|cookie|secret|password)=)[^&#\s"]*/gi;
const credentials = /(\w+:\/\/)[^/\s:@"]+:[^/\s@"]+@/g;

/** Removes what must never be logged from any text that may hold a URL. */
export function scrub(text: string): string {
  return text.replace(secretParameters, '$1[redacted]').replace(credentials, '$1[redacted]@');
}

export interface LoggerOptions {
  level: string;
  pretty: boolean;
}

/** The only maker of loggers. Lines go to stderr, so that stdout is the command's own. */
export function createLogger({ level, pretty }: LoggerOptions): Logger {
  const options = {
    level,
    base: null,
    redact: { paths: secretKeys.flatMap((key) => [key, `*.${key}`, `*.*.${key}`]), censor: '[redacted]' },
    timestamp: () => `,"time":"${new Date().toISOString()}"`,
    hooks: { streamWrite: scrub },
  };
  if (pretty) {
    return pino({ ...options, transport: { target: 'pino-pretty', options: { destination: 2 } } });
  }
  return pino(options, pino.destination(2));
}
