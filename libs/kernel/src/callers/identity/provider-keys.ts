import { createLocalJWKSet, errors, type FlattenedJWSInput, type JSONWebKeySet, type JWTHeaderParameters } from 'jose';

type KeySet = ReturnType<typeof createLocalJWKSet>;
type Key = Awaited<ReturnType<KeySet>>;

export interface KeyPatience {
  /** After which keys are looked for anew, beside the tokens that are checked with those known. */
  readonly freshFor: number;
  /** After which known keys are trusted no more, however long the provider has been down. */
  readonly trustedFor: number;
  /** Tokens with made-up key ids cause at most `burst` fetches at once, and one per `cooldown` on the long run. */
  readonly burst: number;
  readonly cooldown: number;
}

export const PATIENCE: KeyPatience = { freshFor: 10 * 60_000, trustedFor: 24 * 3_600_000, burst: 6, cooldown: 10_000 };

/** The published keys of one provider: fetched when needed, kept while it is down. Times are in ms. */
export class ProviderKeys {
  private known: { readonly set: KeySet; readonly at: number } | null = null;
  private fetching: Promise<boolean> | null = null;
  private allowed: number;
  private countedAt = performance.now();

  constructor(private readonly fetchKeys: () => Promise<unknown>, private readonly onFailure: (error: unknown) => void, private readonly patience = PATIENCE) {
    this.allowed = patience.burst;
  }

  /** The key a token says it was signed with; throws when there is none. */
  async find(header: JWTHeaderParameters, token: FlattenedJWSInput): Promise<Key> {
    const asked = performance.now();
    const { freshFor, trustedFor } = this.patience;
    if (this.known && asked - this.known.at > trustedFor) this.known = null;
    if (this.known && asked - this.known.at > freshFor) void this.refetch(asked);
    // A fetch that began before this token came may have missed the key it was signed with: the next one has not.
    do {
      const key = await this.matching(header, token);
      if (key) return key;
    } while (await this.refetch(asked));
    throw new errors.JWKSNoMatchingKey();
  }

  private async matching(header: JWTHeaderParameters, token: FlattenedJWSInput): Promise<Key | null> {
    try {
      return (await this.known?.set(header, token)) ?? null;
    } catch (error) {
      if (error instanceof errors.JWKSNoMatchingKey) return null;
      throw error;
    }
  }

  /** Joins the fetch in progress, or begins one where that may tell something new; answers whether it told something. */
  private async refetch(asked: number): Promise<boolean> {
    if (!this.fetching) {
      const isNew = this.known === null || this.known.at < asked;
      if (!isNew || !this.take()) return false;
      this.fetching = this.fetch(performance.now()).finally(() => (this.fetching = null));
    }
    return this.fetching;
  }

  private async fetch(at: number): Promise<boolean> {
    try {
      this.known = { set: createLocalJWKSet(publicOnly(await this.fetchKeys())), at };
      return true;
    } catch (error) {
      this.onFailure(error);
      return false;
    }
  }

  private take(): boolean {
    const now = performance.now();
    const { burst, cooldown } = this.patience;
    this.allowed = Math.min(burst, this.allowed + (now - this.countedAt) / cooldown);
    this.countedAt = now;
    if (this.allowed < 1) return false;
    this.allowed--;
    return true;
  }
}

/** Signing keys of the asymmetric kinds: a shared secret in a key set makes no token good. */
export function publicOnly(set: unknown): JSONWebKeySet {
  const keys = (set as { keys?: unknown } | null)?.keys;
  if (!Array.isArray(keys)) throw new Error('No key set');
  return { keys: (keys as JSONWebKeySet['keys']).filter((key) => ['RSA', 'EC', 'OKP'].includes(String(key?.kty))) };
}
