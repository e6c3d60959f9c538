import { PGlite, protocol } from '@electric-sql/pglite';
import { StatementNames } from './statement-names.ts';

type BackendMessage = Awaited<ReturnType<PGlite['execProtocolStream']>>[number];
type Options = Parameters<PGlite['execProtocolStream']>[1];
type Send = (message: Uint8Array) => Promise<BackendMessage[]>;

interface Statement {
  name: string;
  /** What it takes and returns, once that was asked for. */
  description: BackendMessage[] | null;
}

const { serialize } = protocol;
const messageType = { parse: 0x50, bind: 0x42, describe: 0x44, execute: 0x45, sync: 0x53 };
const headerBytes = 5;

/**
 * PGlite that prepares what it is asked over and over. PGlite itself sends every query as the unnamed statement, in six
 * messages with an answer each (extended query, PostgreSQL manual 54.2.3): most of what the embedded database cost. Here a
 * text that comes back gets a name, and is then bound and executed in one go.
 */
export class PreparedPGlite extends PGlite {
  readonly #names = new StatementNames();
  readonly #statements = new Map<string, Statement>();
  /** Of the query under way; PGlite lets queries follow each other. */
  #current: Statement | null = null;
  #bind: Uint8Array = new Uint8Array();
  #isSynced = false;

  /** In memory without a directory. */
  static async open(directory?: string): Promise<PreparedPGlite> {
    const pglite = new PreparedPGlite(directory);
    await pglite.waitReady;
    return pglite;
  }

  override async execProtocolStream(message: Uint8Array, options?: Options): Promise<BackendMessage[]> {
    const send: Send = async (sent) => {
      const messages = await super.execProtocolStream(sent, options);
      if (messages.some(hasAlteredTable)) {
        // A prepared statement refuses to return other columns than it did.
        this.#names.forgetAll();
        this.#statements.clear();
      }
      return messages;
    };
    if (message[0] === messageType.parse) {
      this.#current = await this.#prepare(message, send);
      return this.#current === null ? send(message) : [];
    }
    return this.#current === null ? send(message) : this.#goOn(this.#current, message, send);
  }

  async #goOn(statement: Statement, message: Uint8Array, send: Send): Promise<BackendMessage[]> {
    switch (message[0]) {
      case messageType.describe:
        statement.description ??= await send(serialize.describe({ type: 'S', name: statement.name }));
        return statement.description;
      case messageType.bind:
        this.#bind = bindTo(statement, message);
        return [];
      case messageType.execute:
        this.#isSynced = true;
        return send(Buffer.concat([this.#bind, message, serialize.sync()]));
      default: {
        const isSynced = this.#isSynced;
        this.#current = null;
        this.#isSynced = false;
        return isSynced ? [] : send(message);
      }
    }
  }

  async #prepare(parse: Uint8Array, send: Send): Promise<Statement | null> {
    const text = textOf(parse);
    const name = this.#names.nameOf(text);
    if (name === null) {
      return null;
    }
    const known = this.#statements.get(name);
    if (known !== undefined) {
      return known;
    }
    await send(insert(parse, headerBytes, name));
    const statement = { name, description: null };
    this.#statements.set(name, statement);
    return statement;
  }
}

function hasAlteredTable(message: BackendMessage): boolean {
  return message.name === 'commandComplete' && 'text' in message && message.text === 'ALTER TABLE';
}

/** With the types that were given for its parameters; PGlite gives it no name. */
function textOf(parse: Uint8Array): string {
  return Buffer.from(parse.buffer, parse.byteOffset, parse.byteLength).toString('latin1', headerBytes + 1);
}

/** A Bind begins with the names of its portal and its statement, both empty as PGlite sends it. */
function bindTo({ name }: Statement, bind: Uint8Array): Uint8Array {
  return insert(bind, headerBytes + 1, name);
}

/** A message with some ASCII more in it; its length stands behind the type, and counts itself. */
function insert(message: Uint8Array, at: number, text: string): Uint8Array {
  const longer = Buffer.concat([message.subarray(0, at), Buffer.from(text, 'ascii'), message.subarray(at)]);
  longer.writeUInt32BE(longer.length - 1, 1);
  return longer;
}
