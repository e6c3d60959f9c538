import type { BrowserUnavailableError } from './errors.ts';
import type { Confinement } from './launch.ts';

/** Debian's `nobody:nogroup`; the number is what counts, no such account is needed. */
const unprivileged = { uid: 65_534, gid: 65_534 };

/** How the browser can be locked in, best first. Chromium has no sandbox for root, so as root it is another user. */
export function confinements(): [Confinement, ...Confinement[]] {
  return process.getuid?.() === 0
    ? [
        { user: unprivileged, sandbox: true },
        { user: unprivileged, sandbox: false },
        { user: null, sandbox: false },
      ]
    : [
        { user: null, sandbox: true },
        { user: null, sandbox: false },
      ];
}

/** Whether the browser did not start because this machine does not let it lock itself in, or us change the user. */
export function isConfinementRefused(error: BrowserUnavailableError): boolean {
  const { cause } = error;
  const log = cause instanceof Error ? cause.message : '';
  return /No usable sandbox|move to new namespace|zygote_host_impl|credentials\.cc|setpriv: |E(?:PERM|INVAL): .*chown/.test(
    log,
  );
}
