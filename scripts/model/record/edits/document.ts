import { Document, visit } from 'yaml';
import { isMisread } from '../misread.ts';

/** Builds a YAML document from a value, with quotes around every text that needs them. */
export function makeDocument(value: unknown): Document {
  const document = new Document(value, { aliasDuplicateObjects: false });
  visit(document, {
    Scalar(_, node) {
      if (typeof node.value === 'string' && isMisread(node.value)) node.type = 'QUOTE_DOUBLE';
    },
  });
  return document;
}
