import { Tokenizer, TokenizerMode, type Token } from 'parse5';

/** What a reader sees of HTML as Statuspage allows it: no tags, and each character that it names. */
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
  // As in a `<title>`: all that is left is text, in which a character may still be named.
  tokenizer.state = TokenizerMode.RCDATA;
  tokenizer.write(html.replace(/<\/?[a-z][^<>]{0,500}>/gi, ' '), true);
  return words.replaceAll('\u00a0', ' ');
}
