import { describe, expect, test } from 'vitest';
import { hostRefusal, isPublicAddress } from '#domain/address.ts';

describe('public addresses', () => {
  test.each([
    '8.8.8.8',
    '93.184.216.34',
    '172.15.0.1',
    '172.32.0.1',
    '100.128.0.1',
    '2606:4700::1111',
    '::ffff:8.8.8.8',
  ])('%s is one', (address) => {
    expect(isPublicAddress(address)).toBe(true);
  });

  test.each([
    '0.1.2.3',
    '10.0.0.1',
    '100.64.0.1',
    '127.0.0.2',
    '168.63.129.16',
    '169.254.169.254',
    '192.88.99.1',
    '198.18.0.1',
    '224.0.0.251',
    '240.0.0.1',
    '::',
    '::1',
    '::7f00:1',
    '::ffff:127.0.0.1',
    '64:ff9b::808:808',
    '100::1',
    '2001:db8::1',
    '2002:7f00:1::',
    '3fff::1',
    '4000::1',
    'fd00::1',
    'fe80::1%eth0',
    'ff02::1',
    'example.org',
    '',
  ])('%s is none', (address) => {
    expect(isPublicAddress(address)).toBe(false);
  });

  test('a network may be allowed, and only that', () => {
    const allowed = ['10.1.2.0/24', 'fd00:1::/64'];

    expect(isPublicAddress('10.1.2.3', allowed)).toBe(true);
    expect(isPublicAddress('::ffff:10.1.2.3', allowed)).toBe(true);
    expect(isPublicAddress('fd00:1::5', allowed)).toBe(true);
    expect(isPublicAddress('10.1.3.3', allowed)).toBe(false);
    expect(isPublicAddress('fd00:2::5', allowed)).toBe(false);
  });
});

describe('hosts that need no look-up to be refused', () => {
  test.each([
    'localhost',
    'LOCALHOST.',
    'a.localhost',
    'printer.local',
    'db.internal',
    'router.home.arpa',
    'wiki',
    '',
    '[::1]',
  ])('%s', (host) => {
    expect(hostRefusal(host)).not.toBeNull();
  });

  test.each([
    'example.org',
    'example.org.',
    'internal.example.org',
    'notlocal.example',
    '8.8.8.8',
    '[2606:4700::1111]',
  ])('not %s', (host) => {
    expect(hostRefusal(host)).toBeNull();
  });
});
