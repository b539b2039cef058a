/** A chapter of a page: what stands below a heading, up to the next one of its level or above. */
export interface Chapter {
  readonly heading: string;
  readonly text: string;
}

export function chaptersOf(page: string): Chapter[] {
  const lines = page.split('\n');
  const isCode = inCode(lines);
  const headings = lines.flatMap((line, at) => {
    const [, marks] = isCode[at] ? [] : (/^(#+) /.exec(line) ?? []);
    return marks === undefined ? [] : [{ at, level: marks.length }];
  });
  return headings.map(({ at, level }, index) => {
    const next = headings.slice(index + 1).find((other) => other.level <= level);
    return { heading: (lines[at] ?? '').replace(/^#+ /, ''), text: lines.slice(at + 1, next?.at).join('\n') };
  });
}

function inCode(lines: readonly string[]): boolean[] {
  let open = false;
  return lines.map((line) => {
    if (line.startsWith('```')) {
      open = !open;
      return true;
    }
    return open;
  });
}

/** Those of `names` that no heading of the page has in code style. */
export function withoutChapter(page: string, names: readonly string[]): string[] {
  const headings = chaptersOf(page).map(({ heading }) => heading);
  return names.filter((name) => !headings.some((heading) => heading.includes(`\`${name}\``)));
}

/** Those of `names` whose every chapter shows no copied example. */
export function withoutExample(page: string, names: readonly string[]): string[] {
  const chapters = chaptersOf(page);
  return names.filter((name) => !chapters.some(({ heading, text }) => heading.includes(`\`${name}\``) && /^<!-- .+ -->\n```/m.test(text)));
}

/** What stands in code style within the text. */
export const quotedIn = (page: string): string[] => [...page.replace(/^```[^]*?^```$/gm, '').matchAll(/`([^`\n]+)`/g)].map(([, text = '']) => text);

/** Those of `names` that the page does not mention in code style. */
export function unnamed(page: string, names: readonly string[]): string[] {
  const quoted = quotedIn(page).map((text) => text.replace(/^ctx\./, ''));
  return names.filter((name) => !quoted.includes(name));
}

/** Messages in the tables of a chapter, in parts, since what differs is left out (`…`), that no source says. */
export function unsaid(page: string, heading: string, source: string): string[] {
  const chapter = chaptersOf(page).find((one) => one.heading === heading);
  if (!chapter) throw new Error(`There is no chapter ${heading}`);
  const cells = [...chapter.text.matchAll(/^\| (`.+?) \| /gm)].map(([, cell = '']) => cell);
  const parts = cells.flatMap(quotedIn).flatMap((message) => message.split('…')).map((part) => part.trim()).filter((part) => /[a-z]{2}/.test(part));
  return parts.filter((part) => !source.replaceAll('`', '').includes(part));
}

/** Blocks of a language that somebody typed: no comment above says where they are from. */
export function typedBlocks(page: string, languages: readonly string[]): string[] {
  const lines = page.split('\n');
  const isCode = inCode(lines);
  return lines.filter((line, at) => line.startsWith('```') && !isCode[at - 1] && languages.includes(line.slice(3)) && !/^<!-- .+ -->$/.test(lines[at - 1] ?? ''));
}

/** As GitHub makes them of headings. */
export const anchorsOf = (page: string): string[] => chaptersOf(page).map(({ heading }) => heading.toLowerCase().replace(/[^\w\- ]/g, '').replaceAll(' ', '-'));
