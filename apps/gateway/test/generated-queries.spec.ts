import { buildSchema } from '@regulars/kernel';
import { firstSeed, numbersFrom } from '@regulars/testing';
import { modules } from '../src/plugins';
import { bearer, createStage, type Stage } from './stage';
import { QueryWriter } from './query-writer';

/** More of them: `HOSTILE_QUERIES=10000 npx jest apps/gateway/test/generated-queries`. */
const COUNT = Number(process.env.HOSTILE_QUERIES ?? 500) / 2; // for each audience
const SEED = firstSeed();
const AT_ONCE = 8;

let stage: Stage;
beforeAll(async () => {
  stage = await createStage(modules);
});
afterAll(() => stage.stop());

const INSIDE: readonly (readonly [string, RegExp])[] = [
  ['a stack', /\n\s+at |:\d+:\d+\)|\.[jt]s:\d+/], ['a path', /\/(libs|apps|plugins|node_modules|home|usr|tmp)\//], ['a statement', /\b(SELECT|INSERT INTO|UPDATE|DELETE FROM)\b .*\b(FROM|VALUES|SET)\b/],
  ['a relation', /relation "|column "|constraint "|duplicate key|syntax error at or near/], ['a suggestion', /did you mean(?! to use a (double quote|block string))/i],
];

interface Fault {
  readonly seed: number;
  readonly what: string;
  readonly body: string;
  readonly answer: string;
}

function faultsIn(seed: number, body: string, status: number, text: string): Fault[] {
  const found: string[] = [];
  if (status >= 500) found.push(`status ${status}`);
  const errors = ((JSON.parse(text) as { errors?: { message: string; extensions?: { code?: string; userErrors?: unknown } }[] }).errors ?? []);
  for (const { message, extensions } of errors) {
    if (extensions?.code === undefined) found.push('an error without a code');
    if (extensions?.code === 'INTERNAL' || extensions?.code === 'UNAVAILABLE') found.push(String(extensions.code));
    if (message.length > 300) found.push(`a message of ${message.length}`);
    for (const [what, pattern] of INSIDE) if (pattern.test(message)) found.push(what);
  }
  return found.map((what) => ({ seed, what, body: body.slice(0, 1_500), answer: text.slice(0, 600) }));
}

describe.each(['staff', 'member'] as const)('%s: requests made at random', (audience) => {
  it(`${COUNT} of them bring about no fault and show nothing of the inside`, async () => {
    const gateway = await stage.gateway();
    const shop = await stage.platform.brand({ plugins: ['stamp-card'] });
    const { memberJoin } = await shop.everything().ok('mutation { memberJoin(input: { phone: "0912345678" }, idempotencyKey: "j") { member { id } } }', {});
    const token = audience === 'staff' ? await shop.token({ permissions: [...shop.everything().scope.actor.permissions] }) : await shop.token({ audience, memberId: memberJoin.member.id });
    const schema = buildSchema(audience, stage.platform.runtime.registry.modules);
    const faults: Fault[] = [];
    const seen = { valid: 0, wrong: 0, mutated: 0, data: 0 };
    let next = SEED;
    const worker = async (): Promise<void> => {
      for (let seed = next++; seed < SEED + COUNT; seed = next++) {
        const { mode, body } = new QueryWriter(schema, numbersFrom(seed)).request();
        const response = await fetch(`${gateway.url}${audience === 'staff' ? '' : '/member'}/graphql`, { method: 'POST', body, headers: { 'content-type': 'application/json', accept: 'application/graphql-response+json', ...bearer(token) } });
        const text = await response.text();
        seen[mode]++;
        if (text.includes('"data":{')) seen.data++;
        faults.push(...faultsIn(seed, body, response.status, text));
      }
    };
    await Promise.all(Array.from({ length: AT_ONCE }, worker));
    expect(faults).toEqual([]);
    // Requests that are all refused at the door would show nothing.
    expect(seen.data).toBeGreaterThan(COUNT / 20);
    for (const mode of ['valid', 'wrong', 'mutated'] as const) expect(seen[mode]).toBeGreaterThan(COUNT / 5);
  }, 120_000 + COUNT * 60);
});
