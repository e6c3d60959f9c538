import { rmSync } from 'node:fs';
import { createServer } from 'node:http';
import { text } from 'node:stream/consumers';
import { isMainThread } from 'node:worker_threads';

export type Commands = Record<string, (value: unknown) => unknown>;

/** Lets the fault's own process command this one, over a socket file. Its threads are left as they are. */
export function listen(commands: Commands): void {
  const socket = process.env.FAULT_SOCKET;
  if (!isMainThread || socket === undefined) {
    return;
  }
  rmSync(socket, { force: true });
  const server = createServer((request, response) => {
    const answered = text(request).then((value) =>
      commands[request.url?.slice(1) ?? '']?.(JSON.parse(value)),
    );
    answered.then(
      (answer) => response.end(JSON.stringify(answer ?? null)),
      () => response.destroy(),
    );
  });
  server.listen(socket);
  server.unref();
}
