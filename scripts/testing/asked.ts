/** What a host is to run, and how its output ends. */
export interface Asked {
  folder: string;
  args: readonly string[];
  environment: NodeJS.ProcessEnv;
}

/** Closes what a run wrote to a stream. */
export const endOfRun = '\0end of run\0';
