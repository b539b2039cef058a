import { randomBytes } from 'node:crypto';
import { modules, plans } from '@regulars/gateway/installation';
import { APP_ROLE, ensurePlans, ensureRoles, migrate, RELAY_ROLE, urlAs } from '@regulars/kernel';
import { Client } from 'pg';
import type { GatewaySetup } from '../process/serve';
import { Peer } from '../process/peer';

/** Everything installed, on a database of its own, and served by one gateway. */
export interface Installation {
  readonly gateway: Peer;
  readonly url: string;
  /** As the database's owner. */
  readonly ownerUrl: string;
  readonly appUrl: string;
  /** What a gateway of it is started with. */
  readonly setup: GatewaySetup;
  /** A second gateway on the same database; its address. */
  beside(): Promise<string>;
  stop(): Promise<void>;
}

/** Roles are the cluster's: another password would shut the installations that stand there out. */
const PASSWORD = randomBytes(16).toString('hex');

/** @param clusterUrl as superuser */
export async function install(clusterUrl: string, name: string, options: Pick<GatewaySetup, 'worker' | 'budget'>): Promise<Installation> {
  const ownerUrl = await createDatabase(clusterUrl, name);
  await ensureRoles(ownerUrl, { app: PASSWORD, relay: PASSWORD });
  await migrate(ownerUrl, modules);
  await ensurePlans(ownerUrl, plans);
  const appUrl = urlAs(ownerUrl, APP_ROLE, PASSWORD);
  const setup: GatewaySetup = { appUrl, relayUrl: urlAs(ownerUrl, RELAY_ROLE, PASSWORD), ...options };
  const gateways: Peer[] = [];
  const start = async (): Promise<readonly [Peer, string]> => {
    const gateway = new Peer('process/gateway.ts');
    gateways.push(gateway);
    return [gateway, await gateway.ask<string>('start', setup)];
  };
  const [gateway, url] = await start();
  return { gateway, url, ownerUrl, appUrl, setup, beside: async () => (await start())[1], stop: async () => void (await Promise.all(gateways.map((one) => one.stop()))) };
}

async function createDatabase(clusterUrl: string, name: string): Promise<string> {
  const client = new Client({ connectionString: clusterUrl });
  await client.connect();
  await client.query(`CREATE DATABASE ${name}`).finally(() => client.end());
  const url = new URL(clusterUrl);
  url.pathname = `/${name}`;
  return url.href;
}
