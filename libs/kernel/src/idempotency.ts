import { createHash, createHmac } from 'node:crypto';
import { type Actor, IdempotencyConflictError, InvalidInputError, type JsonObject, reject, statement } from '@regulars/plugin-sdk';
import { GraphQLError } from 'graphql';
import { hasErrors } from './answered-errors';
import { Replay } from './failures';
import { toJson } from './outbox.statements';
import type { RequestContext } from './request-context';
import { write } from './write';

const claim = statement<{ claimed: boolean }, [string, string, string, Buffer]>('platform.claim-key', `
  INSERT INTO platform.idempotency (caller, operation, key, arguments_hash) VALUES ($1, $2, $3, $4)
  ON CONFLICT DO NOTHING RETURNING true AS claimed`);

const settle = statement<never, [string, string, string, string]>('platform.settle-key', `
  UPDATE platform.idempotency SET payload = $4::jsonb WHERE caller = $1 AND operation = $2 AND key = $3`);

const release = statement<never, [string, string, string]>('platform.release-key', `
  DELETE FROM platform.idempotency WHERE caller = $1 AND operation = $2 AND key = $3`);

const recall = statement<{ arguments_hash: Buffer; payload: JsonObject }, [string, string, string]>('platform.recall-key', `
  SELECT arguments_hash, payload FROM platform.idempotency WHERE caller = $1 AND operation = $2 AND key = $3`);

/**
 * The same of the call that ended a session: in one transaction its key was claimed and the session ended, each at the
 * database's clock. A request lives 8 s, and the end is known in whole milliseconds.
 */
const recallEnding = statement<{ arguments_hash: Buffer; payload: JsonObject }, [string, string, string, Date]>('platform.recall-ending', `
  SELECT arguments_hash, payload FROM platform.idempotency WHERE caller = $1 AND operation = $2 AND key = $3
    AND created_at BETWEEN $4::timestamptz - interval '10 seconds' AND $4::timestamptz + interval '1 millisecond'`);

const MAX_KEY = 255;

/** Arguments in one spelling: keys sorted, absent ones left out. */
export function canonical(value: unknown): unknown {
  if (value instanceof Date) return value.toISOString();
  if (Array.isArray(value)) return value.map(canonical);
  if (value === null || typeof value !== 'object') return value;
  return Object.fromEntries(Object.entries(value).filter(([, item]) => item !== undefined).sort(([a], [b]) => (a < b ? -1 : 1)).map(([key, item]) => [key, canonical(item)]));
}

/** Keyed: phones and e-mails are among the arguments, and there are few enough phones to try them all. */
const hashOf = (key: Buffer, args: object): Buffer => createHmac('sha256', key).update(toJson(canonical(args))).digest();

/** How rows of earlier versions, which live for 30 days, have it. */
const unkeyedHashOf = (args: object): Buffer => createHash('sha256').update(toJson(canonical(args))).digest();

const scopeOf = ({ kind, id }: Actor, operation: string, key: string) => [`${kind}:${id}`, operation, key] as const;

/**
 * What a caller whose session has ended was answered when this, with these arguments, ended it. To anything else it is
 * nobody, and to what it was answered in another session: keys are kept for longer than a member may stay away.
 */
export async function answeredBefore(ctx: RequestContext, operation: string, args: Readonly<Record<string, unknown>>): Promise<object> {
  const { idempotencyKey: key, ...input } = args;
  const { endedAt } = ctx.scope;
  const [first] = typeof key === 'string' && endedAt ? await ctx.sql(recallEnding(...scopeOf(ctx.actor, operation, key), endedAt)) : [];
  if (!first?.payload || !first.arguments_hash.equals(hashOf(ctx.platform.argumentsKey, input))) {
    throw new GraphQLError('The session has ended', { extensions: { code: 'UNAUTHENTICATED' } });
  }
  return first.payload;
}

/**
 * Does `work` once per (brand, caller, operation, key). The key is claimed by an insert that travels with the first
 * statements of the work: a second call with the same key waits there for the first one's end, then answers what
 * the first one answered. A refusal rolls the claim back with everything else; one that commits gives the key back.
 */
export async function writeOnce<T extends object>(ctx: RequestContext, operation: string, args: { readonly idempotencyKey: string }, work: (ctx: RequestContext) => Promise<T>): Promise<T> {
  const { idempotencyKey: key, ...input } = args;
  if (key.length === 0 || key.length > MAX_KEY) reject(new InvalidInputError(`Give 1 to ${MAX_KEY} characters.`, 'idempotencyKey'));
  const scope = scopeOf(ctx.actor, operation, key);
  const hash = hashOf(ctx.platform.argumentsKey, input);
  try {
    return await write(ctx, work, {
      first: (attempt) => attempt.decide(claim(...scope, hash), (rows) => {
        if (rows.length === 0) attempt.condemn(new Replay());
      }),
      last: (attempt, result) => void attempt.sql(hasErrors(result) ? release(...scope) : settle(...scope, toJson(result))),
    });
  } catch (error) {
    if (!(error instanceof Replay)) throw error;
    const [first] = await ctx.sql(recall(...scope));
    if (!first) throw error;
    if (!first.arguments_hash.equals(hash) && !first.arguments_hash.equals(unkeyedHashOf(input))) reject(new IdempotencyConflictError({ en: 'This key was used before with other input.', 'zh-TW': '此冪等鍵已用於不同的輸入。' }, 'idempotencyKey'));
    return first.payload as T;
  }
}
