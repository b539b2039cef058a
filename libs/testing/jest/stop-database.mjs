// @ts-check
import { once } from 'node:events';

/** Jest calls this once after all specs. */
export default async function stopDatabases() {
  const { databaseHolders = [] } = /** @type {{ databaseHolders?: import('node:child_process').ChildProcess[] }} */ (
    /** @type {unknown} */ (globalThis)
  );
  await Promise.all(databaseHolders.map(async (holder) => {
    const closed = once(holder, 'close');
    holder.stdin?.end();
    await closed;
  }));
  delete process.env.REGULARS_TEST_DATABASE_URLS;
}
