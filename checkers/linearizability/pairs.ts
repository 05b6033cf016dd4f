/** A map by two small numbers: what is called the same in two tenants is two things. */
export interface Pairs<Value> {
  get(tenant: number, name: number): Value | undefined;
  set(tenant: number, name: number, value: Value): void;
}

export function openPairs<Value>(): Pairs<Value> {
  const byTenant = new Map<number, Map<number, Value>>();
  return {
    get: (tenant, name) => byTenant.get(tenant)?.get(name),
    set(tenant, name, value) {
      const own = byTenant.get(tenant);
      if (own === undefined) byTenant.set(tenant, new Map([[name, value]]));
      else own.set(name, value);
    },
  };
}
