import { newOrder, ORDER_UPSERT } from '../shop/orders';
import { answerCommands } from '../process/commands';
import { closedLoop, type Done } from './closed-loop';
import { HttpConnection } from './http-client';
import { isOfTill, tillBodies, type TillRequests } from './till-bodies';

/** Requests to one server. */
export interface HttpLoad {
  readonly url: string;
  readonly token: string;
  readonly clients: number;
  readonly milliseconds: number;
  readonly requests: Requests;
}

export type Requests =
  /** Orders of these members in turn, their external ids beginning with `prefix`. */
  | { readonly kind: 'orders'; readonly memberIds: readonly string[]; readonly prefix: string }
  /** A query for one phone after the other; without phones, one that has no variables. */
  | { readonly kind: 'query'; readonly operationName: string; readonly query: string; readonly phones: readonly string[] }
  | TillRequests;

function bodies(requests: Exclude<Requests, TillRequests>): () => string {
  let serial = 0;
  if (requests.kind === 'orders') {
    const { memberIds, prefix } = requests;
    return () => {
      const variables = newOrder(`${prefix}-${++serial}`, { id: memberIds[serial % memberIds.length] });
      return JSON.stringify({ operationName: 'Order', query: ORDER_UPSERT, variables });
    };
  }
  const { operationName, query, phones } = requests;
  return () => JSON.stringify({ operationName, query, variables: phones.length > 0 ? { phone: phones[++serial % phones.length] } : {} });
}

const isRefused = (body: string): boolean => body.includes('"errors":') || body.includes('"userErrors":[{');

async function run({ url, token, clients, milliseconds, requests }: HttpLoad): Promise<Done> {
  const connections = Array.from({ length: clients }, () => new HttpConnection(new URL(url), { authorization: `Bearer ${token}` }));
  try {
    const post = async (body: string): Promise<string> => (await (connections[0] as HttpConnection).post(body)).body;
    const nextBody = isOfTill(requests) ? await tillBodies(requests, post) : bodies(requests);
    return await closedLoop(clients, milliseconds, async (client) => {
      const { status, body } = await (connections[client] as HttpConnection).post(nextBody());
      if (status !== 200 || isRefused(body)) throw new Error(`${url} answered ${status}: ${body.slice(0, 500)}`);
    });
  } finally {
    for (const connection of connections) connection.close();
  }
}

answerCommands({ run });
