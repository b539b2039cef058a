import { RewardKinds } from '@regulars/member/contract';
import { definePlugin, extend } from '@regulars/plugin-sdk';
import { z } from 'zod';

/** A reward of which only the receipt is left. */
export const badge = definePlugin({
  id: 'badge',
  version: '1.0.0',
  sdk: '^1.0.0',
  requires: { member: '^1.0.0' },
  core: true,
  extensions: [
    extend(RewardKinds, {
      kind: 'badge',
      spec: z.object({ colour: z.string() }).strict(),
      describe: (spec: never) => `A ${(spec as { colour: string }).colour} badge`,
      grant: (_ctx, grants) => Promise.resolve(grants.map(({ receiptId }) => ({ receiptKey: receiptId }))),
      revoke: () => Promise.resolve(),
    }),
  ],
});
