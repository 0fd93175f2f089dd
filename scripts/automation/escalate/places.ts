import { type Places } from './escalation-text.ts';
import { type Settings } from '../../model/register/register.ts';

/** Where readers of an issue find more. */
export function findPlaces({ site }: Settings): Places {
  const { url, base, repository } = site;
  return {
    ...(url !== undefined && { site: new URL(base.replace(/\/?$/, '/'), url).href }),
    ...(repository !== undefined && {
      files: `${repository.replace(/\/$/, '')}/blob/HEAD/incidents/`,
    }),
  };
}
