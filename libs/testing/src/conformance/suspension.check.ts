import { Platform } from '@regulars/plugin-sdk';
import type { Answer } from '../caller';
import { OPERATOR } from '../new-brand';
import { argumentsFor } from '../schema/arguments';
import { operationFor } from '../schema/operation';
import type { TestShop } from '../shop';
import { callerWithout, nameOf, type RootField, rootFieldsOf } from './root-fields';
import { type Check, shopWith, type Subject } from './subject';

/** A plugin that the plan grants no longer shows what it knows, and nothing of it changes anything. */
export const onlyReadWhileSuspended: Check = async (subject) => {
  const { platform, plugin } = subject;
  const shop = await shopWith(subject, 1);
  const fields = rootFieldsOf(subject).filter(({ audience }) => audience !== 'platform');
  const ask = (root: RootField): Promise<Answer> => callerWithout(subject, shop, root.audience, [], MEMBER).run(operationFor(root.schema, root.kind, root.field, 1), argumentsFor(root.field.args));
  const queries = fields.filter(({ kind }) => kind === 'query');
  const answered = await Promise.all(queries.map(ask));
  await suspend(subject, shop);
  const before = await shop.digest();
  const problems: string[] = [];
  for (const [index, root] of queries.entries()) {
    const { errors } = await ask(root);
    if (errors && !answered[index]?.errors) problems.push(`${nameOf(root)} is refused while ${plugin.id} is suspended: ${errors[0]?.message}`);
  }
  for (const root of fields.filter(({ kind }) => kind === 'mutation')) {
    const answer = await ask(root);
    const codes = (answer.data?.[root.field.name]?.userErrors as { code: string }[] | undefined)?.map(({ code }) => code) ?? [];
    if (codes.join() !== 'PLUGIN_SUSPENDED') problems.push(`${nameOf(root)} does not say that ${plugin.id} is suspended, but ${JSON.stringify(answer)}`);
  }
  await platform.drain();
  const after = await shop.digest();
  return [...problems, ...Object.keys(after).filter((table) => after[table] !== before[table]).map((table) => `${table} changed while ${plugin.id} was suspended`)];
};

/** Of no member: whom a member's credential is about is of no interest here. */
const MEMBER = '00000000-0000-4000-8000-00000000000a';

/** Puts the brand on a plan that grants everything but the plugin. */
async function suspend({ platform, plugin, modules }: Subject, shop: TestShop): Promise<void> {
  const code = `without-${plugin.id}`;
  const plugins = modules.filter(({ id, core }) => !core && id !== plugin.id).map(({ id }) => id);
  await platform.runtime.transaction(OPERATOR, async (ctx) => {
    await ctx.use(Platform).createPlan({ code, name: code, plugins, limits: {} });
    await ctx.use(Platform).changePlan(shop.id, code, 0);
  });
}
