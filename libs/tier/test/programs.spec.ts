import { createTestPlatform, type TestPlatform } from '@regulars/testing';
import { badge } from './support/badge';
import { modules } from './support/modules';
import { ACTIVATE, CREATE, LADDER, Shop, UPDATE } from './support/shop';

const PROGRAM = `{ tierProgram { version state activatedAt downgrade graceDays carryOver applyTo onRefund tiers {
  code name rank benefits hidden multiplierBp validMonths
  upgradeWhen { match conditions { metric atLeast window count } } renewWhen { match conditions { metric atLeast window count } }
  gifts { on reward { kind spec description } } } } }`;

let platform: TestPlatform;
let shop: Shop;

beforeAll(async () => {
  platform = await createTestPlatform([...modules, badge]);
});
afterAll(() => platform.stop());
beforeEach(async () => {
  shop = new Shop(await platform.brand({ currency: 'GBP', timeZone: 'Europe/London', region: 'GB' }));
});

const create = (input: object): Promise<ReturnType<typeof JSON.parse>> => shop.staff.run(CREATE, { input });
const digest = async (): Promise<unknown> => shop.shop.digest();
const spend = (atLeast: string, more: object = {}): object => ({ conditions: [{ metric: 'NET_SPEND', atLeast, window: 'ROLLING_DAYS', count: 365, ...more }] });

