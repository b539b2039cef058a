export const SOURCE = 'bench';
export const MEMBERS = 1_000;
export const LINES = 20;
const DAY = 86_400_000;

export const membersCsv = (): string =>
  ['externalId,joinedAt', ...Array.from({ length: MEMBERS }, (_, index) => `M${index},2020-01-01T00:00:00Z`)].join('\n');

const HEADER = 'source,externalId,revision,status,memberExternalId,storeCode,channel,placedAt,lineNumber,sku,name,category,quantity,unitPrice';

/** Orders of the last 300 days in the order of time, each with 20 lines: a row for each. */
export function ordersCsv(prefix: string, orders: number, now: number): string {
  const rows = [HEADER];
  for (let order = 0; order < orders; order++) {
    const placedAt = new Date(now - 300 * DAY + (order / orders) * 299 * DAY).toISOString();
    const head = `${SOURCE},${prefix}-${order},1,PAID,M${(order * 7) % MEMBERS},,ONLINE,${placedAt}`;
    for (let line = 1; line <= LINES; line++) {
      const product = (order * 13 + line * 31) % 997;
      rows.push(`${head},${line},P${product},Product number ${product},Category ${product % 12},${1 + (line % 5)},${(product % 40) + 1}.95`);
    }
  }
  return rows.join('\n');
}
