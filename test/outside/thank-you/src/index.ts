export { thankYou as default } from './plugin';
