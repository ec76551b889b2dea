export class TypedDocumentString extends String {
    __apiType;
    value;
    __meta__;
    constructor(value, __meta__) {
        super(value);
        this.value = value;
        this.__meta__ = __meta__;
    }
    toString() {
        return this.value;
    }
}
export const KeptFragmentDoc = new TypedDocumentString(`
    fragment Kept on Partner {
  id
  name
  type
  country
  tier
}
    `, { "fragmentName": "Kept" });
export const PresentDocument = new TypedDocumentString(`
    query Present($vendor: ID!) {
  changes(vendorId: $vendor, kinds: [PARTNER]) {
    cursor
  }
}
    `);
export const ListDocument = new TypedDocumentString(`
    query List($vendor: ID!, $after: Cursor) {
  partners(first: 100, after: $after, filter: {vendorId: {eq: $vendor}}) {
    nodes {
      ...Kept
    }
    pageInfo {
      hasNextPage
      endCursor
    }
  }
}
    fragment Kept on Partner {
  id
  name
  type
  country
  tier
}`);
export const FollowDocument = new TypedDocumentString(`
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
export const ReadDocument = new TypedDocumentString(`
    query Read($ids: [ID!]!) {
  nodes(ids: $ids) {
    __typename
    ... on Partner {
      ...Kept
    }
  }
}
    fragment Kept on Partner {
  id
  name
  type
  country
  tier
}`);
export const PushDocument = new TypedDocumentString(`
    mutation Push($vendor: ID!, $source: String!, $rows: [SyncPartnerRow!]!) {
  syncPartners(input: {vendorId: $vendor, source: $source, rows: $rows}) {
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
