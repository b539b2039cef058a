import { type Context, defineLoader, InvalidInputError, newUuid, NotFoundError, oneForEach, Problems, readId, readName, reject } from '@regulars/plugin-sdk';
import { insertOrganisation, moveBrand, type OrganisationRow, organisationsOfBrands, selectOrganisations } from '../data/organisation.statements';

export { organisationList, type OrganisationRow } from '../data/organisation.statements';

export const ORGANISATION_PREFIX = 'org';
const CODE = /^[a-z][a-z0-9-]{1,39}$/;
const MAX_NAME = 200;

/** By uuid; null when there is none that the caller may see. */
export const organisationRow = defineLoader<string, OrganisationRow | null>(async (ctx, ids) => oneForEach(ids, await ctx.sql(selectOrganisations(ids)), ({ id }) => id));

/** By the brand's uuid; null when it belongs to none. */
export const organisationOfBrand = defineLoader<string, OrganisationRow | null>(async (ctx, brandIds) => {
  const of = new Map((await ctx.sql(organisationsOfBrands(brandIds))).map(({ brandId, organisationId }) => [brandId, organisationId]));
  return Promise.all(brandIds.map(async (id) => {
    const organisationId = of.get(id);
    return organisationId ? ctx.load(organisationRow, organisationId) : null;
  }));
});

/** Answers the new organisation's uuid. */
export async function createOrganisation(ctx: Context, code: string, name: string): Promise<string> {
  const problems = new Problems();
  if (!CODE.test(code)) problems.add('code', 'Give 2 to 40 lower-case letters, digits or dashes, and begin with a letter.');
  const read = readName(name, MAX_NAME, 'name', problems);
  problems.throwIfAny();
  const [created] = await ctx.sql(insertOrganisation(newUuid(), code, read));
  return created?.id ?? reject(new InvalidInputError('Another organisation has this code.', 'code'));
}

/** The uuid behind a public id; null when there is no such organisation. */
export async function findOrganisation(ctx: Context, id: string): Promise<string | null> {
  const uuid = readId(ORGANISATION_PREFIX, id);
  return uuid === null ? null : ((await ctx.load(organisationRow, uuid))?.id ?? null);
}

export const noSuchOrganisation = (path: string, id: string): NotFoundError => new NotFoundError({ en: 'There is no such organisation.', 'zh-TW': '找不到此組織。' }, path, id);

/** As `findOrganisation`, but rejects. */
export const existingOrganisation = async (ctx: Context, id: string, path: string): Promise<string> => (await findOrganisation(ctx, id)) ?? reject(noSuchOrganisation(path, id));

/** A brand belongs to one organisation or to none. */
export async function addBrand(ctx: Context, organisationId: string, brandId: string | null): Promise<void> {
  const [moved] = brandId === null ? [] : await ctx.sql(moveBrand(brandId, null, organisationId));
  if (!moved) reject(new InvalidInputError('There is no such brand, or it belongs to an organisation.', 'brandId'));
}

export async function removeBrand(ctx: Context, organisationId: string, brandId: string | null): Promise<void> {
  const [moved] = brandId === null ? [] : await ctx.sql(moveBrand(brandId, organisationId, null));
  if (!moved) reject(new InvalidInputError('This brand does not belong to the organisation.', 'brandId'));
}
