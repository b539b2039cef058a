export { tier } from './plugin';
