/** What Envoy tells one of its own answers from another by. */

/** Prefix of the types of Envoy's extensions. */
export const TYPE = 'type.googleapis.com/envoy.extensions';

export const cel = (expression: string): object => ({
  extension_filter: {
    name: 'envoy.access_loggers.extension_filters.cel',
    typed_config: { '@type': `${TYPE}.access_loggers.filters.cel.v3.ExpressionFilter`, expression },
  },
});

export const status = (op: 'EQ' | 'GE', value: number): object => ({
  status_code_filter: { comparison: { op, value: { default_value: value, runtime_key: 'seatmesh.none' } } },
});

export const both = (...filters: object[]): object => ({ and_filter: { filters } });
