import { createCipheriv, createDecipheriv, createHmac, randomBytes, timingSafeEqual } from 'node:crypto';
import type { CipherPlace, Json, PersonalDataCodec } from '@regulars/plugin-sdk';
import type { MasterKey } from './keys';

const FORMAT = 1;
const NONCE = 12;
const TAG = 16;

/** AES-256-GCM; a sealed value is format byte, nonce, tag, ciphertext. */
export class BrandCodec implements PersonalDataCodec {
  private readonly cipherKey: Buffer;
  private readonly indexKey: Buffer;

  constructor(master: MasterKey, private readonly brandId: string) {
    this.cipherKey = master.derive(`personal-data:${brandId}`);
    this.indexKey = master.derive(`blind-index:${brandId}`);
  }

  seal(plain: string, place: CipherPlace): Buffer {
    const nonce = randomBytes(NONCE);
    const cipher = createCipheriv('aes-256-gcm', this.cipherKey, nonce).setAAD(this.placeText(place));
    const text = Buffer.concat([cipher.update(plain, 'utf8'), cipher.final()]);
    return Buffer.concat([Buffer.of(FORMAT), nonce, cipher.getAuthTag(), text]);
  }

  open(sealed: Buffer, place: CipherPlace): string {
    if (sealed[0] !== FORMAT) throw new Error(`Unknown format of a sealed value in ${place.table}.${place.column}`);
    const nonce = sealed.subarray(1, 1 + NONCE);
    const tag = sealed.subarray(1 + NONCE, 1 + NONCE + TAG);
    const decipher = createDecipheriv('aes-256-gcm', this.cipherKey, nonce).setAAD(this.placeText(place)).setAuthTag(tag);
    return Buffer.concat([decipher.update(sealed.subarray(1 + NONCE + TAG)), decipher.final()]).toString('utf8');
  }

  blindIndex(kind: string, normalised: string): Buffer {
    return createHmac('sha256', this.indexKey).update(`${kind}\0${normalised}`).digest();
  }

  private placeText(place: CipherPlace): Buffer {
    return Buffer.from(JSON.stringify([this.brandId, place.table, place.column, place.row]));
  }
}

const SIGNATURE = 12; // bytes

/** Tokens that only this installation makes: base64url of a signature and the JSON it is of. */
export class SignedTokens {
  private readonly key: Buffer;

  constructor(master: MasterKey) {
    this.key = master.derive('tokens');
  }

  seal(purpose: string, value: Json): string {
    const body = Buffer.from(JSON.stringify(value));
    return Buffer.concat([this.signature(purpose, body), body]).toString('base64url');
  }

  unseal(purpose: string, token: string): Json | null {
    const bytes = Buffer.from(token, 'base64url');
    const body = bytes.subarray(SIGNATURE);
    if (bytes.length <= SIGNATURE || bytes.toString('base64url') !== token) return null;
    return timingSafeEqual(bytes.subarray(0, SIGNATURE), this.signature(purpose, body)) ? (JSON.parse(body.toString()) as Json) : null;
  }

  private signature(purpose: string, body: Buffer): Buffer {
    return createHmac('sha256', this.key).update(purpose).update('\0').update(body).digest().subarray(0, SIGNATURE);
  }
}
