import type { Instant } from '../time/instant.ts';
import type { Register } from '../register/register.ts';

declare const brand: unique symbol;

/** Publishable data. Exporters and pages accept nothing else, so that none can leak by mistake. */
export interface Edition {
  readonly [brand]: true;
  readonly audience: 'internal';
  readonly register: Register;
  readonly now: Instant;
}

/** Cuts the edition for readers inside the organisation: all of the register. */
export function cutEdition(register: Register, audience: 'internal', now: Instant): Edition {
  return { audience, register, now } as Edition;
}
