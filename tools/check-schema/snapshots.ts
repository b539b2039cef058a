import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join, relative } from 'node:path';
import { buildSchema as composeSchema, Registry } from '@regulars/kernel';
import type { Audience, PluginDefinition } from '@regulars/plugin-sdk';
import { buildSchema, type DocumentNode, findBreakingChanges, type GraphQLSchema, lexicographicSortSchema, parse, printSchema } from 'graphql';
import { missingOf } from './contained';

/** Where the SDL of each audience stands, and the contracts it must keep. */
export const AUDIENCES: Readonly<Record<Audience, { readonly file: string; readonly contracts: readonly string[] }>> = {
  staff: { file: 'staff.graphql', contracts: ['core.graphql', 'core-admin.graphql', 'till.graphql', 'stamp-card.graphql', 'gift-coupon.graphql'] },
  member: { file: 'member.graphql', contracts: ['member.graphql', 'gift-coupon.member.graphql'] },
  platform: { file: 'platform.graphql', contracts: ['platform.graphql'] },
};

/** Everything installed, as an audience sees it; sorted, so that a change is where it was made. */
export function completeSchema(audience: Audience, modules: readonly PluginDefinition[]): GraphQLSchema {
  const core = modules.filter((module) => module.core);
  const { modules: ordered } = new Registry(audience === 'platform' ? core : modules);
  return lexicographicSortSchema(composeSchema(audience, ordered));
}

const sdlOf = (schema: GraphQLSchema): string => `${printSchema(schema)}\n`;

export interface Findings {
  /** What keeps the change from being merged. */
  readonly problems: readonly string[];
  readonly written: readonly string[];
}

/** Compares the committed SDL and the contracts with what is installed; `write` brings the SDL up to date. */
export function checkSchemas(root: string, modules: readonly PluginDefinition[], write = false): Findings {
  const problems: string[] = [];
  const written: string[] = [];
  for (const [audience, { file, contracts }] of Object.entries(AUDIENCES) as [Audience, (typeof AUDIENCES)[Audience]][]) {
    const path = join(root, 'apps/gateway/schema', file);
    const schema = completeSchema(audience, modules);
    const committed = existsSync(path) ? readFileSync(path, 'utf8') : '';
    if (committed !== sdlOf(schema)) {
      if (write) {
        writeFileSync(path, sdlOf(schema));
        written.push(relative(root, path));
      } else {
        problems.push(`${relative(root, path)} is not what is installed: run node tools/check-schema.mjs --write`, ...breaking(committed, schema));
      }
    }
    const documents = contracts.map((name) => parse(readFileSync(join(root, 'test/contract', name), 'utf8')));
    problems.push(...missingOf(documents, parse(sdlOf(schema)) as DocumentNode).map((problem) => `contract of ${audience}: ${problem}`));
  }
  return { problems, written };
}

/** Changes that would break a caller written against the committed schema. */
const breaking = (committed: string, schema: GraphQLSchema): string[] =>
  committed === '' ? [] : findBreakingChanges(buildSchema(committed), schema).map(({ description }) => `breaking: ${description}`);
