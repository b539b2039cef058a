import { rowsOf } from './rows';
import { type Check, shopWith } from './subject';

/** Disabling hides the plugin and keeps what it knows; enabling brings it back. */
export const keepsDataWhileDisabled: Check = async (subject) => {
  const { plugin } = subject;
  const shop = await shopWith(subject, 1);
  const before = await rowsOf(subject, shop);
  await shop.disable(plugin.id);
  const disabled = await shop.read(async (ctx) => ctx.brand.modules.has(plugin.id));
  await shop.enable(plugin.id);
  const after = await rowsOf(subject, shop);
  const lost = [...before].flatMap(([table, rows]) => {
    const kept = new Set(after.get(table));
    const gone = rows.filter((row) => !kept.has(row)).length;
    return gone > 0 ? [`${table} lost or changed ${gone} of ${rows.length} rows while ${plugin.id} was disabled`] : [];
  });
  return disabled ? [`${plugin.id} is still on after it was disabled`, ...lost] : lost;
};
