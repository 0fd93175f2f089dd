import { pick, quote, readInstant, readLabels, readLinks, readText } from './fields.ts';
import type { Mapping, Sender, SignalState } from './signal.ts';

/** Any other tool: the settings say by JSON pointers where it keeps what. */
export const generic: Sender = {
  name: 'generic',
  title: 'any tool',
  signature: 'x-hub-signature-256',
  read(payload, received, mapping) {
    if (!mapping) {
      return {
        unsupported:
          'Nothing says where it keeps what: name `fields` of the sender in sitrep.yaml.',
      };
    }
    const at = (name: string): unknown => find(payload, mapping.fields[name]);
    const key = readText(at('key'));
    const title = readText(at('title'));
    if (key === undefined || title === undefined) {
      const name = key === undefined ? 'key' : 'title';
      return {
        unsupported: `It has no ${name} at ${quote(mapping.fields[name] ?? 'no pointer')}.`,
      };
    }
    const word = readText(at('state'));
    const state = chooseState(mapping, word);
    if (!state)
      return { unsupported: `Its state ${quote(word)} is not among those of the sender.` };
    const service = readText(at('service'));
    const severity = readText(at('severity'));
    return {
      signals: [
        {
          key,
          state,
          at: readInstant(at('at')) ?? received,
          title,
          summary: readText(at('summary')) ?? title,
          labels: { ...readLabels(at('labels')), ...(service !== undefined && { service }) },
          links: readLinks({ Source: at('link') }),
          ...(severity !== undefined && { severity }),
        },
      ],
      left: [],
    };
  },
};

/** A sender whose mapping points at no state tells of triggers only. */
function chooseState(
  { fields, states }: Mapping,
  word: string | undefined,
): SignalState | undefined {
  if (fields['state'] === undefined) return 'triggered';
  const found = Object.entries(states).find(([, words]) =>
    words.some((known) => known.toLowerCase() === word?.toLowerCase()),
  );
  return found?.[0] as SignalState | undefined;
}

/** What a JSON pointer (RFC 6901) leads to. */
function find(payload: unknown, pointer: string | undefined): unknown {
  if (pointer === undefined || !pointer.startsWith('/')) return undefined;
  const path = pointer.slice(1).split('/');
  return pick(payload, ...path.map((part) => part.replaceAll('~1', '/').replaceAll('~0', '~')));
}
