import { bareHost } from '#domain/address.ts';
import { AddressRefusedError } from '#domain/fetch.ts';
import type { ConnectionRecord } from './egress.ts';
import type { Ledger } from './ledger.ts';
import type { Policy } from './policy.ts';
import type { Connection, Open, Target } from './route.ts';

/** A connection that passed the policy, and its entry in the scope's log. */
export interface Admitted {
  connection: Connection;
  record: ConnectionRecord;
}

/** Rejects with `AddressRefusedError`, `UnreachableError`, or why the scope has ended. */
export type Admit = (target: Target, ledger: Ledger, signal: AbortSignal) => Promise<Admitted>;

/** Every connection of the service begins here. */
export function admitThrough(policy: Policy, open: Open): Admit {
  return async (target, ledger, signal) => {
    const checked = { host: bareHost(target.host), port: target.port };
    const record = ledger.enter(checked.host, checked.port);
    try {
      const refusal = policy.targetRefusal(checked.host, checked.port);
      if (refusal !== null) {
        throw new AddressRefusedError(refusal);
      }
      const connection = await open(checked, signal);
      record.address = connection.address;
      ledger.hold(connection.socket);
      return { connection, record };
    } catch (error) {
      ledger.refuse(record, error);
      throw error;
    }
  };
}
