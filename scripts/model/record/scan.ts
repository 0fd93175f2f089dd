/** Construct in a YAML text that records may not use: where it begins, why, and what to do. */
export interface Trap {
  rule: 'unsafe-yaml' | 'syntax';
  offset: number;
  message: string;
  help: string;
}

/** Maximum nesting of collections; the parsers recurse once per level. */
const deepest = 40;
/** Maximum number of keys, values, dashes, brackets and commas in one file. */
const mostTokens = 20_000;

/** No plain scalar is open that the next line could continue. */
const nothing = Number.MAX_SAFE_INTEGER;

const [tab, lineFeed, carriageReturn, space, hash, colon] = [9, 10, 13, 32, 35, 58] as const;

const starts: Record<string, string> = { '&': 'an anchor', '*': 'an alias', '!': 'a tag' };

interface Scan {
  text: string;
  at: number;
  lineStart: number;
  tokens: number;
  /** Columns of the open block collections; a list counts half a column more than a mapping. */
  open: number[];
  /** Brackets open at the current place. */
  flow: number;
  /** A line indented by more than this continues the plain scalar of the line before. */
  continues: number;
}

/**
 * Finds the first construct that must not reach a YAML parser: an anchor, alias, tag, directive,
 * `?` key, further document, unclosed quote or bracket, too much nesting or too many tokens.
 *
 * One pass without recursion, in linear time. It sees quotes, block scalars, comments and plain
 * scalars where js-yaml sees them. In a text that is not YAML it may see more, but never less.
 */
export function findTrap(text: string): Trap | undefined {
  const scan: Scan = {
    text,
    at: 0,
    lineStart: 0,
    tokens: 0,
    open: [],
    flow: 0,
    continues: nothing,
  };
  let begun = false;
  while (scan.at < text.length) {
    scan.lineStart = scan.at;
    while (text.charCodeAt(scan.at) === space) scan.at++;
    const indent = scan.at - scan.lineStart;
    skipBlanks(scan);
    const start = scan.at;
    // js-yaml allows spaces before the first marker.
    if (start === scan.lineStart || !begun) {
      const found = checkMarkers(scan, begun);
      if (found) return found;
      begun ||= scan.at > start;
    }
    if (!atLineEnd(scan) && text[scan.at] !== '#') {
      begun = true;
      if (indent <= scan.continues) {
        const trap = scanLine(scan, indent);
        if (trap) return trap;
      }
    } else if (text[scan.at] === '#') scan.continues = nothing;
    skipLine(scan);
  }
  return undefined;
}

/**
 * Handles directives and document markers at the beginning of a line. The first `---` is allowed.
 */
function checkMarkers(scan: Scan, begun: boolean): Trap | undefined {
  const { text, at } = scan;
  if (text[at] === '%')
    return trap(at, '`%` begins a YAML directive, which records may not use.', 'Remove the line.');
  if (!isMarker(text, at)) return undefined;
  if (at > scan.lineStart) {
    // js-yaml reads it as a marker, yaml as text.
    return trap(at, 'A document marker must begin its line.', 'Remove the spaces before it.');
  }
  if (begun || text[at] === '.') {
    return trap(
      at,
      'A second YAML document begins here.',
      'Keep one record per file: remove the line.',
    );
  }
  scan.at += 3;
  skipBlanks(scan);
  return undefined;
}

/** Handles a line of block collections: dashes and keys, and the value that follows them. */
function scanLine(scan: Scan, indent: number): Trap | undefined {
  const { text, open } = scan;
  scan.continues = nothing;
  while ((open.at(-1) ?? -1) >= indent + 1) open.pop();
  while (!atLineEnd(scan) && text[scan.at] !== '#') {
    const column = scan.at - scan.lineStart;
    const next = isBlank(text.charCodeAt(scan.at + 1));
    if (text[scan.at] === '-' && next) {
      const found = openCollection(scan, column + 0.5);
      if (found) return found;
      scan.at++;
      skipBlanks(scan);
    } else {
      const found = scanNode(scan, column);
      if (found !== 'key') return found;
    }
  }
  return undefined;
}

/**
 * Reads a key, or a value up to its end. Returns `key` if another node may follow on the same line.
 */
