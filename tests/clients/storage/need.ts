import { existsSync } from 'node:fs';
import type { Need } from '../../../scripts/setup/needs.ts';

const programs = [
  'swift-proxy-server',
  'swift-account-server',
  'swift-container-server',
  'swift-object-server',
];

/** OpenStack's object store, whose proxy speaks S3. */
export const swiftNeed: Need = {
  name: 'swift',
  async find(machine) {
    const has = [...programs, 'swift-ring-builder', 'memcached'].every((name) => machine.commandPath(name));
    return has && existsSync('/usr/lib/python3/dist-packages/swift/common/middleware/s3api')
      ? "Debian's swift with its s3api"
      : null;
  },
  debianPackages: ['swift-proxy', 'swift-account', 'swift-container', 'swift-object', 'memcached'],
  homebrew: [],
};
