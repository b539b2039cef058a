// @ts-check
/**
 * `npm run test:outside`: a plugin whose author has nothing of this repository but what is published. The packages are
 * packed, the plugin in `thank-you` is built and tested with them in a folder outside, packed itself, and installed
 * into a fresh copy of the product as its operator does it: `npm install`, a line in regulars.config.json, a restart.
 */
import { chmodSync, mkdirSync, mkdtempSync, realpathSync } from 'node:fs';
import { rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { createSteps } from '../../tools/start/steps.mjs';
import { pack as packAll } from '../../tools/supply/pack.mjs';
import * as author from './author.mjs';
import { Installation } from './installation.mjs';
import { Registry } from './registry.mjs';
import { grantAndEnable, joinMember, openCard, openShop, shows, useCards } from './shop.mjs';

const root = resolve(import.meta.dirname, '../..');
const PLUGIN = 'regulars-thank-you';
const steps = createSteps();

/** @template T @param {string} title @param {() => T | Promise<T>} work @param {(result: T) => string} [note] */
async function step(title, work, note) {
  const done = steps.begin(title);
  const result = await work();
  done(note?.(result));
  return result;
}

/** @param {string} folder @param {Registry} registry @param {readonly string[]} npm */
async function writePlugin(folder, registry, npm) {
  const archives = join(folder, 'archives');
  mkdirSync(archives);
  await step('Pack what is published', () => {
    for (const { filename } of packAll(root, archives)) registry.publish(join(archives, filename));
  });
  const home = join(folder, 'author');
  await step('npm install, as the plugin\'s author', () => author.install(join(root, 'test/outside/thank-you'), home, npm));
  await step('Its types, its conformance, its specs', () => author.test(home), (passed) => `${passed} passed`);
  await step('A table without row-level security', () => author.showThatTestsCanFail(home), () => 'fails its conformance');
  registry.publish(await author.pack(home));
}

/** @param {string} folder @param {readonly string[]} npm */
async function installPlugin(folder, npm) {
  const installation = new Installation(join(folder, 'product'), npm);
  await step('A fresh copy of the product', () => installation.copy(root));
  let server = await step('npm start', () => installation.start());
  try {
    await openShop(server);
    const before = await installation.createKey('tea');
    const memberId = await joinMember(server, before);
    if (await shows(server, before)) throw new Error('The plugin is there before it was installed');
    await server.stop();
    await step('npm install, as the operator', () => installation.installPlugin(PLUGIN));
    server = await step('npm start, again', () => installation.start());
    const key = await installation.createKey('tea');
    await grantAndEnable(server, key);
    const card = await step('Three operations and a subscription', () => useCards(server, key, memberId));
    await step('A member signs in and opens a card', () => openCard(server, key, card));
  } finally {
    await server.stop();
  }
  await step('A plugin with a graphql of its own', () => refuses(installation), () => 'is refused, and says why');
}

/** @param {Installation} installation */
async function refuses(installation) {
  const output = await installation.startWithSecondCopy(PLUGIN, 'graphql');
  const expected = `- ${PLUGIN}: has a copy of graphql of its own`;
  if (!output.includes(expected)) throw new Error(`It should have said "${expected}":\n${output}`);
}

async function main() {
  const folder = realpathSync(mkdtempSync(join(tmpdir(), 'regulars-outside-')));
  chmodSync(folder, 0o755); // root's PostgreSQL runs under another account
  const registry = new Registry(root);
  await registry.start();
  const npm = ['--registry', registry.url, '--cache', join(folder, 'npm-cache'), '--no-audit', '--no-fund', '--ignore-scripts', '--loglevel=error'];
  try {
    await writePlugin(folder, registry, npm);
    await installPlugin(folder, npm);
  } finally {
    registry.stop();
    await step('Clean up', () => rm(folder, { recursive: true, force: true }));
  }
}

main().then(
  () => console.log(`A plugin from outside works as one of ours, after ${steps.elapsed()}`),
  (error) => {
    console.error(error instanceof Error ? error.message : error);
    process.exitCode = 1;
  },
);
