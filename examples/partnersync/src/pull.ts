// The way back: a copy of the vendor's partners, kept true by the change feed.

import { graphql } from "./gql/gql.js";
import type { KeptFragment } from "./gql/graphql.js";
import { type Hub, Refusal } from "./hub.js";

/** What is kept between two runs. */
export interface Copy {
  cursor: string;
  partners: Record<string, KeptFragment>;
}

graphql(`
  fragment Kept on Partner {
    id
    name
    type
    country
    tier
  }
`);

const Present = graphql(`
  query Present($vendor: ID!) {
    changes(vendorId: $vendor, kinds: [PARTNER]) {
      cursor
    }
  }
`);

const List = graphql(`
  query List($vendor: ID!, $after: Cursor) {
    partners(first: 100, after: $after, filter: { vendorId: { eq: $vendor } }) {
      nodes {
        ...Kept
      }
      pageInfo {
        hasNextPage
        endCursor
      }
    }
  }
`);

const Follow = graphql(`
  query Follow($vendor: ID!, $after: Cursor!) {
    changes(vendorId: $vendor, kinds: [PARTNER], first: 100, after: $after) {
      changes {
        recordId
        type
      }
      cursor
      hasMore
    }
  }
`);

const Read = graphql(`
  query Read($ids: [ID!]!) {
    nodes(ids: $ids) {
      __typename
      ... on Partner {
        ...Kept
      }
    }
  }
`);

/** Brings a copy up to date. Without one, or when its position is no longer kept, it begins anew. */
export async function pull(hub: Hub, vendor: string, copy: Copy | undefined): Promise<Copy> {
  if (!copy) return begin(hub, vendor);
  try {
    return await follow(hub, vendor, copy);
  } catch (error) {
    if (error instanceof Refusal && error.code === "CURSOR_EXPIRED") return begin(hub, vendor);
    throw error;
  }
}

/** Takes the present position first and lists afterwards: what changes in between is read twice and never missed. */
async function begin(hub: Hub, vendor: string): Promise<Copy> {
  const { changes } = await hub.ask(Present, { vendor });
  const copy: Copy = { cursor: changes.cursor, partners: {} };
  for (let after: string | null | undefined; ; ) {
    const { partners } = await hub.ask(List, { vendor, after });
    for (const p of partners.nodes) copy.partners[p.id] = p;
    if (!partners.pageInfo.hasNextPage) return copy;
    after = partners.pageInfo.endCursor;
  }
}

async function follow(hub: Hub, vendor: string, copy: Copy): Promise<Copy> {
  const next: Copy = { cursor: copy.cursor, partners: { ...copy.partners } };
  for (let more = true; more; ) {
    const { changes } = await hub.ask(Follow, { vendor, after: next.cursor });
    for (const c of changes.changes) delete next.partners[c.recordId];
    const ids = changes.changes.filter((c) => c.type !== "REMOVED").map((c) => c.recordId);
    for (const p of await read(hub, ids)) next.partners[p.id] = p;
    next.cursor = changes.cursor;
    more = changes.hasMore;
  }
  return next;
}

/** Reads records as they are now. One that is hidden by now is left out, as its change tells that follows. */
async function read(hub: Hub, ids: string[]): Promise<KeptFragment[]> {
  if (ids.length === 0) return [];
  const { nodes } = await hub.ask(Read, { ids });
  return nodes.flatMap((n) => (n?.__typename === "Partner" ? [n] : []));
}
