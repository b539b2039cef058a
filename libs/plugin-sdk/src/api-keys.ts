import type { Actor, MaskKind } from './context';
import { defineService } from './service';

/** SECRET: acts within its scopes. PUBLISHABLE: names the brand to the member API before sign-in, and has no right. */
export type ApiKeyKind = 'SECRET' | 'PUBLISHABLE';

/** A machine's key. The key itself is stored nowhere, only its hash. */
export interface ApiKeyDetails {
  readonly id: string;
  readonly kind: ApiKeyKind;
  readonly name: string;
  /** How the key begins: enough to tell which it is. */
  readonly prefix: string;
  readonly scopes: readonly string[];
  readonly createdAt: Date;
  readonly expiresAt: Date | null;
  /** To the minute. */
  readonly lastUsedAt: Date | null;
  readonly revokedAt: Date | null;
}

/** What a key that is to be made may do, and until when. */
export interface NewApiKey {
  readonly kind: ApiKeyKind;
  readonly name: string;
  readonly scopes: readonly string[];
  /** Null: all of the brand's. */
  readonly storeIds: readonly string[] | null;
  readonly masks: ReadonlyMap<string, MaskKind>;
  /** By the database's clock, in sandbox brands, too. */
  readonly expiresAt: Date | null;
}

/** Who answers for what a key does. */
export interface KeyMaker {
  /** Of the staff; where nobody knows who made it, of the key, or of the key that made it. */
  readonly id: string;
  /** Whether it is known: of keys made by tools, or before makers were noted, it is not. */
  readonly isPerson: boolean;
}

/** The keys of the brand. The caller has checked what they may carry. */
export interface ApiKeys {
  /** Newest first, those that were revoked or expired as well. */
  all(): Promise<readonly ApiKeyDetails[]>;
  /** The key in clear, this once; null, and none was made, when it would have expired already. */
  create(key: NewApiKey): Promise<{ readonly id: string; readonly secret: string } | null>;
  /** Whoever made a secret key, or made the key that made it. */
  makerOf(id: string): Promise<KeyMaker>;
  /** Whom a secret key acts as; null when it is not good any more, or the brand has none. */
  actorOf(id: string): Promise<Actor | null>;
  /** Effective everywhere within 5 s, sockets included. False when the brand has no such key. */
  revoke(id: string): Promise<boolean>;
}

export const ApiKeys = defineService<ApiKeys>('platform', 'api-keys');
