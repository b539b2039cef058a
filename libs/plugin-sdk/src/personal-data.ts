import { defineService } from './service';

/** Where a ciphertext stands; one that was moved elsewhere does not open. */
export interface CipherPlace {
  /** `schema.table` */
  readonly table: string;
  readonly column: string;
  /** The row's uuid. */
  readonly row: string;
}

/** The one way personal data goes into a column, and how it is found again. */
export interface PersonalDataCodec {
  /** AES-256-GCM under the installation's key, bound to brand and place. */
  seal(plain: string, place: CipherPlace): Buffer;
  /** Throws when the ciphertext was changed or stands elsewhere. */
  open(sealed: Buffer, place: CipherPlace): string;
  /** HMAC-SHA-256 under a key of the brand's own: equal values of one kind in one brand are equal, nothing else can be told. */
  blindIndex(kind: string, normalised: string): Buffer;
}

/**
 * The same under a key of the installation's own, for the people who work for several brands: their accounts stand
 * above brands. Available without a brand, too.
 */
export const InstallationData = defineService<PersonalDataCodec>('platform', 'installation-data');

export const PersonalData = defineService<PersonalDataCodec>('platform', 'personal-data');
