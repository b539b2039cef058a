import { answerCommands } from '../process/commands';
import { closedLoop, type Done } from './closed-loop';
import { HttpConnection } from './http-client';

/** Many who call with credentials of their own. */
export interface CallersLoad {
  readonly url: string;
  readonly tokens: readonly string[];
  /** Each caller sends one after the other. */
  readonly bodies: readonly string[];
  readonly milliseconds: number;
}

const AT_ONCE = 16;

async function withConnections<T>({ url, tokens }: CallersLoad, work: (post: (caller: number, body: string) => Promise<void>) => Promise<T>): Promise<T> {
  const connections = tokens.map((token) => new HttpConnection(new URL(url), { authorization: `Bearer ${token}` }));
  try {
    return await work(async (caller, sent) => {
      const { status, body } = await (connections[caller] as HttpConnection).post(sent);
      if (status !== 200 || body.includes('"errors":')) throw new Error(`${url} answered ${status}: ${body.slice(0, 300)}`);
    });
  } finally {
    for (const connection of connections) connection.close();
  }
}

/** All of them for a time, so many at once; none waits for another's answer. */
const run = (load: CallersLoad): Promise<Done> => withConnections(load, (post) => {
  const turns = Array.from({ length: AT_ONCE }, () => 0);
  return closedLoop(AT_ONCE, load.milliseconds, async (client) => {
    const own = Math.ceil((load.tokens.length - client) / AT_ONCE);
    const turn = (turns[client] as number)++;
    await post(client + (turn % own) * AT_ONCE, load.bodies[Math.floor(turn / own) % load.bodies.length] as string);
  });
});

/** One request of each, one after the other; answers how long each took, in ms. */
const once = (load: CallersLoad): Promise<number[]> => withConnections(load, async (post) => {
  const times: number[] = [];
  for (const caller of load.tokens.keys()) {
    const began = performance.now();
    await post(caller, load.bodies[0] as string);
    times.push(performance.now() - began);
  }
  return times;
});

answerCommands({ run, once });
