export { webhook } from './plugin';
