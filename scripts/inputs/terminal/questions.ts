import { channels } from '../../model/register/choices.ts';
import type { Register } from '../../model/register/register.ts';
import { parseWhen } from '../../model/time/when.ts';
import { Failure } from '../../session/context.ts';
import { effectAnswers, formatEffects, type EffectAnswer } from './effects.ts';
import type { CompleteAnswers, IncidentAnswers } from './incident.ts';

/**
 * Asks for the values that the options do not give.
 *
 * @throws {Failure} if the user cancels; nothing has been written then
 */
export async function askMissing(
  given: IncidentAnswers,
  register: Register,
  now: number,
): Promise<CompleteAnswers> {
  const { autocompleteMultiselect, isCancel, select, text } = await import('@clack/prompts');
  const { settings, services } = register;
  const ask = async <Value>(
    known: Value | undefined,
    question: () => Promise<Value | symbol>,
  ): Promise<Value> => {
    if (known !== undefined) return known;
    const answer = await question();
    if (isCancel(answer)) throw new Failure('Cancelled. Nothing was written.');
    return answer as Value;
  };
  const choose =
    <const Value extends string>(message: string, values: readonly Value[]) =>
    (): Promise<Value | symbol> =>
      select<string>({
        message,
        options: values.map((value) => ({ value, label: value })),
      }) as Promise<Value | symbol>;
  const { timezone } = settings.organisation;
  const impacts = Object.keys(settings.matrix);
  const urgencies = Object.keys(Object.values(settings.matrix)[0] ?? {});
  // Questions are asked in this order.
  const title = await ask<string>(given.title, () =>
    text({
      message: 'What is wrong?',
      validate: (value) => ((value ?? '').trim().length < 3 ? 'Write a few words.' : undefined),
    }),
  );
  const ids = await ask<readonly string[]>(
    given.services ?? (services.size === 0 ? [] : undefined),
    () =>
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
  const noticed: [service: string, EffectAnswer][] = [];
  for (const id of given.affects === undefined ? ids : []) {
    const state = await ask<EffectAnswer>(undefined, () =>
      select({ message: `What do users notice of ${id}?`, options: [...effectAnswers] }),
    );
    noticed.push([id, state]);
  }
  const affects = given.affects ?? formatEffects(noticed);
  const impact = await ask(given.impact, choose('How many users are affected? (impact)', impacts));
  const urgency = await ask(
    given.urgency,
    choose('How soon must it be resolved? (urgency)', urgencies),
  );
  const channel = await ask(given.channel, choose('How was it reported? (channel)', channels));
  const since = await ask<string>(given.since, () =>
    text({
      message: `Since when? 14:05 (${timezone}), 10 minutes ago, or empty if unknown`,
      defaultValue: '',
      validate: (value) =>
        (value ?? '') === '' || parseWhen(value ?? '', now, timezone) !== undefined
          ? undefined
          : 'Write 14:05, or 10 minutes ago.',
    }),
  );
  return { ...given, title, services: ids, affects, impact, urgency, channel, since };
}
