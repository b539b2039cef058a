import { executeOperation } from '@regulars/kernel';
import type { Audience } from '@regulars/plugin-sdk';
import { type Digest, operationWith, type TestPlatform } from '@regulars/testing';
import { GraphQLError, type GraphQLFormattedError } from 'graphql';
import { formatError } from '../../../apps/gateway/src/graphql/errors';
import type { AcceptedCall } from '../accepted-calls';
import type { Fault, Heard, Strike, Wire } from './wire';

/** What remains although the unit of work did not take place: limits are counted beside it, so that being refused counts. */
const OUTLIVES_A_REFUSAL = ['platform.attempts'];
/** What the queue knows of a kind of task once the first of it was queued. */
const ONCE_AND_FOR_ALL = ['graphile_worker._private_tasks'];

/** An answer as it leaves the gateway, and what was said to the database meanwhile. */
export interface Outcome extends Heard {
  readonly payload: { readonly userErrors: readonly unknown[] } | null;
  readonly errors: readonly GraphQLFormattedError[];
}

export interface Mutation {
  readonly audience: Audience;
  readonly name: string;
}

const RECIPIENT = { requestId: 'request', language: 'en' };

/** What somebody is told of a statement that failed, and no more. */
const ANSWERS: Readonly<Record<'INTERNAL' | 'UNAVAILABLE', string>> = {
  INTERNAL: 'Something went wrong on our side.',
  UNAVAILABLE: 'The service cannot answer right now. Try again shortly.',
};
const CODE_OF: Readonly<Record<Fault, keyof typeof ANSWERS>> = { REFUSED: 'INTERNAL', CUT: 'UNAVAILABLE', UNHEARD: 'UNAVAILABLE' };

const COMMIT: Strike = { at: 'COMMIT', fault: 'REFUSED' };

/** One mutation after the other, each statement of it in turn. */
export class Sweep {
  /** Calls with a statement that was to fail. */
  tries = 0;
  /** What stands, where nothing was called or prepared since it was read. */
  private known: Digest | null = null;

  /** @param compares all tables after each try, not only after the last */
  constructor(private readonly platform: TestPlatform, private readonly wire: Wire, private readonly compares: boolean) {}

  async digest(): Promise<Digest> {
    return (this.known ??= await this.read());
  }

  /** What it does is no part of what is swept. */
  prepare<T>(work: () => Promise<T>): Promise<T> {
    this.known = null;
    return work();
  }

  private async read(): Promise<Digest> {
    const digest = await this.platform.digest();
    return Object.fromEntries(Object.entries(digest).filter(([table]) => !OUTLIVES_A_REFUSAL.includes(table)));
  }

  /** Makes the call, while one statement fails. */
  async call({ audience, name }: Mutation, { caller: { scope }, variables }: AcceptedCall, strike: Strike | null): Promise<Outcome> {
    const { runtime } = this.platform;
    this.known = null;
    if (strike) this.tries++;
    await this.platform.owner.query('DELETE FROM platform.attempts');
    // Else the brand might be found changed, and the whole mutation would run again, and then succeed.
    const brand = scope.brandId === null ? null : (await runtime.brands.reread(scope.brandId)).brand;
    const { schema } = runtime.schemaFor(audience, brand?.modules ?? runtime.coreModules);
    const field = schema.getMutationType()?.getFields()[name];
    if (!field) throw new Error(`There is no mutation ${name} for ${audience}`);
    const query = operationWith('mutation', field, '{ userErrors { code message path } }');
    const { answer, ...heard } = await this.wire.listen(strike, () => executeOperation(runtime, scope, { query, variables }).catch(failed));
    return { ...heard, payload: (answer.data?.[name] as Outcome['payload']) ?? null, errors: (answer.errors ?? []).map((error) => formatError(error, RECIPIENT)) };
  }

  /** Throws where the call is not accepted. */
  async take(mutation: Mutation, call: AcceptedCall): Promise<void> {
    const { payload, errors } = await this.call(mutation, call, null);
    if (payload?.userErrors.length !== 0 || errors.length > 0) throw new Error(`${mutation.name} was not accepted: ${JSON.stringify([payload, errors])}`);
  }

