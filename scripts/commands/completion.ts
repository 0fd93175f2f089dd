import { defineCommand } from './command.ts';
import type { CommandResult } from '../session/result.ts';

const shells = ['bash', 'zsh', 'fish'] as const;

/** Scripts that ask `sitrep complete` for the words that can follow. */
const scripts: Record<(typeof shells)[number], string> = {
  bash: `_sitrep() {
  local IFS=$'\\n'
  COMPREPLY=($(sitrep complete -- "\${COMP_WORDS[@]:1:COMP_CWORD}" 2>/dev/null | cut -f1))
}
complete -o default -F _sitrep sitrep`,
  zsh: `#compdef sitrep
_sitrep() {
  local -a found
  local line
  for line in "\${(@f)$(sitrep complete -- "\${(@)words[2,CURRENT]}" 2>/dev/null)}"; do
    [[ -n $line ]] && found+=("\${\${line%%$'\\t'*}//:/\\\\:}:\${line#*$'\\t'}")
  done
  _describe sitrep found
}
compdef _sitrep sitrep`,
  fish: `complete -c sitrep -f -a '(sitrep complete -- (commandline -opc)[2..] (commandline -ct) 2>/dev/null)'`,
};

export const completion = defineCommand({
  name: 'completion',
  summary: 'Print a script for tab completion in a shell',
  arguments: [{ name: '<shell>', description: 'your shell', choices: shells }],
  examples: [
    { line: 'source <(sitrep completion bash)', does: 'load completion in ~/.bashrc' },
    { line: 'sitrep completion zsh > "\${fpath[1]}/_sitrep"', does: 'install completion for zsh' },
    {
      line: 'sitrep completion fish > ~/.config/fish/completions/sitrep.fish',
      does: 'install completion for fish',
    },
  ],
  run(_context, [shell]): CommandResult {
    const script = scripts[shell];
    return { status: 0, data: { shell, script }, text: script };
  },
});
