import type { Register } from '../model/register/register.ts';

/** Parts of the register that a delivery needs for trailers, reviewers and files that it leaves out. */
export type DeliveryRegister = Pick<
  Register,
  'settings' | 'people' | 'services' | 'teams' | 'files'
>;