  /** Takes it, and answers by how many rows each table grew. */
  async accept(mutation: Mutation, call: AcceptedCall): Promise<Readonly<Record<string, number>>> {
    const before = await this.digest();
    await this.take(mutation, call);
    return growth(before, await this.digest());
  }

  /**
   * Tries the call while its COMMIT and other statements fail; answers what is wrong with the answers, and what was left. One
   * that was accepted, since only a plugin's reaction failed and was left for later, is used up: the next is made `anew`.
   */
  async failEach(mutation: Mutation, first: AcceptedCall, strikesOf: (count: number) => readonly Strike[], anew: () => Promise<AcceptedCall>): Promise<{ readonly problems: readonly string[]; readonly call: AcceptedCall }> {
    let call = first;
    let before = await this.digest();
    const left = async (): Promise<readonly string[]> => leftBetween(before, await this.digest()).map((table) => `${mutation.name} left ${table} changed`);
    // COMMIT first, and twice: then the process knows what a mutation asks for once, and each try sends the same.
    await this.call(mutation, call, COMMIT);
    const last = await this.call(mutation, call, COMMIT);
    const problems = last.struck === null ? [] : [...problemsWith(last, mutation, COMMIT)];
    for (const strike of strikesOf(last.texts.length)) {
      const faults = this.platform.reactionFaults.length;
      const found = await this.tryWith(mutation, call, strike);
      if (this.platform.reactionFaults.length === faults) problems.push(...found);
      else {
        call = await anew();
        before = await this.digest();
      }
    }
    return { problems: [...problems, ...(await left())], call };
  }

  private async tryWith(mutation: Mutation, call: AcceptedCall, strike: Strike): Promise<readonly string[]> {
    const before = this.compares ? await this.digest() : null;
    const outcome = await this.call(mutation, call, strike);
    const left = before ? leftBetween(before, await this.digest()) : [];
    return [...problemsWith(outcome, mutation, strike), ...left.map((table) => `${placeOf(outcome, strike)} left ${table} changed`)];
  }
}

const placeOf = ({ struck }: Outcome, { at, fault }: Strike): string => `${fault} at ${at} (${struck?.trim().slice(0, 60) ?? 'which it never came to'})`;

function problemsWith(outcome: Outcome, mutation: Mutation, strike: Strike): readonly string[] {
  const isAsExpected = outcome.struck !== null && isClean(outcome, mutation, strike.fault);
  return isAsExpected ? [] : [`${mutation.name}, ${placeOf(outcome, strike)}, answered ${JSON.stringify([outcome.payload, outcome.errors])}`];
}

/** What fails before the operation runs. */
const failed = (error: unknown): { data?: undefined; errors: GraphQLError[] } => ({ errors: [new GraphQLError('failed', { originalError: error as Error })] });

/** A fault of ours, told as such: once, at the mutation, in the words every fault is told in. */
export function isClean({ payload, errors: [error, ...others] }: Outcome, { name }: Mutation, fault: Fault): boolean {
  const { locations: _, ...told } = error ?? {};
  const code = CODE_OF[fault];
  const expected = { message: ANSWERS[code], path: [name], extensions: { code, retryable: true, requestId: RECIPIENT.requestId } };
  return payload === null && others.length === 0 && JSON.stringify(told) === JSON.stringify(expected);
}

const leftBetween = (before: Digest, after: Digest): string[] => Object.keys(after).filter((table) => after[table] !== before[table]);

/** By how many rows each table grew. */
export function growth(before: Digest, after: Digest): Readonly<Record<string, number>> {
  const rows = (sum = '0'): number => Number(sum.split(' ')[0]);
  const grown = leftBetween(before, after).filter((table) => !ONCE_AND_FOR_ALL.includes(table)).map((table) => [table, rows(after[table]) - rows(before[table])] as const);
  return Object.fromEntries(grown);
}
