import { expect, test } from 'vitest';
import { readAudit } from '../../scripts/audit.ts';

test('a high vulnerability in what production installs is found, a lesser one counted', () => {
  const report = (severity: string) => JSON.stringify({ vulnerabilities: { leftpad: { severity } } });

  expect(readAudit(report('critical'))).toEqual({ kind: 'vulnerable', packages: ['leftpad (critical)'] });
  expect(readAudit(report('high'))).toEqual({ kind: 'vulnerable', packages: ['leftpad (high)'] });
  expect(readAudit(report('moderate'))).toEqual({ kind: 'clean', lesser: 1 });
});

test('an audit that could not be made says so, and is none', () => {
  expect(readAudit(JSON.stringify({ message: '405 Method Not Allowed', error: {} }))).toEqual({
    kind: 'not-made',
    reason: '405 Method Not Allowed',
  });
  expect(readAudit('').kind).toBe('not-made');
});
