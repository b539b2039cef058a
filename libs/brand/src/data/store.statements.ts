import { Direction, type ListDefinition, statement } from '@regulars/plugin-sdk';

export interface StoreRef {
  /** The uuid. */
  readonly id: string;
  readonly code: string;
  readonly name: string;
  readonly city: string | null;
  readonly address: string | null;
  /** Set when it was closed; orders of before may still come in. */
  readonly closedAt: Date | null;
}

const COLUMNS = 'store.id, store.code, store.name, store.city, store.address, store.closed_at AS "closedAt"';

export const selectStores = statement<StoreRef>('brand.stores', `SELECT ${COLUMNS} FROM brand.store ORDER BY code COLLATE "C"`);

export const selectStore = statement<StoreRef, [id: string | null, code: string | null]>(
  'brand.store',
  `SELECT ${COLUMNS} FROM brand.store WHERE ($1::uuid IS NULL OR id = $1) AND ($2::text IS NULL OR code = $2)`,
);

export const selectStoresByIds = statement<StoreRef, [ids: readonly string[]]>('brand.stores-by-id', `SELECT ${COLUMNS} FROM brand.store WHERE id = ANY($1::uuid[])`);

/** No row when the code is taken. */
export const insertStore = statement<{ id: string }, [id: string, code: string, name: string, city: string | null, address: string | null]>(
  'brand.store-insert',
  `INSERT INTO brand.store (id, code, name, city, address) VALUES ($1, $2, $3, $4, $5)
   ON CONFLICT ON CONSTRAINT store_code_unique DO NOTHING RETURNING id`,
);

/** Locks the store to be changed, and who has the code it shall have. */
export const lockStores = statement<StoreRef, [id: string, code: string]>(
  'brand.store-lock',
  `SELECT ${COLUMNS} FROM brand.store WHERE id = $1 OR code = $2 ORDER BY id FOR NO KEY UPDATE`,
);

export const updateStore = statement<never, [id: string, code: string, name: string, city: string | null, address: string | null]>(
  'brand.store-update',
  'UPDATE brand.store SET code = $2, name = $3, city = $4, address = $5 WHERE id = $1',
);

/** Closing twice keeps the first time. */
export const closeStore = statement<{ id: string }, [id: string]>(
  'brand.store-close',
  'UPDATE brand.store SET closed_at = coalesce(closed_at, platform.current_now()) WHERE id = $1 RETURNING id',
);

/** Open and closed stores, by code. */
export const storeList = <Item>(toItem: (row: StoreRef) => Item): ListDefinition<StoreRef, Item> => ({
  name: 'brand.store-list',
  select: COLUMNS,
  from: 'brand.store',
  id: { expression: 'store.code', type: 'text', direction: Direction.ASC },
  toItem,
});

