import type { Answer, TestCaller } from '../caller';
import { argumentsFor } from '../schema/arguments';
import { operationFor } from '../schema/operation';
import { callerWithout, nameOf, type RootField, rootFieldsOf, stranger } from './root-fields';
import { type Check, shopWith, type Subject } from './subject';

/** Who lacks a field's permission is refused, and nothing is written. */
export const deniesWithoutPermission: Check = async (subject) => {
  const shop = await shopWith(subject, 0);
  const open = new Set(subject.options.anyCaller ?? []);
  const problems: string[] = [];
  let before = await subject.platform.digest();
  for (const root of rootFieldsOf(subject)) {
    const missing = deniedFor(await ask(stranger(shop, root.audience), root));
    if (missing === null && !open.has(nameOf(root))) problems.push(`${nameOf(root)} answers a caller without any permission`);
    if (missing !== null && open.has(nameOf(root))) problems.push(`${nameOf(root)} is said to be open but asks for ${missing.join(', ')}`);
    if (missing !== null) problems.push(...(await deniedToAllOthers(subject, shop, root, missing)));
    const after = await subject.platform.digest();
    // A mutation that is open may well write.
    if (missing !== null || root.kind === 'query') problems.push(...Object.keys(after).filter((table) => after[table] !== before[table]).map((table) => `${nameOf(root)} was refused, yet ${table} changed`));
    before = after;
  }
  return problems;
};

async function deniedToAllOthers(subject: Subject, shop: Parameters<typeof stranger>[0], root: RootField, missing: readonly string[]): Promise<string[]> {
  const denied = deniedFor(await ask(callerWithout(subject, shop, root.audience, missing), root));
  return denied === null ? [`${nameOf(root)} answers a caller who lacks ${missing.join(', ')} only`] : [];
}

const ask = (caller: TestCaller, { schema, kind, field }: RootField): Promise<Answer> => caller.run(operationFor(schema, kind, field, 1), argumentsFor(field.args));

/** What was missing; null when it was answered, or refused for anything else. */
function deniedFor({ errors = [] }: Answer): readonly string[] | null {
  const denial = errors.find(({ extensions, path }) => extensions?.code === 'FORBIDDEN' && path?.length === 1);
  return denial ? ((denial.extensions?.requiredScopes ?? []) as readonly string[]) : null;
}
