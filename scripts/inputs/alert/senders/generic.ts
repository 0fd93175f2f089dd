import { pick, quote, readInstant, readLabels, readLinks, readText } from './fields.ts';
import type { Mapping, Sender, SignalState } from './signal.ts';

/** Any other tool. JSON pointers in the settings say where its payload has each field. */
export const generic: Sender = {
  name: 'generic',
  title: 'any tool',
  signature: 'x-hub-signature-256',
  read(payload, received, mapping) {
    if (!mapping) {
      return {
        unsupported: 'The sender has no field mapping. Set its `fields` in sitrep.yaml.',
      };
    }
    const at = (name: string): unknown => find(payload, mapping.fields[name]);
    const key = readText(at('key'));
    const title = readText(at('title'));
    if (key === undefined || title === undefined) {
      const name = key === undefined ? 'key' : 'title';
      return {
        unsupported: `The payload has no ${name} at ${quote(mapping.fields[name] ?? 'no pointer')}.`,
      };
    }
    const word = readText(at('state'));
    const state = chooseState(mapping, word);
    if (!state)
      return { unsupported: `The state ${quote(word)} is not one of the sender's states.` };
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

/** A sender whose mapping has no pointer to a state only reports triggers. */
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

/** Returns the value at a JSON pointer (RFC 6901). */
function find(payload: unknown, pointer: string | undefined): unknown {
  if (pointer === undefined || !pointer.startsWith('/')) return undefined;
  const path = pointer.slice(1).split('/');
  return pick(payload, ...path.map((part) => part.replaceAll('~1', '/').replaceAll('~0', '~')));
}
