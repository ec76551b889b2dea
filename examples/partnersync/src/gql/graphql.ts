/* eslint-disable */
/** Internal type. DO NOT USE DIRECTLY. */
type Exact<T extends { [key: string]: unknown }> = { [K in keyof T]: T[K] };
/** Internal type. DO NOT USE DIRECTLY. */
export type Incremental<T> = T | { [P in keyof T]?: P extends ' $fragmentName' | '__typename' ? T[P] : never };
import type { DocumentTypeDecoration } from '@graphql-typed-document-node/core';
/** Where a partner stands in its life with a vendor. */
export type LifeStage =
  /** Selling the vendor's products. */
  | 'ACTIVE'
  /** No longer selling. */
  | 'INACTIVE'
  /** Signed, being set up. */
  | 'ONBOARDING'
  /** Not yet signed. */
  | 'PROSPECT'
  /** Access is paused by the vendor. */
  | 'SUSPENDED'
  /** The partnership has ended. */
  | 'TERMINATED';

/** What a partner does in the channel. */
export type PartnerType =
  /** Agent. */
  | 'AGENT'
  /** Alliance partner. */
  | 'ALLIANCE'
  /** Consultant. */
  | 'CONSULTANT'
  /** Dealer. */
  | 'DEALER'
  /** Independent software vendor. */
  | 'ISV'
  /** Marketplace. */
  | 'MARKETPLACE'
  /** Managed service provider. */
  | 'MSP'
  /** Original equipment manufacturer. */
  | 'OEM'
  /** Refers customers. */
  | 'REFERRAL'
  /** Resells products. */
  | 'RESELLER'
  /** Service provider. */
  | 'SERVICE_PROVIDER'
  /** System integrator. */
  | 'SYSTEM_INTEGRATOR'
  /** Training provider. */
  | 'TRAINING'
  /** Value-added reseller. */
  | 'VAR';

/** What happened to a record for its reader. */
export type RecordChangeType =
  /** It is new to the viewer, or something of it has changed that the viewer sees. Read it. */
  | 'CHANGED'
  /** The viewer sees it no longer. Forget it. */
  | 'REMOVED';

/** One of the vendor's own attributes of a partner. */
export type SyncAttribute = {
  /** One of the names that the vendor has defined. */
  name: string;
  /** The value as a text: a number such as `12.5`, `true` or `false`, or a day such as `2026-11-21`, as the attribute's type asks for. */
  value: string;
};

/** Why a row was refused, or passed over. */
export type SyncCode =
  /** Another record has the same value, which no two may share, or changed at the same time; send the row again. */
  | 'CONFLICT'
  /** The same record stands in an earlier row of this call. */
  | 'DUPLICATE'
  /** The caller may not write this field. */
  | 'FORBIDDEN_FIELD'
  /** A value has the wrong form or is outside its range. */
  | 'INVALID'
  /** An id names nothing that the caller can use here: it does not exist, or it is hidden from the caller. */
  | 'NOT_FOUND'
  /** Not refused: the same source has sent a newer version of the record before, which stays. */
  | 'OUTDATED'
  /** A required value is missing or blank. */
  | 'REQUIRED';

/** A partner organization that is new to the hub, as far as the caller can see. */
export type SyncNewOrganization = {
  /** Where it is based. */
  country: string;
  /** Its web domain, such as `example.com`. */
  domain?: string | null | undefined;
  /** The trading name, at most 200 characters. */
  name: string;
};

/** What became of one row. */
export type SyncOutcome =
  /** A record was made. */
  | 'CREATED'
  /** The row was refused; nothing of it went in. See `code`, `field` and `message`. */
  | 'REJECTED'
  /** The row says what is there already, or is no newer than what the same source has sent before. */
  | 'UNCHANGED'
  /** The record was changed. */
  | 'UPDATED';

