export * from './contract';
export { brand } from './plugin';
