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

/** Reads the key file; makes one (mode 0600) when there is none. Losing it makes personal data unreadable. */
export function keyFromFile(path: string): MasterKey {
  if (!existsSync(path)) {
    mkdirSync(dirname(path), { recursive: true });
    writeFileSync(path, `${randomBytes(32).toString('base64')}\n`, { mode: 0o600, flag: 'wx' });
  }
  const secret = Buffer.from(readFileSync(path, 'utf8').trim(), 'base64');
  if (secret.length !== 32) throw new Error(`The key file ${path} must hold 32 bytes in base64`);
  return masterKey(secret);
}
