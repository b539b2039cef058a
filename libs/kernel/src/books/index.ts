export { examine, type Finding, invariantsOf } from './examine';
export { violationFigures } from './figures';
export { platformInvariants } from './platform-invariants';
export { type Verified, verifyBooks, verifyBrand } from './verify';
export { watchBooks } from './watch';
