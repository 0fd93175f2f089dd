import type { Settings } from '../../model/register/register.ts';

/** Addresses that an issue links to; undefined if the settings do not give them. */
export interface IssueLinks {
  /** Address of the site, with a slash at its end. */
  site?: string;
  /** Address of the data root's folder in the repository, with a slash at its end. */
  files?: string;
  /** Entries that count but are not merged yet, by the id of their incident. */
  proposed?: ReadonlyMap<string, readonly UnmergedEntries[]>;
}

/** Entries of an incident that wait in a pull request. */
export interface UnmergedEntries {
  /** Number of the pull request. */
  number: number;
  url: string;
  /** Number of entries that it adds. */
  entries: number;
}

/** Derives the addresses that issues link to from the settings. */
export function findLinks({ site }: Settings): IssueLinks {
  const { url, base, repository } = site;
  return {
    ...(url !== undefined && { site: new URL(base.replace(/\/?$/, '/'), url).href }),
    ...(repository !== undefined && {
      files: `${repository.replace(/\/$/, '')}/blob/HEAD/incidents/`,
    }),
  };
}
