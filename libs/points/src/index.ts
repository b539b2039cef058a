export { points } from './plugin';
