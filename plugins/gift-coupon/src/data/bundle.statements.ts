import { statement } from '@regulars/plugin-sdk';
import type { BundleItem, BundlePart, OnStockout } from './bundle-terms';

export interface BundleRow {
  readonly id: string;
  readonly name: string;
  readonly items: readonly BundleItem[];
  readonly on_stockout: OnStockout;
}

export const BUNDLE_COLUMNS = 'b.id, b.name, b.items, b.on_stockout';

export const allBundles = statement<BundleRow>('gift-coupon.bundles', `SELECT ${BUNDLE_COLUMNS} FROM gift_coupon.bundle AS b ORDER BY b.id`);

export const bundlesById = statement<BundleRow, [ids: readonly string[]]>('gift-coupon.bundles-by-id', `
  SELECT ${BUNDLE_COLUMNS} FROM gift_coupon.bundle AS b WHERE b.id = ANY($1::uuid[])`);

/** Locked against each other: of two changes at once the second sees the first, so that together they close no circle. */
export const lockBundles = statement<BundleRow>('gift-coupon.lock-bundles', `SELECT ${BUNDLE_COLUMNS} FROM gift_coupon.bundle AS b ORDER BY b.id FOR UPDATE`);

export const insertBundle = statement<never, [id: string, name: string, items: string, onStockout: OnStockout]>('gift-coupon.insert-bundle', `
  INSERT INTO gift_coupon.bundle (id, name, items, on_stockout) VALUES ($1, $2, $3::jsonb, $4)`);

export const updateBundle = statement<never, [id: string, name: string, items: string, onStockout: OnStockout]>('gift-coupon.update-bundle', `
  UPDATE gift_coupon.bundle SET name = $2, items = $3::jsonb, on_stockout = $4 WHERE id = $1`);

/** What limited templates have left; their counters stay locked, in id order, so that it stays so. */
export const lockStocks = statement<{ template_id: string; left: number }, [templateIds: readonly string[]]>('gift-coupon.lock-stocks', `
  SELECT n.template_id, n.stock - n.issued AS left FROM gift_coupon.template_counter AS n
   WHERE n.template_id = ANY($1::uuid[]) AND n.stock IS NOT NULL ORDER BY n.template_id FOR UPDATE`);

/** What counts against members' limits, with what partners have reserved for them. The members are locked. */
export const issuedTo = statement<{ template_id: string; member_id: string; issued: number }, [templateIds: readonly string[], memberIds: readonly string[]]>('gift-coupon.issued-to', `
  SELECT had.template_id, had.member_id, count(*)::int AS issued FROM (
    SELECT c.template_id, c.issued_to AS member_id FROM gift_coupon.coupon AS c
     WHERE c.issued_to = ANY($2::uuid[]) AND c.template_id = ANY($1::uuid[]) AND c.state <> 'REVOKED'
    UNION ALL
    SELECT r.template_id, r.member_id FROM gift_coupon.partner_reservation AS r
     WHERE r.member_id = ANY($2::uuid[]) AND r.template_id = ANY($1::uuid[]) AND r.state = 'RESERVED') AS had
   GROUP BY had.template_id, had.member_id`);

export interface BundleGiftRow {
  readonly id: string;
  readonly bundle_id: string;
  readonly member_id: string;
  readonly parts: readonly BundlePart[];
  readonly given_at: Date;
}

const GIFT_COLUMNS = 'g.id, g.bundle_id, g.member_id, g.parts, g.given_at';

/** JSON of rows. */
export const insertBundleGifts = statement<never, [json: string]>('gift-coupon.insert-bundle-gifts', `
  INSERT INTO gift_coupon.bundle_gift (id, bundle_id, member_id, on_stockout, parts, given_at)
  SELECT id, bundle_id, member_id, on_stockout, parts, given_at
    FROM jsonb_to_recordset($1::jsonb) AS r (id uuid, bundle_id uuid, member_id uuid, on_stockout text, parts jsonb, given_at timestamptz)`);

export const bundleGiftsById = statement<BundleGiftRow, [ids: readonly string[]]>('gift-coupon.bundle-gifts-by-id', `
  SELECT ${GIFT_COLUMNS} FROM gift_coupon.bundle_gift AS g WHERE g.id = ANY($1::uuid[])`);

export const bundleGiftForUpdate = statement<BundleGiftRow, [id: string]>('gift-coupon.bundle-gift-for-update', `
  SELECT ${GIFT_COLUMNS} FROM gift_coupon.bundle_gift AS g WHERE g.id = $1 FOR UPDATE`);

/** Of which partners have not answered, or have not heard what was taken back. The index on them has just this condition. */
export const untoldGifts = statement<BundleGiftRow, [limit: number]>('gift-coupon.untold-gifts', `
  SELECT ${GIFT_COLUMNS} FROM gift_coupon.bundle_gift AS g
   WHERE g.parts @? '$[*] ? (@.skipped == "ASKED" || @.partner.told < @.partner.takenBack)' ORDER BY g.given_at DESC LIMIT $1`);

export const setBundleParts = statement<never, [id: string, parts: string]>('gift-coupon.set-bundle-parts', `
  UPDATE gift_coupon.bundle_gift SET parts = $2::jsonb WHERE id = $1`);

export const bundleGiftsOf = statement<BundleGiftRow & { readonly name: string }, [memberId: string]>('gift-coupon.bundle-gifts-of', `
  SELECT ${GIFT_COLUMNS}, b.name FROM gift_coupon.bundle_gift AS g JOIN gift_coupon.bundle AS b ON b.id = g.bundle_id WHERE g.member_id = $1 ORDER BY g.id`);

export const moveBundleGifts = statement<{ id: string }, [survivorId: string, loserId: string]>('gift-coupon.move-bundle-gifts', `
  UPDATE gift_coupon.bundle_gift SET member_id = $1 WHERE member_id = $2 RETURNING id`);

export const returnBundleGifts = statement<never, [loserId: string, ids: readonly string[]]>('gift-coupon.return-bundle-gifts', `
  UPDATE gift_coupon.bundle_gift SET member_id = $1 WHERE id = ANY($2::uuid[])`);
