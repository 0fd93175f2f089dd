/** A run of `sitrep` that a host is asked for. */
export interface HostRun {
  folder: string;
  args: readonly string[];
  environment: NodeJS.ProcessEnv;
}

/** Marks the end of a run's output on a stream. */
export const endOfRun = '\0end of run\0';
