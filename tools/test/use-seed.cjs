/** Jest calls this before each spec file: the seed of a failure, given back, is the one fast-check begins with. */
const { REGULARS_SEED, REGULARS_PATH } = process.env;
if (REGULARS_SEED !== undefined) {
  require('fast-check').configureGlobal({ seed: Number(REGULARS_SEED), ...(REGULARS_PATH === undefined ? {} : { path: REGULARS_PATH, endOnFailure: true }) });
}
