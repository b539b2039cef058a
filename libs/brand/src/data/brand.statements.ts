import { Direction, type ListDefinition, statement } from '@regulars/plugin-sdk';

/** A brand as the platform's table has it. */
export interface BrandRow {
  readonly id: string;
  readonly code: string;
  readonly name: string;
  readonly timeZone: string;
  readonly currency: string;
  readonly region: string;
  readonly dayStartsAt: number;
  readonly locales: readonly string[];
  readonly sandbox: boolean;
  readonly planCode: string;
  readonly version: number;
}

const COLUMNS = `brand.id, brand.code, brand.name, brand.time_zone AS "timeZone", brand.currency, brand.region, brand.day_starts_at AS "dayStartsAt",
    brand.locales, brand.sandbox, brand.plan_code AS "planCode", brand.version`;

/** Of those the caller may see: a brand sees itself. */
export const selectBrandsOfOrganisations = statement<BrandRow & { organisationId: string }, [ids: readonly string[]]>(
  'brand.brands-of-organisations',
  `SELECT ${COLUMNS}, brand.organisation_id AS "organisationId" FROM platform.brand WHERE organisation_id = ANY($1::uuid[]) ORDER BY brand.code COLLATE "C" LIMIT 1000`,
);

/** For the platform audience, which alone sees more brands than its own. */
export const brandList = <Item>(toItem: (row: BrandRow) => Item): ListDefinition<BrandRow, Item> => ({
  name: 'brand.brand-list',
  select: COLUMNS,
  from: 'platform.brand',
  id: { expression: 'brand.code', type: 'text', direction: Direction.ASC },
  toItem,
});
