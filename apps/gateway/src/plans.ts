import type { PlanDetails } from '@regulars/plugin-sdk';

/** The plans that come with the product; the installation's operator may make others. */
export const plans: readonly PlanDetails[] = [
  { code: 'STARTER', name: 'Starter', plugins: [], limits: {} },
  { code: 'GROWTH', name: 'Growth', plugins: ['stamp-card', 'gift-coupon', 'lottery', 'survey', 'referral', 'messaging'], limits: { 'stamp-card': { activeCards: 10 }, 'gift-coupon': { activeTemplates: 50 }, lottery: { activeGames: 10 }, survey: { activeSurveys: 20 }, referral: { activePrograms: 10 } } },
];
