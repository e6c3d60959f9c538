import { describe, expect, test } from 'vitest';
import { InvalidInputError } from '#domain/errors.ts';
import { parseSubmittedUrl } from '#domain/submitted-url.ts';

describe('a submitted URL', () => {
  test.each([
    ['https://example.org/page?x=1#y', 'https://example.org/page?x=1#y'],
    ['  http://example.org:8080/  ', 'http://example.org:8080/'],
    ['https://bücher.example/', 'https://xn--bcher-kva.example/'],
    ['HTTPS://EXAMPLE.ORG', 'https://example.org/'],
  ])('%s is taken', (text, href) => {
    expect(parseSubmittedUrl(text, 'url').href).toBe(href);
  });

  test.each([
    ['', 'not a URL; write it whole, as in https://example.org/page'],
    ['hello', 'not a URL'],
    ['example.org/page', 'not a URL'],
    ['http://', 'not a URL'],
    ['ftp://example.org/', 'ftp: addresses cannot be archived; give one that begins with https: or http:'],
    ['file:///etc/passwd', 'file: addresses cannot be archived'],
    ['javascript:alert(1)', 'javascript: addresses cannot be archived'],
    ['data:text/html,x', 'data: addresses cannot be archived'],
    ['https://user:word@example.org/', 'holds a user name or password; remove everything between // and @'],
    ['https://user@example.org/', 'holds a user name or password'],
    ['https://example.org:22/', 'port 22 is not visited; give an address on port 80, 443, 8080, 8443'],
    ['http://127.0.0.1/', '127.0.0.1 is not a public address; give an address on the public internet'],
    ['http://2130706433/', '127.0.0.1 is not a public address'],
    ['http://0x7f.1/', '127.0.0.1 is not a public address'],
    ['http://169.254.169.254/latest/meta-data/', '169.254.169.254 is not a public address'],
    ['http://[::ffff:10.0.0.1]/', '::ffff:a00:1 is not a public address'],
    ['http://localhost:8080/', 'localhost names a machine of a local network'],
    ['http://metadata.google.internal/', 'metadata.google.internal names a machine of a local network'],
    ['http://intranet/', 'intranet names a machine of a local network'],
    [`https://example.org/${'x'.repeat(9000)}`, 'longer than 8192 characters'],
  ])('%s is refused', (text, message) => {
    const refused = () => parseSubmittedUrl(text, 'urls.3');

    expect(refused).toThrow(message);
    expect(refused).toThrow(InvalidInputError);
    expect(refused).toThrow(expect.objectContaining({ path: 'urls.3' }));
  });

  test('of an allowed network is taken', () => {
    expect(parseSubmittedUrl('http://10.1.2.3/', 'url', ['10.1.2.0/24']).hostname).toBe('10.1.2.3');
  });
});
