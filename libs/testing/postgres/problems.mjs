// @ts-check

/**
 * What PostgreSQL wrote, as one sentence that says what to do.
 * @param {string} doing e.g. "create its files" @param {string} where @param {string} output @returns {Error}
 */
export function problem(doing, where, output) {
  if (/no space left on device|ENOSPC|EDQUOT|disk quota exceeded/i.test(output)) {
    return new Error(`The disk that holds ${where} is full: free some space and start again.`);
  }
  if (/permission denied|EACCES|EPERM|wrong ownership/i.test(output)) {
    return new Error(`PostgreSQL may not use ${where}: it belongs to another user, or was created by one.`);
  }
  if (/database files are incompatible with server/i.test(output)) {
    return new Error(`${where} was written by another version of PostgreSQL: move it away, or start that version.`);
  }
  const lines = output.trim().split('\n').filter(Boolean);
  const telling = lines.filter((line) => /FATAL|PANIC|error/i.test(line)).slice(-2);
  return new Error(`PostgreSQL could not ${doing} in ${where}: ${(telling.length ? telling : lines.slice(-2)).join(' ')}`);
}

/** @param {string} output */
export const portIsTaken = (output) => /could not bind|Address already in use|could not create any TCP/i.test(output);

/** A server killed with -9 leaves children that need a moment to notice and go. @param {string} output */
export const predecessorIsLeaving = (output) => /is still in use|lock file ".*" already exists/i.test(output);
