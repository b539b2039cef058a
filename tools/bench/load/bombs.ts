import { setTimeout as sleep } from 'node:timers/promises';
import { getIntrospectionQuery } from 'graphql';
import { answerCommands } from '../process/commands';
import { closedLoop, type Done } from './closed-loop';
import { HttpConnection } from './http-client';

export interface BombLoad {
  readonly url: string;
  readonly token: string;
  readonly milliseconds: number;
  /** Null: one after the other, as fast as they are refused. */
  readonly perSecond: number | null;
}

const repeat = (count: number, make: (index: number) => string): string => Array.from({ length: count }, (_, index) => make(index)).join(' ');
const PAGES = '{ nodes { orders(first: $n) { nodes { id } } } }';
let serial = 0;

/** One of each kind of limit; each is a text of its own every time, so that none is known already. */
const BOMBS: readonly (() => object)[] = [
  () => ({ query: `${'{ member(id: 1) '.repeat(30)}{ id ${'}'.repeat(31)}` }),
  () => ({ query: `{ ${repeat(300, (i) => `a${i}: brand { code }`)} }` }),
  () => ({ query: `{ ${repeat(1_500, (i) => `f${i}`)} }` }),
  () => ({ query: `{ brand { code } } # ${'x'.repeat(60_000)}` }),
  () => ({ query: `{ brand { code ${repeat(100, (i) => `@a${i}`)} } }` }),
  () => ({ query: `{ members { ...F0 } } ${repeat(40, (i) => `fragment F${i} on MemberConnection { ...F${i + 1} ... { ...F${i + 1} } }`)} fragment F40 on MemberConnection { nodes { id x${serial}: name } }` }),
  () => ({ query: `query Q${serial} { members { nodes { orders { nodes { member { orders { nodes { lines { sku } } } } } } } } }` }),
  () => ({ query: `query Q($n: Int) { members(first: $n) ${PAGES} }`, variables: { n: 100 } }),
  () => ({ query: `query Q${serial}($n: Int = 90) { members(first: $n) ${PAGES} }` }),
  () => ({ query: `query Q${serial} { __schema { types { fields { type { fields { name } } } } } }` }),
  () => ({ query: repeat(3, (i) => getIntrospectionQuery().replaceAll('IntrospectionQuery', `I${serial}${i}`).replaceAll('FullType', `F${i}`).replaceAll('TypeRef', `R${i}`).replaceAll('InputValue', `V${i}`)) }),
  () => ({ query: 'query ($ids: [ID!]!) { nodes(ids: $ids) { id } }', variables: { ids: Array.from({ length: 2_900 }, (_, i) => `mbr_${String(i).padStart(26, '0')}`) } }),
];

const nextBody = (): string => JSON.stringify((BOMBS[serial++ % BOMBS.length] as () => object)());

const CLIENTS = 4;

async function run({ url, token, milliseconds, perSecond }: BombLoad): Promise<Done> {
  const connections = Array.from({ length: CLIENTS }, () => new HttpConnection(new URL(url), { authorization: `Bearer ${token}` }));
  const began = performance.now();
  let due = began;
  try {
    return await closedLoop(perSecond === null ? CLIENTS : 1, milliseconds, async (client) => {
      if (perSecond !== null) await sleep(Math.max(0, (due += 1_000 / perSecond) - performance.now()));
      const { status, body } = await (connections[client] as HttpConnection).post(nextBody());
      if (status >= 500 || !body.includes('"errors":') || body.includes('"data":{')) throw new Error(`A bomb was answered with ${status}: ${body.slice(0, 300)}`);
    });
  } finally {
    for (const connection of connections) connection.close();
  }
}

answerCommands({ run });
