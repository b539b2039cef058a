import { brandIdOf, type Calls, calledBy, newKey, type Town } from './town';

const byOperator = calledBy(({ operator }) => operator);

const organisation = async (town: Town, n: number): Promise<string> =>
  (await town.do('mutation ($code: String!) { organisationCreate(code: $code, name: "Group") { organisation { id } userErrors { message } } }', { code: `group-${n}` }, town.operator)).organisation.id;

const newBrand = async (town: Town): Promise<string> => brandIdOf(await town.platform.brand());

/** Who runs the installation. */
export const platformCalls: Calls = {
  brandCreate: byOperator(async (town, n) => {
    const [plan] = await town.platform.rows<{ code: string }>('SELECT plan_code AS code FROM platform.brand WHERE id = $1', [town.shop.id]);
    return { input: { code: `brand-${n}`, name: 'New', timeZone: 'Asia/Taipei', currency: 'TWD', region: 'TW', ownerEmail: town.address(), planCode: plan?.code }, idempotencyKey: newKey() };
  }),
  brandOwnerInvite: byOperator(async (town) => ({ brandId: await newBrand(town), email: town.address() })),
  organisationCreate: byOperator((_, n) => ({ code: `new-${n}`, name: 'Group' })),
  organisationBrandAdd: byOperator(async (town, n) => ({ id: await organisation(town, n), brandId: await newBrand(town) })),
  organisationBrandRemove: byOperator(async (town, n) => {
    const [id, brandId] = [await organisation(town, n), await newBrand(town)];
    await town.do('mutation ($id: ID!, $brandId: ID!) { organisationBrandAdd(id: $id, brandId: $brandId) { userErrors { message } } }', { id, brandId }, town.operator);
    return { id, brandId };
  }),
};
