import type { Api } from './api';

const LONG_AGO = '2020-01-01T00:00:00Z';

const spend = (atLeast: string): object => ({ match: 'ALL', conditions: [{ metric: 'NET_SPEND', atLeast, window: 'ROLLING_DAYS', count: 365 }] });

const TIERS = [
  { code: 'MEMBER', name: 'Member', rank: 0 },
  { code: 'SILVER', name: 'Silver', rank: 1, upgradeWhen: spend('5000') },
  { code: 'GOLD', name: 'Gold', rank: 2, upgradeWhen: spend('100000'), multiplierBp: 12000 },
];

const CARDS = [
  { name: 'A stamp a visit', slots: 10, rules: [{ kind: 'VISIT', stamps: 1 }], rewards: [{ at: 10, reward: { kind: 'points', spec: { points: 30 } } }] },
  { name: 'A stamp for ten pounds', slots: 200, rules: [{ kind: 'PER_AMOUNT', stamps: 1, amount: '10' }], rewards: [{ at: 200, reward: { kind: 'points', spec: { points: 50 } } }] },
];

/** Points that expire, and tiers by what was spent in a year: the demo's `retail`. */
export async function startPointsAndTiers(staff: Api): Promise<void> {
  await staff.run('mutation { pointsSettingsUpdate(input: { expiry: AFTER_MONTHS, expiryCount: 12 }) { userErrors { code } } }');
  const { earnRuleCreate } = await staff.run<{ earnRuleCreate: { rule: { id: string } } }>(
    'mutation { earnRuleCreate(input: { code: "SPEND", name: "1 point a pound", kind: PER_AMOUNT, points: 1, amount: "1.00" }) { rule { id } } }',
  );
  await staff.run('mutation ($id: ID!, $at: DateTime!) { earnRuleActivate(id: $id, at: $at) { rule { id } } }', { id: earnRuleCreate.rule.id, at: LONG_AGO });
  const { tierProgramCreate } = await staff.run<{ tierProgramCreate: { program: { id: string } } }>(
    'mutation ($input: TierProgramInput!) { tierProgramCreate(input: $input) { program { id } } }', { input: { tiers: TIERS } },
  );
  await staff.run('mutation ($id: ID!, $at: DateTime!) { tierProgramActivate(id: $id, at: $at) { program { id } } }', { id: tierProgramCreate.program.id, at: LONG_AGO });
}

/** Two stamp cards, one for visits, one for amounts; and more if there are. */
export async function startStampCards(staff: Api, ...more: readonly object[]): Promise<void> {
  await staff.run('mutation { pluginEnable(id: "stamp-card") { userErrors { code } } }');
  for (const card of [...CARDS, ...more]) {
    const { stampCardProgramCreate } = await staff.run<{ stampCardProgramCreate: { program: { id: string } } }>(
      'mutation ($input: StampCardProgramInput!) { stampCardProgramCreate(input: $input) { program { id } } }', { input: { ...card, startsAt: LONG_AGO } },
    );
    await staff.run('mutation ($id: ID!) { stampCardProgramActivate(id: $id) { program { id } } }', { id: stampCardProgramCreate.program.id });
  }
}
