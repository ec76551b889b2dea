// The way to the hub: accounts of a CRM become partners, found again by the CRM's own ids.

import { graphql } from "./gql/gql.js";
import type { SyncPartnerRow } from "./gql/graphql.js";
import type { Hub } from "./hub.js";

/** How many rows the hub takes in a call. */
const most = 250;

const Push = graphql(`
  mutation Push($vendor: ID!, $source: String!, $rows: [SyncPartnerRow!]!) {
    syncPartners(input: { vendorId: $vendor, source: $source, rows: $rows }) {
      results {
        externalId
        outcome
        code
        field
        message
      }
      userErrors {
        message
      }
    }
  }
`);

/** How many rows ended how, and what is to be mended. */
export interface Pushed {
  counts: Record<string, number>;
  rejected: string[];
}

/** Sends all rows, call by call. It may be broken off and begun again at any time: an older version never overwrites a newer one. */
export async function push(hub: Hub, vendor: string, source: string, rows: SyncPartnerRow[]): Promise<Pushed> {
  const pushed: Pushed = { counts: {}, rejected: [] };
  for (let from = 0; from < rows.length; from += most) {
    const { syncPartners } = await hub.ask(Push, { vendor, source, rows: rows.slice(from, from + most) });
    if (!syncPartners.results) {
      throw new Error(syncPartners.userErrors.map((e) => e.message).join("; "));
    }
    for (const r of syncPartners.results) {
      pushed.counts[r.outcome] = (pushed.counts[r.outcome] ?? 0) + 1;
      if (r.outcome === "REJECTED") {
        pushed.rejected.push(`${r.externalId}: ${r.code} ${r.field ?? ""} ${r.message ?? ""}`);
      }
    }
  }
  return pushed;
}
