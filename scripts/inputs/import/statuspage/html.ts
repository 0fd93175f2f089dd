import { Tokenizer, TokenizerMode, type Token } from 'parse5';

/**
 * Converts Statuspage's HTML to the text that a reader sees: no tags, and character references
 * decoded.
 */
export function readWords(html: string): string {
  let words = '';
  const take = ({ chars }: Token.CharacterToken): void => void (words += chars);
  const pass = (): void => undefined;
  const tokenizer = new Tokenizer(
    {},
    {
      onCharacter: take,
      onWhitespaceCharacter: take,
      onNullCharacter: take,
      onStartTag: pass,
      onEndTag: pass,
      onComment: pass,
      onDoctype: pass,
      onEof: pass,
    },
  );
  // As in a `<title>`: the rest is text, in which character references still count.
  tokenizer.state = TokenizerMode.RCDATA;
  tokenizer.write(html.replace(/<\/?[a-z][^<>]{0,500}>/gi, ' '), true);
  return words.replaceAll('\u00a0', ' ');
}
