import { type Check, schemaNameOf } from './subject';

/** No way past row-level security in what the plugin's migrations made. */
export const tablesIsolated: Check = async ({ plugin, platform }) => {
  const gaps = await platform.rows<{ object: string; gap: string }>('SELECT object, gap FROM platform.isolation_gaps() ORDER BY object, gap');
  const foreign = platform.modules.filter((module) => module !== plugin).map(schemaNameOf);
  const schemaOf = (object: string): string => object.replaceAll('"', '').split('.')[0] ?? '';
  return gaps.filter(({ object }) => !foreign.includes(schemaOf(object))).map(({ object, gap }) => `${object}: ${gap}`);
};
