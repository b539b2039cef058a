import { brand } from '@regulars/brand';
import { member } from '@regulars/member';
import { order } from '@regulars/order';
import { EarnFactors } from '@regulars/points/contract';
import { definePlugin, during, type ExtensionPoint } from '@regulars/plugin-sdk';
import { tier as tierModule } from '../../src';

export const tier = definePlugin({
  ...tierModule,
  requires: { brand: '^1.0.0', member: '^1.0.0', order: '^1.0.0' },
  reactions: tierModule.reactions.map((r) => during(r.moment as never, r.id, r.run as never)),
  extensions: tierModule.extensions.filter((e) => (e.point as ExtensionPoint<unknown>) !== (EarnFactors as ExtensionPoint<unknown>)),
});
export const modules = [brand, member, order, tier];
