import { installedModules } from './installed';

/** Everything that is installed, read as soon as it is asked for: for programs that are no use without it. */
export const modules = installedModules();
