import { type Actor, actorOf, type Audience, CallerRights, type Context, type MaskKind, type SessionSubject, statement, type SubjectRights } from '@regulars/plugin-sdk';
import type { Pool } from 'pg';
import type { Logger } from 'pino';
import type { Scope } from '../runtime';
import { describeFault } from '../worker/faults';
import { onItsOwn } from './on-its-own';
import { Recent } from './recent';
import { isWellFormed, tokenHash } from './tokens';

const KNOWN_FOR = 2_000; // ms: how long a revoked credential may still be taken for good by this process
const MAX_KNOWN = 10_000;
const USE_NOTED_EVERY = 60_000; // ms
const NOTE_AFTER = 500; // ms within which uses are gathered

const COLUMNS = 'id, audience, brand_id, kind, name, member_id, permissions, store_ids, session_id, subject_id, masks';

export interface CredentialRow {
  id: string; audience: Audience; brand_id: string | null; kind: Actor['kind']; name: string; member_id: string | null; permissions: string[];
  store_ids: string[] | null; session_id: string | null; subject_id: string | null;
  masks: Readonly<Record<string, MaskKind>>;
}

export const keyActor = ({ id, kind, name, member_id: memberId, permissions, store_ids: storeIds, masks }: Pick<CredentialRow, 'id' | 'kind' | 'name' | 'member_id' | 'permissions' | 'store_ids' | 'masks'>): Actor =>
  actorOf({ kind, id: memberId ?? id, name, memberId, permissions: new Set(permissions), storeIds: storeIds && new Set(storeIds), masks: new Map(Object.entries(masks)) });

const find = statement<CredentialRow, [Buffer]>('platform.credential', `SELECT ${COLUMNS} FROM platform.credential_by_hash($1)`);

type Subject = Pick<SessionSubject, 'kind' | 'id' | 'brandId'>;

/** Whoever signed in, as they were known before. */
type SessionScope = Scope & { readonly brandId: string; readonly actor: { readonly sessionId: string } };

const isOfSession = (scope: Scope): scope is SessionScope => scope.brandId !== null && scope.actor.sessionId !== null;

async function rightsOf(ctx: Context, kind: SessionSubject['kind'], id: string, sessionId: string): Promise<SubjectRights | null> {
  return (await ctx.extensions(CallerRights).find((one) => one.kind === kind)?.rightsOf(ctx, id, sessionId)) ?? null;
}

function subjectScope({ kind, id, brandId }: Subject, sessionId: string, { name, permissions, withheld = new Set(), storeIds, masks }: SubjectRights): Scope {
  return { brandId, audience: kind, actor: actorOf({ kind, id, name, memberId: kind === 'member' ? id : null, permissions, withheld, storeIds, masks, sessionId }) };
}

/** Reads in a brand beside any unit of work. */
export type ReadAside = <T>(brandId: string, read: (ctx: Context) => Promise<T>) => Promise<T>;

/** Whose a bearer token is: 256 random bits, of which only the SHA-256 is stored. */
export class Credentials {
  private readonly known = new Recent<Scope>(MAX_KNOWN, KNOWN_FOR);
  /** Apart from those that are good: made-up tokens push out nobody but each other. */
  private readonly refused = new Recent<true>(MAX_KNOWN, KNOWN_FOR);
  private readonly reading = new Map<string, Promise<Scope | null>>();
  private readonly noted = new Recent<true>(MAX_KNOWN, USE_NOTED_EVERY);
  private readonly toNote = new Set<string>();
  private noting: NodeJS.Timeout | null = null;

  constructor(private readonly pool: Pool, private readonly aside: ReadAside, private readonly logger: Logger) {}

  /** Whose token it is, or null: unknown, revoked, expired, malformed and of another audience are one answer. */
  async find(token: string, audience: Audience): Promise<Scope | null> {
    if (!isWellFormed(token)) return null;
    const hash = tokenHash(token);
    const key = hash.toString('base64');
    if (this.refused.get(key)) return null;
    const scope = this.known.get(key) ?? (await this.readOnce(key, hash));
    if (scope?.audience !== audience) return null;
    if (scope.actor.sessionId === null) this.noteUse(scope.actor.id);
    return scope;
  }

  /** Whom a session acts for, as its module says now; null when it may not call any more. */
  async ofSubject({ kind, id, brandId }: Subject, sessionId: string): Promise<Scope | null> {
    const rights = await this.aside(brandId, (ctx) => rightsOf(ctx, kind, id, sessionId));
    return rights && subjectScope({ kind, id, brandId }, sessionId, rights);
  }

  /** What is known of these callers is asked for again. */
  forget(isEnded: (scope: Scope) => boolean): void {
    this.known.remove(isEnded);
  }

  async stop(): Promise<void> {
    if (this.noting) clearTimeout(this.noting);
    await this.writeUses();
  }

  private readOnce(key: string, hash: Buffer): Promise<Scope | null> {
    let reading = this.reading.get(key);
    if (!reading) {
      const asked = performance.now();
      const last = this.known.last(key);
      reading = (last && isOfSession(last) ? this.again(hash, last) : this.read(hash))
        .then((scope) => {
          if (scope) this.known.set(key, scope, asked);
          else this.refuse(key, asked);
          return scope;
        })
        .finally(() => this.reading.delete(key));
      this.reading.set(key, reading);
    }
    return reading;
  }

  private refuse(key: string, asked: number): void {
    this.known.delete(key);
    this.refused.set(key, true, asked);
  }

  /** One look at both, the session and what its subject may do: who it is for does not change. */
  private async again(hash: Buffer, { brandId, actor }: SessionScope): Promise<Scope | null> {
    const kind = actor.kind as SessionSubject['kind'];
    const [[row], rights] = await this.aside(brandId, (ctx) => Promise.all([ctx.sql(find(hash)), rightsOf(ctx, kind, actor.id, actor.sessionId)]));
    return row && rights ? subjectScope({ kind, id: actor.id, brandId }, actor.sessionId, rights) : null;
  }

  private async read(hash: Buffer): Promise<Scope | null> {
    const [row] = await onItsOwn(this.pool, { readOnly: true }, find(hash));
    if (!row) return null;
    const { session_id: sessionId, subject_id: subjectId, brand_id: brandId } = row;
    if (sessionId !== null && subjectId !== null && brandId !== null) {
      return this.ofSubject({ kind: row.kind as SessionSubject['kind'], id: subjectId, brandId }, sessionId);
    }
    return { brandId, audience: row.audience, actor: keyActor(row) };
  }

  private noteUse(id: string): void {
    if (this.noted.get(id)) return;
    this.noted.set(id, true);
    this.toNote.add(id);
    this.noting ??= setTimeout(() => void this.writeUses(), NOTE_AFTER).unref();
  }

  /** Beside the requests: nobody waits for it, and one that is lost is noted with the next use. */
  private async writeUses(): Promise<void> {
    this.noting = null;
    const ids = [...this.toNote];
    this.toNote.clear();
    if (ids.length === 0) return;
    await onItsOwn(this.pool, {}, { name: 'platform.note-key-use', text: 'SELECT platform.note_key_use($1)', values: [ids] })
      .catch((error: unknown) => this.logger.warn({ fault: describeFault(error) }, 'the use of keys could not be noted'));
  }
}
