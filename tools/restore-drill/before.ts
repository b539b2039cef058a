import { setTimeout as sleep } from 'node:timers/promises';
import { AnchorFile, sealAll } from '@regulars/kernel';
import { queryAsOwner } from '../postgres/query-as-owner';
import { newestCursor } from '../faults/database';
import { type FaultShop, setUpShop } from '../faults/shop';
import type { Served } from './installation';
import { asThePageSays } from './page';
import { erase, isLetIn, joinPerson, makeKey, type Person, signInOwner, type SignedIn, signOut } from './people';
import { type Order, Selling } from './selling';

const TILLS = 8;
const BRAND = 'faults'; // of the shop that is set up

export interface Places {
  readonly keyFile: string;
  readonly anchorFile: string;
  readonly backups: string;
  readonly base: string;
}

/** What was so when the server was lost, and where the point lay that it is taken back to. */
export interface Lost {
  readonly shop: FaultShop;
  /** Acknowledged until the server was lost. */
  readonly sold: readonly Order[];
  /** Of the server, with its microseconds. */
  readonly point: string;
  /** Acknowledged before the point. */
  readonly soldBefore: readonly Order[];
  /** Orders up to this number had been sent when the point was over. */
  readonly begunBefore: number;
  /** Erased before the backup, after it, and after the point. */
  readonly people: readonly [Person, Person, Person];
  readonly session: SignedIn;
  readonly leaver: { readonly id: string; readonly token: string };
  readonly cursorBefore: string;
  readonly cursorAfter: string;
  readonly figures: { readonly during: number; readonly backupMs: number; readonly backup: string };
}

async function until(isSo: () => boolean | Promise<boolean>): Promise<void> {
  while (!(await isSo())) await sleep(20);
}

/** Writes down the ends of the chains, as a worker does each hour. */
async function anchor({ runtime }: Served, { anchorFile }: Places): Promise<void> {
  await sealAll(runtime);
  await new AnchorFile(anchorFile).anchor(runtime);
}

/** Tills never stop; meanwhile the database is backed up, a point in time is noted, and what comes after it will be lost. */
export async function workUntilLost(served: Served, places: Places, orders: number): Promise<Lost> {
  const shop = await setUpShop(served.url, served.ownerUrl);
  const people: Lost['people'] = [await joinPerson(served, shop, 1), await joinPerson(served, shop, 2), await joinPerson(served, shop, 3)];
  const [early, middle, late] = people;
  const [session, leaver] = [await signInOwner(served, BRAND), await makeKey(served, shop, 'leaver')];
  if (!(await isLetIn(served, session.accessToken)) || !(await isLetIn(served, leaver.token))) throw new Error('Who has just signed in is not let in');
  const tills = new Selling(served, shop, 'D');
  const selling = tills.run(TILLS);
  const sold = (more: number): Promise<void> => {
    const wanted = tills.sold.length + more;
    return Promise.race([until(() => tills.sold.length >= wanted), selling]);
  };
  await erase(served, shop, early);
  await sold(orders);

  const [begun, started] = [tills.sold.length, performance.now()];
  const backup = await asThePageSays('backup', { DATABASE_URL: served.ownerUrl, BASE: places.base });
  const figures = { during: tills.sold.length - begun, backupMs: performance.now() - started, backup };
  await erase(served, shop, middle);
  await anchor(served, places);
  await sold(orders);

  const cursorBefore = await newestCursor(served.ownerUrl, shop.brandId);
  const soldBefore = [...tills.sold];
  const [{ point } = { point: '' }] = await queryAsOwner<{ point: string }>(served.ownerUrl, `SELECT to_char(clock_timestamp() AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"+00:00"') AS point`);
  const begunBefore = tills.begun;

  await sold(orders);
  await erase(served, shop, late);
  await signOut(served, session);
  await queryAsOwner(served.ownerUrl, `UPDATE platform.credential SET revoked_at = now() WHERE id = $1`, [leaver.id]);
  await asThePageSays('erasures', { DATABASE_URL: served.ownerUrl, KEY_FILE: places.keyFile, BACKUPS: places.backups });
  tills.stop();
  await selling;
  await anchor(served, places);
  const cursorAfter = await newestCursor(served.ownerUrl, shop.brandId);
  await archiveTheRest(served.ownerUrl);
  return { shop, sold: tills.sold, point, soldBefore, begunBefore, people, session, leaver, cursorBefore, cursorAfter, figures };
}

/** What archive_timeout would do within its minute. */
async function archiveTheRest(ownerUrl: string): Promise<void> {
  const [{ wal } = { wal: '' }] = await queryAsOwner<{ wal: string }>(ownerUrl, 'SELECT pg_walfile_name(pg_switch_wal()) AS wal');
  await until(async () => (await queryAsOwner<{ done: boolean }>(ownerUrl, `SELECT coalesce(last_archived_wal >= $1, false) AS done FROM pg_stat_archiver`, [wal]))[0]?.done === true);
}
