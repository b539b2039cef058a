import type { Check } from './subject';

/** A brand that has set nothing has settings all the same. */
export const settingsHaveDefaults: Check = async ({ plugin }) => {
  const parsed = plugin.settings?.schema.safeParse({});
  return parsed && !parsed.success ? parsed.error.issues.map(({ path, message }) => `settings.${path.join('.')} has no default: ${message}`) : [];
};