/** A partner as another system knows it. A field that is left out keeps what is stored, null clears it; lists are sent whole. */
export type SyncPartnerRow = {
  /** The vendor's own attributes of the partner. */
  attributes?: Array<SyncAttribute> | null | undefined;
  /** Certifications, each with its last day. */
  certifications?: Array<SyncSkill> | null | undefined;
  /** Where it is; the organization's when cleared. */
  country?: string | null | undefined;
  /**
   * True when the source has deleted it. The partner becomes TERMINATED, because deals hang on it, and older rows never bring it back.
   * The other fields are passed over.
   */
  deleted?: boolean;
  /** The distributors that serve it for this vendor. */
  distributorIds?: Array<string | number> | null | undefined;
  /** Number of employees. */
  employees?: number | null | undefined;
  /** The engagement score, 0 to 1,000,000. */
  engagementScore?: number | null | undefined;
  /** The partner's id in the source, 1 to 200 characters without semicolons. It finds the record again. */
  externalId: string;
  /** Where the partnership stands; needed for a new one. Only an ACTIVE partner registers deals. */
  lifeStage?: LifeStage | null | undefined;
  /** True when it sells only this vendor in its category. */
  monoBrand?: boolean | null | undefined;
  /** The name that the vendor knows it by, at most 200 characters; the organization's when cleared. */
  name?: string | null | undefined;
  /** The partner organization where the caller sees none: the hub makes it together with a new partner, and passes this over afterwards. */
  organization?: SyncNewOrganization | null | undefined;
  /**
   * The partner organization. A partner that the vendor does not have yet needs it, or `organization`; it never changes. NOT_FOUND when it
   * is hidden from the caller.
   */
  organizationId?: string | number | null | undefined;
  /** The vendor's own region name. */
  region?: string | null | undefined;
  /**
   * Grows in the source with every change of the record, such as a counter or the milliseconds of its last change: a whole number from 0 to
   * 9007199254740991. A row whose version is not greater than the last one of the same source changes nothing.
   */
  sourceVersion: string;
  /** The vendor's own labels, without semicolons. */
  tags?: Array<string> | null | undefined;
  /** Number of technical staff. */
  technicalHeadcount?: number | null | undefined;
  /** The vendor's own tier name. */
  tier?: string | null | undefined;
  /** Completed trainings, each with its day. */
  trainings?: Array<SyncSkill> | null | undefined;
  /** What the partner does; needed for a new one. */
  type?: PartnerType | null | undefined;
};

/** A certification or a training, and a day. */
export type SyncSkill = {
  /** A certification's last day, none when it has no end; the day on which a training was completed. */
  day?: string | null | undefined;
  /** What it is called. */
  name: string;
};

export type KeptFragment = { id: string, name: string, type: PartnerType, country: string, tier: string | null };

export type PresentQueryVariables = Exact<{
  vendor: string | number;
}>;


export type PresentQuery = { changes: { cursor: string } };

export type ListQueryVariables = Exact<{
  vendor: string | number;
  after?: string | null | undefined;
}>;


export type ListQuery = { partners: { nodes: Array<{ id: string, name: string, type: PartnerType, country: string, tier: string | null }>, pageInfo: { hasNextPage: boolean, endCursor: string | null } } };

export type FollowQueryVariables = Exact<{
  vendor: string | number;
  after: string;
}>;


export type FollowQuery = { changes: { cursor: string, hasMore: boolean, changes: Array<{ recordId: string, type: RecordChangeType }> } };

export type ReadQueryVariables = Exact<{
  ids: Array<string | number> | string | number;
}>;


export type ReadQuery = { nodes: Array<
    | { __typename: 'ApprovalAuthority' }
    | { __typename: 'Campaign' }
    | { __typename: 'Deal' }
    | { __typename: 'DirectEngagement' }
    | { __typename: 'Enrollment' }
    | { __typename: 'Organization' }
    | { __typename: 'Partner', id: string, name: string, type: PartnerType, country: string, tier: string | null }
    | { __typename: 'Program' }
    | { __typename: 'Segment' }
    | { __typename: 'User' }
    | { __typename: 'WebhookEndpoint' }
   | null> };

export type PushMutationVariables = Exact<{
  vendor: string | number;
  source: string;
  rows: Array<SyncPartnerRow> | SyncPartnerRow;
}>;


export type PushMutation = { syncPartners: { results: Array<{ externalId: string, outcome: SyncOutcome, code: SyncCode | null, field: string | null, message: string | null }> | null, userErrors: Array<{ message: string }> } };

export class TypedDocumentString<TResult, TVariables>
  extends String
  implements DocumentTypeDecoration<TResult, TVariables>
{
  __apiType?: NonNullable<DocumentTypeDecoration<TResult, TVariables>['__apiType']>;
  private value: string;
  public __meta__?: Record<string, any> | undefined;

  constructor(value: string, __meta__?: Record<string, any> | undefined) {
    super(value);
    this.value = value;
    this.__meta__ = __meta__;
  }

  override toString(): string & DocumentTypeDecoration<TResult, TVariables> {
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
    `, {"fragmentName":"Kept"}) as unknown as TypedDocumentString<KeptFragment, unknown>;
export const PresentDocument = new TypedDocumentString(`
    query Present($vendor: ID!) {
  changes(vendorId: $vendor, kinds: [PARTNER]) {
    cursor
  }
}
    `) as unknown as TypedDocumentString<PresentQuery, PresentQueryVariables>;
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
}`) as unknown as TypedDocumentString<ListQuery, ListQueryVariables>;
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
    `) as unknown as TypedDocumentString<FollowQuery, FollowQueryVariables>;
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
}`) as unknown as TypedDocumentString<ReadQuery, ReadQueryVariables>;
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
    `) as unknown as TypedDocumentString<PushMutation, PushMutationVariables>;