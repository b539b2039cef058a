import { getNamedType, isObjectType } from 'graphql';
import { argumentsFor } from '../schema/arguments';
import { operationFor } from '../schema/operation';
import type { TestShop } from '../shop';
import { callerWithout, rootFieldsOf } from './root-fields';
import { type Check, type Example, play, shopWith, type Subject } from './subject';

const MORE_ROUNDS = 3;

/** The plugin's own lists, in full, and what the options name. */
function examplesOf(subject: Subject): Example[] {
  const lists = rootFieldsOf(subject).filter(({ audience, kind, field }) => {
    const type = getNamedType(field.type);
    return audience === 'staff' && kind === 'query' && isObjectType(type) && type.name.endsWith('Connection');
  });
  return [
    ...lists.map(({ schema, kind, field }) => ({ name: field.name, document: operationFor(schema, kind, field), variables: () => argumentsFor(field.args) })),
    ...(subject.options.examples ?? []),
  ];
}

/** A list of many costs the statements of a list of one. */
export const constantStatements: Check = async (subject) => {
  const shop = await shopWith(subject, 1);
  const examples = examplesOf(subject);
  const few = await Promise.all(examples.map((example) => statementsOf(subject, shop, example)));
  for (let round = 2; round <= 1 + MORE_ROUNDS; round++) await play(subject.platform, shop, subject.options, round);
  const many = await Promise.all(examples.map((example) => statementsOf(subject, shop, example)));
  return examples.flatMap(({ name }, index) => {
    const [before = [], after = []] = [few[index], many[index]];
    return before.length === after.length ? [] : [`${name} takes ${before.length} statements for the data of one round and ${after.length} for that of ${1 + MORE_ROUNDS}: ${repeated(before, after)}`];
  });
};

async function statementsOf(subject: Subject, shop: TestShop, { document, variables }: Example): Promise<readonly string[]> {
  return (await callerWithout(subject, shop, 'staff').traffic(document, (await variables?.(shop)) ?? {})).names;
}

function repeated(before: readonly string[], after: readonly string[]): string {
  const count = (names: readonly string[], name: string): number => names.filter((other) => other === name).length;
  return [...new Set(after)].filter((name) => count(after, name) !== count(before, name)).map((name) => `${name} ${count(before, name)} and ${count(after, name)} times`).join(', ');
}
