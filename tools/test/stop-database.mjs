// @ts-check
import { once } from 'node:events';

/** Jest calls this once after all specs. */
export default async function stopDatabase() {
  const { databaseHolder } = /** @type {{ databaseHolder?: import('node:child_process').ChildProcess }} */ (
    /** @type {unknown} */ (globalThis)
  );
  if (!databaseHolder) return;
  const closed = once(databaseHolder, 'close');
  databaseHolder.stdin?.end();
  await closed;
  delete process.env.REGULARS_TEST_DATABASE_URL;
}
