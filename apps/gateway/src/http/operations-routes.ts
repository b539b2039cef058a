import type { PlatformRuntime } from '@regulars/kernel';
import type { Audience } from '@regulars/plugin-sdk';
import { printSchema } from 'graphql';
import type { SchemaRuntimes } from '../graphql/schema-runtime';
import type { Handler } from '../http';
import { Lru } from '../lru';
import type { Metrics } from '../metrics';
import { callerOf } from './caller';

const PATIENCE = 1_500; // ms within which the database has to answer to be called ready

/** Alive: the process turns its loop. */
export const livezRoute: Handler = (exchange) => exchange.sendJson(200, { alive: true });

export interface Readiness {
  readonly ready: boolean;
  readonly database: boolean;
  readonly migrations: boolean;
  /** This machine's clock is right to two seconds, by the database's. */
  readonly clock: boolean;
  /** Age of the oldest event that background work has not taken up yet, in seconds; null when it cannot be told. */
  readonly queueLagSeconds: number | null;
}

/** Ready: whoever balances load may send requests here. */
export const readyzRoute = (look: () => Promise<Readiness>): Handler => async (exchange) => {
  const readiness = await look();
  exchange.sendJson(readiness.ready ? 200 : 503, readiness);
};

export const metricsRoute = (metrics: Metrics): Handler => async (exchange) => exchange.send(200, await metrics.text(), { 'content-type': metrics.registry.contentType });

/** Answers `fallback` when the promise takes too long or fails. */
export function within<T, F>(promise: Promise<T>, fallback: F, patience = PATIENCE): Promise<T | F> {
  const timeout = new Promise<F>((resolve) => setTimeout(() => resolve(fallback), patience).unref());
  return Promise.race([promise.catch(() => fallback), timeout]);
}

const printed = new Lru<string, string>(50);

/** The SDL of the caller's own schema; without a credential, of everything that is installed. */
export const schemaRoute = (platform: PlatformRuntime, runtimes: SchemaRuntimes, audience: Audience): Handler => async (exchange) => {
  let runtime = runtimes.complete(audience);
  if (exchange.request.headers.authorization !== undefined) {
    const ctx = await platform.open(await callerOf(platform, exchange, audience));
    runtime = runtimes.of(ctx);
    await ctx.end();
  }
  const { key, schema } = runtime;
  exchange.send(200, printed.getOrMake(key, () => `${printSchema(schema)}\n`), { 'content-type': 'text/plain; charset=utf-8' });
};
