/** Says everything that is wrong with a configuration, a line each. */
export class InstallationError extends Error {
  constructor(file: string, readonly problems: readonly string[]) {
    super(`${file} cannot be installed:\n${problems.map((problem) => `- ${problem}`).join('\n')}`);
  }
}
