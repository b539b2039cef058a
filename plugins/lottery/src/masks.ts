import { maskable } from '@regulars/plugin-sdk';

const [SHOWN, GAP] = [4, '***'];
const end = (text: string): string => `${GAP}${text.length > 2 * SHOWN ? text.slice(-SHOWN) : ''}`;
const roles = { marketer: 'HIDE', 'store-manager': 'PARTIAL', 'store-staff': 'PARTIAL', support: 'PARTIAL', analyst: 'HIDE', integrator: 'HIDE' } as const;

/** What is told to the tax office is for who tells it. */
export const masks = [
  maskable('LotteryTaxRecord.legalName', { partial: (name: string) => `${[...name][0] ?? ''}**`, roles }),
  maskable('LotteryTaxRecord.idNumber', { partial: end, roles }),
  maskable('LotteryTaxRecord.address', { roles }),
];
