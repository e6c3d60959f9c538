import { describe, expect, it } from 'vitest';
import { outcomeOf } from '#capture/outcome.ts';

const essential = { essential: true };
const extra = { essential: false };

describe('how a capture ends', () => {
  it.each([
    ['live', true, [], 'complete'],
    ['live', true, [extra], 'complete'],
    ['live', true, [essential], 'partial'],
    ['live', false, [], 'partial'],
    ['live', false, [essential], 'partial'],
    ['absent', false, [], 'absent'],
    ['unknown', true, [essential], 'partial'],
    ['unknown', false, [essential], 'blocked'],
  ] as const)('look %s, seen in the browser %s, missing %j: %s', (look, seenInBrowser, lacks, outcome) => {
    expect(outcomeOf({ look, seenInBrowser, lacks: [...lacks] })).toBe(outcome);
  });
});
