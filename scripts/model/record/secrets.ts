import type { Finding } from '../register/finding.ts';

const names =
  'passw(?:or[dt]|d)|pwd|passphrase|kennwort|wachtwoord|secret(?:[ _-]?key)?|token|api[ _-]?key|access[ _-]?key|authorization';
const marks = '["\'`*_]{0,4}';
/** Between a name and its value: a sign, a wall of a table, the blank behind an option, or a word. */
const links = [
  String.raw`${marks}\s{0,3}[:=]>?${marks}\s{0,3}[ \t]{0,20}${marks}(?:bearer |basic )?["'\`]?`,
  String.raw`${marks}[ \t]{0,40}\|[ \t]{0,3}${marks}`,
  String.raw`(?<=--[a-z_-]{1,30})[ \t]{1,3}["']?`,
  String.raw`\s{1,3}(?:is|was|are|were|ist|war|lautet):?\s{1,3}${marks}`,
].join('|');

/**
 * What secrets look like. A pattern is tried on words of sixteen characters and more, with what stands
 * before them. Where `random` stands, a word that anybody could have written is no secret.
 */
const shapes: readonly { what: string; pattern: RegExp; random?: true }[] = [
  { what: 'a private key', pattern: /-----BEGIN (?:[A-Z0-9]+ ){0,3}PRIVATE KEY(?: BLOCK)?-----/g },
  { what: 'a key for AWS', pattern: /(?<![A-Za-z0-9])(?:AKIA|ASIA)[A-Z2-7]{16}(?![A-Za-z0-9])/g },
  { what: 'a GitHub token', pattern: /\b(?:gh[pousr]_[A-Za-z0-9]{36,}|github_pat_\w{50,})/g },
  { what: 'a GitLab token', pattern: /\bgl(?:pat|ptt|dt|rt)-[\w-]{20,}/g },
  { what: 'a Slack token', pattern: /\bx(?:ox[abeoprs]|app)-[\w-]{10,}/g },
  {
    what: 'the address of a webhook',
    pattern:
      /hooks\.slack\.com\/(?:services|workflows)\/\w+\/\w+\/\w{8,}|discord(?:app)?\.com\/api\/webhooks\/\d+\/[\w-]{20,}|\.webhook\.office\.com\/webhookb2\/[\w@-]{36,}/g,
  },
  { what: 'a key for Stripe', pattern: /\b[rs]k_live_[A-Za-z0-9]{20,}/g },
  { what: 'a key for Google', pattern: /\bAIza[\w-]{35}(?![\w-])/g },
  { what: 'a token of npm', pattern: /\bnpm_[A-Za-z0-9]{36}\b/g },
  { what: 'a token of PyPI', pattern: /\bpypi-AgE[\w-]{50,}/g },
  { what: 'a key for SendGrid', pattern: /\bSG\.[\w-]{20,24}\.[\w-]{39,50}/g },
  { what: 'a token of Vault', pattern: /\bhv[sb]\.[\w-]{24,}/g },
  {
    what: 'a key for an AI service',
    pattern: /\bsk-(?:(?:ant|proj|svcacct|admin)-[\w-]{20,}|[A-Za-z0-9]{48}(?![\w-]))/g,
  },
  { what: 'a key for Azure', pattern: /AccountKey=[A-Za-z0-9+/]{80,}={0,2}/g },
  { what: 'a signed token', pattern: /(?<![\w-])eyJ[\w-]{10,}\.eyJ[\w-]{10,}\.[\w-]{10,}/g },
  {
    what: 'a password in an address',
    pattern: /\b[a-z][a-z0-9+.-]{1,20}:\/\/[^\s:@/]{1,100}:(?<value>[^\s:@/]{3,100})@/gi,
  },
  {
    what: 'a token in an address',
    // What Sentry has there is public.
    pattern: /\b[a-z][a-z0-9+.-]{1,20}:\/\/(?<value>[\w.~-]{20,200})@(?![\w.-]{0,60}sentry)/gi,
    random: true,
  },
  {
    what: 'a password or key',
    pattern: new RegExp(`(?:${names})s?(?:${links})(?<value>[\\w+/=.~!@#%^&-]{12,200})`, 'gi'),
    random: true,
  },
];

