export { type Answer, type Cost, type Data, TestCaller } from './caller';
export { createEmptyDatabase, createTestDatabase, type TestDatabase } from './database';
export { type Digest } from './digest';
export { type BrandOptions, CLOCK_START } from './new-brand';
export { createTestPlatform, TestPlatform, type TestPlatformOptions } from './platform';
export { type CallerOptions, type Step, TestShop } from './shop';
