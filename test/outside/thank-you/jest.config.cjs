/** Reads TypeScript, and starts a PostgreSQL for the specs: the one DATABASE_URL names, else one that is thrown away. */
module.exports = { preset: '@regulars/testing' };
