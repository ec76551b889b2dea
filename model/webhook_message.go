package model

import "time"

// WebhookMessage is one message for a receiver outside, ready to be signed.
type WebhookMessage struct {
	URL  string
	ID   string // the same in every attempt, so that the receiver knows a repetition
	At   time.Time
	Body []byte
	// Secrets sign the message, each for itself: while a secret is being replaced, the receiver may know either.
	Secrets [][]byte
}

// WebhookAnswer is what became of one attempt. Nothing of what the receiver wrote is kept.
type WebhookAnswer struct {
	Status     int          // of the HTTP answer, 0 without one
	Fault      WebhookFault // empty when the receiver has taken the message
	RetryAfter time.Duration
}

// Taken is true when the receiver has taken the message.
func (a WebhookAnswer) Taken() bool { return a.Fault == "" }
