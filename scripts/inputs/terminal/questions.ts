import { channels } from '../../model/register/choices.ts';
import type { Register } from '../../model/register/register.ts';
import { parseWhen } from '../../model/time/when.ts';
import { Failure } from '../../session/context.ts';
import { type Values } from '../../session/options.ts';

/**
 * Asks for the values that the options do not give.
 *
 * @throws {Failure} if the user cancels; nothing has been written then
 */
export async function askMissing(given: Values, register: Register, now: number): Promise<Values> {
  const { autocompleteMultiselect, isCancel, select, text } = await import('@clack/prompts');
  const { settings, services } = register;
  const answers: Record<string, string | boolean | undefined> = { ...given };
  const ask = async (
    name: string,
    question: () => Promise<string | string[] | symbol>,
  ): Promise<void> => {
    if (answers[name] !== undefined) return;
    const answer = await question();
    if (isCancel(answer)) throw new Failure('Cancelled. Nothing was written.');
    answers[name] = Array.isArray(answer) ? answer.join(',') : String(answer);
  };
  const required = (value: string | undefined): string | undefined =>
    (value ?? '').trim().length < 3 ? 'Write a few words.' : undefined;
  await ask('title', () => text({ message: 'What is wrong?', validate: required }));
  if (services.size > 0) {
    await ask('services', () =>
      autocompleteMultiselect({
        message: 'Which services?',
        required: true,
        options: [...services.values()].map(({ id, name }) => ({
          value: id,
          label: id,
          hint: name,
        })),
      }),
    );
  }
  const impacts = Object.keys(settings.matrix);
  const urgencies = Object.keys(Object.values(settings.matrix)[0] ?? {});
  const choose = (message: string, values: readonly string[]) => () =>
    select({ message, options: values.map((value) => ({ value, label: value })) });
  await ask('impact', choose('How many users are affected? (impact)', impacts));
  await ask('urgency', choose('How soon must it be resolved? (urgency)', urgencies));
  await ask('channel', choose('How was it reported? (channel)', channels));
  const { timezone } = settings.organisation;
  await ask('since', () =>
    text({
      message: `Since when? 14:05 (${timezone}), 10 minutes ago, or empty if unknown`,
      defaultValue: '',
      validate: (value) =>
        (value ?? '') === '' || parseWhen(value ?? '', now, timezone) !== undefined
          ? undefined
          : 'Write 14:05, or 10 minutes ago.',
    }),
  );
  return answers;
}
