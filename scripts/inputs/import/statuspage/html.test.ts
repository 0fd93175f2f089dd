import fc from 'fast-check';
import { expect, it } from 'vitest';
import { readWords } from './html.ts';

it.each([
  ['<p>We&nbsp;are &lt;looking&gt;</p>', ' We are <looking> '],
  ['AT&amp;T &#233; &#xe9; &eacute;', 'AT&T é é é'],
  ['Q&A at 5 < 6 & 7 > 6, <1 ms; a</ b', 'Q&A at 5 < 6 & 7 > 6, <1 ms; a</ b'],
  // Named once, it is text: what that would name is not looked for.
  ['&amp;lt;', '&lt;'],
  ['&lt;/title&gt;&lt;script&gt;', '</title><script>'],
  ['a<br />b<a href="https://x.example">c</a>', 'a b c '],
  ['&#xd800;&#0;', '\ufffd\ufffd'],
])('%s', (html, words) => {
  expect(readWords(html)).toBe(words);
});

it('leaves a text as it is that has neither a tag nor an ampersand', () => {
  const part = fc.constantFrom('<', '</', '/', 'title', ' ', '!--', ']]', '?', '5', 'é', '😀');
  fc.assert(
    fc.property(
      fc.array(part).map((parts) => parts.join('')),
      (text) => {
        expect(readWords(text)).toBe(text);
      },
    ),
  );
});

it.each(['&lt;', '<', '</a', '<a ', '&', '&#'])('takes no longer than it is long: %s', (part) => {
  const begun = performance.now();
  readWords(part.repeat(500_000));
  expect(performance.now() - begun).toBeLessThan(10_000);
});
