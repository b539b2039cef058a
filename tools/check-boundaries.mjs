// @ts-check
/**
 * Refuses imports the architecture does not allow: the table of layers, undeclared dependencies, paths into another
 * package, and within a module the order api -> domain -> data. Needs no build, no cache and no running nx.
 */
import { join, resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import { importProblem, layerProblem } from './boundaries/rules.mjs';
import { findProjects, readManifest, readSources } from './boundaries/workspace.mjs';

/** @param {string} root the workspace @returns {{ projects: number, problems: string[] }} */
export function checkBoundaries(root) {
  const projects = findProjects(root);
  // A check that finds nothing to check must not pass.
  if (projects.length === 0) return { projects: 0, problems: [`${root}: no package in libs, plugins or apps`] };
  const rootManifest = readManifest(join(root, 'package.json'));
  const byName = new Map(projects.map((project) => [project.manifest.name, project]));
  const problems = projects.flatMap((project) => {
    const wrongLayer = layerProblem(project);
    if (wrongLayer) return [wrongLayer];
    return readSources(root, project).flatMap((file) =>
      file.imports.flatMap(({ specifier, line }) => {
        const problem = importProblem({ project, file, specifier, root: rootManifest, byName });
        return problem ? [`${file.path}:${line}: ${problem}`] : [];
      }),
    );
  });
  return { projects: projects.length, problems };
}

function main() {
  const { projects, problems } = checkBoundaries(resolve(import.meta.dirname, '..'));
  for (const problem of problems) console.error(problem);
  if (problems.length > 0) process.exitCode = 1;
  else console.log(`${projects} packages keep their boundaries`);
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? '').href) main();
