import { setTimeout as sleep } from 'node:timers/promises';
import { sealAll } from '@regulars/kernel';
import { auditInvariants, auditOrders } from '../faults/books';
import { call } from '../faults/call';
import { queryAsOwner } from '../postgres/query-as-owner';
import { counts, type Finding, kept } from '../faults/outcome';
import type { FaultShop } from '../faults/shop';
import { addressesOf } from '../start/database';
import type { Lost, Places } from './before';
import { outrun, resumeAfter } from './events';
import { Served } from './installation';
import { asThePageSays } from './page';
import { isFoundByPhone, isLetIn, makeKey, tablesNaming } from './people';
import { Selling, send } from './selling';

const AGAIN = 20; // orders the tills send once more, of those that are there and of those that are not

interface Verdict {
  readonly checked: number;
  readonly intact: boolean;
  readonly unsealed: number;
  readonly anchoredAt: string | null;
}

async function verifyAudit(served: Served, { token }: FaultShop): Promise<Verdict> {
  return (await call<{ auditVerify: Verdict }>(served.graphql, token, '{ auditVerify { checked intact unsealed anchoredAt } }')).auditVerify;
}

/** The database as it came up, before anybody mends it: what is there, and what would be wrong if nobody did. */
export async function lookAtRaw(ownerUrl: string, lost: Lost, places: Places): Promise<Finding[]> {
  const orders = (await queryAsOwner<{ externalId: string }>(ownerUrl, `SELECT external_id AS "externalId" FROM "order"."order"`)).map(({ externalId }) => externalId);
  const there = new Set(orders);
  const served = await Served.start(ownerUrl, places, false);
  try {
    return [
      counts('every order acknowledged before the point is there', lost.soldBefore.filter(({ externalId }) => !there.has(externalId)).length),
      counts('no order that was sent after the point is there', orders.filter((externalId) => Number(externalId.slice(1)) > lost.begunBefore).length),
      counts('who was erased before the point stands nowhere', (await tablesNaming(ownerUrl, lost.people.slice(0, 2))).length),
      kept('who was erased after the point is back until the list is read', (await tablesNaming(ownerUrl, lost.people.slice(2))).length > 0 && (await isFoundByPhone(served, lost.shop, lost.people[2]))),
      kept('anchors of later tell that history was given up', !(await verifyAudit(served, lost.shop)).intact),
      kept('who signed out after the point is signed in until sessions are ended', await isLetIn(served, lost.session.accessToken)),
    ];
  } finally {
    await served.stop();
  }
}

/** What the page says to do before anybody is let in, and that the books are verified. */
export async function mend(ownerUrl: string, { point, leaver }: Lost, { keyFile, anchorFile, backups }: Places): Promise<Finding[]> {
  const told = await asThePageSays('mend', { DATABASE_URL: ownerUrl, KEY_FILE: keyFile, ANCHOR_FILE: anchorFile, BACKUPS: backups, POINT: point });
  const { appUrl, relayUrl } = addressesOf(ownerUrl, keyFile);
  const verified = await asThePageSays('verify', { DATABASE_URL: appUrl, RELAY_DATABASE_URL: relayUrl, KEY_FILE: keyFile });
  return [
    kept('the list erases one member again', told.includes('1 erased again.')),
    kept('a key that was revoked after the point is listed', told.includes(`${leaver.id}  faults  integration  leaver`)),
    kept('npm run verify-books: the books are in order', verified.includes('the books are in order')),
  ];
}

/** Everybody is let in again. */
export async function lookAtMended(served: Served, lost: Lost): Promise<Finding[]> {
  const { shop, people, session, leaver } = lost;
  const found = await Promise.all(people.map((person) => isFoundByPhone(served, shop, person)));
  const wasGood = await isLetIn(served, leaver.token);
  await queryAsOwner(served.ownerUrl, `UPDATE platform.credential SET revoked_at = now() WHERE id = $1`, [leaver.id]);
  return [
    counts('who was erased is found by no phone', found.filter(Boolean).length),
    counts('who was erased stands in no row of any table', (await tablesNaming(served.ownerUrl, people)).length),
    kept('a session from before the point is ended', !(await isLetIn(served, session.accessToken))),
    kept('keys from before the point are good', (await isLetIn(served, shop.token)) && wasGood),
    ...(await sellAgain(served, lost)),
    ...(await resume(served, lost)),
    ...(await audit(served, lost)),
  ];
}

/** Tills that send again what they sent, under the same keys, and new orders. */
async function sellAgain(served: Served, { shop, soldBefore, sold, begunBefore }: Lost): Promise<Finding[]> {
  const givenUp = sold.filter(({ serial }) => serial > begunBefore).slice(0, AGAIN);
  const before = await orderCount(served);
  for (const { body } of [...soldBefore.slice(-AGAIN), ...givenUp]) await send(served, shop, body);
  const afterwards = await orderCount(served);
  const tills = new Selling(served, shop, 'E');
  const selling = tills.run(4);
  while (tills.sold.length < AGAIN) await Promise.race([selling, sleep(10)]);
  tills.stop();
  await selling;
  const fresh = await makeKey(served, shop, 'fresh');
  return [
    counts('orders that are there, sent again under their keys, change nothing; others are taken anew', Math.abs(afterwards - before - givenUp.length)),
    counts('new orders get ids of their own', Math.abs((await orderCount(served)) - afterwards - tills.sold.length)),
    kept('new keys are good', await isLetIn(served, fresh.token)),
    ...(await auditOrders(served.ownerUrl, [...soldBefore, ...givenUp, ...tills.sold])),
  ];
}

async function orderCount({ ownerUrl }: Served): Promise<number> {
  return (await queryAsOwner<{ n: number }>(ownerUrl, 'SELECT count(*)::int AS n FROM "order"."order"'))[0]?.n ?? 0;
}

async function resume(served: Served, { shop, cursorBefore, cursorAfter }: Lost): Promise<Finding[]> {
  const early = await resumeAfter(served, shop, cursorBefore);
  const atOnce = await resumeAfter(served, shop, cursorAfter);
  await outrun(served.ownerUrl, cursorAfter);
  const later = await resumeAfter(served, shop, cursorAfter);
  return [
    kept('a cursor from before the point goes on', early === 'EVENT'),
    kept('a cursor from after the point ends with CURSOR_EXPIRED', atOnce === 'CURSOR_EXPIRED'),
    kept('and still does when the log has passed it', later === 'CURSOR_EXPIRED'),
  ];
}

async function audit(served: Served, { shop }: Lost): Promise<Finding[]> {
  await sealAll(served.runtime);
  const { checked, intact, anchoredAt } = await verifyAudit(served, shop);
  return [
    kept(`the audit and the ledger verify against the anchors that remain (${checked} rows)`, intact && checked > 0 && anchoredAt !== null),
    ...(await auditInvariants(served.runtime)),
  ];
}
