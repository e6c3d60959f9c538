import type { SecureContext } from 'node:tls';
import { type Dispatcher, Pool, ProxyAgent } from 'undici';
import type { ProxyCredentials } from './egress.ts';
import { refusalIn } from './refusal.ts';

/** Our own code's way to the gateway: https by CONNECT, plain http in absolute form, as browsers do. */
export function createClient(proxy: ProxyCredentials, secureContext: SecureContext): Dispatcher {
  const pair = Buffer.from(`${proxy.username}:${proxy.password}`).toString('base64');
  return new ProxyAgent({
    uri: proxy.server,
    token: `Basic ${pair}`,
    requestTls: { secureContext, allowH2: false },
    allowH2: false,
    clientFactory: (origin, options) => namingRefusals(new Pool(origin, options)),
  });
}

/** Undici reports a CONNECT that failed by its status alone; the gateway's answer says why. */
function namingRefusals(pool: Pool): Dispatcher {
  const connect = pool.connect.bind(pool);
  return Object.assign(pool, {
    async connect(options: Parameters<typeof connect>[0]) {
      const answer = await connect(options);
      const refusal = refusalIn(answer.headers);
      if (refusal !== null) {
        answer.socket.on('error', () => {}).destroy();
        throw refusal;
      }
      return answer;
    },
  });
}