function scanNode(scan: Scan, column: number): Trap | 'key' | undefined {
  const { text } = scan;
  const start = scan.at;
  const found = checkStart(scan) ?? countToken(scan);
  if (found) return found;
  const character = text[start];
  if (character === '|' || character === '>') {
    skipBlockScalar(scan);
    return undefined;
  }
  const isPlain = character !== '"' && character !== "'" && character !== '[' && character !== '{';
  if (isPlain) skipPlain(scan);
  else {
    const unclosed = character === '"' || character === "'" ? skipQuoted(scan) : scanFlow(scan);
    if (unclosed) return unclosed;
    skipBlanks(scan);
  }
  if (text[scan.at] === ':' && isBlank(text.charCodeAt(scan.at + 1))) {
    const deep = openCollection(scan, column);
    if (deep) return deep;
    scan.at++;
    skipBlanks(scan);
    return 'key';
  }
  if (isPlain && atLineEnd(scan)) scan.continues = parentColumn(scan);
  if (isPlain || atLineEnd(scan)) return undefined;
  if (text[scan.at] === '#' && isBlank(text.charCodeAt(scan.at - 1))) return undefined;
  // js-yaml sometimes reads it as the next key.
  const what = character === '"' || character === "'" ? 'quote' : 'bracket';
  const help = 'Put the whole text in quotes, or begin a new line.';
  return mistake(scan.at, `More text follows the closing ${what}.`, help);
}

function scanFlow(scan: Scan): Trap | undefined {
  const { text } = scan;
  const start = scan.at;
  scan.flow = 0;
  while (scan.at < text.length) {
    const character = text[scan.at] ?? '';
    if (character === '[' || character === '{') {
      scan.flow++;
      const found = checkDepth(scan, scan.at) ?? countToken(scan);
      if (found) return found;
      scan.at++;
    } else if (character === ']' || character === '}') {
      scan.at++;
      scan.flow--;
      if (scan.flow === 0) return undefined;
    } else if (character === '"' || character === "'") {
      const unclosed = countToken(scan) ?? skipQuoted(scan);
      if (unclosed) return unclosed;
    } else if (character === '#' && isBlank(text.charCodeAt(scan.at - 1))) {
      skipToLineEnd(scan);
    } else if (character === ',' || character === ':' || isBlank(text.charCodeAt(scan.at))) {
      scan.at++;
    } else {
      const found = checkStart(scan) ?? countToken(scan);
      if (found) return found;
      skipFlowPlain(scan);
    }
  }
  return mistake(
    start,
    `The \`${text[start] ?? ''}\` here is never closed.`,
    'Close it, or put the text in quotes.',
  );
}

/** Rejects anchors, aliases, tags and `?` keys, which begin a node with their first character. */
function checkStart({ text, at }: Scan): Trap | undefined {
  const character = text[at] ?? '';
  const name = starts[character];
  const quote = 'Put the text in quotes.';
  const word = name && /^[^\s,[\]{}`]{1,30}/.exec(text.slice(at, at + 30))?.[0];
  if (name) {
    // Text in quotes would not be the map or list that follows.
    const isReuse = character === '&' && /^&[^\s,[\]{}]+\s*[[{\n\r]/.test(text.slice(at, at + 100));
    return trap(
      at,
      `\`${word ?? character}\` begins ${name} in YAML, which records may not use.`,
      isReuse ? `Remove \`${word ?? '&'}\`, and write the value out in each place.` : quote,
    );
  }
  const isKey = character === '?' && isBlankOrIndicator(text.charCodeAt(at + 1));
  if (isKey) return trap(at, '`?` begins a complex key in YAML, which records may not use.', quote);
  return undefined;
}

/** Opens a block collection at a column, or continues the one that is open there. */
function openCollection(scan: Scan, column: number): Trap | undefined {
  const { open } = scan;
  while ((open.at(-1) ?? -1) > column) open.pop();
  if (open.at(-1) !== column) open.push(column);
  return checkDepth(scan, scan.lineStart + Math.floor(column)) ?? countToken(scan);
}

function checkDepth({ open, flow }: Scan, at: number): Trap | undefined {
  if (open.length + flow <= deepest) return undefined;
  return trap(at, `The value is nested more than ${deepest} levels deep.`, 'Reduce the nesting.');
}

function countToken(scan: Scan): Trap | undefined {
  scan.tokens++;
  if (scan.tokens <= mostTokens) return undefined;
  const message = `The file has more than ${mostTokens.toLocaleString('en')} keys and values.`;
  return trap(scan.at, message, 'Split it, or store most of it elsewhere and link to it.');
}

/** Column of the innermost open collection; -1 at the top level. */
function parentColumn({ open }: Scan): number {
  return Math.floor(open.at(-1) ?? -1);
}

