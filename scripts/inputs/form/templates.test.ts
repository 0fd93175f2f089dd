import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Ajv2020 } from 'ajv/dist/2020.js';
import { describe, expect, test } from 'vitest';
import { parse } from 'yaml';
import { packageRoot } from '../../edges/disk/package.ts';
import { loadRegister } from '../../edges/disk/load.ts';
import { forms } from './index.ts';

interface TemplateElement {
  type: 'markdown' | 'input' | 'textarea' | 'dropdown';
  id?: string;
  attributes: { label?: string; value?: string; options?: string[] };
  validations?: { required?: boolean };
}
interface TemplateFile {
  name: string;
  description: string;
  labels: string[];
  body: TemplateElement[];
}

const folder = join(packageRoot, '.github/ISSUE_TEMPLATE');
const read = (name: string): TemplateFile =>
  parse(readFileSync(join(folder, `${name}.yml`), 'utf8')) as TemplateFile;

/** Schema of an issue form, after GitHub's documentation. */
const text = { type: 'string', pattern: String.raw`\S` };
const element = (type: string, required: string[], attributes: object): object => ({
  type: 'object',
  additionalProperties: false,
  required: ['type', 'attributes', ...(type === 'markdown' ? [] : ['id'])],
  properties: {
    type: { const: type },
    id: { type: 'string', pattern: '^[A-Za-z0-9_-]+$' },
    attributes: {
      type: 'object',
      additionalProperties: false,
      required,
      properties: { label: text, description: text, ...attributes },
    },
    validations: {
      type: 'object',
      additionalProperties: false,
      properties: { required: { type: 'boolean' } },
    },
  },
});
const isForm = new Ajv2020({ allErrors: true }).compile({
  type: 'object',
  additionalProperties: false,
  required: ['name', 'description', 'body'],
  properties: {
    name: text,
    description: text,
    labels: { type: 'array', minItems: 1, uniqueItems: true, items: text },
    body: {
      type: 'array',
      minItems: 1,
      items: {
        oneOf: [
          element('markdown', ['value'], { value: text }),
          element('input', ['label'], { placeholder: text, value: text }),
          element('textarea', ['label'], { placeholder: text, value: text }),
          element('dropdown', ['label', 'options'], {
            multiple: { type: 'boolean' },
            options: { type: 'array', minItems: 1, uniqueItems: true, items: text },
          }),
        ],
      },
    },
  },
});

test('there is a template for each form, and no other', () => {
  expect(readdirSync(folder).sort()).toEqual(
    ['config.yml', ...forms.map(({ name }) => `${name}.yml`)].sort(),
  );
});

describe.each(forms)('$name.yml', ({ name, fields }) => {
  const template = read(name);
  const asked = template.body.filter(({ type }) => type !== 'markdown');

  test('is a form that GitHub accepts', () => {
    expect(isForm(template), JSON.stringify(isForm.errors)).toBe(true);
    const ids = asked.map(({ id }) => id);
    expect(new Set(ids).size).toBe(ids.length);
    // GitHub reserves some words, and YAML does not read all words as text.
    const options = asked.flatMap(({ attributes }) => attributes.options ?? []);
    for (const option of options) expect(option).not.toMatch(/^(?:none|true|false|yes|no)$/i);
  });

  test('has the fields that are read, in the same order', () => {
    const shown = asked.map(({ attributes, validations, type }) => ({
      label: attributes.label,
      required: validations?.required === true,
      ...(type === 'textarea' && { long: true }),
    }));
    expect(shown).toEqual(fields);
  });

  test('has at most one field of many lines, the last one, so that no text can pass for a field', () => {
    const long = fields.findIndex((field) => field.long === true);
    expect([-1, fields.length - 1]).toContain(long);
  });

  test('offers the services, teams and categories of the example', async () => {
    const { register } = await loadRegister(join(packageRoot, 'incidents'));
    const offer = (id: string): string[] =>
      asked.find((one) => one.id === id)?.attributes.options ?? [];
    const words = (id: string): string[] => offer(id).map((option) => option.split(':')[0] ?? '');
    const services = [...register.services.values()].map((service) => service.name).sort();
    expect(offer('services').filter((option) => option !== 'I do not know')).toEqual(services);
    const known = register.settings.categories.map(({ id }) => id);
    for (const word of words('category')) expect([...known, 'I do not know']).toContain(word);
    for (const word of words('owner')) expect([...register.teams.keys()]).toContain(word);
  });
});
