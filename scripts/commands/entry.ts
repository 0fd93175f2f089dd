import { randomBytes } from 'node:crypto';
import { existsSync, lstatSync, mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { formatYaml } from '../importers/format.ts';
import { digestPostmortem } from '../record/digest.ts';
import { readIncident } from '../record/load.ts';
import { readDocument } from '../record/read.ts';
import { writeFileAtomic } from '../record/write.ts';
import { foldIncident } from '../register/incident.ts';
import { formatInstant } from '../register/instant.ts';
import type { Entry } from '../register/records.ts';
import type { Incident, LogEntry, Register } from '../register/register.ts';
import { suggest } from '../register/suggest.ts';
import { formatInZone } from '../register/zone.ts';
import { checkRecord } from '../rules/check.ts';
import { chooseIncident } from './choose.ts';
import { Failure, type Command, type Context, type ExitStatus } from './command.ts';
import { common, entryKinds, type EntryKind } from './entry-kinds.ts';
import { openRegister } from './open.ts';

/** The commands that write one entry each: one file, so that two people never conflict. */
export const entryCommands: readonly Command[] = entryKinds.map((kind) => ({
  name: kind.name,
  summary: kind.summary,
  arguments: [
    {
      name: '[incident]',
      description: 'id, alias, or part of one; the newest live incident when left out',
    },
  ],
  options: [...kind.options, ...common],
  examples: [
    { line: kind.example, does: 'for the newest live incident, now' },
    {
      line: `sitrep ${kind.name} 2026-01-14 --at 2026-01-14T09:16:00+01:00 …`,
      does: 'for what happened earlier',
    },
  ],
  run: (context, [wanted], options) => writeEntry(kind, context, wanted, options),
}));

type Values = Readonly<Record<string, string | boolean | undefined>>;

async function writeEntry(
  kind: EntryKind,
  context: Context,
  wanted: string | readonly string[] | undefined,
  options: Values,
): Promise<ExitStatus> {
  const { register } = await openRegister(context);
  const incident = chooseIncident(register, typeof wanted === 'string' ? wanted : undefined);
  const entry = makeEntry(kind, context, options);
  requireKnown(entry, register);
  const id = `${formatInstant(context.now).replaceAll(/[-:]|\.\d+/g, '')}-${entry.type}-${randomBytes(2).toString('hex')}`;
  const path = `${incident.path}/timeline/${id}.yaml`;
  const text = formatYaml(entry);
  const after = foldWith(context, register, incident, { path, id, text });
  if (!context.dryRun) await write(context.root, incident, path, text);
  report(context, register, after, entry, path);
  return 0;
}

function makeEntry(kind: EntryKind, { now }: Context, options: Values): Entry {
  const fields = kind.options.flatMap(({ flags }): [string, string][] => {
    const name = /--([a-z]+)/.exec(flags)?.[1] ?? '';
    const value = options[name];
    return typeof value === 'string' ? [[name, value]] : [];
  });
  const by = options['by'] ?? process.env['SITREP_HANDLE'];
  const { affects } = options;
  return {
    // Seconds are as fine as people write.
    at: formatInstant(Math.floor(now / 1000) * 1000),
    type: kind.type,
    ...(typeof by === 'string' && by !== '' && { by }),
    ...Object.fromEntries(fields),
    ...(typeof affects === 'string' && { affects: readStates(affects) }),
  };
}

function readStates(text: string): NonNullable<Entry['affects']> {
  const pairs = text.split(',').map((pair) => pair.split('='));
  if (pairs.some((pair) => pair.length !== 2 || pair.some((part) => part.trim() === ''))) {
    throw new Failure(
      `--affects ${text} cannot be read.`,
      'Write checkout=degraded,search=operational.',
    );
  }
  return Object.fromEntries(
    pairs.map(([service = '', state = '']) => [service.trim(), state.trim()]),
  ) as NonNullable<Entry['affects']>;
}

/** People, teams and services are named as the catalogue has them. */
function requireKnown({ to, by, affects }: Entry, { people, teams, services }: Register): void {
  const vendors = [...teams.values()].flatMap((team) => (team.vendors ?? []).map(({ id }) => id));
  const parties = [...people.keys(), ...teams.keys(), ...vendors];
  const check = (what: string, name: string | undefined, known: readonly string[]): void => {
    if (name === undefined || known.length === 0 || known.includes(name)) return;
    const near = suggest(name, known);
    throw new Failure(
      `The catalogue knows no ${what} ${name}.`,
      near ? `Did you mean ${near}?` : 'Look into catalog/.',
    );
  };
  check('person', by, [...people.keys()]);
  check('person, team or vendor', to, parties);
  for (const service of Object.keys(affects ?? {})) check('service', service, [...services.keys()]);
}

/** The incident as it would be with the entry; refuses one that is wrong, or cannot follow. */
function foldWith(
  { root }: Context,
  { settings }: Register,
  incident: Incident,
  { path, id, text }: { path: string; id: string; text: string },
): Incident {
  const { document, findings } = readDocument(path, 'fragment', id, new TextEncoder().encode(text));
  const refuse = (wrong: readonly { message: string; help?: string; pointer?: string }[]): void => {
    const [first] = wrong;
    if (!first) return;
    const field = first.pointer?.split('/')[1];
    throw new Failure(`${field ? `--${field}: ` : ''}${first.message}`, first.help);
  };
  refuse(findings);
  const files = readIncident(root, settings, incident);
  if (!document || !files)
    throw new Failure(`${incident.id} changed while it was read.`, 'Run this again.');
  const entry = document.value as Entry;
  const added: LogEntry = { entry, at: Date.parse(entry.at), path, pointer: '', id };
  const after = foldIncident(
    {
      hash: incident.hash,
      record: files.record,
      entries: [...files.log, added],
      fragments: incident.fragments + 1,
      ...(files.postmortem && { postmortem: files.postmortem }),
      digest: files.postmortem ? digestPostmortem(files.postmortem) : '',
    },
    settings,
  );
  refuse(after.issues.filter((issue) => issue.entry.path === path));
  refuse(
    checkRecord(after, settings).filter(
      (finding) => finding.path === path && finding.level === 'error',
    ),
  );
  return after.incident;
}

async function write(root: string, incident: Incident, path: string, text: string): Promise<void> {
  const folder = join(root, incident.path, 'timeline');
  mkdirSync(folder, { recursive: true });
  if (lstatSync(folder).isSymbolicLink() || existsSync(join(root, path))) {
    throw new Failure(`${path} cannot be written.`, 'Run this again.');
  }
  const schema =
    '# yaml-language-server: $schema=../../../../schemas/timeline.schema.json#/$defs/entry\n';
  // The hint is for editors, where the schemas lie beside the records.
  const hasSchemas = existsSync(join(root, '../schemas/timeline.schema.json'));
  await writeFileAtomic(join(root, path), `${hasSchemas ? schema : ''}${text}`);
}

function report(
  context: Context,
  { settings }: Register,
  { id, status, severity }: Incident,
  entry: Entry,
  path: string,
): void {
  if (context.json) {
    const state = { incident: id, status, ...(severity !== undefined && { severity }) };
    context.print(JSON.stringify({ ...state, path, entry, dry_run: context.dryRun }, null, 2));
    return;
  }
  const { timezone } = settings.organisation;
  context.print(
    `${id}: ${entry.type} at ${formatInZone(Date.parse(entry.at), timezone)} (${timezone}); now ${[status, severity].filter((part) => part !== undefined).join(', ')}`,
  );
  context.tell(`${context.dryRun ? 'would write' : 'wrote'} ${path}`);
}
