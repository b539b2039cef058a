import { modules } from '@regulars/gateway/installation';
import { does, mischief } from '../hostile/mischief';
import { answerCommands } from './commands';
import { type GatewaySetup, serve } from './serve';

// It says of each order what was wrong with it: nobody has to read that here.
answerCommands({ start: (setup: GatewaySetup) => serve(setup, [...modules, mischief], 'fatal'), does });
