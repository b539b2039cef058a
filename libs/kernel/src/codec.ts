import { createCipheriv, createDecipheriv, createHmac, randomBytes, timingSafeEqual } from 'node:crypto';
import type { CipherPlace, Json, PersonalDataCodec } from '@regulars/plugin-sdk';
import type { MasterKey, SealingKey } from './keys';

/** The first format names no key: it is the installation's first. */
const UNNAMED = 1;
const NAMED = 2;
/** Under a member's own key, which stands in the database: see `MemberKeysOf`. */
const OF_MEMBER = 3;
/** The same around another sealed value: who opens it needs the keys of all members that it goes through. */
const AROUND = 4;
const KEY_ID = 4;
const MEMBER_ID = 16;
const NONCE = 12;
const TAG = 16;

/** 256 random bits. */
export const newMemberKey = (): Buffer => randomBytes(32);

/** Nonce, tag, ciphertext. */
function encrypt(key: Buffer, plain: Buffer, place: Buffer): Buffer {
  const nonce = randomBytes(NONCE);
  const cipher = createCipheriv('aes-256-gcm', key, nonce).setAAD(place);
  const text = Buffer.concat([cipher.update(plain), cipher.final()]);
  return Buffer.concat([nonce, cipher.getAuthTag(), text]);
}

function decrypt(key: Buffer, body: Buffer, place: Buffer): Buffer {
  const decipher = createDecipheriv('aes-256-gcm', key, body.subarray(0, NONCE)).setAAD(place).setAuthTag(body.subarray(NONCE, NONCE + TAG));
  return Buffer.concat([decipher.update(body.subarray(NONCE + TAG)), decipher.final()]);
}

/** Where a member's key stands. */
const keyPlace = (memberId: string): CipherPlace => ({ table: 'platform.member_key', column: 'wrapped', row: memberId });

/** AES-256-GCM; a sealed value is format byte, id of the key (format 2) or of the member (formats 3 and 4), nonce, tag, ciphertext. */
export class BrandCodec implements PersonalDataCodec {
  private readonly cipherKeys = new Map<string, Buffer>();
  private readonly indexKey: Buffer;

  constructor(private readonly master: MasterKey, private readonly brandId: string) {
    this.indexKey = master.derive(`blind-index:${brandId}`);
  }

  seal(plain: string, place: CipherPlace): Buffer {
    return this.sealBytes(Buffer.from(plain, 'utf8'), place);
  }

  open(sealed: Buffer, place: CipherPlace): string {
    return this.openBytes(sealed, place).toString('utf8');
  }

  /** A member's key as it may stand in the database. */
  wrap(memberId: string, key: Buffer): Buffer {
    return this.sealBytes(key, keyPlace(memberId));
  }

  unwrap(memberId: string, wrapped: Buffer): Buffer {
    return this.openBytes(wrapped, keyPlace(memberId));
  }

  /** @param plain bytes: what is sealed already, under the key of another member */
  sealOf(memberId: string, key: Buffer, plain: string | Buffer, place: CipherPlace): Buffer {
    const head = Buffer.of(typeof plain === 'string' ? OF_MEMBER : AROUND, ...Buffer.from(memberId.replaceAll('-', ''), 'hex'));
    return Buffer.concat([head, encrypt(key, typeof plain === 'string' ? Buffer.from(plain, 'utf8') : plain, this.placeText(place))]);
  }

  /**
   * @param key the one of the member that `ownerOf` answers
   * @returns bytes where what is inside is sealed as well
   */
  openOf(key: Buffer, sealed: Buffer, place: CipherPlace): string | Buffer {
    const inside = decrypt(key, sealed.subarray(1 + MEMBER_ID), this.placeText(place));
    return sealed[0] === AROUND ? inside : inside.toString('utf8');
  }

  /** Under whose key a value is sealed, outermost, by the member's uuid; null: under the installation's. */
  ownerOf(sealed: Buffer): string | null {
    if (sealed[0] !== OF_MEMBER && sealed[0] !== AROUND) return null;
    return sealed.toString('hex', 1, 1 + MEMBER_ID).replace(/^(.{8})(.{4})(.{4})(.{4})/, '$1-$2-$3-$4-');
  }

  private sealBytes(plain: Buffer, place: CipherPlace): Buffer {
    const keys = this.master.keys();
    const key = keys.at(-1) as SealingKey;
    // With one key there is nothing to name, and processes that know no names can go on reading while they are replaced.
    const head = keys.length === 1 ? Buffer.of(UNNAMED) : Buffer.concat([Buffer.of(NAMED), key.id]);
    return Buffer.concat([head, encrypt(this.cipherKey(key), plain, this.placeText(place))]);
  }

  private openBytes(sealed: Buffer, place: CipherPlace): Buffer {
    const { key, headSize } = this.keyOf(sealed, place);
    return decrypt(this.cipherKey(key), sealed.subarray(headSize), this.placeText(place));
  }

  /** Sealed under the installation's newest key. */
  isCurrent(sealed: Buffer): boolean {
    const keys = this.master.keys();
    return keys.length === 1 || (sealed[0] === NAMED && sealed.subarray(1, 1 + KEY_ID).equals((keys.at(-1) as SealingKey).id));
  }

  private keyOf(sealed: Buffer, place: CipherPlace): { readonly key: SealingKey; readonly headSize: number } {
    if (sealed[0] === UNNAMED) return { key: this.master.keys()[0] as SealingKey, headSize: 1 };
    if (sealed[0] !== NAMED) throw new Error(`Unknown format of a sealed value in ${place.table}.${place.column}`);
    const id = sealed.subarray(1, 1 + KEY_ID);
    const named = (keys: readonly SealingKey[]): SealingKey | undefined => keys.find((key) => key.id.equals(id));
    // Another process may have got a newer key before this one.
    const key = named(this.master.keys()) ?? named(this.master.keys(true));
    if (!key) throw new Error(`A value in ${place.table}.${place.column} is sealed under a key that is not in the key file`);
    return { key, headSize: 1 + KEY_ID };
  }

  private cipherKey(key: SealingKey): Buffer {
    const name = key.id.toString('hex');
    let derived = this.cipherKeys.get(name);
    if (!derived) this.cipherKeys.set(name, (derived = key.derive(`personal-data:${this.brandId}`)));
    return derived;
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
