import { modules } from '@regulars/gateway/installation';
import { recordStatements, recordedStatements } from '../replay/record';
import { answerCommands } from './commands';
import { type GatewaySetup, serve } from './serve';

answerCommands({ start: (setup: GatewaySetup) => serve(setup, modules), recordStatements, recordedStatements });
