// @ts-check
import { join, resolve } from 'node:path';
import { parseArgs } from 'node:util';

export const COMMANDS = /** @type {const} */ (['create-owner', 'create-credential', 'migrate', 'parked', 'retry-parked', 'add-key', 'rotate-keys', 'erasures', 're-erase', 'backup', 'check-backup', 'after-restore']);
/** Of them, what needs the database's server only. @type {readonly string[]} */
export const OF_DATABASE = ['backup', 'check-backup', 'after-restore'];

/** @typedef {(typeof COMMANDS)[number]} CommandName */
/** @typedef {{ name: CommandName, data: string, brand?: string, email?: string, person?: string, audience: 'staff' | 'platform', permissions?: string, since?: string, folder?: string, to?: string, anchors?: string }} Command */

export const USAGE = `Usage: npm run admin -- COMMAND [options]
  create-owner       --brand CODE --email E [--name N]   invites an owner: prints a code that is good once, or asks for a password
  create-credential  --brand CODE [--name N] [--permissions a:b,c:d]    a secret key of a brand; all permissions unless told
  create-credential  --audience platform [--name N]      a secret key of who runs the installation
  migrate                                                brings the database up to date, and serves nothing
  parked                                                 work that was given up, newest first
  retry-parked       [--brand CODE]                      tries it again, from the beginning
  add-key                                                adds a secret to the key file: from then on values are sealed under it
  rotate-keys                                            seals anew, under the newest secret, what is sealed under older ones
  erasures           [--since DATE]                      who was erased, a line each: keep it apart from backups
  re-erase           < LIST                              erases them again after a backup was restored
  backup             FOLDER                              copies the running database's files into a new folder; on its machine
  check-backup       FOLDER                              reads a backup again: nothing is missing, nothing has changed
  after-restore      --to TIME [--anchors FILE]          ends every session, sets aside later anchors, lists the keys that are good
Options for all: --data DIR (default .data). With DATABASE_URL (the owner's) and KEY_FILE it works on that installation.`;

/** @param {string[]} args @param {string} root @returns {Command | { problem: string }} */
export function readCommand(args, root) {
  try {
    const text = /** @type {const} */ ({ type: 'string' });
    const { values, positionals } = parseArgs({ args, allowPositionals: true, options: { data: text, brand: text, email: text, name: text, audience: text, permissions: text, since: text, to: text, anchors: text } });
    const name = COMMANDS.find((one) => one === positionals[0]);
    const takesFolder = name === 'backup' || name === 'check-backup';
    if (!name || positionals.length > (takesFolder ? 2 : 1)) return { problem: positionals[0] ? `There is no command ${positionals.join(' ')}.` : 'Name a command.' };
    const folder = takesFolder && positionals[1] ? resolve(positionals[1]) : undefined;
    if (takesFolder && !folder) return { problem: `${name} needs a folder.` };
    const { brand, email, name: person, permissions, since, to, audience = 'staff' } = values;
    const anchors = values.anchors === undefined ? undefined : resolve(values.anchors);
    if (name === 'after-restore' && !to) return { problem: 'after-restore needs --to.' };
    if (audience !== 'staff' && audience !== 'platform') return { problem: `--audience must be staff or platform, not ${audience}.` };
    if (name === 'create-owner' && (!brand || !email)) return { problem: 'create-owner needs --brand and --email.' };
    if (name === 'create-credential' && (brand === undefined) === (audience === 'staff')) return { problem: 'create-credential needs --brand, or --audience platform.' };
    return { name, data: resolve(values.data ?? join(root, '.data')), brand, email, person, audience, permissions, since, folder, to, anchors };
  } catch (error) {
    return { problem: `${error instanceof Error ? error.message : error}.` };
  }
}
