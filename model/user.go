package model

import "time"

// User is a person, or a service account, that signs in. Its e-mail address is how a token finds it; a service account has
// none and is known by its keys alone.
type User struct {
	Record           `bson:",inline"`
	OrganizationID   ID               `bson:"organizationId"`
	OrganizationKind OrganizationKind `bson:"organizationKind"`
	Name             string           `bson:"name"`
	Email            *string          `bson:"email,omitempty"` // lower case, unique
	Roles            []Role           `bson:"roles,omitempty"`
	Disabled         bool             `bson:"disabled"` // cannot sign in; takes effect on the next request
	ServiceAccount   *ServiceAccount  `bson:"serviceAccount,omitempty"`
}

// ServiceAccount is what makes a user an account of another system: it acts by its roles, but on records of some kinds alone.
type ServiceAccount struct {
	// Is is always true: an index needs a value that all accounts share.
	Is         bool         `bson:"is"`
	Kinds      []RecordKind `bson:"kinds"`
	CreatedBy  ID           `bson:"createdBy"`
	DisabledAt *time.Time   `bson:"disabledAt,omitempty"` // it cannot sign in any more
}

// IsNode marks the type as a GraphQL node.
func (User) IsNode() {}

// GetID answers the node interface.
func (u User) GetID() ID { return u.ID }
