import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import ts from 'typescript';
import { expect, test } from 'vitest';
import { packageRoot } from '../../edges/disk/package.ts';
import { routes } from './routes.ts';

const markup = join(packageRoot, 'site/src');

/** Paths of the files of a folder with one of the given endings, relative to it. */
function listFiles(folder: string, ending: RegExp): string[] {
  return readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .filter((path) => ending.test(path))
    .sort();
}

test('each route has markup, and each page of the markup has a route', () => {
  const pages = listFiles(join(markup, 'pages'), /\.astro$/);
  expect(Object.keys(routes).sort()).toEqual(pages.map((path) => path.slice(0, -'.astro'.length)));
});

test('markup reads neither a register nor an edition', () => {
  const found = listFiles(markup, /\.astro$|(?<!\.test)\.ts$/).flatMap((path) =>
    readFileSync(join(markup, path), 'utf8')
      .split('\n')
      .filter((line) => /\bregister\b|\bedition\b|\bRegister\b|\bEdition\b(?!:)/.test(line))
      .map((line) => `${path}: ${line.trim()}`),
  );
  expect(found).toEqual([]);
});

/** Opens the types of files, without the ambient types of packages, which take the longest. */
function openTypes(paths: string[]): ts.Program {
  const { config } = ts.readConfigFile(join(packageRoot, 'tsconfig.json'), (path) =>
    readFileSync(path, 'utf8'),
  ) as { config: { compilerOptions: object } };
  const { options } = ts.convertCompilerOptionsFromJson(config.compilerOptions, packageRoot);
  return ts.createProgram(paths, { ...options, types: [] });
}

/** Names of all types that can be reached from what a file exports. */
function listReachable(program: ts.Program, path: string): Set<string> {
  const checker = program.getTypeChecker();
  const file = program.getSourceFile(path);
  const module = file && checker.getSymbolAtLocation(file);
  const names = new Set<string>();
  const seen = new Set<ts.Type>();
  const isForeign = (symbol: ts.Symbol | undefined): boolean =>
    symbol?.declarations?.some((node) => node.getSourceFile().fileName.includes('node_modules')) ??
    false;
  const visit = (type: ts.Type): void => {
    if (seen.has(type)) return;
    seen.add(type);
    for (const symbol of [type.aliasSymbol, type.symbol]) if (symbol) names.add(symbol.name);
    if (type.isUnionOrIntersection()) type.types.forEach(visit);
    type.aliasTypeArguments?.forEach(visit);
    // For lists and maps: what they hold. Their own methods belong to the language.
    checker.getTypeArguments(type as ts.TypeReference).forEach(visit);
    if (isForeign(type.symbol)) return;
    for (const property of type.getProperties()) visit(checker.getTypeOfSymbol(property));
    for (const signature of type.getCallSignatures()) {
      visit(signature.getReturnType());
      signature.parameters.forEach((parameter) => {
        visit(checker.getTypeOfSymbol(parameter));
      });
    }
  };
  for (const exported of module ? checker.getExportsOfModule(module) : []) {
    const symbol =
      exported.flags & ts.SymbolFlags.Alias ? checker.getAliasedSymbol(exported) : exported;
    visit(
      symbol.flags & ts.SymbolFlags.Type
        ? checker.getDeclaredTypeOfSymbol(symbol)
        : checker.getTypeOfSymbol(symbol),
    );
  }
  return names;
}

test('no type that markup sees leads to a register, an edition or a source of texts', () => {
  const folder = join(packageRoot, 'scripts/outputs/pages');
  const closed = ['Edition', 'PageSource', 'Records', 'RecordSettings', 'Register', 'Settings'];
  const [build, index] = ['frame.ts', 'index.ts'].map((name) => join(folder, name)) as [
    string,
    string,
  ];
  const program = openTypes([build, index]);
  // The type that `buildFrame` takes shows that the walk finds them, and that an edition ends there.
  const made = listReachable(program, build);
  expect(closed.filter((name) => made.has(name))).toEqual(closed.slice(0, 4));
  const seen = listReachable(program, index);
  expect([...seen]).toEqual(expect.arrayContaining(['HomePage', 'TimelineItem', 'Incident']));
  expect(closed.filter((name) => seen.has(name))).toEqual([]);
}, 120_000);
