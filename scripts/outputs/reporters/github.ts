import { namePath, showControls, type Reporter } from './reporter.ts';

/**
 * Writes GitHub workflow commands, which become annotations of a pull request. Escapes as the
 * runner's own toolkit does, so that no text of a record can end a command or begin another.
 */
export const github: Reporter = {
  name: 'github',
  report(findings, { prefix }) {
    return findings
      .map(({ level, path, line, column, endColumn, rule, message, help }) => {
        const command = level === 'info' ? 'notice' : level;
        const place = `file=${escapeProperty(namePath(prefix, path))},line=${line},col=${column},endColumn=${endColumn},title=${escapeProperty(rule)}`;
        const words = help === undefined ? [message] : [message, help];
        return `::${command} ${place}::${words.map((part) => escapeData(showControls(part))).join('%0A')}`;
      })
      .join('\n');
  },
};

function escapeData(text: string): string {
  return text.replaceAll('%', '%25').replaceAll('\r', '%0D').replaceAll('\n', '%0A');
}

function escapeProperty(text: string): string {
  return escapeData(showControls(text)).replaceAll(':', '%3A').replaceAll(',', '%2C');
}
