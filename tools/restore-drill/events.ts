import { createClient } from 'graphql-ws';
import { WebSocket } from 'ws';
import { queryAsOwner } from '../postgres/query-as-owner';
import type { FaultShop } from '../faults/shop';
import type { Served } from './installation';

const PATIENCE = 10_000; // ms
const EVENTS = 'subscription ($after: String!) { memberEvents(after: $after) { cursor } }';

/** What a client is told that resumes after a cursor: the code it ends with, or EVENT once the next event comes. */
export function resumeAfter(served: Served, { token }: FaultShop, after: string): Promise<string> {
  const client = createClient({ url: served.graphql.replace('http', 'ws'), webSocketImpl: WebSocket, retryAttempts: 0, connectionParams: { authorization: `Bearer ${token}` } });
  const told = new Promise<string>((resolve) => {
    setTimeout(() => resolve('NOTHING'), PATIENCE).unref();
    client.subscribe<object>({ query: EVENTS, variables: { after } }, {
      next: () => resolve('EVENT'),
      error: (error) => resolve(Array.isArray(error) ? String((error[0] as { extensions?: { code?: string } }).extensions?.code) : String(error)),
      complete: () => resolve('COMPLETE'),
    });
  });
  return told.finally(() => client.dispose());
}

/** Lets the server's transactions pass a cursor's, as an hour of work would. */
export async function outrun(ownerUrl: string, cursor: string): Promise<void> {
  const xid = cursor.slice(0, cursor.indexOf('.'));
  await queryAsOwner(ownerUrl, `DO $$ BEGIN WHILE pg_current_xact_id() <= '${xid}'::xid8 LOOP COMMIT; END LOOP; END $$`);
}
