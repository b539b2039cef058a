import type { z } from 'zod';

/** A module's settings of one brand: a zod schema that must accept `{}` (every field has a default). */
export interface SettingsDefinition<S = unknown> {
  readonly module: string;
  readonly schema: z.ZodType<S>;
}

export const defineSettings = <S>(module: string, schema: z.ZodType<S>): SettingsDefinition<S> =>
  Object.freeze({ module, schema });
