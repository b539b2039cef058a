import { brandIdOf, type Calls, calledBy, newKey, type Town } from './town';

const byOperator = calledBy(({ operator }) => operator);

const organisation = async (town: Town, n: number): Promise<string> =>
  (await town.do('mutation ($code: String!) { organisationCreate(code: $code, name: "Group") { organisation { id } userErrors { message } } }', { code: `group-${n}` }, town.operator)).organisation.id;

const newBrand = async (town: Town): Promise<string> => brandIdOf(await town.platform.brand());

const PLAN = { name: 'Plan', plugins: ['stamp-card'], limits: { 'stamp-card': { activeCards: 3 } } };

const plan = async (town: Town, code: string): Promise<string> =>
  (await town.do('mutation ($input: PlanInput!) { planCreate(input: $input) { plan { code } userErrors { message } } }', { input: { ...PLAN, code } }, town.operator)).plan.code;

/** Who runs the installation. */
export const platformCalls: Calls = {
  brandCreate: byOperator(async (town, n) => {
    const [plan] = await town.platform.rows<{ code: string }>('SELECT plan_code AS code FROM platform.brand WHERE id = $1', [town.shop.id]);
    return { input: { code: `brand-${n}`, name: 'New', timeZone: 'Asia/Taipei', currency: 'TWD', region: 'TW', ownerEmail: town.address(), planCode: plan?.code }, idempotencyKey: newKey() };
  }),
  brandOwnerInvite: byOperator(async (town) => ({ brandId: await newBrand(town), email: town.address() })),
  planCreate: byOperator((_, n) => ({ input: { ...PLAN, code: `PLAN-${n}` } })),
  planUpdate: byOperator(async (town, n) => {
    const code = await plan(town, `UPDATED-${n}`);
    return { code, input: { ...PLAN, code, name: 'Renamed' } };
  }),
  brandPlanChange: byOperator(async (town, n) => ({ brandId: await newBrand(town), planCode: await plan(town, `TARGET-${n}`), graceDays: 3 })),
  organisationCreate: byOperator((_, n) => ({ code: `new-${n}`, name: 'Group' })),
  organisationBrandAdd: byOperator(async (town, n) => ({ id: await organisation(town, n), brandId: await newBrand(town) })),
  organisationBrandRemove: byOperator(async (town, n) => {
    const [id, brandId] = [await organisation(town, n), await newBrand(town)];
    await town.do('mutation ($id: ID!, $brandId: ID!) { organisationBrandAdd(id: $id, brandId: $brandId) { userErrors { message } } }', { id, brandId }, town.operator);
    return { id, brandId };
  }),
};
