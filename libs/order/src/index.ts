export { order } from './plugin';
