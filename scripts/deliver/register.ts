import type { Register } from '../model/register/register.ts';

/** The parts of the register that a delivery needs: for trailers, reviewers and what was left out. */
export type DeliveryRegister = Pick<
  Register,
  'settings' | 'people' | 'services' | 'teams' | 'files'
>;
