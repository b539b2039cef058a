import { firstSeed, operationFor } from '@regulars/testing';
import { answersOf, type Harvest, harvest, leaksIn, schemaFor } from './support/tenant-fuzz/harvest';
import { type Candidate, candidatesFor, isUnderstood, probe, steady, twinOf } from './support/tenant-fuzz/probes';
import { type Slot, slotsOf } from './support/tenant-fuzz/slots';
import { type Asker, CANARY, createWorld, type World } from './support/tenant-fuzz/world';

/** `TENANT_FUZZ=all`: every asker gives every value at every place; else each value at each place, by one asker in turn. */
const isWhole = process.env.TENANT_FUZZ === 'all';
const GROWTH = Number(process.env.TENANT_FUZZ_MEMBERS ?? (isWhole ? 1_000 : 30));
const SEED = firstSeed();

let world: World;
let known: Harvest;

beforeAll(async () => {
  world = await createWorld();
  known = await harvest(world);
}, 180_000);
afterAll(() => world?.platform.stop());

/** Who reads personal data leaves a row in the brand's own audit: these answers change by being asked. */
const OWN_TRACES = ['auditEntries', 'auditVerify'];

interface Probe {
  readonly asker: Asker;
  readonly slot: Slot;
  readonly candidate: Candidate;
}

const MAX_OF_SLOT = 2;

/** In the short form each place gets some of the values, and the askers take turns. */
function probesFor(audience: 'staff' | 'member', kind: Slot['kind']): readonly Probe[] {
  const askers = world.askers.filter(({ caller }) => caller.scope.audience === audience);
  let turn = SEED;
  return slotsOf(schemaFor(world, audience)).filter((slot) => slot.kind === kind).flatMap((slot) => {
    const candidates = candidatesFor(slot, known);
    if (isWhole) return candidates.flatMap((candidate) => askers.map((asker) => ({ asker, slot, candidate })));
    // Every kind of id where nothing is written; of all else the likeliest, and others in turn.
    const [likeliest, ...others] = candidates;
    const next = others.length > 0 ? turn++ % others.length : 0;
    const some = slot.scalar === 'ID' && kind === 'query' ? candidates : [likeliest as Candidate, ...others.slice(next), ...others.slice(0, next)].slice(0, MAX_OF_SLOT);
    return some.map((candidate, index) => ({ asker: askers[index === 0 ? 0 : turn++ % askers.length] as Asker, slot, candidate }));
  });
}

/** Comes last: a value that the asking brand took over tells nothing about the other any more. */
const MAKES = /(Create|Join|Invite|Upsert)$/;

/** What went wrong, and what the other brand's rows became. Probes of one field run together; a write is told by its field. */
async function problemsOf(probes: readonly Probe[]): Promise<readonly string[]> {
  const problems: string[] = [];
  const byField = new Map<string, Probe[]>();
  for (const one of probes) byField.set(one.slot.field, [...(byField.get(one.slot.field) ?? []), one]);
  let before = await world.b.digest();
  for (const [field, some] of [...byField].sort(([one], [other]) => Number(MAKES.test(one)) - Number(MAKES.test(other)))) {
    for (const { asker, slot, candidate } of some) problems.push(...(await probe(asker, slot, candidate, known)));
    if (some[0]?.slot.kind === 'query') continue;
    const after = await world.b.digest();
    problems.push(...Object.keys(after).filter((table) => after[table] !== before[table]).map((table) => `${field} wrote to ${table} of the other brand`));
    before = after;
  }
  return problems;
}

