import type { TeamRecord } from '../../../schemas/generated/records.ts';
import { suggest } from '../text/suggest.ts';
import type { DocumentRule } from './rule.ts';

/** Rotations or overrides that name somebody who is not in the team. */
export const unknownMember: DocumentRule = {
  name: 'unknown-member',
  level: 'error',
  scope: 'document',
  kinds: ['team'],
  *check({ path, value }) {
    const { members = [], rotation } = value as TeamRecord;
    const handles = members.map(({ handle }) => handle);
    const named = [
      ...(rotation?.order ?? []).map((handle, index) => ({
        handle,
        pointer: `/rotation/order/${index}`,
      })),
      ...(rotation?.layers ?? []).flatMap(({ order }, layer) =>
        order.map((handle, index) => ({
          handle,
          pointer: `/rotation/layers/${layer}/order/${index}`,
        })),
      ),
      ...(rotation?.overrides ?? []).map(({ handle }, index) => ({
        handle,
        pointer: `/rotation/overrides/${index}/handle`,
      })),
    ];
    for (const { handle, pointer } of named) {
      if (handles.includes(handle)) continue;
      const near = suggest(handle, handles);
      yield {
        path,
        pointer,
        message: `\`${handle}\` is not a member of this team.`,
        help: near
          ? `Did you mean \`${near}\`?`
          : 'Add the person to `members`, or name somebody else.',
      };
    }
  },
};
