import { defineLoader, oneForEach, Platform } from '@regulars/plugin-sdk';

/** There are few plans, so one read serves any number of brands. */
export const planByCode = defineLoader<string, object | null>(async (ctx, codes) => oneForEach(codes, await ctx.use(Platform).plans(), (plan) => plan.code));