/** What one of them has in it: one look instead of many at words that are long and harmless. */
const hints =
  /A[KS]IA|gh[pousr]_|github_pat_|gl(?:pat|ptt|dt|rt)-|xox|xapp-|hooks|\/webhook|k_live_|AIza|npm_|pypi-|SG\.|hv[sb]\.|sk-|AccountKey|eyJ|KEY(?: BLOCK)?-----|:\/\/[^\s@/]*@|[Pp](?:[Aa][Ss][Ss]|[Ww][Dd])|[Kk][Ee][Nn][Nn][Ww]|[Ww][Aa][Cc][Hh][Tt][Ww]|[Ss][Ee][Cc][Rr]|[Tt][Oo][Kk][Ee]|[Aa][Pp][Ii][ _-]?[Kk]|[Aa][Cc][Cc][Ee][Ss][Ss][ _-]?[Kk]|[Aa][Uu][Tt][Hh][Oo][Rr][Ii]/;

/** Examples and placeholders: nobody is let in by them. */
const harmless =
  /example|placeholder|redacted|change[_-]?me|sample|dummy|your[_-]|\.\.\.|(?<same>[^-])\k<same>{4}/i;
/** Names of variables, and words that stand for a password. */
const standIn =
  /^\W|^[A-Z][A-Z0-9_]*$|^(?:pass|password|passwd|pwd|secret|token|key|user)$|[${}<>()*]/;

/** A word of fewer characters is no secret that can be told from a word. */
const shortest = 16;
/** So much of the line before the word is looked at: the name of what it is the value of. */
const lookBack = 80;

/**
 * Secrets in a text of any kind, comments and keys with it. Their own text is in no finding: what is
 * found is printed into logs that more people read than the record.
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
    // A placeholder does not hide what stands behind it.
    for (const match of text.matchAll(pattern)) {
      const value = match.groups?.['value'];
      if (harmless.test(value ?? match[0]) || standIn.test(value ?? 'x')) continue;
      if (random && !isRandom(value ?? '')) continue;
      return { what, at: match.index };
    }
  }
  return undefined;
}

/** Letters and digits mixed, and few of them twice; no words or days with hyphens between them. */
function isRandom(text: string): boolean {
  const isMixed = (part: string): boolean => /\d/.test(part) && /[A-Za-z]/.test(part);
  if (!isMixed(text) || new Set(text).size < 9) return false;
  const isName = /^[a-z0-9]+(?:[-_./][a-z0-9]+)+$/i.test(text);
  return !isName || text.split(/[-_./]/).some(isShuffled);
}

/** Letters and digits in turns: neither a word with a number behind it nor an instant. */
function isShuffled(part: string): boolean {
  const turns = part.match(/\d(?=[A-Za-z])|[A-Za-z](?=\d)/g)?.length ?? 0;
  return part.length >= 8 && turns >= 2 && !/^\d{8}t\d{4,6}z?$/i.test(part);
}

function explain(what: string): Pick<Finding, 'rule' | 'level' | 'message' | 'help' | 'secret'> {
  return {
    rule: 'secret',
    level: 'error',
    secret: true,
    message: `There seems to be ${what} here.`,
    help: 'Revoke it first, since history keeps what was committed; then take it out.',
  };
}

/**
 * Every run of sixteen or more characters without a blank. Only every sixteenth character need be
 * looked at to find one: so this costs next to nothing.
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

/** Instants are the longest words of most records. */
function isInstant(text: string, from: number, to: number): boolean {
  return (
    to - from <= 30 && text[from + 4] === '-' && text[from + 10] === 'T' && text[from + 13] === ':'
  );
}

/** Line and column of ever later offsets in a text, which is gone through once. */
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
