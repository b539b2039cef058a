export { modules } from './plugins';
export { plans } from './plans';
