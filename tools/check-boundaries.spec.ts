import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { checkBoundaries } from './check-boundaries.mjs';

type Files = Record<string, string>;

const manifest = (name: string, layer: string, dependencies: string[] = [], devDependencies: string[] = []): string => {
  const versions = (names: string[]) => Object.fromEntries(names.map((one) => [`@regulars/${one}`, '1.0.0']));
  return JSON.stringify({
    name: `@regulars/${name}`,
    dependencies: versions(dependencies),
    devDependencies: versions(devDependencies),
    nx: { tags: [`layer:${layer}`] },
  });
};

const published = (layer: string, dependencies: Record<string, string>): string =>
  JSON.stringify({ name: `@regulars/${layer}`, dependencies, publishConfig: { access: 'public' }, nx: { tags: [`layer:${layer}`] } });

/** A workspace in which every package keeps its boundaries. */
const sound: Files = {
  'package.json': JSON.stringify({ dependencies: { pg: '8', 'type-graphql': '2' }, devDependencies: { 'fast-check': '4' } }),
  'libs/plugin-sdk/package.json': manifest('plugin-sdk', 'sdk'),
  'libs/plugin-sdk/src/index.ts': `import 'node:fs'; import 'fs';`,
  'libs/kernel/package.json': manifest('kernel', 'kernel', ['plugin-sdk'], ['member']),
  'libs/kernel/src/index.ts': `export * from '@regulars/plugin-sdk'; import 'pg';`,
  'libs/kernel/src/kernel.spec.ts': `import '@regulars/member';`,
  'libs/testing/package.json': manifest('testing', 'testing', ['plugin-sdk', 'kernel']),
  'libs/testing/src/index.ts': `import '@regulars/kernel'; import '@regulars/plugin-sdk'; import 'fast-check';`,
  'libs/member/package.json': manifest('member', 'plugin', ['plugin-sdk'], ['testing']),
  'libs/member/src/contract.ts': `import '@regulars/plugin-sdk';`,
  'libs/member/src/api/member.resolver.ts': `import 'type-graphql'; import '../domain/join';`,
  'libs/member/src/domain/join.ts': `import '../data/member.entity';`,
  'libs/member/src/data/member.entity.ts': `import 'pg';`,
  'plugins/coupon/package.json': manifest('coupon', 'plugin', ['plugin-sdk', 'member'], ['testing']),
  'plugins/coupon/src/plugin.ts': `import '@regulars/member/contract'; definePlugin({ requires: { member: '^1.0.0' } });`,
  'plugins/coupon/src/coupon.spec.ts': `import '@regulars/testing'; import '@regulars/member'; import 'fast-check';`,
  'apps/gateway/package.json': manifest('gateway', 'app', ['plugin-sdk', 'kernel', 'member', 'coupon']),
  'apps/gateway/src/main.ts': `import '@regulars/kernel'; import '@regulars/member'; import '@regulars/coupon/contract';`,
};

let root: string;
beforeEach(() => (root = mkdtempSync(join(tmpdir(), 'regulars-boundaries-'))));
afterEach(() => rmSync(root, { recursive: true, force: true }));

function problemsOf(files: Files): string[] {
  for (const [path, text] of Object.entries(files)) {
    mkdirSync(dirname(join(root, path)), { recursive: true });
    writeFileSync(join(root, path), text);
  }
  return checkBoundaries(root).problems;
}

it('passes a workspace that keeps its boundaries', () => {
  expect(problemsOf(sound)).toEqual([]);
});

it('does not pass for lack of packages', () => {
  expect(problemsOf({ 'package.json': '{}' })).toEqual([`${root}: no package in libs, plugins or apps`]);
});

