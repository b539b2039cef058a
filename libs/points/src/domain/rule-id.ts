import { publicId } from '@regulars/plugin-sdk';

export const RULE_PREFIX = 'ern';

const known = new Map<string, string>();

/** The public id of a rule; every order of a brand names the same few. */
export function publicRuleId(uuid: string): string {
  let id = known.get(uuid);
  if (!id) {
    if (known.size > 10_000) known.clear();
    known.set(uuid, (id = publicId(RULE_PREFIX, uuid)));
  }
  return id;
}
