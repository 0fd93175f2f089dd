import { Tokenizer, TokenizerMode, type Token } from 'parse5';

/** Elements that begin and end on a line of their own. */
const blocks = new Set(
  [
    'address article aside blockquote dd details dialog div dl dt fieldset figcaption figure footer',
    'form h1 h2 h3 h4 h5 h6 header hr li main nav ol p pre section summary table tr ul',
  ].flatMap((line) => line.split(' ')),
);

/** Reports whether an element of this name is shown on lines of its own. */
export function isBlock(name: string): boolean {
  return blocks.has(name.toLowerCase());
}

const bullet = '• ';

/** Elements whose contents are for browsers, not for readers. */
const unread = new Map([
  ['script', TokenizerMode.SCRIPT_DATA],
  ['style', TokenizerMode.RAWTEXT],
]);

/**
 * Reads the words of HTML in a Markdown text: the lines of each of its blocks.
 *
 * It makes one pass over tags and texts, since a tree of untrusted HTML may cost far more than its length.
 */
export function readRaw(html: string): string[][] {
  const paragraphs = [''];
  let skipped: string | undefined;
  let isVerbatim = false;
  const add = (text: string): void => {
    if (skipped === undefined) paragraphs.push((paragraphs.pop() ?? '') + text);
  };
  const readTag = (name: string): void => {
    if (name === 'br') add('\n');
    else if (name === 'td' || name === 'th') add(' ');
    // A block at the beginning of a list item stays on the line of its bullet.
    else if (blocks.has(name) && paragraphs.at(-1) !== bullet) paragraphs.push('');
  };
  const ignore = (): void => undefined;
  const tokenizer = new Tokenizer(
    { sourceCodeLocationInfo: false },
    {
      onStartTag({ tagName }: Token.TagToken) {
        readTag(tagName);
        if (tagName === 'pre') isVerbatim = true;
        if (tagName === 'li') add(bullet);
        const mode = unread.get(tagName);
        if (mode === undefined) return;
        skipped = tagName;
        tokenizer.state = mode;
      },
      onEndTag({ tagName }: Token.TagToken) {
        if (tagName === skipped) skipped = undefined;
        if (tagName === 'pre') isVerbatim = false;
        readTag(tagName);
      },
      onCharacter: ({ chars }: Token.CharacterToken) => add(isVerbatim ? chars : fold(chars)),
      onWhitespaceCharacter: ({ chars }: Token.CharacterToken) =>
        add(isVerbatim ? chars : fold(chars)),
      onNullCharacter: ignore,
      onComment: ignore,
      onDoctype: ignore,
      onEof: ignore,
    },
  );
  tokenizer.write(html, true);
  return paragraphs
    .map((text) => text.split('\n').map((line) => line.replaceAll(/ +/g, ' ').trim()))
    .filter((lines) => lines.some((line) => line !== '' && line !== bullet.trim()));
}

function fold(text: string): string {
  return text.replaceAll(/\s+/g, ' ');
}
