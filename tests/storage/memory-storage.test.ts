import { storageContract } from '../contracts/storage.ts';
import { createMemoryStorage } from '../support/memory-storage.ts';

storageContract(async () => ({ storage: createMemoryStorage(), [Symbol.asyncDispose]: async () => {} }));
