import { cpuUsage } from 'node:process';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { startProfile, stopProfile } from './profile';

interface Asked {
  readonly id: number;
  readonly command: string;
  readonly argument: unknown;
}

export interface Answered {
  readonly id: number;
  readonly result?: unknown;
  readonly error?: string;
}

setFlagsFromString('--expose-gc');
const collectGarbage = runInNewContext('gc') as () => void;

type Command = (argument: never) => unknown;

const common: Readonly<Record<string, Command>> = {
  /** Processor time of this process so far, in µs. */
  cpu: () => {
    const { user, system } = cpuUsage();
    return user + system;
  },
  /** Memory of this process, in bytes. */
  memory: () => process.memoryUsage.rss(),
  /** What its objects take once the garbage is gone, in bytes. */
  heap: () => {
    collectGarbage();
    return process.memoryUsage().heapUsed;
  },
  startProfile,
  stopProfile,
};

/** Lets the parent process ask for these commands; ends with it. */
export function answerCommands(own: Readonly<Record<string, Command>>): void {
  const commands = { ...common, ...own };
  const reply = (answered: Answered): void => void process.send?.(answered);
  process.on('message', ({ id, command, argument }: Asked) => {
    const run = async (): Promise<unknown> => commands[command]?.(argument as never);
    run().then((result) => reply({ id, result }), (error: Error) => reply({ id, error: error.stack ?? error.message }));
  });
  process.on('disconnect', () => process.exit(0));
}
