import type { BrandDemo } from '.';

/** The same plan as the others and no plugin switched on: what the core alone looks like. */
export const bareDemo: BrandDemo = {
  input: { code: 'bare', name: 'Bare', timeZone: 'Europe/London', currency: 'GBP', region: 'GB' },
  load: async () => null,
};
