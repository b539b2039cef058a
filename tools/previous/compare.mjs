// @ts-check
import { relative } from 'node:path';

/** Promises about a build's own schema: a later build may have added to it. */
const OF_THE_SCHEMA = [/ has entities that equal its tables$/, / says of every column whether it holds personal data$/];

/**
 * @typedef {{ readonly fullName: string, readonly status: string, readonly failureMessages?: readonly string[] }} Assertion
 * @typedef {{ readonly testResults: readonly { readonly name: string, readonly message?: string, readonly assertionResults: readonly Assertion[] }[] }} Results as Jest writes them
 */

/** @param {Results} results @param {string} root @returns {Map<string, Assertion>} */
const byName = ({ testResults }, root) =>
  new Map(testResults.flatMap(({ name, assertionResults }) => assertionResults.map((one) => /** @type {[string, Assertion]} */ ([`${relative(root, name)}: ${one.fullName}`, one]))));

/**
 * What passed on the schema of its own and does not on the newer one. None that passed before may be gone: a file
 * that cannot even begin has no tests.
 * @param {Results} before @param {Results} after @param {string} root of the build
 */
export function compareSpecs(before, after, root) {
  const [old, now] = [byName(before, root), byName(after, root)];
  const passed = [...old].filter(([, { status }]) => status === 'passed').map(([name]) => name);
  const failedBefore = [...old].filter(([, { status }]) => status === 'failed').map(([name]) => name);
  const lost = passed.filter((name) => now.get(name)?.status !== 'passed');
  const broken = lost.filter((name) => !OF_THE_SCHEMA.some((pattern) => pattern.test(name)));
  return {
    isSame: broken.length === 0 && passed.length > 0,
    lines: [
      `${passed.length} of its specs pass on its own schema; ${passed.length - lost.length} of them on this build's`,
      ...failedBefore.map((name) => `  failed on its own schema already: ${name}`),
      ...lost.filter((name) => !broken.includes(name)).map((name) => `  is about its own schema: ${name}`),
      ...broken.map((name) => `  BROKEN ${name}\n    ${(now.get(name)?.failureMessages?.[0] ?? 'did not run').split('\n').slice(0, 4).join('\n    ')}`),
    ],
  };
}
