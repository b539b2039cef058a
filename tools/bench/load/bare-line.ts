import { randomUUID } from 'node:crypto';
import { Agent, type IncomingMessage, request as openRequest } from 'node:http';
import { answerCommands } from '../process/commands';
import type { LineAccount, LineRequest } from './line';

export interface BareLoad {
  readonly account: LineAccount;
  readonly requests: readonly LineRequest[];
}

/** Half of what a worker may have under way: LINE is asked 32 at once for each of four batches. */
const AT_ONCE = 64;

const agent = new Agent({ keepAlive: true, maxSockets: AT_ONCE });
let load: BareLoad | null = null;

/** Not by `fetch`, which costs more processor time than the fake that shares it. */
function post({ url, channelAccessToken }: LineAccount, { path, body }: LineRequest): Promise<number | undefined> {
  const headers = { authorization: `Bearer ${channelAccessToken}`, 'content-type': 'application/json', 'content-length': Buffer.byteLength(body), 'x-line-retry-key': randomUUID() };
  return new Promise((resolve, reject) => {
    const answered = (response: IncomingMessage): void => void response.resume().on('end', () => resolve(response.statusCode)).on('error', reject);
    openRequest(new URL(path, url), { agent, method: 'POST', headers }, answered).on('error', reject).end(body);
  });
}

/** The limit: the same requests with nothing around them. Answers how many seconds they took. */
async function send(): Promise<number> {
  if (!load) return 0;
  const { account, requests } = load;
  const waiting = requests.values();
  const began = performance.now();
  await Promise.all(Array.from({ length: AT_ONCE }, async () => {
    for (const request of waiting) {
      const status = await post(account, request);
      if (status !== 200) throw new Error(`LINE answered ${status}`);
    }
  }));
  return (performance.now() - began) / 1_000;
}

answerCommands({ load: (given: BareLoad) => void (load = given), send });
