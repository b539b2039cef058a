/** Jest calls this before each spec file: its worker has a PostgreSQL of its own. */
const addresses = JSON.parse(process.env.REGULARS_TEST_DATABASE_URLS ?? '[]');
const address = addresses[(Number(process.env.JEST_WORKER_ID) - 1) % addresses.length];
if (address) process.env.REGULARS_TEST_DATABASE_URL = address;
