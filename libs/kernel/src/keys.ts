import { hkdfSync, randomBytes } from 'node:crypto';
import { appendFileSync, existsSync, mkdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';

/** A secret that values are sealed under, and by what a sealed value names it. */
export interface SealingKey {
  /** 4 bytes. */
  readonly id: Buffer;
  /** 32 bytes for one purpose (HKDF-SHA-256, RFC 5869). */
  derive(purpose: string): Buffer;
}

/**
 * The installation's secrets. Every key is derived from the first, and from it alone what must stay the same for ever:
 * blind indexes, tokens, passwords of roles. Values are sealed under the last.
 */
export interface MasterKey {
  /** 32 bytes for one purpose, from the first secret. */
  derive(purpose: string): Buffer;
  /** At least one, the newest last. `reread` looks whether others have come since. */
  keys(reread?: boolean): readonly SealingKey[];
}

const derived = (secret: Buffer, purpose: string): Buffer => Buffer.from(hkdfSync('sha256', secret, Buffer.alloc(0), purpose, 32));

const sealingKey = (secret: Buffer): SealingKey => ({ id: derived(secret, 'key-id').subarray(0, 4), derive: (purpose) => derived(secret, purpose) });

/** Of these secrets, 32 bytes each, the first and lasting one first. */
export function masterKey(first: Buffer, ...later: readonly Buffer[]): MasterKey {
  const keys = [first, ...later].map(sealingKey);
  return { derive: (purpose) => derived(first, purpose), keys: () => keys };
}

/** Makes the key file (mode 0600) of a new installation; one that is there stays as it is. */
export function ensureKeyFile(path: string): void {
  if (existsSync(path)) return;
  mkdirSync(dirname(path), { recursive: true });
  writeFileSync(path, `${randomBytes(32).toString('base64')}\n`, { mode: 0o600, flag: 'wx' });
}

/**
 * Reads the key file: one secret of 32 bytes in base64 on each line. A missing file is an error, never a new one: under
 * another key members could not be found by their phones any more, and would join a second time.
 */
export function keyFromFile(path: string): MasterKey {
  let version = versionOf(path);
  let secrets = readSecrets(path);
  let keys = secrets.map(sealingKey);
  const first = secrets[0] as Buffer;
  return {
    derive: (purpose) => derived(first, purpose),
    keys(reread = false) {
      if (reread && versionOf(path) !== version) {
        version = versionOf(path);
        secrets = readSecrets(path);
        if (!secrets[0]?.equals(first)) throw new Error(`The first line of the key file ${path} must stay as it is`);
        keys = secrets.map(sealingKey);
      }
      return keys;
    },
  };
}

/** Changes with the file; taken before it is read, so that a line that comes meanwhile is read the next time. */
function versionOf(path: string): string {
  const { mtimeMs, size } = statSync(path, { throwIfNoEntry: false }) ?? { mtimeMs: 0, size: 0 };
  return `${mtimeMs} ${size}`;
}

function readSecrets(path: string): Buffer[] {
  if (!existsSync(path)) throw new Error(`The key file ${path} is missing: without it personal data cannot be read`);
  const secrets = readFileSync(path, 'utf8').trim().split(/\s+/).map((line) => Buffer.from(line, 'base64'));
  if (secrets.some(({ length }) => length !== 32)) throw new Error(`The key file ${path} must hold 32 bytes in base64 on each line`);
  return secrets;
}

/** Adds a secret to the key file: from now on the newest, under which values are sealed. */
export function addKey(path: string): void {
  readSecrets(path);
  appendFileSync(path, `${randomBytes(32).toString('base64')}\n`);
}
