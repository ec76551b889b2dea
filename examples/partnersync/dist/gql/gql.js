/* eslint-disable */
import * as types from './graphql.js';
const documents = {
    "\n  fragment Kept on Partner {\n    id\n    name\n    type\n    country\n    tier\n  }\n": types.KeptFragmentDoc,
    "\n  query Present($vendor: ID!) {\n    changes(vendorId: $vendor, kinds: [PARTNER]) {\n      cursor\n    }\n  }\n": types.PresentDocument,
    "\n  query List($vendor: ID!, $after: Cursor) {\n    partners(first: 100, after: $after, filter: { vendorId: { eq: $vendor } }) {\n      nodes {\n        ...Kept\n      }\n      pageInfo {\n        hasNextPage\n        endCursor\n      }\n    }\n  }\n": types.ListDocument,
    "\n  query Follow($vendor: ID!, $after: Cursor!) {\n    changes(vendorId: $vendor, kinds: [PARTNER], first: 100, after: $after) {\n      changes {\n        recordId\n        type\n      }\n      cursor\n      hasMore\n    }\n  }\n": types.FollowDocument,
    "\n  query Read($ids: [ID!]!) {\n    nodes(ids: $ids) {\n      __typename\n      ... on Partner {\n        ...Kept\n      }\n    }\n  }\n": types.ReadDocument,
    "\n  mutation Push($vendor: ID!, $source: String!, $rows: [SyncPartnerRow!]!) {\n    syncPartners(input: { vendorId: $vendor, source: $source, rows: $rows }) {\n      results {\n        externalId\n        outcome\n        code\n        field\n        message\n      }\n      userErrors {\n        message\n      }\n    }\n  }\n": types.PushDocument,
};
export function graphql(source) {
    return documents[source] ?? {};
}
