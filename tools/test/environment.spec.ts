import Environment from './environment.cjs';

// What loads modules is at work already: it is not to be put in its own place.
jest.mock('./modules.cjs', () => ({ HERE: {} }));

const config = { projectConfig: { testEnvironmentOptions: {}, fakeTimers: {} } } as unknown as ConstructorParameters<typeof Environment>[0];

it('takes back what a spec file did to the globals, the process and the environment', async () => {
  const { structuredClone: clone } = globalThis;
  const { emitWarning } = process;
  const { now } = performance;
  Object.assign(process.env, { SPEC_CHANGES: 'as it was', SPEC_REMOVES: 'is back' });
  const environment = new Environment(config);

  Object.assign(globalThis, { leftBehind: 1, structuredClone: () => 'another' });
  process.emitWarning = () => undefined;
  Object.assign(process.env, { SPEC_CHANGES: 'otherwise', SPEC_ADDS: 'left behind' });
  delete process.env.SPEC_REMOVES;
  environment.moduleMocker.spyOn(performance, 'now').mockReturnValue(1);
  expect([performance.now(), structuredClone(2)]).toEqual([1, 'another']);
  await environment.teardown();

  expect('leftBehind' in globalThis).toBe(false);
  expect([globalThis.structuredClone, process.emitWarning, performance.now]).toEqual([clone, emitWarning, now]);
  const { SPEC_CHANGES, SPEC_REMOVES, SPEC_ADDS } = process.env;
  expect({ SPEC_CHANGES, SPEC_REMOVES, SPEC_ADDS }).toEqual({ SPEC_CHANGES: 'as it was', SPEC_REMOVES: 'is back', SPEC_ADDS: undefined });
  delete process.env.SPEC_CHANGES;
  delete process.env.SPEC_REMOVES;
});

it('loads packages once, and the modules of the workspace for each spec file', () => {
  const load = (): { own: unknown; graphql: unknown } => ({ own: jest.requireActual('@regulars/plugin-sdk'), graphql: jest.requireActual('graphql') });
  const before = load();
  jest.resetModules(); // as between two files
  const after = load();
  expect([after.own === before.own, after.graphql === before.graphql]).toEqual([false, true]);
});