describe('a brand, asked with everything another brand has', () => {
  it('is asked at every place of the schema, with documents that are understood', async () => {
    const staff = slotsOf(schemaFor(world, 'staff'));
    const roots = ['query', 'mutation'] as const;
    for (const kind of roots) {
      const schema = schemaFor(world, 'staff');
      const fields = Object.keys((kind === 'query' ? schema.getQueryType() : schema.getMutationType())?.getFields() ?? {});
      expect(fields.filter((name) => !staff.some((slot) => slot.kind === kind && slot.field === name))).toEqual([]);
    }
    expect(staff.map(({ field, path }) => `${field}(${path.join('.')})`)).toEqual(expect.arrayContaining([
      'members(where.tag.contains)', 'orderUpsert(input.member.externalId.source)', 'ordersUpsert(inputs.lines.sku)', 'Brand.stores(after)', 'Member.timeline(types)', 'nodes(ids)',
      'tillQuote(input.codes)', 'tillCommit(input.quoteId)', 'tillCommit(input.couponCodes)', 'tillCapture(holdId)', 'giftCouponRedeem(code)', 'giftCouponReverse(redemptionId)',
    ]));
    for (const audience of ['staff', 'member'] as const) {
      const [asker] = world.askers.filter(({ caller }) => caller.scope.audience === audience);
      for (const slot of slotsOf(schemaFor(world, audience)).filter(({ kind }) => kind === 'query')) {
        expect([slot.document, isUnderstood(await asker!.caller.run(slot.document, slot.variables('text')))]).toEqual([slot.document, true]);
      }
    }
    expect(known.own.size).toBeGreaterThan(80);
    expect([...known.ids.keys()]).toEqual(expect.arrayContaining(['brd', 'str', 'mbr', 'ord', 'lnk', 'job', 'stf', 'key', 'gct', 'gcp', 'gcr', 'thd', 'scp', 'scd']));
  });

  it('would be found out: a leak and a difference are seen', async () => {
    const schema = schemaFor(world, 'staff');
    const field = schema.getQueryType()!.getFields().members!;
    const asOther = await world.staffOfB.run(operationFor(schema, 'query', field, 2), {});
    expect(leaksIn(asOther, known, [])).toEqual(expect.arrayContaining([`${CANARY} person`, `${CANARY}@example.com`, '+886987654321']));
    expect(leaksIn({ data: `text with ${CANARY} within` }, known, [])).toHaveLength(1);
    expect(leaksIn({ data: 'nothing of the sort' }, known, [])).toEqual([]);
    const slot = slotsOf(schema).find(({ field: name, path }) => name === 'member' && path.join('.') === 'by.phone') as Slot;
    const [candidate] = candidatesFor(slot, known);
    const inside = await probe({ kind: 'other brand itself', caller: world.staffOfB }, slot, candidate as Candidate, known);
    expect(inside.some((problem) => problem.includes('answers otherwise'))).toBe(true);
    expect(twinOf('+886987654321')).toMatch(/^\+8869\d{8}$/);
    expect(twinOf(`ab1@${CANARY}.tw`)).toMatch(new RegExp(`^[a-z]{2}\\d@${CANARY}.tw$`));
  });

  it.each([['staff', 'query'], ['member', 'query'], ['staff', 'mutation'], ['member', 'mutation']] as const)('shows nothing, tells nothing, writes nothing (%s, %s)', async (audience, kind) => {
    const before = await world.b.digest();
    const probes = probesFor(audience, kind);
    expect(await problemsOf(probes)).toEqual([]);
    expect(await world.b.digest()).toEqual(before);
    expect(probes.length).toBeGreaterThan(audience === 'staff' ? 100 : 20);
  }, isWhole ? 3_600_000 : 180_000);

  it('shows the platform to nobody who does not run it', async () => {
    const schema = schemaFor(world, 'platform');
    const stranger = world.platform.operator([]);
    const before = await world.b.digest();
    for (const slot of slotsOf(schema).filter(({ field }) => !field.includes('.'))) {
      for (const { foreign } of candidatesFor(slot, known)) {
        const answer = await stranger.run(slot.document, slot.variables(foreign));
        expect([slot.field, answer.errors?.[0]?.extensions?.code]).toEqual([slot.field, 'FORBIDDEN']);
      }
    }
    expect(await world.b.digest()).toEqual(before);
  });

  it('answers the same, byte by byte, however the other brand grows', async () => {
    const watched = world.askers.map(({ caller }) => caller).filter(({ scope }) => scope.actor.kind !== 'anonymous');
    expect([world.ownerOfA, world.memberOfA].filter((caller) => !watched.includes(caller))).toEqual([]);
    const all = async (): Promise<string[]> => (await answersOf(world, watched, OWN_TRACES)).map(steady);
    await world.platform.drain();
    const before = await all();
    for (let index = 0; index < GROWTH; index++) {
      await world.staffOfB.ok('mutation ($input: MemberJoinInput!, $key: String!) { memberJoin(input: $input, idempotencyKey: $key) { created userErrors { code } } }', { input: { name: `${CANARY} ${index}`, externalId: { source: 'growth', id: String(index) } }, key: `growth-${index}` });
    }
    await world.platform.drain();
    expect(await all()).toEqual(before);
  }, isWhole ? 600_000 : 180_000);

  it('finds a wall that was taken down', async () => {
    await world.platform.owner.query('ALTER TABLE "order"."order" DISABLE ROW LEVEL SECURITY');
    const probes = probesFor('staff', 'query').filter(({ slot }) => slot.field === 'order' || slot.field === 'orders');
    const problems = await problemsOf(probes);
    expect(problems.some((problem) => problem.startsWith('query order(id) by the owner with an id ord_: answers otherwise'))).toBe(true);
    expect(problems.some((problem) => problem.startsWith('query orders') && problem.includes('shows'))).toBe(true);
  });
});
