/** Errands that need the database's server and its files only: nothing of the modules is loaded. */
import { join } from 'node:path';
import { afterRestore } from './after-restore';
import { backUp, checkBackup } from './backup';
import { runErrand, say, type SetUp } from './errand';
import { Refused } from './refused';

async function backUpTo({ databaseUrl, folder = '' }: SetUp): Promise<void> {
  const { files, firstWal } = await backUp(databaseUrl, folder);
  say(`${files.length} files, ${files.reduce((sum, { size }) => sum + size, 0)} bytes are in ${folder}. Restoring takes the archive from ${firstWal} on.`);
}

async function check({ folder = '' }: SetUp): Promise<void> {
  const problems = await checkBackup(folder);
  if (problems.length > 0) throw new Refused(problems.join('\n'));
  say('The backup is as it was written.');
}

/** `npm start` keeps its anchors beside its key. */
async function mend({ databaseUrl, to, anchors, data }: SetUp): Promise<void> {
  const done = await afterRestore(databaseUrl, to, anchors ?? process.env.ANCHOR_FILE ?? join(data, 'anchors.jsonl'));
  say(`${done.sessionsEnded} sessions are ended, ${done.anchorsSetAside} anchors set aside. These keys are good; revoke what was revoked since:`, ...done.keys);
}

runErrand(async (setUp) => {
  if (setUp.name === 'backup') await backUpTo(setUp);
  else if (setUp.name === 'check-backup') await check(setUp);
  else await mend(setUp);
});
