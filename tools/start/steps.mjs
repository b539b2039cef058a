// @ts-check

/**
 * Prints what is being done and how long it took, a line each.
 * @param {number} [startedAt] ms since the epoch, when another process began to count
 */
export function createSteps(startedAt = Date.now()) {
  const seconds = (/** @type {number} */ since) => `${((Date.now() - since) / 1000).toFixed(1)} s`;
  return {
    startedAt,
    /** @param {string} title @returns {(note?: string) => void} to be called when it is done */
    begin(title) {
      const began = Date.now();
      return (note = '') => console.log(`  ${title.padEnd(46)} ${seconds(began).padStart(8)}${note ? `   ${note}` : ''}`);
    },
    elapsed: () => seconds(startedAt),
  };
}
