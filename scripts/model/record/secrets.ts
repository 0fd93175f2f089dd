import type { Finding } from '../register/finding.ts';

const names =
  'passw(?:or[dt]|d)|pwd|passphrase|kennwort|wachtwoord|secret(?:[ _-]?key)?|token|api[ _-]?key|access[ _-]?key|authorization';
const marks = '["\'`*_]{0,4}';
/**
 * Separators between a name and its value: a sign, a table column, the space after an option, or a
 * word.
 */
const links = [
  String.raw`${marks}\s{0,3}[:=]>?${marks}\s{0,3}[ \t]{0,20}${marks}(?:bearer |basic )?["'\`]?`,
  String.raw`${marks}[ \t]{0,40}\|[ \t]{0,3}${marks}`,
  String.raw`(?<=--[a-z_-]{1,30})[ \t]{1,3}["']?`,
  String.raw`\s{1,3}(?:is|was|are|were|ist|war|lautet):?\s{1,3}${marks}`,
].join('|');

/**
 * Patterns of secrets. They are tried on words of at least sixteen characters, with the text before
 * them. With `random`, a word that somebody could have written by hand is not a secret.
 */
const shapes: readonly { what: string; pattern: RegExp; random?: true }[] = [
  { what: 'a private key', pattern: /-----BEGIN (?:[A-Z0-9]+ ){0,3}PRIVATE KEY(?: BLOCK)?-----/g },
  { what: 'an AWS key', pattern: /(?<![A-Za-z0-9])(?:AKIA|ASIA)[A-Z2-7]{16}(?![A-Za-z0-9])/g },
  { what: 'a GitHub token', pattern: /\b(?:gh[pousr]_[A-Za-z0-9]{36,}|github_pat_\w{50,})/g },
  { what: 'a GitLab token', pattern: /\bgl(?:pat|ptt|dt|rt)-[\w-]{20,}/g },
  { what: 'a Slack token', pattern: /\bx(?:ox[abeoprs]|app)-[\w-]{10,}/g },
  {
    what: 'a webhook address',
    pattern:
      /hooks\.slack\.com\/(?:services|workflows)\/\w+\/\w+\/\w{8,}|discord(?:app)?\.com\/api\/webhooks\/\d+\/[\w-]{20,}|\.webhook\.office\.com\/webhookb2\/[\w@-]{36,}/g,
  },
  { what: 'a Stripe key', pattern: /\b[rs]k_live_[A-Za-z0-9]{20,}/g },
  { what: 'a Google key', pattern: /\bAIza[\w-]{35}(?![\w-])/g },
  { what: 'an npm token', pattern: /\bnpm_[A-Za-z0-9]{36}\b/g },
  { what: 'a PyPI token', pattern: /\bpypi-AgE[\w-]{50,}/g },
  { what: 'a SendGrid key', pattern: /\bSG\.[\w-]{20,24}\.[\w-]{39,50}/g },
  { what: 'a Vault token', pattern: /\bhv[sb]\.[\w-]{24,}/g },
  {
    what: 'a key for an AI service',
    pattern: /\bsk-(?:(?:ant|proj|svcacct|admin)-[\w-]{20,}|[A-Za-z0-9]{48}(?![\w-]))/g,
  },
  { what: 'an Azure key', pattern: /AccountKey=[A-Za-z0-9+/]{80,}={0,2}/g },
  { what: 'a signed token', pattern: /(?<![\w-])eyJ[\w-]{10,}\.eyJ[\w-]{10,}\.[\w-]{10,}/g },
  {
    what: 'a password in an address',
    pattern: /\b[a-z][a-z0-9+.-]{1,20}:\/\/[^\s:@/]{1,100}:(?<value>[^\s:@/]{3,100})@/gi,
  },
  {
    what: 'a token in an address',
    // Sentry's key in an address is public.
    pattern: /\b[a-z][a-z0-9+.-]{1,20}:\/\/(?<value>[\w.~-]{20,200})@(?![\w.-]{0,60}sentry)/gi,
    random: true,
  },
  {
    what: 'a password or key',
    pattern: new RegExp(`(?:${names})s?(?:${links})(?<value>[\\w+/=.~!@#%^&-]{12,200})`, 'gi'),
    random: true,
  },
];

/** Characters that every secret contains: one test instead of many on long, harmless words. */
const hints =
  /A[KS]IA|gh[pousr]_|github_pat_|gl(?:pat|ptt|dt|rt)-|xox|xapp-|hooks|\/webhook|k_live_|AIza|npm_|pypi-|SG\.|hv[sb]\.|sk-|AccountKey|eyJ|KEY(?: BLOCK)?-----|:\/\/[^\s@/]*@|[Pp](?:[Aa][Ss][Ss]|[Ww][Dd])|[Kk][Ee][Nn][Nn][Ww]|[Ww][Aa][Cc][Hh][Tt][Ww]|[Ss][Ee][Cc][Rr]|[Tt][Oo][Kk][Ee]|[Aa][Pp][Ii][ _-]?[Kk]|[Aa][Cc][Cc][Ee][Ss][Ss][ _-]?[Kk]|[Aa][Uu][Tt][Hh][Oo][Rr][Ii]/;

