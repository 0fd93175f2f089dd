/** Explains a refusal of Git on one line, with the files it names, and without passwords in addresses. */
export function explainRefusal(message: string): string {
  const lines = message
    .split('\n')
    .filter((line) => /^(?:fatal|error|remote|ssh|!| !)/.test(line.trim()));
  const line = (lines[0] ?? message.split('\n')[0] ?? '').trim();
  const reason = line.replaceAll(/\/\/[^@/\s]+@/g, '//').slice(0, 300);
  const named = [...message.matchAll(/^\t(.+)$/gm)].map(([, path = '']) => path);
  if (named.length === 0) return reason;
  const more = named.length > 5 ? ` and ${named.length - 5} more` : '';
  return `${reason} ${named.slice(0, 5).join(', ')}${more}; commit them, or set them aside with git stash`;
}
