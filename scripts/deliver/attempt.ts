import { Failure } from '../session/context.ts';

/**
 * Runs a step of Git. If Git refuses, reports its reason as one sentence.
 *
 * @param next what is left to do once Git knows the user, or once the cause is fixed
 * @throws {Failure} if Git refuses
 */
export async function attempt<T>(
  what: string,
  action: () => Promise<T>,
  next = { known: 'then `git add` and `git commit` it', right: 'then commit' },
): Promise<T> {
  try {
    return await action();
  } catch (error) {
    const message = error instanceof Error ? error.message : String(error);
    const isNobody = /tell me who you are|unable to auto-detect email/i.test(message);
    const line = message.split('\n').find((text) => text.trim() !== '') ?? '';
    throw new Failure(
      isNobody ? `${what}: Git does not know who you are.` : `${what}: ${line.trim()}`,
      isNobody
        ? `git config user.name "…"; git config user.email …; ${next.known}.`
        : `Put it right with git, ${next.right}.`,
    );
  }
}
