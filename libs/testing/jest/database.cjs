/** Where the specs find PostgreSQL, for everybody who has to agree about it. */

/** The superuser's address of a server that outlives the run, if one was given. */
function givenDatabase() {
  const { REGULARS_TEST_DATABASE_URL, TEST_DATABASE_URL, DATABASE_URL } = process.env;
  return REGULARS_TEST_DATABASE_URL || TEST_DATABASE_URL || DATABASE_URL || undefined;
}

/**
 * How many spec files run at once. Three keep two cores busy, since some of them wait for what is to happen after a while;
 * more would crowd out the dozens of processes and clients some specs start. A given server is one for all of them, and a
 * transaction of one file would hold up the events of another: there, one at a time.
 */
const workers = () => (givenDatabase() === undefined ? 3 : 1);

module.exports = { givenDatabase, workers };
