import type { Actor, Audience, Brand, Context, EventSelection, PersonalDataCodec, Selected } from '@regulars/plugin-sdk';
import type { Logger } from 'pino';
import type { Pool } from 'pg';
import type { Registry } from './registry';

/** Whose unit of work it is. */
export interface Scope {
  /** Null on the platform audience. */
  readonly brandId: string | null;
  readonly audience: Audience;
  readonly actor: Actor;
  readonly language?: string;
  /** The caller's network, as the outermost of our own proxies saw it; absent for work of the platform's own. */
  readonly address?: string;
  /** When the session ended, by the database's clock, of a caller who has left. */
  readonly endedAt?: Date;
  readonly readOnly?: boolean;
  /** The brand's now, when it is not the clock's: the instant at which a job was due. */
  readonly now?: Date;
}

/** What the kernel's own parts run on. */
export interface Runtime {
  readonly registry: Registry;
  /** Pipelined connections of the role `regulars_app`; only the unit of work borrows from it. */
  readonly app: Pool;
  /** Connections of the role `regulars_relay`, which sees the platform's queues of every brand and no tenant table. */
  readonly relay: Pool;
  readonly logger: Logger;
  /** What seals for a brand; null: what concerns no one brand. */
  codecOf(brandId: string | null): PersonalDataCodec;
  /** The brand as of its newest known revision; throws when there is none. */
  brand(id: string): Promise<Brand>;
  /** What an API key is shown of an event. */
  selectEventAsKey(brandId: string, keyId: string, selection: EventSelection, eventId: string): Promise<Selected>;
  /** One unit of work: committed when `work` ends, rolled back when it throws, retried as a whole on conflicts. */
  transaction<T>(scope: Scope, work: (ctx: Context) => Promise<T>): Promise<T>;
}