describe('a tier program', () => {
  it('is a draft, then live, with everything as it was given', async () => {
    await shop.program({
      tiers: [
        { code: 'BASE', name: 'Base', rank: 0, gifts: [{ on: 'JOIN', reward: { kind: 'badge', spec: { colour: 'white' } } }] },
        { code: 'GOLD', name: 'Gold', rank: 1, validMonths: 12, hidden: true, multiplierBp: 15_000, benefits: { lounge: true }, upgradeWhen: { match: 'ANY', ...spend('99.5') }, renewWhen: spend('10', { window: 'SINCE_TIER_START', count: null }) },
      ],
      downgrade: 'ONE_STEP', graceDays: 14, carryOver: 'EXCESS', applyTo: 'SAME_ORDER', onRefund: 'KEEP',
    }, '2024-05-01T00:00:00+08:00');
    expect(await shop.staff.ok(PROGRAM)).toEqual({ tierProgram: {
      version: 1, state: 'LIVE', activatedAt: '2024-04-30T16:00:00.000Z', downgrade: 'ONE_STEP', graceDays: 14, carryOver: 'EXCESS', applyTo: 'SAME_ORDER', onRefund: 'KEEP',
      tiers: [
        { code: 'BASE', name: 'Base', rank: 0, benefits: {}, hidden: false, multiplierBp: 10_000, validMonths: null, upgradeWhen: null, renewWhen: null, gifts: [{ on: 'JOIN', reward: { kind: 'badge', spec: { colour: 'white' }, description: 'A white badge' } }] },
        {
          code: 'GOLD', name: 'Gold', rank: 1, benefits: { lounge: true }, hidden: true, multiplierBp: 15_000, validMonths: 12, gifts: [],
          upgradeWhen: { match: 'ANY', conditions: [{ metric: 'NET_SPEND', atLeast: '99.50', window: 'ROLLING_DAYS', count: 365 }] },
          renewWhen: { match: 'ALL', conditions: [{ metric: 'NET_SPEND', atLeast: '10.00', window: 'SINCE_TIER_START', count: null }] },
        },
      ],
    } });
  });

  it('is refused with everything that is wrong with it, and nothing is written', async () => {
    const before = await digest();
    const { data } = await create({
      graceDays: 91, applyTo: 'SAME_ORDER',
      tiers: [
        { code: 'BASE', name: ' ', rank: 0, upgradeWhen: spend('1'), validMonths: 1, hidden: true },
        { code: 'BASE', name: 'Two', rank: 5, upgradeWhen: spend('1.234') },
        { code: 'no blanks', name: 'Three', rank: 0, upgradeWhen: { conditions: [{ metric: 'POINTS_EARNED', atLeast: '1.5', window: 'LIFETIME', count: 3 }, { metric: 'BALANCE', atLeast: '1', window: 'ROLLING_DAYS' }] } },
        { code: 'FOUR', name: 'Four', rank: 1, validMonths: 0, multiplierBp: -1, renewWhen: { conditions: [] }, gifts: [{ on: 'JOIN', reward: { kind: 'badge', spec: { colour: 1 } } }, { on: 'RENEW', reward: { kind: 'car', spec: {} } }] },
      ],
    });
    expect(data.tierProgramCreate.program).toBeNull();
    expect(data.tierProgramCreate.userErrors.map((error: { path: string[] }) => error.path.join('.')).sort()).toEqual([
      'input.graceDays',
      'input.tiers.0.hidden', 'input.tiers.0.name', 'input.tiers.0.upgradeWhen', 'input.tiers.0.validMonths',
      'input.tiers.1.code', 'input.tiers.1.rank', 'input.tiers.1.upgradeWhen.conditions.0.atLeast',
      'input.tiers.2.code', 'input.tiers.2.rank', 'input.tiers.2.upgradeWhen', 'input.tiers.2.upgradeWhen.conditions.0.atLeast', 'input.tiers.2.upgradeWhen.conditions.0.count',
      'input.tiers.2.upgradeWhen.conditions.1.count', 'input.tiers.2.upgradeWhen.conditions.1.metric',
      'input.tiers.3.gifts.0.on', 'input.tiers.3.gifts.0.reward.spec.colour', 'input.tiers.3.gifts.1.reward.kind',
      'input.tiers.3.multiplierBp', 'input.tiers.3.renewWhen.conditions', 'input.tiers.3.validMonths',
    ]);
    expect(await digest()).toEqual(before);
  });

  it('reached by points cannot apply to the order that gives them', async () => {
    const tiers = [LADDER[0], { ...LADDER[1], upgradeWhen: { conditions: [{ metric: 'POINTS_EARNED', atLeast: '100', window: 'LIFETIME' }] } }];
    const { data } = await create({ tiers, applyTo: 'SAME_ORDER' });
    expect(data.tierProgramCreate.userErrors).toEqual([expect.objectContaining({ path: ['input', 'applyTo'] })]);
  });

  it('that is live is changed by a draft beside it, which takes its place', async () => {
    const live = await shop.program({ tiers: LADDER });
    const { program: draft } = await shop.staff.one(UPDATE, { id: live, input: { tiers: LADDER.slice(0, 2) } });
    expect(draft).toEqual({ id: expect.not.stringMatching(live), version: 2, state: 'DRAFT' });
    expect((await shop.staff.one(UPDATE, { id: draft.id, input: { tiers: LADDER.slice(0, 3) } })).program).toEqual(draft);
    await shop.staff.ok(ACTIVATE, { id: draft.id, at: null });
    expect((await shop.staff.ok('{ tierPrograms { version state tiers { code } } }')).tierPrograms).toEqual([
      { version: 2, state: 'LIVE', tiers: [{ code: 'MEMBER' }, { code: 'SILVER' }, { code: 'GOLD' }] },
      { version: 1, state: 'ENDED', tiers: [{ code: 'MEMBER' }, { code: 'SILVER' }, { code: 'GOLD' }, { code: 'PLATINUM' }] },
    ]);
    const again = (await shop.staff.run(ACTIVATE, { id: live, at: null })).data.tierProgramActivate;
    expect(again).toEqual({ program: null, userErrors: [{ __typename: 'InvalidTransitionError', code: 'INVALID_TRANSITION', path: ['id'] }] });
  });

  it('of another brand, and an id that never was, are not found', async () => {
    const foreign = await new Shop(await platform.brand()).program({ tiers: LADDER });
    const before = await platform.digest();
    for (const id of [foreign, 'tpr_00000000000000000000000000', 'nonsense']) {
      const { data } = await shop.staff.run(ACTIVATE, { id, at: null });
      expect(data.tierProgramActivate.userErrors).toEqual([{ __typename: 'NotFoundError', code: 'NOT_FOUND', path: ['id'] }]);
      const { data: updated } = await shop.staff.run(UPDATE, { id, input: { tiers: LADDER } });
      expect(updated.tierProgramUpdate.userErrors).toEqual([expect.objectContaining({ __typename: 'NotFoundError', path: ['id'] })]);
    }
    expect(await platform.digest()).toEqual(before);
  });

  it('none of which is live: nobody has a tier', async () => {
    const anna = await shop.join('+447700900123');
    expect(await shop.staff.ok('query ($id: ID!) { tiers { code } tierProgram { id } member(by: { id: $id }) { tier { since } tierHistory { reason } } tierAt(memberId: $id, at: "2030-01-01T00:00:00Z") { code } }', { id: anna }))
      .toEqual({ tiers: [], tierProgram: null, member: { tier: null, tierHistory: [] }, tierAt: null });
  });
});

