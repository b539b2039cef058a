// @ts-check
import { spawnSync } from 'node:child_process';
import { statSync } from 'node:fs';

/** @typedef {{ uid: number, gid: number }} Account */

/**
 * PostgreSQL refuses to run as root, so root lends it another account. Everyone else runs it as themselves.
 * @param {string} data where the cluster is, or will be
 * @returns {Account | undefined} undefined when the server runs as whoever asked
 */
export function serverAccount(data) {
  if (process.getuid?.() !== 0) return undefined;
  const owner = statSync(data, { throwIfNoEntry: false });
  if (owner && owner.uid !== 0) return { uid: owner.uid, gid: owner.gid };
  const account = accountNamed('postgres') ?? accountNamed('nobody');
  if (!account) {
    throw new Error(
      'PostgreSQL does not run as root and this system has neither a "postgres" nor a "nobody" account: run as another user.',
    );
  }
  return account;
}

/** @param {string} name @returns {Account | undefined} */
function accountNamed(name) {
  const [uid, gid] = ['-u', '-g'].map((what) => spawnSync('id', [what, name], { encoding: 'utf8' }));
  if (uid?.status !== 0 || gid?.status !== 0) return undefined;
  return { uid: Number(uid.stdout), gid: Number(gid.stdout) };
}

/**
 * Asks the system instead of reading modes: access lists and every folder above count as well.
 * @param {string} folder @param {Account | undefined} account
 */
export function canUse(folder, account) {
  if (!account) return true;
  const check = spawnSync('/bin/sh', ['-c', 'cd "$1" && test -r . -a -w .', 'sh', folder], { cwd: '/', ...account });
  return check.status === 0;
}
