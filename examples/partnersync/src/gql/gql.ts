/* eslint-disable */
import * as types from './graphql.js';



/**
 * Map of all GraphQL operations in the project.
 *
 * This map has several performance disadvantages:
 * 1. It is not tree-shakeable, so it will include all operations in the project.
 * 2. It is not minifiable, so the string of a GraphQL query will be multiple times inside the bundle.
 * 3. It does not support dead code elimination, so it will add unused operations.
 *
 * Therefore it is highly recommended to use the babel or swc plugin for production.
 * Learn more about it here: https://the-guild.dev/graphql/codegen/plugins/presets/preset-client#reducing-bundle-size
 */
type Documents = {
    "\n  fragment Kept on Partner {\n    id\n    name\n    type\n    country\n    tier\n  }\n": typeof types.KeptFragmentDoc,
    "\n  query Present($vendor: ID!) {\n    changes(vendorId: $vendor, kinds: [PARTNER]) {\n      cursor\n    }\n  }\n": typeof types.PresentDocument,
    "\n  query List($vendor: ID!, $after: Cursor) {\n    partners(first: 100, after: $after, filter: { vendorId: { eq: $vendor } }) {\n      nodes {\n        ...Kept\n      }\n      pageInfo {\n        hasNextPage\n        endCursor\n      }\n    }\n  }\n": typeof types.ListDocument,
    "\n  query Follow($vendor: ID!, $after: Cursor!) {\n    changes(vendorId: $vendor, kinds: [PARTNER], first: 100, after: $after) {\n      changes {\n        recordId\n        type\n      }\n      cursor\n      hasMore\n    }\n  }\n": typeof types.FollowDocument,
    "\n  query Read($ids: [ID!]!) {\n    nodes(ids: $ids) {\n      __typename\n      ... on Partner {\n        ...Kept\n      }\n    }\n  }\n": typeof types.ReadDocument,
    "\n  mutation Push($vendor: ID!, $source: String!, $rows: [SyncPartnerRow!]!) {\n    syncPartners(input: { vendorId: $vendor, source: $source, rows: $rows }) {\n      results {\n        externalId\n        outcome\n        code\n        field\n        message\n      }\n      userErrors {\n        message\n      }\n    }\n  }\n": typeof types.PushDocument,
};
const documents: Documents = {
    "\n  fragment Kept on Partner {\n    id\n    name\n    type\n    country\n    tier\n  }\n": types.KeptFragmentDoc,
    "\n  query Present($vendor: ID!) {\n    changes(vendorId: $vendor, kinds: [PARTNER]) {\n      cursor\n    }\n  }\n": types.PresentDocument,
    "\n  query List($vendor: ID!, $after: Cursor) {\n    partners(first: 100, after: $after, filter: { vendorId: { eq: $vendor } }) {\n      nodes {\n        ...Kept\n      }\n      pageInfo {\n        hasNextPage\n        endCursor\n      }\n    }\n  }\n": types.ListDocument,
    "\n  query Follow($vendor: ID!, $after: Cursor!) {\n    changes(vendorId: $vendor, kinds: [PARTNER], first: 100, after: $after) {\n      changes {\n        recordId\n        type\n      }\n      cursor\n      hasMore\n    }\n  }\n": types.FollowDocument,
    "\n  query Read($ids: [ID!]!) {\n    nodes(ids: $ids) {\n      __typename\n      ... on Partner {\n        ...Kept\n      }\n    }\n  }\n": types.ReadDocument,
    "\n  mutation Push($vendor: ID!, $source: String!, $rows: [SyncPartnerRow!]!) {\n    syncPartners(input: { vendorId: $vendor, source: $source, rows: $rows }) {\n      results {\n        externalId\n        outcome\n        code\n        field\n        message\n      }\n      userErrors {\n        message\n      }\n    }\n  }\n": types.PushDocument,
};

/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "\n  fragment Kept on Partner {\n    id\n    name\n    type\n    country\n    tier\n  }\n"): typeof import('./graphql.js').KeptFragmentDoc;
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "\n  query Present($vendor: ID!) {\n    changes(vendorId: $vendor, kinds: [PARTNER]) {\n      cursor\n    }\n  }\n"): typeof import('./graphql.js').PresentDocument;
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "\n  query List($vendor: ID!, $after: Cursor) {\n    partners(first: 100, after: $after, filter: { vendorId: { eq: $vendor } }) {\n      nodes {\n        ...Kept\n      }\n      pageInfo {\n        hasNextPage\n        endCursor\n      }\n    }\n  }\n"): typeof import('./graphql.js').ListDocument;
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "\n  query Follow($vendor: ID!, $after: Cursor!) {\n    changes(vendorId: $vendor, kinds: [PARTNER], first: 100, after: $after) {\n      changes {\n        recordId\n        type\n      }\n      cursor\n      hasMore\n    }\n  }\n"): typeof import('./graphql.js').FollowDocument;
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "\n  query Read($ids: [ID!]!) {\n    nodes(ids: $ids) {\n      __typename\n      ... on Partner {\n        ...Kept\n      }\n    }\n  }\n"): typeof import('./graphql.js').ReadDocument;
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "\n  mutation Push($vendor: ID!, $source: String!, $rows: [SyncPartnerRow!]!) {\n    syncPartners(input: { vendorId: $vendor, source: $source, rows: $rows }) {\n      results {\n        externalId\n        outcome\n        code\n        field\n        message\n      }\n      userErrors {\n        message\n      }\n    }\n  }\n"): typeof import('./graphql.js').PushDocument;


export function graphql(source: string) {
  return (documents as any)[source] ?? {};
}
