package model

// User is a person, or a service account, that signs in. Its e-mail address is how a token finds it.
type User struct {
	Record           `bson:",inline"`
	OrganizationID   ID               `bson:"organizationId"`
	OrganizationKind OrganizationKind `bson:"organizationKind"`
	Name             string           `bson:"name"`
	Email            *string          `bson:"email,omitempty"` // lower case, unique
	Roles            []Role           `bson:"roles,omitempty"`
	Disabled         bool             `bson:"disabled"` // cannot sign in; takes effect on the next request
}

// IsNode marks the type as a GraphQL node.
func (User) IsNode() {}

// GetID answers the node interface.
func (u User) GetID() ID { return u.ID }