const refused: [string, Files, string][] = [
  [
    'a package without a layer',
    { 'libs/odd/package.json': JSON.stringify({ name: '@regulars/odd' }) },
    'libs/odd/package.json: nx.tags must name one of layer:sdk, layer:kernel, layer:testing, layer:plugin, layer:app',
  ],
  [
    'the sdk importing anything of the workspace',
    { 'libs/plugin-sdk/src/x.ts': `import '@regulars/kernel';` },
    'libs/plugin-sdk/src/x.ts:1: layer:sdk must not import @regulars/kernel (layer:kernel)',
  ],
  [
    'the kernel importing a module',
    { 'libs/kernel/src/x.ts': `\nimport '@regulars/member/contract';` },
    'libs/kernel/src/x.ts:2: layer:kernel must not import @regulars/member (layer:plugin)',
  ],
  [
    'a module importing the kernel',
    { 'libs/member/src/x.ts': `import '@regulars/kernel';` },
    'libs/member/src/x.ts:1: layer:plugin must not import @regulars/kernel (layer:kernel)',
  ],
  [
    'a module importing the test platform outside specs',
    { 'libs/member/src/x.ts': `import '@regulars/testing';` },
    'libs/member/src/x.ts:1: layer:plugin must not import @regulars/testing (layer:testing)',
  ],
  [
    'the test platform importing a module',
    { 'libs/testing/src/x.ts': `import '@regulars/member';` },
    'libs/testing/src/x.ts:1: layer:testing must not import @regulars/member (layer:plugin)',
  ],
  [
    'an app imported by a module',
    { 'libs/member/src/x.ts': `import '@regulars/gateway';` },
    'libs/member/src/x.ts:1: layer:plugin must not import @regulars/gateway (layer:app)',
  ],
  [
    'the inside of another module',
    { 'plugins/coupon/src/x.ts': `import { Member } from '@regulars/member';` },
    'plugins/coupon/src/x.ts:1: "@regulars/member" is the inside of another module: import "@regulars/member/contract"',
  ],
  [
    'a file of another module',
    { 'plugins/coupon/src/x.ts': `const data = require('@regulars/member/src/data/member.entity');` },
    'plugins/coupon/src/x.ts:1: "@regulars/member/src/data/member.entity" is the inside of another module: import "@regulars/member/contract"',
  ],
  [
    'a contract of a module that is not a dependency',
    { 'libs/member/src/x.ts': `import type { Coupon } from '@regulars/coupon/contract';` },
    'libs/member/src/x.ts:1: @regulars/coupon is not in the dependencies of @regulars/member',
  ],
  [
    'a contract of a module that is not required',
    { 'plugins/coupon/src/plugin.ts': `import '@regulars/member/contract'; definePlugin({ requires: { 'order': '^1.0.0' } });` },
    "plugins/coupon/src/plugin.ts:1: @regulars/member is imported but definePlugin does not list 'member' in requires",
  ],
  [
    'a path into another package',
    { 'plugins/coupon/src/x.ts': `export { Member } from '../../../libs/member/src/contract';` },
    'plugins/coupon/src/x.ts:1: "../../../libs/member/src/contract" leaves @regulars/coupon: import the other package by its name',
  ],
  [
    'a path into another package from a spec',
    { 'plugins/coupon/src/x.spec.ts': `await import('../../../libs/member/src/contract');` },
    'plugins/coupon/src/x.spec.ts:1: "../../../libs/member/src/contract" leaves @regulars/coupon: import the other package by its name',
  ],
  [
    'an undeclared package',
    { 'libs/member/src/x.ts': `import 'left-pad/index';` },
    'libs/member/src/x.ts:1: left-pad is neither in the dependencies of @regulars/member nor in those of the root',
  ],
  [
    'a development package in code that ships',
    { 'libs/member/src/x.ts': `import 'fast-check';` },
    'libs/member/src/x.ts:1: fast-check is neither in the dependencies of @regulars/member nor in those of the root (devDependencies are for specs and tools)',
  ],
  [
    'what only the root asks for, in a package that is published',
    { 'libs/testing/package.json': published('testing', {}), 'libs/testing/src/index.ts': `import 'pg';` },
    'libs/testing/src/index.ts:1: pg is not in the dependencies of @regulars/testing, which is published',
  ],
  [
    'a copy of ours for a package that is published alone',
    { 'libs/testing/package.json': published('testing', { '@regulars/kernel': '1.0.0' }), 'libs/testing/src/index.ts': `import '@regulars/kernel';` },
    'libs/testing/src/index.ts:1: @regulars/kernel must stand in the peerDependencies of @regulars/testing, which is published',
  ],
  [
    'another version than the root asks for, in a package that is published',
    { 'libs/testing/package.json': published('testing', { pg: '7' }), 'libs/testing/src/index.ts': `import 'pg';` },
    'libs/testing/src/index.ts:1: pg is 7 in @regulars/testing and 8 in the root',
  ],
  [
    'GraphQL in the domain',
    { 'libs/member/src/domain/x.ts': `import { Field } from 'type-graphql';` },
    'libs/member/src/domain/x.ts:1: src/domain must not import type-graphql',
  ],
  [
    'the API in the domain',
    { 'libs/member/src/domain/deep/x.ts': `import '../../api/member.resolver';` },
    'libs/member/src/domain/deep/x.ts:1: src/domain must not import src/api',
  ],
  [
    'the domain in the data',
    { 'libs/member/src/data/x.ts': `import '../domain/join';` },
    'libs/member/src/data/x.ts:1: src/data must not import src/domain',
  ],
  [
    'the API in the data',
    { 'libs/member/src/data/x.ts': `import '../api/member.resolver';` },
    'libs/member/src/data/x.ts:1: src/data must not import src/api',
  ],
];

it.each(refused)('refuses %s', (_what, files, problem) => {
  expect(problemsOf({ ...sound, ...files })).toEqual([problem]);
});
