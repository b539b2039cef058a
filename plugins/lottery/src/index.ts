export { lottery, lottery as default } from './plugin';
