import { type Places } from './escalation-text.ts';
import { type Settings } from '../../model/register/register.ts';

/** Addresses that an issue links to. */
export function findPlaces({ site }: Settings): Places {
  const { url, base, repository } = site;
  return {
    ...(url !== undefined && { site: new URL(base.replace(/\/?$/, '/'), url).href }),
    ...(repository !== undefined && {
      files: `${repository.replace(/\/$/, '')}/blob/HEAD/incidents/`,
    }),
  };
}
