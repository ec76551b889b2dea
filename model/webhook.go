package model

import "time"

// WebhookEndpoint is a receiver outside that an organization has told of what its owner sees.
type WebhookEndpoint struct {
	Record           `bson:",inline"`
	OrganizationID   ID               `bson:"organizationId"`
	OrganizationKind OrganizationKind `bson:"organizationKind"`
	LogID            ID               `bson:"logId"` // the vendor whose records are meant, or HubFeed
	// OwnerID is who last said where messages go: they are cut by what that person sees, with no role that it did not have then.
	OwnerID     ID             `bson:"ownerId"`
	OwnerRoles  []Role         `bson:"ownerRoles"`
	URL         string         `bson:"url"`
	Description *string        `bson:"description,omitempty"`
	Kinds       []RecordKind   `bson:"kinds"` // all when empty
	Status      WebhookStatus  `bson:"status"`
	Reason      *WebhookReason `bson:"reason,omitempty"` // why it is off
	DisabledAt  *time.Time     `bson:"disabledAt,omitempty"`
	// SecretVersion and SecretSince are which secret signs, and from when. Secrets themselves are derived and not kept.
	SecretVersion int       `bson:"secretVersion"`
	SecretSince   time.Time `bson:"secretSince"`
	Deleted       bool      `bson:"deleted"`
	// Secret is there once: in the answer to who made it.
	Secret *string `bson:"-"`
}

// IsNode marks the type as a GraphQL node.
func (WebhookEndpoint) IsNode() {}

// GetID answers the node interface.
func (w WebhookEndpoint) GetID() ID { return w.ID }

// Feed is the vendor's, or the hub's.
func (w *WebhookEndpoint) Feed() ID {
	if w.OrganizationKind == OrganizationKindVendor {
		return w.OrganizationID
	}
	return HubFeed
}

// Concerns is the organization alone.
func (w *WebhookEndpoint) Concerns() []ID { return []ID{w.OrganizationID} }

// WebhookPosition is how far an endpoint's deliveries are: the hub's own, and nobody's to see.
type WebhookPosition struct {
	EndpointID ID     `bson:"_id"`
	Seq        int64  `bson:"seq"`      // of the log: entries up to it have become deliveries
	Sequence   int    `bson:"sequence"` // of the endpoint's own deliveries
	Standing   string `bson:"standing"` // what the owner saw at all; another one begins anew
	// WakeAt is when the next attempt is due; nil while none waits.
	WakeAt      *time.Time `bson:"wakeAt,omitempty"`
	LastTakenAt time.Time  `bson:"lastTakenAt,omitempty"`
}

// WebhookDelivery is one message of an endpoint and what became of it. Its id is the message's.
type WebhookDelivery struct {
	ID         ID           `bson:"_id"`
	EndpointID ID           `bson:"endpointId"`
	OwnerID    ID           `bson:"ownerId"`  // of the endpoint when the message was made
	Sequence   int          `bson:"sequence"` // counts the endpoint's messages
	Event      *string      `bson:"event,omitempty"`
	RecordID   *ID          `bson:"recordId,omitempty"` // nil where the message is about no record
	Kind       *RecordKind  `bson:"kind,omitempty"`
	At         time.Time    `bson:"at"`       // of the change
	Standing   string       `bson:"standing"` // of the owner when the message was made
	State      WebhookState `bson:"state"`
	Tries      int          `bson:"tries"` // since it was made or replayed
	Attempts   []WebhookTry `bson:"attempts"`
	DueAt      *time.Time   `bson:"dueAt,omitempty"`
	BeganAt    *time.Time   `bson:"beganAt,omitempty"` // the first of the tries
	ExpireAt   time.Time    `bson:"expireAt"`
}

// WebhookTry is one attempt.
type WebhookTry struct {
	At     time.Time     `bson:"at"`
	Status *int          `bson:"status,omitempty"`
	Fault  *WebhookFault `bson:"fault,omitempty"`
}
