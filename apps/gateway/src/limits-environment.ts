import { z } from 'zod';
import type { GatewayOptions } from './gateway';

/** `500000+100000`: points a caller may have, and how many are added a second. */
const budget = z.string().regex(/^[1-9]\d{0,9}\+[1-9]\d{0,9}$/, 'is to be points and points a second: 500000+100000').transform((text) => {
  const [capacity = 0, rate = 0] = text.split('+').map(Number);
  return { capacity, rate };
}).optional();

/** What may be said of callers' limits, by environment. */
export const limitVariables = {
  STAFF_BUDGET: budget,
  MEMBER_BUDGET: budget,
  ANONYMOUS_BUDGET: budget,
  /** Proxies that add to X-Forwarded-For before a request is here. */
  PROXIES: z.coerce.number().int().min(0).max(10).default(0),
};

export type LimitEnvironment = z.infer<z.ZodObject<typeof limitVariables>>;

export function limitOptions({ STAFF_BUDGET: staff, MEMBER_BUDGET: member, ANONYMOUS_BUDGET: anonymous, PROXIES }: LimitEnvironment): Pick<GatewayOptions, 'budgets' | 'proxies'> {
  return { budgets: { ...(staff && { staff }), ...(member && { member }), ...(anonymous && { anonymous }) }, proxies: PROXIES };
}

/** @throws ZodError that names what is wrong */
export const limitsFrom = (env: Readonly<Record<string, string | undefined>>): Pick<GatewayOptions, 'budgets' | 'proxies'> => limitOptions(z.object(limitVariables).parse(env));
