import type {
  Regulation as WrittenRegulation,
  RegulatoryClock,
} from '../../../schemas/generated/records.ts';

/** A regulation with its profile filled in. */
export interface Regulation extends Omit<WrittenRegulation, 'profile' | 'entity'> {
  id: string;
  name: string;
  clocks: RegulatoryClock[];
  /** True if Regulation 1182/71 says how its periods are counted. */
  isUnionLaw?: boolean;
}

type ProfileName = NonNullable<WrittenRegulation['profile']>;
type Entity = WrittenRegulation['entity'];
type Profile = Omit<Regulation, 'id'>;

/**
 * Entities that have no weekend rule for the initial notification and the intermediate report (RTS
 * 2025/301 Art. 5(5)). An entity that is not stated counts as one of them: early, never late.
 */
const withoutWeekendRule: readonly Entity[] = [
  undefined,
  'credit-institution',
  'central-counterparty',
  'trading-venue',
  'essential-entity',
  'important-entity',
  'trust-service-provider',
];

/** Shipped profiles. Each may differ by the type of the organisation. */
const profiles: Record<ProfileName, (entity: Entity) => Profile> = {
  dora: (entity) => {
    const weekend = withoutWeekendRule.includes(entity) ? {} : { on_free_day: 'noon' as const };
    return {
      name: 'DORA, Art. 19',
      requires: 'classified',
      ends_with: 'reclassified',
      clocks: [
        {
          id: 'initial',
          law: 'RTS 2025/301 Art. 5(1)(a), (2)',
          earliest_of: [
            { after: 'classified', within: '4h' },
            { after: 'aware', within: '24h' },
          ],
          ...weekend,
        },
        {
          id: 'intermediate',
          law: 'RTS 2025/301 Art. 5(1)(b)',
          after: 'dora/initial',
          within: '72h',
          ...weekend,
        },
        {
          id: 'final',
          law: 'RTS 2025/301 Art. 5(1)(c)',
          after: 'dora/intermediate',
          counts: 'latest',
          within: '1mo',
          on_free_day: 'noon',
        },
      ],
    };
  },
  nis2: (entity) => ({
    name: 'NIS2, Art. 23',
    ends_with: 'reclassified',
    clocks: [
      { id: 'early-warning', law: 'NIS2 Art. 23(4)(a)', after: 'aware', within: '24h' },
      {
        id: 'notification',
        law: 'NIS2 Art. 23(4)(b)',
        after: 'aware',
        within: entity === 'trust-service-provider' ? '24h' : '72h',
      },
      {
        id: 'progress',
        law: 'NIS2 Art. 23(4)(e)',
        after: 'nis2/notification',
        within: '1mo',
        if_open: 'handled',
      },
      {
        id: 'final',
        law: 'NIS2 Art. 23(4)(d), (e)',
        after: 'nis2/notification',
        within: '1mo',
        while_open: { after: 'handled', within: '1mo' },
      },
    ],
  }),
  'cra-vulnerability': () => ({
    name: 'CRA, exploited vulnerability',
    from: '2026-09-11',
    ends_with: 'reclassified',
    clocks: [
      { id: 'early-warning', law: 'CRA Art. 14(2)(a)', after: 'aware', within: '24h' },
      { id: 'notification', law: 'CRA Art. 14(2)(b)', after: 'aware', within: '72h' },
      { id: 'final', law: 'CRA Art. 14(2)(c)', after: 'fix-available', within: '14d' },
    ],
  }),
  'cra-incident': () => ({
    name: 'CRA, severe incident',
    from: '2026-09-11',
    ends_with: 'reclassified',
    clocks: [
      { id: 'early-warning', law: 'CRA Art. 14(4)(a)', after: 'aware', within: '24h' },
      { id: 'notification', law: 'CRA Art. 14(4)(b)', after: 'aware', within: '72h' },
      {
        id: 'final',
        law: 'CRA Art. 14(4)(c)',
        after: 'cra-incident/notification',
        within: '1mo',
      },
    ],
  }),
  gdpr: () => notifyWithin72h('GDPR, Art. 33', 'GDPR Art. 33(1)'),
  'uk-gdpr': () => notifyWithin72h('UK GDPR, Art. 33', 'UK GDPR Art. 33(1)'),
  'uk-nis': () => notifyWithin72h('UK NIS Regulations, reg. 11', 'UK NIS Regulations 2018 reg. 11'),
};

function notifyWithin72h(name: string, law: string): Profile {
  return {
    name,
    ends_with: 'reclassified',
    clocks: [{ id: 'notification', law, after: 'aware', within: '72h' }],
  };
}

/** Fills in the profile of a regulation. What the settings state beside it wins, clock by clock. */
export function expandRegulation(written: WrittenRegulation): Regulation {
  const { profile, entity, clocks = [], ...stated } = written;
  if (profile === undefined) {
    const { id = '', name = id } = stated;
    return { ...stated, id, name, clocks };
  }
  const shipped = profiles[profile](entity);
  const own = new Map(clocks.map((clock) => [clock.id, clock]));
  const ids = new Set(shipped.clocks.map(({ id }) => id));
  return {
    ...shipped,
    ...stated,
    id: profile,
    isUnionLaw: !profile.startsWith('uk-'),
    clocks: [
      ...shipped.clocks.map((clock) => own.get(clock.id) ?? clock),
      ...clocks.filter(({ id }) => !ids.has(id)),
    ],
  };
}

/** Lists what an entry can fulfil: the clocks, and the notice that an incident was reclassified. */
export function listFilings(regulations: readonly Regulation[]): string[] {
  return regulations.flatMap(({ id, clocks, ends_with: ending }) => [
    ...clocks.map((clock) => `${id}/${clock.id}`),
    ...(ending === 'reclassified' ? [`${id}/reclassification`] : []),
  ]);
}
