import { anyOf, type Condition, type Context, EVERYTHING, Platform, Problems, stringCondition } from '@regulars/plugin-sdk';
import { type BrandRow, brandList, selectBrandsOfOrganisations } from '../data/brand.statements';
import { readBrandPatch } from './brand-changes';
import { addBrand, findOrganisation, noSuchOrganisation } from './organisations';
import { readAddress } from './staff/accounts';

export { type BrandRow, brandList };

/** By code. */
export const brandsOfOrganisations = (ctx: Context, ids: readonly string[]): Promise<(BrandRow & { organisationId: string })[]> => ctx.sql(selectBrandsOfOrganisations(ids));

export interface NewBrandInput {
  readonly code: string;
  readonly name: string;
  readonly timeZone: string;
  readonly currency: string;
  readonly region: string;
  readonly dayStartsAt: number;
  readonly planCode: string;
  readonly sandbox: boolean;
  readonly clockStartsAt?: Date | null;
  readonly organisationId?: string | null;
  readonly ownerEmail: string;
}

const CODE = /^[a-z][a-z0-9-]{1,39}$/;

/** Answers the new brand's uuid. */
export async function createBrand(ctx: Context, input: NewBrandInput): Promise<string> {
  const problems = new Problems();
  const { code, name, timeZone, currency, region, dayStartsAt, planCode, sandbox } = input;
  readBrandPatch({ name, timeZone, currency, region, dayStartsAt }, problems);
  if (!CODE.test(code)) problems.add('input.code', 'Give 2 to 40 lower-case letters, digits or dashes, and begin with a letter.');
  if (readAddress(input.ownerEmail) === null) problems.add('input.ownerEmail', 'Give an e-mail address.');
  const clockStartsAt = input.clockStartsAt ?? null;
  if (clockStartsAt !== null && !sandbox) problems.add('input.clockStartsAt', 'Only a sandbox brand has a clock of its own.');
  const organisationId = input.organisationId == null ? null : await findOrganisation(ctx, input.organisationId);
  if (input.organisationId != null && organisationId === null) problems.push(noSuchOrganisation('input.organisationId', input.organisationId));
  problems.throwIfAny();
  const brandId = await ctx.use(Platform).createBrand({ code, name: name.trim(), timeZone, currency, region, dayStartsAt, planCode, sandbox, clockStartsAt });
  if (organisationId !== null) await addBrand(ctx, organisationId, brandId);
  return brandId;
}

/** In code or name. */
export function brandsMatching(search: string | null): Condition {
  const contains = search?.trim() ?? '';
  return contains === '' ? EVERYTHING : anyOf(['brand.code', 'brand.name'].map((column) => stringCondition(column, { contains })));
}
