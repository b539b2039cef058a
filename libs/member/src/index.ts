export { member } from './plugin';
