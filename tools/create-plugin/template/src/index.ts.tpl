export { {{camel}} } from './plugin';
