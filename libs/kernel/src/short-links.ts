import { createHmac, timingSafeEqual } from 'node:crypto';
import { publicUrl, type ShortLinks } from '@regulars/plugin-sdk';
import type { MasterKey } from './keys';

const BRAND = 16; // bytes
const SIGNATURE = 9; // 72 bits: nobody guesses one over a network, and it ends where a character does

export interface NamedLink {
  readonly brandId: string;
  readonly letter: string;
  readonly subject: Buffer;
}

/** `m` and base64url of the brand, the subject and a signature over all of it: read before anything is asked of the database. */
export class ShortLinkTokens {
  private readonly key: Buffer;

  constructor(master: MasterKey) {
    this.key = master.derive('short-links');
  }

  seal({ brandId, letter, subject }: NamedLink): string {
    const body = Buffer.concat([Buffer.from(brandId.replaceAll('-', ''), 'hex'), subject]);
    return letter + Buffer.concat([body, this.signature(letter, body)]).toString('base64url');
  }

  /** Null for everything that is not, character for character, what `seal` has written. */
  unseal(token: string): NamedLink | null {
    const letter = token.slice(0, 1);
    const bytes = Buffer.from(token.slice(1), 'base64url');
    if (bytes.length < BRAND + SIGNATURE || letter + bytes.toString('base64url') !== token) return null;
    const body = bytes.subarray(0, -SIGNATURE);
    if (!timingSafeEqual(bytes.subarray(-SIGNATURE), this.signature(letter, body))) return null;
    const hex = body.subarray(0, BRAND).toString('hex');
    return { brandId: hex.replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, '$1-$2-$3-$4-$5'), letter, subject: body.subarray(BRAND) };
  }

  private signature(letter: string, body: Buffer): Buffer {
    return createHmac('sha256', this.key).update(letter).update(body).digest().subarray(0, SIGNATURE);
  }
}

export class ShortLinksOf implements ShortLinks {
  constructor(private readonly brandId: string, private readonly tokens: ShortLinkTokens) {}

  urlOf(letter: string, subject: Buffer): string | null {
    const base = publicUrl();
    return base === null ? null : `${base}/l/${this.tokens.seal({ brandId: this.brandId, letter, subject })}`;
  }
}
