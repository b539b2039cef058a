import { Direction, type ListDefinition, statement } from '@regulars/plugin-sdk';

export interface OrganisationRow {
  /** The uuid. */
  readonly id: string;
  readonly code: string;
  readonly name: string;
}

/** No row when the code is taken. */
export const insertOrganisation = statement<{ id: string }, [id: string, code: string, name: string]>(
  'brand.organisation-insert',
  'INSERT INTO platform.organisation (id, code, name) VALUES ($1, $2, $3) ON CONFLICT (code) DO NOTHING RETURNING id',
);

/** Those the caller may see: a brand its own, who runs the installation all. */
export const selectOrganisations = statement<OrganisationRow, [ids: readonly string[]]>(
  'brand.organisations',
  'SELECT id, code, name FROM platform.organisation WHERE id = ANY($1::uuid[])',
);

export const organisationsOfBrands = statement<{ brandId: string; organisationId: string | null }, [brandIds: readonly string[]]>(
  'brand.organisations-of-brands',
  'SELECT id AS "brandId", organisation_id AS "organisationId" FROM platform.brand WHERE id = ANY($1::uuid[])',
);

/** No row when there is no such brand, or it is not in `from` (null: in none). */
export const moveBrand = statement<{ id: string }, [brandId: string, from: string | null, to: string | null]>(
  'brand.organisation-move',
  'UPDATE platform.brand SET organisation_id = $3 WHERE id = $1 AND organisation_id IS NOT DISTINCT FROM $2 RETURNING id',
);

/** In order of their codes. */
export const organisationList = <Item>(toItem: (row: OrganisationRow) => Item): ListDefinition<OrganisationRow, Item> => ({
  name: 'brand.organisation-list',
  select: 'organisation.id, organisation.code, organisation.name',
  from: 'platform.organisation',
  id: { expression: 'organisation.code', type: 'text', direction: Direction.ASC },
  toItem,
});
