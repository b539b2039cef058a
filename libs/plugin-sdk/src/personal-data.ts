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

/** Something said of a member, about to be sealed under the member's own key. */
export interface MemberValue {
  readonly memberId: string;
  readonly plain: string;
  readonly place: CipherPlace;
}

export interface SealedValue {
  readonly sealed: Buffer;
  readonly place: CipherPlace;
  /** The key of the row's member as `platform.member_key` has it, where a statement read it along: saves a look. */
  readonly known?: { readonly memberId: string; readonly wrapped: Buffer | null };
}

/**
 * What is known of a member is sealed under a key of the member's own, which stands in `platform.member_key`, wrapped
 * under the installation's. It goes when the member is erased: whatever was sealed under it, wherever a copy of it may
 * be, cannot be read from then on.
 */
export interface MemberKeys {
  /** Reads the keys of these members beside what is being read anyway: `ready` and `open` then look no further. */
  prefetch(memberIds: readonly string[]): void;
  /** Makes the keys of members who are about to be, in this unit of work. Nobody need wait for it. */
  create(memberIds: readonly string[]): void;
  /** Before `seal`, of members who are there. Who was there before there were such keys is given one. */
  ready(memberIds: readonly string[]): Promise<void>;
  /**
   * Throws where the member's key is not at hand: see `ready`. Of a member whose key was destroyed it seals under the
   * installation's: what is said of the erased is the brand's to keep.
   */
  seal(value: MemberValue): Buffer;
  /**
   * Of something said of several members at once: in layers, one under the key of each, so that it goes with whichever
   * of them is erased first. Otherwise like `seal`.
   */
  sealForAll(memberIds: readonly string[], plain: string, place: CipherPlace): Buffer;
  /** Values of any age; null where the key was destroyed, of several keys any. */
  open(values: readonly SealedValue[]): Promise<(string | null)[]>;
  /** For good: these members get no other key. */
  destroy(memberIds: readonly string[]): Promise<void>;
}

export const MemberKeys = defineService<MemberKeys>('platform', 'member-keys');
