/** Known to every spec, so that a cluster set up by one run serves the next. Nothing but test data stands behind them. */
export const TEST_PASSWORDS = { app: 'regulars-test-app', relay: 'regulars-test-relay' } as const;

/** The address of the superuser in the cluster that Jest's global setup started or was given. */
export function superuserUrl(): string {
  const url = process.env.REGULARS_TEST_DATABASE_URL;
  if (!url) throw new Error('REGULARS_TEST_DATABASE_URL names no PostgreSQL: give Jest the preset @regulars/testing, which starts one');
  return url;
}

/** The same cluster, another database, and another role when one is given. */
export function urlOf(database: string, role?: { readonly user: string; readonly password: string }): string {
  const url = new URL(superuserUrl());
  url.pathname = `/${database}`;
  if (role) {
    url.username = role.user;
    url.password = role.password;
  }
  return url.toString();
}
