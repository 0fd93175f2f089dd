import { readMessage } from '../model/text/read-message.ts';
import { Failure } from '../session/context.ts';

/**
 * Runs a step of Git. If Git refuses, reports its reason as one sentence.
 *
 * @param next steps that remain once Git knows the user (`known`), or once the cause is fixed (`fixed`)
 * @throws {Failure} if Git refuses
 */
export async function attempt<T>(
  what: string,
  action: () => Promise<T>,
  next = { known: 'then `git add` and `git commit` it', fixed: 'then commit' },
): Promise<T> {
  try {
    return await action();
  } catch (error) {
    const message = readMessage(error);
    const isNobody = /tell me who you are|unable to auto-detect email/i.test(message);
    const line = message.split('\n').find((text) => text.trim() !== '') ?? '';
    throw new Failure(
      isNobody ? `${what}: Git does not know who you are.` : `${what}: ${line.trim()}`,
      isNobody
        ? `git config user.name "…"; git config user.email …; ${next.known}.`
        : `Fix it with git, ${next.fixed}.`,
    );
  }
}