function skipQuoted(scan: Scan): Trap | undefined {
  const { text } = scan;
  const start = scan.at;
  const quote = text.charCodeAt(start);
  const isDouble = quote === 34;
  for (let at = start + 1; at < text.length; at++) {
    const code = text.charCodeAt(at);
    if (isDouble && code === 92) at++;
    else if (code === quote) {
      if (isDouble || text.charCodeAt(at + 1) !== quote) {
        scan.at = at + 1;
        return undefined;
      }
      at++;
    }
  }
  const help = `Close it with \`${text[start] ?? ''}\`.`;
  return mistake(start, 'The quote that begins here is never closed.', help);
}

/**
 * Skips a block scalar: the lines that are blank or indented as far as its first one. Stops at the
 * end of the last line.
 */
function skipBlockScalar(scan: Scan): void {
  const { text } = scan;
  const parent = parentColumn(scan);
  const header = /^[|>][-+]?([1-9])?/.exec(text.slice(scan.at, scan.at + 3));
  let content = header?.[1] === undefined ? -1 : parent + Number(header[1]);
  skipToLineEnd(scan);
  while (scan.at < text.length) {
    const start = endOfBreak(text, scan.at);
    let at = start;
    while (text.charCodeAt(at) === space) at++;
    const indent = at - start;
    if (at < text.length && !isBreak(text.charCodeAt(at))) {
      if (content < 0 && indent > parent) content = indent;
      if (content < 0 || indent < content || isMarker(text, start)) return;
    }
    scan.at = at;
    skipToLineEnd(scan);
  }
}

/** Skips a plain scalar, up to `: `, a comment or the end of the line. */
function skipPlain(scan: Scan): void {
  const { text } = scan;
  for (let code = text.charCodeAt(scan.at); !isLineEnd(code); code = text.charCodeAt(++scan.at)) {
    const ends =
      (code === colon && isBlank(text.charCodeAt(scan.at + 1))) ||
      (code === hash && isBlank(text.charCodeAt(scan.at - 1)));
    if (ends) return;
  }
}

/** Skips a plain scalar inside brackets, which continues over line ends. */
function skipFlowPlain(scan: Scan): void {
  const { text } = scan;
  for (; scan.at < text.length; scan.at++) {
    const code = text.charCodeAt(scan.at);
    const ends =
      isIndicator(code) ||
      (code === colon && isBlankOrIndicator(text.charCodeAt(scan.at + 1))) ||
      (code === hash && isBlank(text.charCodeAt(scan.at - 1)));
    if (ends) return;
  }
}

function skipBlanks(scan: Scan): void {
  let code = scan.text.charCodeAt(scan.at);
  while (code === space || code === tab) code = scan.text.charCodeAt(++scan.at);
}

function skipToLineEnd(scan: Scan): void {
  const end = scan.text.indexOf('\n', scan.at);
  scan.at = end < 0 ? scan.text.length : end;
}

function skipLine(scan: Scan): void {
  skipToLineEnd(scan);
  scan.at++;
}

function atLineEnd({ text, at }: Scan): boolean {
  return isLineEnd(text.charCodeAt(at));
}

/** Returns where the next line begins, from the end of a line. */
function endOfBreak(text: string, at: number): number {
  return text.charCodeAt(at) === lineFeed ? at + 1 : at;
}

function isMarker(text: string, at: number): boolean {
  const marks = text.startsWith('---', at) || text.startsWith('...', at);
  return marks && isBlank(text.charCodeAt(at + 3));
}

function isBreak(code: number): boolean {
  return code === lineFeed || code === carriageReturn;
}

/** A code is NaN past the end of the text. */
function isLineEnd(code: number): boolean {
  return isBreak(code) || Number.isNaN(code);
}

function isBlank(code: number): boolean {
  return code === space || code === tab || isLineEnd(code);
}

/** Returns true for one of `, [ ] { }`. */
function isIndicator(code: number): boolean {
  return code === 44 || code === 91 || code === 93 || code === 123 || code === 125;
}

function isBlankOrIndicator(code: number): boolean {
  return isBlank(code) || isIndicator(code);
}

function trap(offset: number, message: string, help: string): Trap {
  return { rule: 'unsafe-yaml', offset, message, help };
}

/** Not dangerous, but where it ends is a guess from here on. */
function mistake(offset: number, message: string, help: string): Trap {
  return { rule: 'syntax', offset, message, help };
}
