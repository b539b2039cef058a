import { createTestPlatform, type TestPlatform } from '@regulars/testing';
import type { PluginDefinition } from '@regulars/plugin-sdk';
import { pino } from 'pino';
import type { CostReport } from '../src/graphql/query-guard';
import { type Gateway, type GatewayOptions, startGateway } from '../src/gateway';

/** `REGULARS_TEST_LOG=debug npx jest …` shows what the gateway logs. */
const logger = pino({ level: process.env.REGULARS_TEST_LOG ?? 'silent' });

export interface Answer {
  readonly status: number;
  readonly headers: Headers;
  // eslint-disable-next-line @typescript-eslint/no-explicit-any -- a spec asserts the whole answer, types would only repeat the document
  readonly body: any;
  /** `extensions.cost`, which is left out of `body`: it is of no interest to most specs. */
  readonly cost: CostReport | undefined;
}

/** A gateway over a test platform, called as anybody calls it. */
export class Stage {
  private readonly gateways: Gateway[] = [];

  constructor(readonly platform: TestPlatform) {}

  /** One more gateway: a process of its own on the same database. */
  async gateway(options: Partial<GatewayOptions> = {}): Promise<Gateway> {
    const gateway = await startGateway({ platform: this.platform.node(), port: 0, host: '127.0.0.1', logger, ...options });
    this.gateways.push(gateway);
    return gateway;
  }

  async stop(): Promise<void> {
    await Promise.all(this.gateways.map((gateway) => gateway.stop()));
    await this.platform.stop();
  }
}

export const createStage = async (modules: readonly PluginDefinition[]): Promise<Stage> => new Stage(await createTestPlatform(modules));

/** Sends an operation as JSON. */
export async function send(url: string, token: string | null, query: string, variables: object = {}, headers: Readonly<Record<string, string>> = {}): Promise<Answer> {
  return call(url, { body: JSON.stringify({ query, variables }), headers: { 'content-type': 'application/json', ...bearer(token), ...headers } });
}

export async function call(url: string, init: RequestInit = {}): Promise<Answer> {
  const response = await fetch(url, { method: init.body === undefined ? 'GET' : 'POST', redirect: 'manual', ...init });
  const text = await response.text();
  const { body, cost } = response.headers.get('content-type')?.includes('json') ? withoutCost(JSON.parse(text)) : { body: text, cost: undefined };
  return { status: response.status, headers: response.headers, body, cost };
}

function withoutCost(body: { extensions?: { cost?: CostReport } }): { body: object; cost: CostReport | undefined } {
  const { extensions: { cost, ...others } = {}, ...rest } = body;
  return { body: Object.keys(others).length > 0 ? { ...rest, extensions: others } : rest, cost };
}

export const bearer = (token: string | null): Readonly<Record<string, string>> => (token === null ? {} : { authorization: `Bearer ${token}` });
