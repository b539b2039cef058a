import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { once } from 'node:events';
import { readId } from '@regulars/plugin-sdk';
import type { Pool } from 'pg';
import { answerOf, type Shape } from '../replay/answers';
import { type Plan, planOf, type Sample } from '../replay/plan';
import { createPool, replay } from '../replay/replay';
import { answerCommands } from './commands';

/** An operation that the raw server answers, by its name. */
export interface RawOperation {
  readonly sample: Sample;
  readonly other: Sample;
  readonly shape: Shape;
}

export interface RawSetup {
  readonly appUrl: string;
  readonly operations: Readonly<Record<string, RawOperation>>;
  /** By phone: who it is, and how the database knows the phone. */
  readonly phones: ReadonlyMap<string, { readonly uuid: string; readonly index: string }>;
}

interface Body {
  readonly operationName: string;
  readonly variables: {
    readonly input?: { readonly externalId: string; readonly placedAt: string; readonly member: { readonly id: string } };
    readonly key?: string;
    readonly phone?: string;
  };
}

async function readBody(request: IncomingMessage): Promise<Body> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk as Buffer);
  return JSON.parse(Buffer.concat(chunks).toString('utf8')) as Body;
}

/** node:http and pg, and nothing between them: takes the gateway's requests, sends the gateway's statements. */
class RawServer {
  private readonly pool: Pool;
  private readonly operations: ReadonlyMap<string, { readonly plan: Plan; readonly shape: Shape }>;

  constructor(private readonly setup: RawSetup) {
    this.pool = createPool(setup.appUrl);
    this.operations = new Map(Object.entries(setup.operations).map(([name, { sample, other, shape }]) => [name, { plan: planOf(sample, other), shape }]));
  }

  async listen(): Promise<string> {
    const server = createServer((request, response) => {
      this.answer(request, response).catch((error: Error) => {
        response.statusCode = 500;
        response.end(error.message);
      });
    });
    server.listen(0, '127.0.0.1');
    await once(server, 'listening');
    return `http://127.0.0.1:${(server.address() as AddressInfo).port}/graphql`;
  }

  private async answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const { operationName, variables } = await readBody(request);
    const operation = this.operations.get(operationName);
    if (!operation) throw new Error(`There is no ${operationName}`);
    await replay(this.pool, operation.plan, this.requestOf(variables), (run) => {
      const body = answerOf(operation.shape, operation.plan, run);
      response.writeHead(200, { 'content-type': 'application/json; charset=utf-8', 'content-length': Buffer.byteLength(body) });
      response.end(body);
    });
  }

  private requestOf({ input, key, phone }: Body['variables']) {
    if (input) return { memberUuid: readId('mbr', input.member.id) as string, marked: [input.externalId, key as string], placedAt: input.placedAt };
    const known = phone === undefined ? undefined : this.setup.phones.get(phone);
    return { memberUuid: known?.uuid ?? '', marked: known ? [known.index] : [], placedAt: null };
  }
}

answerCommands({ start: (setup: RawSetup) => new RawServer(setup).listen() });
