import { collectTexts } from '../edges/disk/texts.ts';
import type { Register } from '../model/register/register.ts';
import { rankTexts, type Hit } from '../model/text/search.ts';
import type { Context } from './context.ts';

/**
 * Finds the records whose texts contain all words of a query, best match first.
 *
 * @param isWhole whether restricted entries are searched too
 */
export function searchRecords(
  { root }: Pick<Context, 'root'>,
  register: Register,
  query: string,
  isWhole: boolean,
): Hit[] {
  return rankTexts(collectTexts(root, register, isWhole), query);
}
