// @ts-check
/**
 * The environment of a spec file. All files of a worker run in the worker's own context, one after the other. In a
 * context of its own, as Jest makes it, every look at a global (`Object`, `Promise`, `process`) goes through a proxy; and
 * V8 would parse and compile the same two thousand files again for every one. What a file adds to the globals, to
 * `process` and to the environment, or puts in their place, is taken back when it has run.
 *
 * The workspace's own modules are loaded anew for each file; packages once (see modules.cjs).
 */
const { LegacyFakeTimers, ModernFakeTimers } = require('@jest/fake-timers');
const { ModuleMocker } = require('jest-mock');
const { HERE } = require('./modules.cjs');

/** @typedef {Record<PropertyKey, PropertyDescriptor>} Properties */

/** @param {object} object @returns {Properties} */
const propertiesOf = (object) => Object.getOwnPropertyDescriptors(object);

/**
 * Gives an object the properties it had. One that Node makes when it is first asked for may have been made meanwhile.
 * @param {object} object @param {Properties} before
 */
function restore(object, before) {
  const now = propertiesOf(object);
  for (const name of Reflect.ownKeys(now)) {
    const was = before[name];
    if (was === undefined) Reflect.deleteProperty(object, name);
    else if ('value' in was && was.value !== now[name]?.value) Object.defineProperty(object, name, was);
  }
  for (const name of Reflect.ownKeys(before)) {
    if (!(name in now)) Object.defineProperty(object, name, /** @type {PropertyDescriptor} */ (before[name]));
  }
}

/** What Jest's older timers call a timer. */
const timerConfig = {
  /** @param {number} id */
  idToRef: (id) => ({ id, ref() { return this; }, unref() { return this; } }),
  /** @param {{ id: number }} timer */
  refToId: (timer) => timer?.id,
};

module.exports = class {
  /** @param {import('@jest/environment').JestEnvironmentConfig} config */
  constructor({ projectConfig }) {
    this.conditions = /** @type {string[]} */ (projectConfig.testEnvironmentOptions.customExportConditions);
    this.before = { globals: propertiesOf(globalThis), process: propertiesOf(process), variables: { ...process.env } };
    this.global = globalThis;
    this.moduleMocker = new ModuleMocker(globalThis);
    this.fakeTimers = new LegacyFakeTimers({ config: projectConfig, global: globalThis, moduleMocker: this.moduleMocker, timerConfig });
    this.fakeTimersModern = new ModernFakeTimers({ config: projectConfig, global: globalThis });
    // As `npm start` does; else GraphQL looks twice at whatever is not of the kind it asks for.
    process.env.NODE_ENV = 'production';
  }

  async setup() {}

  async teardown() {
    this.moduleMocker.restoreAllMocks();
    this.fakeTimers.dispose();
    this.fakeTimersModern.dispose();
    restore(process.env, propertiesOf(this.before.variables));
    restore(process, this.before.process);
    restore(globalThis, this.before.globals);
  }

  exportConditions() {
    return this.conditions;
  }

  getVmContext() {
    return HERE;
  }
};
