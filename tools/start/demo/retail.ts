import type { BrandDemo } from '.';
import { writeFindings } from '../../demo/retail/findings.mjs';
import { membersCsv, ordersCsv, SOURCE } from '../../demo/retail/imports.mjs';
import { loadRetail } from '../../demo/retail/load-retail.mjs';
import type { Retail } from '../../demo/retail/types';
import type { BrandClient } from '../platform-client';

/** The evening after the last invoice, and the midnight at which the clock stands once all is loaded. */
const LOADING_AT = '2011-12-09T18:00:00Z';
const STANDS_AT = '2011-12-10T00:00:00Z';
const FIRST_DAY = '2009-12-01T00:00:00Z';

const spend = (atLeast: string): object => ({ match: 'ALL', conditions: [{ metric: 'NET_SPEND', atLeast, window: 'ROLLING_DAYS', count: 365 }] });

const TIERS = [
  { code: 'MEMBER', name: 'Member', rank: 0 },
  { code: 'SILVER', name: 'Silver', rank: 1, upgradeWhen: spend('500') },
  { code: 'GOLD', name: 'Gold', rank: 2, upgradeWhen: spend('2000') },
  { code: 'PLATINUM', name: 'Platinum', rank: 3, upgradeWhen: spend('5000') },
];

async function setUp(brand: BrandClient): Promise<void> {
  await brand.run('mutation { pointsSettingsUpdate(input: { expiry: AFTER_MONTHS, expiryCount: 12 }) { userErrors { code message path } } }');
  const { earnRuleCreate } = await brand.run<{ earnRuleCreate: { rule: { id: string } } }>(
    'mutation { earnRuleCreate(input: { code: "SPEND", name: "1 point per pound", kind: PER_AMOUNT, points: 1, amount: "1.00" }) { rule { id } userErrors { code message path } } }',
  );
  await brand.run('mutation ($id: ID!, $at: DateTime!) { earnRuleActivate(id: $id, at: $at) { userErrors { code message path } } }', { id: earnRuleCreate.rule.id, at: FIRST_DAY });
  const { tierProgramCreate } = await brand.run<{ tierProgramCreate: { program: { id: string } } }>(
    'mutation ($input: TierProgramInput!) { tierProgramCreate(input: $input) { program { id } userErrors { code message path } } }',
    { input: { tiers: TIERS, downgrade: 'TO_QUALIFIED' } },
  );
  await brand.run('mutation ($id: ID!, $at: DateTime!) { tierProgramActivate(id: $id, at: $at) { userErrors { code message path } } }', { id: tierProgramCreate.program.id, at: FIRST_DAY });
}

/** What of the source is no order, so that nothing is dropped in silence. */
async function reportFindings(retail: Retail, folder: string): Promise<void> {
  const files = await writeFindings(retail, folder);
  process.stdout.write(`      ${retail.unmatched.length} credit lines match no sale, wholly or partly; ${retail.guestCredits.length} are of guests: ${files.join(', ')}\n`);
}

/** Two years of real invoices of a gift retailer; see test/data/online-retail-ii. */
export const retailDemo: BrandDemo = {
  input: { code: 'retail', name: 'Online Retail', timeZone: 'Europe/London', currency: 'GBP', region: 'GB', sandbox: true, clockStartsAt: LOADING_AT },
  async load(brand, size, steps, folder) {
    const read = steps.begin('  Read and match the invoices');
    const retail: Retail = await loadRetail({ small: size === 'small' });
    read();
    await setUp(brand);
    const joined = steps.begin('  Import members');
    const members = await brand.import('MEMBERS', SOURCE, membersCsv(retail));
    joined(`${members.created} members`);
    const ordering = steps.begin('  Import orders');
    const began = performance.now();
    const orders = await brand.import('ORDERS', SOURCE, ordersCsv(retail));
    ordering(`${orders.created} orders, ${Math.round((orders.created * 1000) / (performance.now() - began))} a second, upload included`);
    await brand.run('mutation ($to: DateTime!) { brandClockAdvance(to: $to) { userErrors { code message path } } }', { to: STANDS_AT });
    await reportFindings(retail, folder);
    const { members: first } = await brand.run<{ members: { nodes: { id: string }[] } }>('{ members(first: 1) { nodes { id } } }');
    return first.nodes[0]?.id ?? null;
  },
};
