import { type ChannelContent, ContentFault, type ContentProblem } from '../channel';

interface MjmlProblem {
  readonly line?: number;
  readonly message: string;
}

/** HTML that mail programs show alike. It reads no files, whatever the source asks for. */
export async function compileMjml(source: ChannelContent): Promise<ChannelContent> {
  const { mjml = '', ...rest } = source;
  if (/<mj-include\b/i.test(mjml)) throw new ContentFault([problem({ message: 'mj-include is not for messages.' })]);
  const { default: mjml2html } = await import('mjml'); // a second to load: only who saves a template waits for it
  try {
    const { html } = await mjml2html(mjml, { validationLevel: 'strict', ignoreIncludes: true, useMjmlConfigOptions: false } as object);
    return { ...rest, html };
  } catch (error) {
    const { errors } = error as { readonly errors?: readonly MjmlProblem[] };
    throw new ContentFault((errors ?? [{ message: 'This is not written in MJML.' }]).map(problem));
  }
}

const problem = ({ line, message }: MjmlProblem): ContentProblem => ({
  part: 'mjml', text: { en: `${line ? `Line ${line}: ` : ''}${message}`, 'zh-TW': `${line ? `第 ${line} 行:` : ''}${message}` },
});
