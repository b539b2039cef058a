import { hkdfSync, randomBytes } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';

/** The installation's one secret, from which every key is derived. */
export interface MasterKey {
  /** 32 bytes for one purpose (HKDF-SHA-256, RFC 5869). */
  derive(purpose: string): Buffer;
}

export const masterKey = (secret: Buffer): MasterKey => ({
  derive: (purpose) => Buffer.from(hkdfSync('sha256', secret, Buffer.alloc(0), purpose, 32)),
});

/** Makes the key file (mode 0600) of a new installation; one that is there stays as it is. */
export function ensureKeyFile(path: string): void {
  if (existsSync(path)) return;
  mkdirSync(dirname(path), { recursive: true });
  writeFileSync(path, `${randomBytes(32).toString('base64')}\n`, { mode: 0o600, flag: 'wx' });
}

/**
 * Reads the key file. A missing one is an error, never a new one: under another key members could not be found by
 * their phones any more, and would join a second time.
 */
export function keyFromFile(path: string): MasterKey {
  if (!existsSync(path)) throw new Error(`The key file ${path} is missing: without it personal data cannot be read`);
  const secret = Buffer.from(readFileSync(path, 'utf8').trim(), 'base64');
  if (secret.length !== 32) throw new Error(`The key file ${path} must hold 32 bytes in base64`);
  return masterKey(secret);
}
