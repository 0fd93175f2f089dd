/** Variables of the environment, by name. */
export type Environment = Readonly<Record<string, string | undefined>>;

/** Environment of this process. Only the session reads it; everything else gets it as an argument. */
export const environment: Environment = process.env;
