export type { Variables } from './amount';
export { COSTS, type PathCost } from './cost-tree';
export { type DocumentLimits, type ExceededLimit, exceededDepth, exceededLimit, TOO_LARGE } from './document-limits';
export { exceededExpansion } from './expansion';
export { countObjects, MAX_COST, OperationCost, operationCost } from './operation-cost';
