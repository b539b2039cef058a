import { type FakeName, OPENERS, type OpenFake } from '../../test/fakes/all';

/** What dev.json says of a fake. */
export interface DevFake {
  readonly url: string;
  readonly received: string;
  readonly channel: string;
  readonly credentials: Readonly<Record<string, unknown>>;
}

export interface StartedFakes {
  readonly told: Readonly<Record<string, DevFake>>;
  stop(): Promise<unknown>;
}

const NOTHING: StartedFakes = { told: {}, stop: () => Promise.resolve() };

/** So far apart that a second start beside finds its own free. */
const STEP = 100;
const ORDER: readonly FakeName[] = ['line', 'whatsapp', 'twilio', 'mitake', 'push', 'smtp'];
const MAX_PORT = 65_535;

/** Beside which port of the gateway each is looked for; where that is taken, it takes any. */
export function portOf(gatewayPort: number, index: number): number {
  const port = gatewayPort + STEP * (index + 1);
  return gatewayPort === 0 || port + STEP > MAX_PORT ? 0 : port;
}

/**
 * Starts a fake of each provider, and has this process take them for the real ones. An operator who says where providers
 * answer gets those, and no fakes. To be called before messaging is loaded, which reads the environment once.
 */
export async function startFakes(gatewayPort: number, environment: NodeJS.ProcessEnv = process.env): Promise<StartedFakes> {
  if (environment.REGULARS_MESSAGE_PROVIDERS !== undefined) return NOTHING;
  const opened = await Promise.all(ORDER.map(async (name, index): Promise<[FakeName, OpenFake]> => [name, await OPENERS[name](portOf(gatewayPort, index))]));
  const { smtp: _, ...urls } = Object.fromEntries(opened.map(([name, { url }]) => [name, url]));
  environment.REGULARS_MESSAGE_PROVIDERS = JSON.stringify(urls);
  environment.REGULARS_MAIL_NETWORKS ??= '127.0.0.1/32';
  const told = opened.map(([name, { url, control, channel, credentials }]) => [name, { url, received: `${control}/received`, channel, credentials }]);
  return { told: Object.fromEntries(told) as StartedFakes['told'], stop: () => Promise.all(opened.map(([, fake]) => fake.close())) };
}

/** For the welcome. */
export function fakeLines(told: StartedFakes['told']): string[] {
  const fakes = Object.entries(told);
  if (fakes.length === 0) return [];
  return [
    '', '  Fakes of providers: what a brand sends once it is connected to one ends there. Nothing of these credentials is real.',
    ...fakes.map(([name, { received, channel, credentials }]) => `  ${name.padEnd(11)} ${received}   ${channel} ${JSON.stringify(credentials)}`),
  ];
}
