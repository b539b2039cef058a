import { type PlatformRuntime, type Verified, verifyBooks } from '@regulars/kernel';

const SHOWN = 10;

function linesOf({ invariant, findings }: Verified): string[] {
  const state = findings.length === 0 ? 'ok    ' : 'BROKEN';
  const shown = findings.slice(0, SHOWN).map(({ subject, problem }) => `           ${subject}: ${problem}`);
  const more = findings.length > SHOWN ? [`           and ${findings.length - SHOWN} more`] : [];
  return [`  ${state} ${invariant.id}  ${invariant.description}`, ...shown, ...more];
}

/** Prints how every invariant stands in every brand; answers how many things break one. */
export async function reportBooks(runtime: PlatformRuntime, write: (text: string) => void = (text) => void process.stdout.write(text)): Promise<number> {
  let brands = 0;
  const violations = await verifyBooks(runtime, ({ code }, verified) => {
    brands++;
    write(`${[code, ...verified.flatMap(linesOf)].join('\n')}\n`);
  });
  write(`${brands} brands verified: ${violations === 0 ? 'the books are in order' : `${violations} violations`}\n`);
  return violations;
}
