import { findLogin } from '../../edges/github/viewer.ts';
import type { Context } from '../../session/context.ts';
import { attempt, reachGitHub } from '../../session/github.ts';
import { openToTell } from '../../session/open.ts';
import { openChannels } from './channels.ts';
import { findLinks } from './links.ts';
import { addProposed } from './proposed.ts';
import { escalate } from './run.ts';
import type { EscalationResult } from './work.ts';

/** Result of a run, with the unmerged entries that it counted. */
export interface EscalationReport extends EscalationResult {
  proposed: { incident: string; pull_request: number; url: string; entries: number }[];
}

/**
 * Loads the records and brings the escalation issues up to date with them.
 *
 * @returns the report, the number of requests, and whether everything was read and done
 */
export async function escalateNow(
  context: Context,
  repository: string | undefined,
  budget: number,
): Promise<{ report: EscalationReport; requests: number; isComplete: boolean }> {
  const github = reachGitHub(repository);
  const { register, findings } = await openToTell(context);
  const { channels, missing } = openChannels(register.settings);
  for (const sentence of missing) context.tell(sentence);
  const report = await attempt(async (): Promise<EscalationReport> => {
    const login = await findLogin(github);
    const proposed = await addProposed(context.root, register, github, login);
    const result = await escalate({
      github,
      register: proposed.register,
      now: context.now,
      login,
      links: { ...findLinks(register.settings), proposed: proposed.proposals },
      channels,
      dryRun: context.dryRun,
      budget,
    });
    return {
      ...result,
      troubles: [...proposed.troubles, ...result.troubles],
      proposed: [...proposed.proposals].flatMap(([incident, list]) =>
        list.map(({ number, url, entries }) => ({ incident, pull_request: number, url, entries })),
      ),
    };
  });
  // A record that cannot be read may hide an SLA target, so the run must not look successful.
  const hasErrors = findings.some(({ level }) => level === 'error');
  const { troubles, deferred } = report;
  const isComplete = troubles.length + deferred.length + missing.length === 0 && !hasErrors;
  return { report, requests: github.requests(), isComplete };
}
