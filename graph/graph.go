// Package graph is the contract with every frontend: the schema in schema/, one noun a file, and the code generated from it.
// Nothing here is written by hand but the words of the schema, which the tests hold to the rules of the API, and the way that
// a query is run.
// No behaviour belongs here: a field's meaning is in the hub, a field's visibility in the policy.
package graph