/** Examples and placeholders, which give no access. */
const harmless =
  /example|placeholder|redacted|change[_-]?me|sample|dummy|your[_-]|\.\.\.|(?<same>[^-])\k<same>{4}/i;
/** Names of variables, and words that stand for a password. */
const standIn =
  /^\W|^[A-Z][A-Z0-9_]*$|^(?:pass|password|passwd|pwd|secret|token|key|user)$|[${}<>()*]/;

/** Minimum length of a secret; a shorter one cannot be told from a word. */
const shortest = 16;
/** Maximum number of characters searched before the word, for the name of which it is the value. */
const lookBack = 80;

/**
 * Finds secrets in a text of any kind, including comments and keys. No finding contains the secret
 * itself, since findings are printed to logs that more people read than the record.
 */
export function findSecrets(text: string, path: string): Finding[] {
  const findings: Finding[] = [];
  const placeOf = followLines(text);
  let done = 0;
  for (const [from, to] of listLongWords(text)) {
    if (from < done) continue;
    const begin = Math.max(done, from - lookBack);
    const around = text.slice(begin, to);
    const found = hints.test(around) ? matchShape(around) : undefined;
    if (!found) continue;
    done = to;
    findings.push({ path, ...placeOf(begin + found.at), ...explain(found.what) });
  }
  return findings;
}

function matchShape(text: string): { what: string; at: number } | undefined {
  for (const { what, pattern, random } of shapes) {
    // A placeholder does not hide what comes after it.
    for (const match of text.matchAll(pattern)) {
      const value = match.groups?.['value'];
      if (harmless.test(value ?? match[0]) || standIn.test(value ?? 'x')) continue;
      if (random && !isRandom(value ?? '')) continue;
      return { what, at: match.index };
    }
  }
  return undefined;
}

/**
 * Returns true for mixed letters and digits with few repeats; false for words or dates with
 * hyphens.
 */
function isRandom(text: string): boolean {
  const isMixed = (part: string): boolean => /\d/.test(part) && /[A-Za-z]/.test(part);
  if (!isMixed(text) || new Set(text).size < 9) return false;
  const isName = /^[a-z0-9]+(?:[-_./][a-z0-9]+)+$/i.test(text);
  return !isName || text.split(/[-_./]/).some(isShuffled);
}

/** Returns true if letters and digits alternate: neither a word followed by a number nor a time. */
function isShuffled(part: string): boolean {
  const turns = part.match(/\d(?=[A-Za-z])|[A-Za-z](?=\d)/g)?.length ?? 0;
  return part.length >= 8 && turns >= 2 && !/^\d{8}t\d{4,6}z?$/i.test(part);
}

function explain(what: string): Pick<Finding, 'rule' | 'level' | 'message' | 'help' | 'secret'> {
  return {
    rule: 'secret',
    level: 'error',
    secret: true,
    message: `This seems to be ${what}.`,
    help: 'Revoke it first, since history keeps what was committed; then remove it.',
  };
}

/**
 * Finds every run of at least sixteen characters without white space. Only every sixteenth
 * character is checked first, so this costs almost nothing.
 */
function* listLongWords(text: string): Generator<[number, number]> {
  let at = shortest - 1;
  while (at < text.length) {
    if (text.charCodeAt(at) > 32) {
      let from = at;
      while (from > 0 && text.charCodeAt(from - 1) > 32) from--;
      let to = at + 1;
      while (to < text.length && text.charCodeAt(to) > 32) to++;
      if (to - from >= shortest && !isInstant(text, from, to)) yield [from, to];
      at = to;
    }
    at += shortest;
  }
}

/** Times are the longest words of most records. */
function isInstant(text: string, from: number, to: number): boolean {
  return (
    to - from <= 30 && text[from + 4] === '-' && text[from + 10] === 'T' && text[from + 13] === ':'
  );
}

/** Returns line and column of increasing offsets, in one pass over a text. */
function followLines(text: string): (offset: number) => { line: number; column: number } {
  let line = 1;
  let start = 0;
  return (offset) => {
    for (
      let at = text.indexOf('\n', start);
      at >= 0 && at < offset;
      at = text.indexOf('\n', start)
    ) {
      line++;
      start = at + 1;
    }
    return { line, column: offset - start + 1 };
  };
}