describe('activation', () => {
  const at = '2026-01-05T04:30:00Z';
  let anna: string;
  let ben: string;

  beforeEach(async () => {
    anna = await shop.join('+447700900123');
    ben = await shop.join('+447700900124');
    await shop.shop.advance({ hours: 2 });
    await shop.buy(anna, 'A-1', '600', { placedAt: '2026-01-05T04:10:00Z' });
    await shop.buy(ben, 'B-1', '300', { placedAt: '2026-01-05T04:10:00Z' });
    await shop.buy(ben, 'B-2', '5000', { placedAt: '2026-01-05T05:00:00Z' });
  });

  it('in the past judges history from there, for every member, in the background', async () => {
    await shop.program({ tiers: LADDER }, at);
    await platform.drain();
    expect(await shop.history(anna)).toEqual(['SILVER 2026-01-05T04:30:00.000Z  ACTIVATED', expect.stringContaining('JOINED')]);
    expect(await shop.history(ben)).toEqual(['PLATINUM 2026-01-05T05:00:00.000Z  UPGRADED', expect.stringContaining('JOINED')]);
  });

  it('is previewed without being done', async () => {
    const { program } = await shop.staff.one(CREATE, { input: { tiers: LADDER } });
    await shop.join('+447700900125');
    const before = await digest();
    expect((await shop.staff.ok('query ($id: ID!) { tierProgramPreview(id: $id) { rows { from to members } } }', { id: program.id })).tierProgramPreview.rows).toEqual([
      { from: null, to: 'MEMBER', members: 1 }, { from: null, to: 'SILVER', members: 1 }, { from: null, to: 'PLATINUM', members: 1 },
    ]);
    expect(await digest()).toEqual(before);
  });

  it('of another program takes members over by the codes of their tiers', async () => {
    await shop.program({ tiers: LADDER }, at);
    await platform.drain();
    const next = { tiers: [LADDER[0], { ...LADDER[1], upgradeWhen: spend('900') }, { ...LADDER[3], rank: 2, upgradeWhen: spend('10000'), validMonths: 12 }] };
    const { program } = await shop.staff.one(CREATE, { input: next });
    expect((await shop.staff.ok('query ($id: ID!) { tierProgramPreview(id: $id) { rows { from to members } } }', { id: program.id })).tierProgramPreview.rows)
      .toEqual([{ from: 'SILVER', to: 'MEMBER', members: 1 }, { from: 'PLATINUM', to: 'PLATINUM', members: 1 }]);
    await shop.staff.ok(ACTIVATE, { id: program.id, at: '2026-01-05T05:30:00Z' });
    await platform.drain();
    expect((await shop.history(anna)).slice(0, 2)).toEqual(['MEMBER 2026-01-05T05:30:00.000Z  ACTIVATED', 'SILVER 2026-01-05T04:30:00.000Z 2026-01-05T05:30:00.000Z ACTIVATED']);
    expect((await shop.history(ben)).slice(0, 2)).toEqual(['PLATINUM 2026-01-05T05:30:00.000Z  ACTIVATED', 'PLATINUM 2026-01-05T05:00:00.000Z 2026-01-05T05:30:00.000Z UPGRADED']);
  });

  it('in the future waits for its time', async () => {
    const { program } = await shop.staff.one(CREATE, { input: { tiers: LADDER } });
    expect((await shop.staff.one(ACTIVATE, { id: program.id, at: '2026-01-06T00:00:00Z' })).program).toEqual({ id: program.id, state: 'DRAFT', activatedAt: '2026-01-06T00:00:00.000Z' });
    expect((await shop.staff.ok('{ tierProgram { id } }')).tierProgram).toBeNull();
    await shop.shop.advance({ days: 1 });
    await platform.drain();
    expect(await shop.tierOf(ben)).toBe('PLATINUM');
    expect((await shop.history(anna))[0]).toBe('SILVER 2026-01-06T00:00:00.000Z  ACTIVATED');
  });
});
