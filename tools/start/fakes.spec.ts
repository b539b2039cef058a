import { fakeLines, portOf, startFakes } from './fakes';

it('stands beside the gateway for the providers, and beside another start', async () => {
  const environment: NodeJS.ProcessEnv = {};
  const first = await startFakes(0, environment);
  const { line, smtp } = first.told;
  const providers = JSON.parse(environment.REGULARS_MESSAGE_PROVIDERS ?? '') as Record<string, string>;
  expect(providers).toEqual(Object.fromEntries(['line', 'whatsapp', 'twilio', 'mitake', 'push'].map((name) => [name, first.told[name]!.url])));
  expect([environment.REGULARS_MAIL_NETWORKS, smtp!.credentials.host, smtp!.url]).toEqual(['127.0.0.1/32', '127.0.0.1', `smtp://127.0.0.1:${String(smtp!.credentials.port)}`]);
  expect(fakeLines(first.told).filter((text) => text.includes(`${line!.url}/received   LINE {"channelAccessToken":"fake-line-token","channelSecret":"fake-line-secret"}`))).toHaveLength(1);
  // Where another's is expected, somebody listens.
  const second = await startFakes(Number(new URL(line!.url).port) - (portOf(4_000, 0) - 4_000), {});
  expect(second.told.line!.url).not.toBe(line!.url);
  const asked = () => Promise.all([first, second].map(async ({ told }) => (await fetch(told.line!.received)).json()));
  expect(await asked()).toEqual([[], []]);
  await Promise.all([first.stop(), second.stop()]);
  await expect(asked()).rejects.toThrow('fetch failed');
});

it('leaves it to the operator where providers answer, and takes ports that are there', async () => {
  const environment = { REGULARS_MESSAGE_PROVIDERS: '{}' };
  expect([(await startFakes(4_000, environment)).told, environment, fakeLines({})]).toEqual([{}, { REGULARS_MESSAGE_PROVIDERS: '{}' }, []]);
  expect([portOf(4_000, 0), portOf(4_000, 5), portOf(0, 0), portOf(65_500, 0)]).toEqual([4_100, 4_600, 0, 0]);
});
