import { type PlatformRuntime, rightsKey, type Scope } from '@regulars/kernel';
import type { Logger } from 'pino';
import { faultFields } from '../graphql/errors';
import { CloseCodes } from './close-codes';
import type { Connection } from './connection';

const AT_ONCE = 32;

/** Closes the sockets of credentials that were revoked or expired, and sends those with other rights now to connect anew. */
export async function watchCredentials(platform: PlatformRuntime, connections: ReadonlySet<Connection>, logger: Logger): Promise<void> {
  const holders = new Map<string, Connection[]>();
  for (const connection of connections) {
    if (connection.token === null) continue;
    const held = holders.get(connection.token);
    if (held) held.push(connection);
    else holders.set(connection.token, [connection]);
  }
  const checks = [...holders].map(([token, held]) => async () => {
    for (const connection of held) check(connection, await platform.authenticate(token, connection.audience));
  });
  try {
    while (checks.length > 0) await Promise.all(checks.splice(0, AT_ONCE).map((one) => one()));
  } catch (error) {
    logger.warn(faultFields(error), 'credentials of open sockets could not be looked at');
  }
}

function check(connection: Connection, scope: Scope | null): void {
  if (!scope) connection.socket.close(CloseCodes.FORBIDDEN, 'Forbidden');
  else if (rightsKey(scope.actor) !== connection.rights) connection.socket.close(CloseCodes.SERVICE_RESTART, 'Rights changed');
}
