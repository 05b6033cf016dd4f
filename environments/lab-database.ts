import { crowdDatabase } from './crowd-database.ts';
import type { LabDatabase } from './environment.ts';
import { lockDatabase } from './lock-database.ts';

type UrlNow = () => string | Promise<string>;

/** What can be done to a database beside its process. @param ownerUrl of the role that owns the tables */
export function labDatabase(observerUrl: UrlNow, ownerUrl: UrlNow): LabDatabase {
  return { ...crowdDatabase(observerUrl), ...lockDatabase(ownerUrl) };
}
