import { createHash, randomUUID } from 'node:crypto';
import { gzipSync } from 'node:zlib';

/** WARC 1.1 in memory, one gzip member a record; what is pressed already is stored in its member. */
export class FloorWarc {
  readonly #members: Buffer[] = [];

  exchange(recorded: { url: string; requestHead: string; responseHead: string; body: Buffer }): void {
    const { url, requestHead, responseHead, body } = recorded;
    const block = Buffer.concat([Buffer.from(responseHead, 'latin1'), body]);
    const isPressed = /content-type: *(image\/(?!svg)|video|audio|font)/i.test(responseHead);
    this.#add('response', url, 'application/http; msgtype=response', block, { body, isPressed });
    const request = Buffer.from(requestHead, 'latin1');
    this.#add('request', url, 'application/http; msgtype=request', request, { body: null, isPressed: false });
  }

  resource(url: string, mediaType: string, body: Buffer): void {
    this.#add('resource', url, mediaType, body, { body, isPressed: /^(image|video)/.test(mediaType) });
  }

  bytes(): Buffer {
    return Buffer.concat(this.#members);
  }

  #add(
    type: string,
    url: string,
    mediaType: string,
    block: Buffer,
    { body, isPressed }: { body: Buffer | null; isPressed: boolean },
  ): void {
    const header = headerLines([
      ['WARC-Type', type],
      ['WARC-Record-ID', `<urn:uuid:${randomUUID()}>`],
      ['WARC-Target-URI', url],
      ['WARC-Date', new Date().toISOString()],
      ...(body === null ? [] : [['WARC-Payload-Digest', sha256(body)] as [string, string]]),
      ['WARC-Block-Digest', sha256(block)],
      ['Content-Type', mediaType],
      ['Content-Length', `${block.length}`],
    ]);
    const record = Buffer.concat([Buffer.from(`WARC/1.1\r\n${header}`), block, Buffer.from('\r\n\r\n')]);
    this.#members.push(gzipSync(record, { level: isPressed ? 0 : 6 }));
  }
}

/** Each on a line, and the empty line after them. */
export function headerLines(fields: [name: string, value: string][]): string {
  return `${fields.map(([name, value]) => `${name}: ${value.replaceAll('\n', ', ')}`).join('\r\n')}\r\n\r\n`;
}

function sha256(bytes: Buffer): string {
  return `sha256:${createHash('sha256').update(bytes).digest('hex')}`;
}
